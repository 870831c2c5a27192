"""How a yes or a no of a register went along its files, among the collectivités of today that each file knows."""

from datetime import date
from pathlib import Path

import polars as pl

from barometre.catalogue.models import Catalogue
from barometre.facts.merge import follow_mergers
from barometre.facts.schema import Outcome
from barometre.facts.store import read_days

_KEY = ["fact", "kind", "siren"]
PANEL = {
    "fact": pl.String,
    "kind": pl.String,
    "day": pl.String,
    **dict.fromkeys(("known", "met", "both", "met_then", "met_now"), pl.Int64),
}


def panels(store: Path, catalogue: Catalogue, bodies: pl.DataFrame, successors: pl.DataFrame, on: date) -> pl.DataFrame:
    """Count those known and those that say yes, in each file up to a day of the facts that the catalogue follows so.

    Args:
        store: folder of facts.
        catalogue: the content; its facts that have `panel`.
        bodies: columns `siren`, `kind`, `measured`.
        successors: `old_siren`, `siren`.
        on: day after which nothing is known yet.

    Returns:
        Columns of `PANEL`: fact, kind, day (ISO), known and met (in the file of that day), then, of those known in it
        and in the last one, how many there are (both) and say yes in each (met_then, met_now). Sorted.
    """
    found = [
        _panel(follow_mergers(facts.with_columns(source=pl.lit(fact.source)), successors), fact.id, bodies, day)
        for fact in catalogue.facts.values()
        if fact.panel
        for day, facts in read_days(store, fact.source, on)
    ]
    if not found:
        return pl.DataFrame(schema=PANEL)
    rows = pl.concat(found)
    last = rows.filter(pl.col("day") == pl.col("day").max().over("fact")).select(*_KEY, now="yes")
    both = pl.col("now").is_not_null()
    return (
        rows.join(last, on=_KEY, how="left")
        .group_by("fact", "kind", "day")
        .agg(
            known=pl.len(),
            met=pl.col("yes").sum(),
            both=both.sum(),
            met_then=pl.col("yes").filter(both).sum(),
            met_now=pl.col("now").sum(),
        )
        .select(pl.col(name).cast(kind) for name, kind in PANEL.items())
        .sort("fact", "kind", "day")
    )


def _panel(facts: pl.DataFrame, fact: str, bodies: pl.DataFrame, day: date) -> pl.DataFrame:
    seen = facts.filter(pl.col("fact") == fact, pl.col("outcome") == Outcome.SEEN.value)
    measured = bodies.filter("measured").select("siren", "kind")
    return seen.join(measured, on="siren").select(*_KEY, yes=pl.col("number") == 1, day=pl.lit(day.isoformat()))
