"""Screens of the right of reply: the team ends a period, and reads what collectivités write before it is published."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.programme.gestion.base import ComputedScreen, Screen, nobody
from barometre.web.programme.permissions import is_team
from barometre.web.programme.sirens import name_of
from barometre.web.replies import periods
from barometre.web.replies.answers import decide, tally_of
from barometre.web.replies.models import Period, Reply
from barometre.web.replies.states import Ground, Moderation


@admin.register(Period)
class PeriodScreen(ComputedScreen):
    """Periods; they are opened by the command, which reads the files of two editions."""

    list_display = ["edition", "opened_at", "last_day", "closed_at", "withdrawn_at", "published_at", "answered"]
    fields = ["edition", "before", "opened_at", "last_day", "closed_at", "withdrawn_at", "published_at", "answered"]
    ordering = ["-edition"]
    actions = ["close", "withdraw"]

    @admin.display(description="ont répondu")
    def answered(self, row: Period) -> str:
        """Return how many collectivités answered, of those asked."""
        told = tally_of(row)
        return f"{told.answered} sur {told.asked}"

    @admin.action(description="Clore maintenant la période ouverte choisie", permissions=["end"])
    def close(self, request: HttpRequest, rows: QuerySet[Period]) -> None:
        """Close the open period, when it is among those chosen."""
        now = timezone.now()
        period = periods.open_one(timezone.localdate(now))
        if period is None or not rows.filter(pk=period.pk).exists():
            messages.error(request, "Aucune période choisie n’est ouverte.")
            return
        periods.close_period(now)
        messages.success(request, f"La période de l’édition {period} est close\u00a0: elle peut être publiée.")

    @admin.action(description="Retirer les périodes choisies, pas encore publiées", permissions=["end"])
    def withdraw(self, request: HttpRequest, rows: QuerySet[Period]) -> None:
        """Give periods up."""
        for period in rows:
            try:
                periods.withdraw_period(period.edition, timezone.now())
            except BarometreError:
                messages.error(request, f"La période de l’édition {period} n’attend plus d’être publiée.")
            else:
                messages.success(request, f"La période de l’édition {period} est retirée.")

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Allow the team."""
        return is_team(request.user)


class DecideForm(forms.ModelForm):
    """Whether words are published, and the ground of a refusal."""

    class Meta:
        model = Reply
        fields = ("decision", "ground")
        help_texts = {"ground": "Pour un refus seulement. La collectivité le voit\u00a0; sa position reste publiée."}

    def clean(self) -> dict[str, Any]:
        """Refuse a refusal without ground, a ground without refusal, and no decision at all.

        Raises:
            ValidationError: it is one of these.
        """
        told = super().clean() or {}
        if not told.get("decision"):
            raise ValidationError("Dites si le texte est publié ou refusé.")
        if (told["decision"] == Moderation.REFUSED) != bool(told.get("ground")):
            raise ValidationError("Un refus a un motif\u00a0; un texte publié n’en a pas.")
        return told


@admin.register(Reply)
class ReplyScreen(Screen):
    """Words of collectivités: those that wait first, oldest first. Stances without words need no reading."""

    form = DecideForm
    list_display = ["at", "collectivite", "indicator", "stance", "words", "decision", "ground"]
    list_filter = ["decision", "ground", "stance", "period"]
    search_fields = ["siren", "indicator"]
    fields = ["period", "collectivite", "indicator", "stance", "words", "at", "decision", "ground", "decided_by"]
    readonly_fields = ["period", "collectivite", "indicator", "stance", "words", "at", "decided_by"]
    has_add_permission = has_delete_permission = nobody

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reply]:
        """Show what is said now and has words."""
        rows = super().get_queryset(request).filter(current=True).exclude(words="")
        return rows.select_related("period").defer("period__catalogue").order_by("-decided_at", "at")

    def save_model(self, request: HttpRequest, obj: Reply, form: DecideForm, change: bool) -> None:  # noqa: ARG002
        """Decide, unless the collectivité wrote something else meanwhile."""
        ground = Ground(obj.ground) if obj.ground else None
        decide(obj.pk, Moderation(obj.decision), ground, request.user.get_username(), timezone.now())

    @admin.display(description="collectivité")
    def collectivite(self, row: Reply) -> str:
        """Return the name of the collectivité."""
        return name_of(row.siren)
