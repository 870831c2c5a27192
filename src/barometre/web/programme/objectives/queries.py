"""Reads of objectives: their rows in the database, and the values of their indicators in the published editions."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl
from django.db.models import Q, QuerySet

from barometre.edition.files import MANIFEST
from barometre.edition.method import method_of
from barometre.edition.package.history import PackagedHistory
from barometre.edition.package.layout import EDITION, HISTORY, package_folder
from barometre.edition.schema import schema_of
from barometre.errors import BarometreError
from barometre.indicators.properties import FROM_FACTS, with_properties
from barometre.programme import models as content
from barometre.programme.values import COLLECTIVITE_COLUMNS, EditionValues, counted, read_collectivites, read_values
from barometre.settings import settings
from barometre.tables import sha256
from barometre.web.editions import queries as editions
from barometre.web.programme.models import Objective, ObjectiveStep

# Columns of an objective that have the same name in its content.
_SAME = ["id", "title", "why", "priority", "indicator", "population", "population_label", "target", "met_from", "due"]


def objectives() -> QuerySet[Objective]:
    """Return the objectives anyone may see: all but the proposals of members that nobody has agreed yet."""
    agreed = ObjectiveStep.objects.exclude(state="proposed").values("objective")
    return all_objectives().filter(Q(proposed_by=None) | Q(pk__in=agreed))


def all_objectives() -> QuerySet[Objective]:
    """Return every objective whose progress can be computed, proposals of members included: for team and commands."""
    found = Objective.objects.filter(steps__isnull=False, owners__isnull=False)
    return found.distinct().prefetch_related("steps", "owners")


def as_content(row: Objective) -> content.Objective:
    """Return an objective of the database as progress is computed from it.

    Raises:
        BarometreError: it has no owner or no step yet.
    """
    steps = tuple(content.Step(state=step.state, on=step.on, note=step.note) for step in row.steps.all())
    owners = tuple(sorted(owner.pk for owner in row.owners.all()))
    if not steps or not owners:
        raise BarometreError(f"Objective {row.pk} has no owner or no step; give it one of each under /gestion/")
    start = None
    if row.baseline_text and row.baseline_on:
        start = content.Baseline(text=row.baseline_text, share=row.baseline_share, on=row.baseline_on)
    return content.Objective(
        **{name: getattr(row, name) for name in _SAME},
        baseline=start,
        owner=owners,
        steps=steps,
        source=content.Reference(title=row.source_title or "Équipe du programme", url=row.source_url or None),
        doubt=row.doubt or None,
    )


def published_values(indicator: str) -> list[EditionValues]:
    """Return the values of an indicator in each published edition, oldest first. They are kept in memory.

    Those of an edition of which only the figures are published are read from its files, or from the package of a later
    one, where this instance has them.
    """
    light = editions.light_days()
    now = editions.current_build()
    package = now[0] if now else ""
    readable = [
        (day, build)
        for day, build in editions.builds()
        if day not in light or _folder(day, build) or _history(package, day, build)
    ]
    return [_values(day, build, indicator, package) for day, build in readable]


@lru_cache(maxsize=256)
def _values(day: date, build: str, indicator: str, package: str) -> EditionValues:
    """Read from the files that this instance has, ten times faster; else from the database.

    Args:
        day: date of an edition.
        build: its build.
        indicator: the one wanted.
        package: build of the edition whose package may tell of it.
    """
    bodies = _collectivites(day, build, package)
    if (folder := _folder(day, build)) is not None:
        return read_values(folder, indicator, bodies)
    if (history := _history(package, day, build)) is not None:
        answers = history.answers(day).filter(pl.col("indicator") == indicator)
        return EditionValues(day, bodies, counted(answers), method_of(history.documents(day)["catalogue"], indicator))
    schema = {"siren": pl.String, "status": pl.String, "score": pl.Float64, "reason_code": pl.String}
    indicators = counted(pl.DataFrame(editions.indicator_values(day, indicator), schema=schema, orient="row"))
    return EditionValues(day, bodies, indicators, method_of(editions.catalogue(day), indicator))


@lru_cache(maxsize=32)
def _folder(day: date, build: str) -> Path | None:
    """Return the folder of a published edition; None when it is not here, or holds another build."""
    folder = settings().var / "editions" / day.isoformat()
    manifest = folder / MANIFEST
    return folder if manifest.is_file() and sha256(manifest) == build else None


@lru_cache(maxsize=32)
def _history(package: str, day: date, build: str) -> PackagedHistory | None:
    """Return what the package of a published edition tells of one before it; None when it is not here, or of another.

    Args:
        package: build of the edition of the package.
        day: date of the one before.
        build: its build.
    """
    for later, its_build in editions.builds():
        folder = package_folder(settings().var, later)
        manifest = folder / EDITION / MANIFEST
        if its_build == package and manifest.is_file() and sha256(manifest) == package:
            history = PackagedHistory(folder / HISTORY, later)
            return history if history.builds.get(day) == build else None
    return None


@lru_cache(maxsize=32)
def _collectivites(day: date, build: str, package: str) -> pl.DataFrame:
    """Return the collectivités of an edition: one table for all its indicators."""
    if (folder := _folder(day, build)) is not None:
        return read_collectivites(folder)
    if (history := _history(package, day, build)) is not None:
        return with_properties(history.collectivites(day).select(COLLECTIVITE_COLUMNS), history.facts(day))
    types = schema_of("collectivites")
    names = ["profile__powers" if name == "powers" else name for name in COLLECTIVITE_COLUMNS]
    names += [f"facts__{fact}__number" for fact in FROM_FACTS.values()]
    schema = {name: types[name] for name in COLLECTIVITE_COLUMNS} | dict.fromkeys(FROM_FACTS, pl.Float64())
    return pl.DataFrame(editions.columns(day, names), schema=schema, orient="row")
