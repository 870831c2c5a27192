"""What every template may use."""

from typing import Any

from django.http import HttpRequest

from barometre.settings import settings
from barometre.web.shared.catalogue import live_sources


def site(request: HttpRequest) -> dict[str, Any]:
    """Operator, section of the navigation, and, but on pages of errors, the edition and the sources of its facts."""
    instance, edition = settings(), getattr(request, "edition", None)
    return {
        "edition": edition,
        "credits": live_sources(edition) if edition else [],
        "operator": instance.operator,
        "hosting": instance.hosting,
        "operator_contact": instance.operator_contact,
        "state": instance.operator_is_state,
        "section": request.path.split("/")[1],
    }
