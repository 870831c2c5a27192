"""The site of /gestion/: Django's admin with our name and a login that slows guesses down."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone

from barometre.settings import settings
from barometre.web.programme.gestion.login import LimitedLogin


class Gestion(AdminSite):
    """Where the programme is edited, and where the operator sees the updates of data."""

    site_header = "Gestion du programme"
    site_title = "Gestion du programme"
    index_title = "Programme"
    site_url = "/programme/"
    login_form = LimitedLogin

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the page of the updates, and the briefs of meetings."""
        from barometre.web.programme.gestion.notes import note  # noqa: PLC0415  (models need Django set up)
        from barometre.web.programme.gestion.updates import updates  # noqa: PLC0415

        return [
            path("mises-a-jour/", self.admin_view(updates), name="updates"),
            path("notes/<str:meeting>.pdf", self.admin_view(note), name="note"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Say whether the account may see the updates, which operators refuse us, and whether all is made up."""
        from barometre.web.mailing.models import Pause  # noqa: PLC0415
        from barometre.web.programme.permissions import is_team  # noqa: PLC0415  (models need Django set up)

        team = is_team(request.user)
        refusing = Pause.objects.filter(until__gt=timezone.now(), answer__startswith="5") if team else ()
        return super().each_context(request) | {
            "sees_updates": team,
            "refusing": refusing,
            "made_up": settings().demonstration,
        }
