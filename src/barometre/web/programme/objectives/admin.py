"""Screens of objectives. Progress is shown, computed from the newest edition, and cannot be typed."""

# ruff: noqa: ARG002  (the signatures are those of Django)

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from barometre.web.programme.gestion.base import SOURCE, EntryScreen, ShortLines
from barometre.web.programme.models import Objective, ObjectiveStep
from barometre.web.programme.objectives.progress import progress_in_words
from barometre.web.programme.permissions import is_team, organisation_of
from barometre.web.shared.french import percent


class StepLines(ShortLines):
    """History of an objective. A member's proposal has one step, which is written for it."""

    model = ObjectiveStep
    readonly_fields = ["by"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow the team only."""
        return is_team(request.user)


@admin.register(Objective)
class ObjectiveScreen(EntryScreen):
    """Objectives: the team edits them, a member of an organisation proposes some."""

    list_display = ["title", "population_label", "target_in_words", "due", "state"]
    list_filter = ["priority", "owners", "due"]
    search_fields = ["id", "title", "indicator", "population_label"]
    autocomplete_fields = ["owners"]
    readonly_fields = ["state", "progress"]
    inlines = [StepLines]
    fieldsets = [
        (None, {"fields": ["id", "title", "why", "priority", "owners", "state"]}),
        (
            "Mesure",
            {"fields": ["indicator", "population", "population_label", "target", "met_from", "due", "progress"]},
        ),
        ("Situation de départ", {"fields": ["baseline_text", "baseline_share", "baseline_on"]}),
        ("Source", {"fields": [*SOURCE[1]["fields"], "doubt"]}),
    ]

    @admin.display(description="cible", ordering="target")
    def target_in_words(self, row: Objective) -> str:
        """Return the target, in percent."""
        return percent(100 * row.target)

    @admin.display(description="dernier état décidé")
    def state(self, row: Objective) -> str:
        """Return the last step."""
        last = row.steps.last() if row.pk else None
        return str(last) if last else "—"

    @admin.display(description="progression calculée")
    def progress(self, row: Objective) -> str:
        """Return the progress in the newest edition."""
        return progress_in_words(row) if row.pk else "Elle sera calculée depuis les éditions."

    def save_model(self, request: HttpRequest, obj: Objective, form: ModelForm, change: bool) -> None:
        """Note who proposes."""
        if not change and not is_team(request.user):
            obj.proposed_by = request.user
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:  # noqa: ANN401
        """Note who adds a step."""
        for step in formset.save(commit=False):
            step.by = step.by or request.user.get_username()
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool) -> None:
        """Save a member's objective as proposed, by its organisation, whatever was sent."""
        super().save_related(request, form, formsets, change)
        if change or is_team(request.user):
            return
        organisation = organisation_of(request.user)
        if organisation:
            form.instance.owners.add(organisation)
        form.instance.steps.create(
            position=1,
            state="proposed",
            on=timezone.localdate().isoformat(),
            note=f"Proposé par {organisation}." if organisation else "",
            by=request.user.get_username(),
        )
