"""Screens of the links of town halls: the team reads what was done with them, and revokes."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from barometre.web.programme.gestion.base import ComputedScreen
from barometre.web.programme.permissions import is_team
from barometre.web.programme.sirens import name_of
from barometre.web.townhall.models import Declared, Event, Link
from barometre.web.townhall.queries import revoke
from barometre.web.townhall.states import Author


class _OfTownHalls(ComputedScreen):
    """Rows of a town hall, newest first, found by its SIREN."""

    search_fields = ["siren"]
    ordering = ["-pk"]

    @admin.display(description="collectivité")
    def collectivite(self, row: Model) -> str:
        """Return the name of the collectivité."""
        return name_of(row.siren)


@admin.register(Link)
class LinkScreen(_OfTownHalls):
    """Links: neither their token, which nobody keeps, nor where they were sent."""

    list_display = ["number", "siren", "collectivite", "issued_at", "expires_at", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    fields = ["siren", "collectivite", "issued_at", "expires_at", "revoked_at"]
    actions = ["revoke_links"]

    @admin.display(description="numéro", ordering="id")
    def number(self, row: Link) -> int:
        """Return its number, which messages do not have and the log does."""
        return row.pk

    @admin.action(description="Révoquer les liens choisis", permissions=["revoke"])
    def revoke_links(self, request: HttpRequest, rows: QuerySet[Link]) -> None:
        """Revoke links."""
        count = revoke(list(rows), Author.OPERATOR, timezone.now())
        messages.success(request, f"Liens révoqués\u00a0: {count}.")

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Allow the team."""
        return is_team(request.user)


@admin.register(Event)
class EventScreen(_OfTownHalls):
    """What was done with links."""

    list_display = ["at", "siren", "collectivite", "link", "happening", "author"]
    list_filter = ["happening", "author", "at"]
    fields = ["at", "siren", "collectivite", "link", "happening", "author"]


@admin.register(Declared)
class DeclaredScreen(_OfTownHalls):
    """What town halls declare, as they said it each time."""

    list_display = ["at", "siren", "collectivite", "action", "choice", "link"]
    list_filter = ["choice", "at"]
    fields = ["at", "siren", "collectivite", "action", "choice", "link"]
