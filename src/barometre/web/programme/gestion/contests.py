"""Screen of the verdicts contested: the team reads them, says that it looks, and settles them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from barometre.web.observations import contests
from barometre.web.observations.models import Contest
from barometre.web.observations.states import ContestOutcome
from barometre.web.programme.gestion.base import Screen, nobody
from barometre.web.programme.sirens import name_of
from barometre.web.shared.words import CONTEST_STATES


class SettleForm(forms.ModelForm):
    """How a contest is settled: an outcome and its reason together, or neither."""

    class Meta:
        model = Contest
        fields = ("outcome", "answer")
        help_texts = {
            "outcome": "Sans issue, la contestation est dite « en cours d’examen ».",
            "answer": "Une phrase, publique : ce qui a été corrigé, ou pourquoi rien ne l’est. Aucun nom.",
        }

    def clean(self) -> dict[str, Any]:
        """Refuse an outcome without its reason, and a reason without outcome.

        Raises:
            ValidationError: one is missing.
        """
        told = super().clean() or {}
        if bool(told.get("outcome")) != bool(contests.one_line(told.get("answer") or "")):
            raise ValidationError("Donnez l’issue et la réponse ensemble, ou ni l’une ni l’autre.")
        return told


@admin.register(Contest)
class ContestScreen(Screen):
    """Contests, those that wait first."""

    form = SettleForm
    list_display = ["number", "collectivite", "subject", "sent_at", "where", "outcome"]
    list_filter = ["outcome", "sent_at", ("closed_at", admin.EmptyFieldListFilter)]
    search_fields = ["siren", "subject"]
    fields = ["number", "collectivite", "subject", "sent_at", "where", "text", "email", "page", "outcome", "answer"]
    readonly_fields = ["number", "collectivite", "subject", "sent_at", "where", "text", "email", "page"]
    has_add_permission = has_delete_permission = nobody

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contest]:
        """Put those that wait first, oldest first."""
        return super().get_queryset(request).order_by("-closed_at", "sent_at")

    def save_model(self, request: HttpRequest, obj: Contest, form: SettleForm, change: bool) -> None:  # noqa: ARG002
        """Settle, or say that it is looked at."""
        if obj.outcome:
            contests.settle_contest(obj.pk, ContestOutcome(obj.outcome), obj.answer)
        else:
            contests.take_contest(obj.pk)

    @admin.display(description="numéro", ordering="id")
    def number(self, row: Contest) -> int:
        """Return its number, which its sender has."""
        return row.pk

    @admin.display(description="collectivité")
    def collectivite(self, row: Contest) -> str:
        """Return the name of the collectivité."""
        return name_of(row.siren)

    @admin.display(description="état")
    def where(self, row: Contest) -> str:
        """Return its state in words."""
        return CONTEST_STATES[row.state]

    @admin.display(description="page que suit l’auteur")
    def page(self, row: Contest) -> str:
        """Link to the page where its sender follows it."""
        address = reverse("contest-followed", args=[row.token])
        return format_html('<a href="{}">{}</a>', address, address)
