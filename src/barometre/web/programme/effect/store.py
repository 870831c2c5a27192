"""Writes of studies of effect: from the editions of a folder and the awards stored."""

from pathlib import Path

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reading import suggestion
from barometre.errors import BarometreError
from barometre.programme.effect.panel import method_changes, panel
from barometre.programme.effect.study import effect
from barometre.programme.fund.report import awarded
from barometre.programme.fund.schema import is_demonstration
from barometre.programme.values import edition_folders, read_values
from barometre.web.programme.audit import said_by
from barometre.web.programme.fund.queries import stored_awards
from barometre.web.programme.models import EffectStudy


def make_study(indicator: str, out: Path, by: str) -> EffectStudy:
    """Study the effect of the awards stored on one indicator along the editions in `out`, and keep the result.

    Raises:
        BarometreError: unknown indicator, no edition, or the extra `effect` is missing.
    """
    known = list(load_catalogue().indicators)
    if indicator not in known:
        raise BarometreError(f"Unknown indicator {indicator}: {suggestion(indicator, known)}")
    values = [read_values(folder, indicator) for folder in edition_folders(out)]
    awards = stored_awards()
    measured = values[-1].collectivites.filter("measured").select("siren", "kind", "strate", "region", "population")
    granted = awarded(awards).filter(pl.col("outside").is_null()).select("siren", "decided_on")
    table = panel({edition.date: edition.indicators for edition in values}, granted, measured)
    changes = method_changes({edition.date: {"method": edition.method} for edition in values})
    found = effect(table, indicator, method_changes=changes)
    with said_by(by):
        return EffectStudy.objects.create(
            indicator=indicator,
            editions=[edition.date.isoformat() for edition in values],
            demonstration=is_demonstration(awards),
            result=found.to_json(),
        )
