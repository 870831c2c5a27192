"""Communes of a territory compared with those of France, all of them and those of the same sizes, with bounds. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from polars.dataframe.group_by import GroupBy

from barometre.scoring.aggregates import TERRITORY_FROM
from barometre.web.editions.models import Aggregate


@dataclass(frozen=True)
class Expected:
    """What communes of the same sizes have in France: a mean, and between what it stays whatever is not known."""

    mean: float
    low: float
    high: float


def same_sizes(rows: pl.DataFrame, indicator: str, strates: Mapping[str, Aggregate]) -> Expected | None:
    """Return the figure of France weighted by the sizes of the communes here that a question concerns.

    Args:
        rows: communes of the territory, in the grid.
        indicator: a question of the grid.
        strates: strate -> its figure of France.

    Returns:
        None when a size that is here has no figure in France, or when the question concerns no commune here.
    """
    if indicator not in rows.columns:
        return None
    sizes = rows.filter(pl.col(indicator) != "not-concerned").group_by("strate").len().sort("strate").rows()
    told = [(n, strates.get(strate)) for strate, n in sizes]
    whole = sum(n for n, _ in told)
    weighted = [0.0, 0.0, 0.0]
    for n, row in told:
        if row is None or row.mean is None or row.low is None or row.high is None:
            return None
        for place, value in enumerate((row.mean, row.low, row.high)):
            weighted[place] += n * value / whole
    return Expected(*weighted) if whole else None


def by_size(rows: pl.DataFrame, indicator: str) -> dict[str, Aggregate]:
    """Return the figure of the communes of a territory by size: strate -> counts, and a mean from enough known."""
    if indicator not in rows.columns:
        return {}
    counted = _counts(rows.filter(pl.col(indicator) != "not-concerned").group_by("strate"), indicator)
    return {row["strate"]: _figure(row) for row in counted.iter_rows(named=True)}


def of_all(rows: pl.DataFrame, indicators: Iterable[str]) -> dict[str, Aggregate]:
    """Return the figure of the communes of a territory for each indicator, those of which nothing is known among them.

    The edition aggregates over territories only what is known of somebody there.
    """
    found = {}
    for name in indicators:
        if name in rows.columns:
            concerned = rows.filter(pl.col(name) != "not-concerned")
            counted = _counts(concerned.group_by("kind"), name).rows(named=True)
            found[name] = _figure(counted[0]) if counted else Aggregate(kind="commune", known=0, concerned=0)
    return found


def _counts(groups: GroupBy, indicator: str) -> pl.DataFrame:
    score = pl.col(f"{indicator}.score").cast(pl.Float64)
    return groups.agg(concerned=pl.len(), known=score.count(), met=(score == 100).sum(), total=score.sum())


def _figure(row: Mapping[str, Any]) -> Aggregate:
    known, concerned, total = row["known"], row["concerned"], row["total"]
    counts = {"kind": "commune", "known": known, "concerned": concerned, "met": row["met"]}
    if not known or known < TERRITORY_FROM * concerned:
        return Aggregate(mean=None, **counts)
    high = (total + 100 * (concerned - known)) / concerned
    return Aggregate(mean=total / known, low=total / concerned, high=high, **counts)
