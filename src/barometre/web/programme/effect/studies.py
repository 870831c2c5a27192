"""Studies of the effect of the fund: from the editions of a folder and the awards stored."""

from pathlib import Path

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reading import suggestion
from barometre.errors import BarometreError
from barometre.programme.effect.panel import method_changes, panel
from barometre.programme.effect.study import effect
from barometre.programme.fund.schema import AWARDED, is_demonstration
from barometre.programme.values import edition_folders, read_values
from barometre.web.programme.audit import said_by
from barometre.web.programme.fund.store import stored_awards
from barometre.web.programme.models import EffectStudy


def study(indicator: str, out: Path, by: str) -> EffectStudy:
    """Study the effect of the awards stored on one indicator, and keep the result.

    Args:
        indicator: its id in the catalogue.
        out: folder of the editions; all of them are read.
        by: who does it, for the audit log.

    Raises:
        BarometreError: unknown indicator, no edition, or the extra `effect` is missing.
    """
    known = list(load_catalogue().indicators)
    if indicator not in known:
        raise BarometreError(f"Unknown indicator {indicator}: {suggestion(indicator, known)}")
    values = [read_values(folder, indicator) for folder in edition_folders(out)]
    awards = stored_awards()
    columns = ("siren", "kind", "strate", "region", "population")
    bodies = values[-1].collectivites.filter("measured").select(columns)
    granted = awards.filter(pl.col("state") == AWARDED, pl.col("outside").is_null()).select("siren", "decided_on")
    table = panel({one.date: one.indicators for one in values}, granted, bodies)
    changes = method_changes({one.date: {"method": one.method} for one in values})
    found = effect(table, indicator, method_changes=changes)
    with said_by(by):
        return EffectStudy.objects.create(
            indicator=indicator,
            editions=[one.date.isoformat() for one in values],
            demonstration=is_demonstration(awards),
            result=found.to_json(),
        )
