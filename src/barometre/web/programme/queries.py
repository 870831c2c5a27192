"""Reads of the programme by pages, commands and the brief; what is public is said of each."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from barometre.programme.population import standing_of
from barometre.web.editions.models import Collectivite
from barometre.web.programme.models import (
    Award,
    Body,
    EffectStudy,
    GroupProject,
    Meeting,
    Objective,
    ObjectiveStep,
    Organisation,
)
from barometre.web.programme.objectives.progress import as_content


def bodies() -> QuerySet[Body]:
    """Committees and direction, with the organisations that sit there."""
    return Body.objects.prefetch_related("members")


def organisations() -> QuerySet[Organisation]:
    """State bodies, then associations."""
    return Organisation.objects.order_by("-kind", "name")


def meetings() -> QuerySet[Meeting]:
    """Meetings with their decisions, newest first."""
    return Meeting.objects.select_related("body").prefetch_related("decisions__owner")


def next_meeting(today: date) -> Meeting | None:
    """The next meeting on or after a day."""
    return meetings().filter(held_on__gte=today).order_by("held_on").first()


def objectives() -> QuerySet[Objective]:
    """Objectives anyone may see: all but the proposals of members that nobody has agreed yet."""
    agreed = ObjectiveStep.objects.exclude(state="proposed").values("objective")
    return all_objectives().filter(Q(proposed_by=None) | Q(pk__in=agreed))


def all_objectives() -> QuerySet[Objective]:
    """Every objective whose progress can be computed, the proposals of members too: for the team and commands."""
    found = Objective.objects.filter(steps__isnull=False, owners__isnull=False)
    return found.distinct().prefetch_related("steps", "owners")


def objective(identifier: str) -> Objective | None:
    """One objective anyone may see, None when there is none."""
    return objectives().filter(pk=identifier).first()


def objectives_of(row: Collectivite) -> list[tuple[Objective, str]]:
    """Objectives that count a collectivité in, each with where it stands (met, missing, unknown)."""
    body = {"powers": row.profile["powers"], "population": row.population}
    found = []
    for one in objectives():
        known = row.indicators.get(one.indicator, {})
        where = standing_of(as_content(one), body, known.get("status"), known.get("score"))
        if where is not None and row.measured:
            found.append((one, where))
    return found


def group_projects() -> QuerySet[GroupProject]:
    """Group projects with pilots, deliverables and milestones."""
    return GroupProject.objects.prefetch_related("pilots_state", "pilots_local", "deliverables", "milestones")


def awards_of(sirens: Sequence[str]) -> QuerySet[Award]:
    """Awards granted to some collectivités, newest first; fictitious ones among them say so (`demonstration`)."""
    found = Award.objects.filter(siren__in=sirens, state="attribué").order_by("-decided_on", "id")
    return found.select_related("project__call", "project__axis", "source_import")


def effect_studies() -> list[EffectStudy]:
    """The newest study of each indicator."""
    return list(EffectStudy.objects.order_by("indicator", "-made_at").distinct("indicator"))


def effect_study(indicator: str) -> EffectStudy | None:
    """The newest study of an indicator, None when none was made."""
    return EffectStudy.objects.filter(indicator=indicator).order_by("-made_at").first()
