"""What every template may use."""

from typing import Any

from django.http import HttpRequest

from barometre.settings import settings
from barometre.web.identity import missing
from barometre.web.shared.catalogue import live_sources


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the operator, the place of the page and, but for pages of errors, the edition and its sources."""
    instance, edition = settings(), getattr(request, "edition", None)
    return {
        "edition": edition,
        "credits": live_sources(edition) if edition else [],
        "operator": instance.operator,
        "hosting": instance.hosting,
        "operator_contact": instance.operator_contact,
        "operator_address": instance.operator_address,
        "operator_phone": instance.operator_phone,
        "publication_director": instance.publication_director,
        "local": bool(missing(instance)),
        "state": instance.operator_is_state,
        "made_up": instance.demonstration,
        "section": request.path.split("/")[1],
        # Only for pages: a host that is refused has an error page too.
        "site": request.build_absolute_uri("/")[:-1] if edition else "",
        "canonical": request.build_absolute_uri(request.path) if edition else "",
    }
