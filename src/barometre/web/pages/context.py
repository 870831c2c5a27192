"""What every template may use."""

from typing import Any

from django.http import HttpRequest

from barometre.settings import settings


def site(request: HttpRequest) -> dict[str, Any]:
    """`edition` (None on pages of errors), `operator`, `operator_contact`, `state`, `section` of the navigation."""
    instance = settings()
    return {
        "edition": getattr(request, "edition", None),
        "operator": instance.operator,
        "operator_contact": instance.operator_contact,
        "state": instance.operator_is_state,
        "section": request.path.split("/")[1],
    }
