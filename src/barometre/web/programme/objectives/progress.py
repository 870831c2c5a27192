"""Progress of the objectives of the database: from the editions published on the site, or from those of a folder."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl
from django.db.models import FloatField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from barometre.edition.files import MANIFEST
from barometre.edition.schema import schema_of
from barometre.errors import BarometreError
from barometre.programme import models as content
from barometre.programme.population import who
from barometre.programme.progress import Progress, progress
from barometre.programme.values import COLLECTIVITE_COLUMNS, EditionValues, edition_folders, method_of, read_values
from barometre.settings import settings
from barometre.tables import sha256
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.programme.models import Objective
from barometre.web.shared.french import number, percent

NO_INDICATOR = ""
"""Name that no indicator has: asks for the collectivités alone."""


def as_content(row: Objective) -> content.Objective:
    """An objective of the database as progress is computed from it.

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
    same = (
        "id",
        "title",
        "why",
        "priority",
        "indicator",
        "population",
        "population_label",
        "target",
        "met_from",
        "due",
    )
    return content.Objective(
        **{name: getattr(row, name) for name in same},
        baseline=start,
        owner=owners,
        steps=steps,
        source=content.Reference(title=row.source_title or "Équipe du programme", url=row.source_url or None),
        doubt=row.doubt or None,
    )


def progress_in_folder(rows: Sequence[Objective], out: Path, until: date | None = None) -> list[Progress]:
    """Progress along the editions of a folder, those after `until` left out.

    Raises:
        BarometreError: there is no edition, or one is not whole.
    """
    folders = edition_folders(out, until)
    wanted = sorted({row.indicator for row in rows})
    values = {indicator: [read_values(folder, indicator) for folder in folders] for indicator in wanted}
    return [progress(as_content(row), values[row.indicator]) for row in rows]


def progress_of(row: Objective) -> Progress:
    """Progress along the editions published on the site. What is read of them stays in memory."""
    return progress(as_content(row), published_values(row.indicator))


def published_values(indicator: str) -> list[EditionValues]:
    """One indicator in each edition published, oldest first."""
    published = Edition.objects.order_by("date").values_list("date", "build_id")
    return [_values(day, build_id, indicator) for day, build_id in published]


@lru_cache(maxsize=64)
def _values(day: date, build_id: str, indicator: str) -> EditionValues:
    """Read from the files of the edition when this instance has them, ten times faster; else from the database."""
    folder = _folder(day, build_id)
    if folder is not None:
        return replace(read_values(folder, indicator), collectivites=_bodies(day, build_id))
    score = Cast(KT(f"indicators__{indicator}__score"), FloatField())
    rows = Collectivite.objects.filter(edition=day, measured=True, indicators__has_key=indicator)
    found = rows.order_by("siren").values_list("siren", KT(f"indicators__{indicator}__status"), score)
    schema = {"siren": pl.String, "status": pl.String, "score": pl.Float64}
    indicators = pl.DataFrame(list(found), schema=schema, orient="row")
    catalogue = Edition.objects.values_list("catalogue", flat=True).get(date=day)
    return EditionValues(day, _bodies(day, build_id), indicators, method_of(catalogue, indicator))


@lru_cache(maxsize=8)
def _folder(day: date, build_id: str) -> Path | None:
    """Folder of a published edition; None when it is not here, or holds another build."""
    folder = settings().var / "editions" / day.isoformat()
    manifest = folder / MANIFEST
    return folder if manifest.is_file() and sha256(manifest) == build_id else None


@lru_cache(maxsize=8)
def _bodies(day: date, build_id: str) -> pl.DataFrame:
    """One table for all the indicators of an edition."""
    folder = _folder(day, build_id)
    if folder is not None:
        return read_values(folder, NO_INDICATOR).collectivites
    columns = [name if name != "powers" else "profile__powers" for name in COLLECTIVITE_COLUMNS]
    types = schema_of("collectivites")
    schema = {name: types[name] for name in COLLECTIVITE_COLUMNS}
    rows = Collectivite.objects.filter(edition=day).order_by("kind", "code").values_list(*columns)
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def missing_of(row: Objective, sirens: set[str] | None = None) -> pl.DataFrame:
    """Who has not met an objective in the newest edition published, the unknown apart (`programme.progress.who`).

    Args:
        row: the objective.
        sirens: those that the reader may see (`permissions.visible_sirens`); None: all.

    Raises:
        BarometreError: no edition is published.
    """
    values = published_values(row.indicator)
    if not values:
        raise BarometreError("No edition is published; run: barometre publish")
    found = who(as_content(row), values[-1])
    return found if sirens is None else found.filter(pl.col("siren").is_in(list(sirens)))


def progress_in_words(row: Objective) -> str:
    """Progress in the newest edition published, in one French sentence."""
    try:
        found = progress_of(row)
    except BarometreError as error:
        return f"Pas de progression : {error}"
    if not found.points:
        return "Aucune édition n’est publiée."
    last = found.points[-1]
    numbers = last.numbers
    start = f"Édition du {last.edition:%d/%m/%Y} : "
    if numbers.value is None:
        return f"{start}aucune des {number(numbers.population_size)} collectivités n’est encore connue."
    return (
        f"{start}{number(numbers.met)} sur {number(numbers.population_size)} ({percent(100 * numbers.value)}), "
        f"{number(numbers.known)} connues ; il en manque {number(numbers.gap)}."
    )
