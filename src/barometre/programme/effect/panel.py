"""The panel an effect is estimated from: each collectivité at each edition, helped or not; then the same as arrays.

Missing is not zero: a score that is not known is null here and NaN below, and no step fills it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from barometre.errors import BarometreError
from barometre.tables import Schema, check_schema

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

# period: date of an edition; score: 0 to 100, null: not known; treated_on: date of the first aid, null for none.
PANEL: Schema = {
    "siren": pl.String(),
    "period": pl.Date(),
    "score": pl.Float64(),
    "treated_on": pl.Date(),
    "kind": pl.String(),
    "strate": pl.String(),
    "region": pl.String(),
    "population": pl.Int64(),
}


def panel(scores: Mapping[date, pl.DataFrame], awards: pl.DataFrame, measured: pl.DataFrame) -> pl.DataFrame:
    """Build the panel of one indicator from editions and awards.

    Args:
        scores: date of an edition -> its rows of the indicator (siren, status, score).
        awards: awards granted (siren as it is today, decided_on); the first of each collectivité counts.
        measured: collectivités measured (siren, kind, strate, region, population), those of the last edition.

    Returns:
        Columns of `PANEL`, one row by collectivité and edition, sorted by both. A collectivité that the indicator has
        never concerned is left out.
    """
    about = measured.select("siren", "kind", "strate", "region", pl.col("population").cast(pl.Int64))
    first = awards.group_by("siren").agg(treated_on=pl.col("decided_on").min())
    frames = [
        rows.select(
            "siren",
            "status",
            period=pl.lit(day, pl.Date),
            score=pl.when(pl.col("status") == "known").then(pl.col("score").cast(pl.Float64)),
        )
        for day, rows in scores.items()
    ]
    empty = pl.DataFrame(schema={"siren": pl.String, "status": pl.String, "period": pl.Date, "score": pl.Float64})
    rows = pl.concat([empty, *frames])
    concerned = rows.filter(pl.col("status") != "not-concerned").select("siren").unique()
    days = pl.DataFrame({"period": sorted(scores)}, schema={"period": pl.Date})
    return (
        about.join(concerned, on="siren", how="semi")
        .join(days, how="cross")
        .join(rows.select("siren", "period", "score"), on=["siren", "period"], how="left")
        .join(first, on="siren", how="left")
        .select(list(PANEL))
        .sort("siren", "period")
    )


def method_changes(definitions: Mapping[date, Mapping[str, Any]]) -> list[date]:
    """Return the editions whose definition of the indicator is not that of the edition before.

    Args:
        definitions: date of an edition -> what makes the score there (scoring and facts of its catalogue.json); an
            edition where all is None did not have the indicator, and is passed over.
    """
    had = sorted(day for day, definition in definitions.items() if any(v is not None for v in definition.values()))
    return [day for before, day in pairwise(had) if definitions[before] != definitions[day]]


@dataclass(frozen=True, slots=True)
class Wide:
    """A panel as arrays: one row by collectivité (sorted by siren), one column by edition (oldest first).

    Attributes:
        scores: NaN when not known.
        first: number of the first edition after the aid; the number of editions without aid before the last one.
        cell: kind × strate, numbered.
        region: numbered.
        population: its logarithm.
        early: collectivités helped before the first edition: nothing is known of their past, they are left out.
    """

    periods: list[date]
    scores: Floats
    first: Integers
    cell: Integers
    region: Integers
    population: Floats
    early: int

    @property
    def cohorts(self) -> list[int]:
        """Numbers of the editions that are the first after the aid of some collectivité."""
        return [int(number) for number in np.unique(self.first) if number < len(self.periods)]


def widen(table: pl.DataFrame) -> Wide:
    """Turn a panel into arrays. Editions where no score is known at all are left out: the indicator was not there.

    Raises:
        BarometreError: a column is missing or of another type, or a collectivité is twice in one edition.
    """
    table = check_schema(table, PANEL, "panel of the effect")
    twice = table.filter(pl.struct("siren", "period").is_duplicated())
    if twice.height:
        siren, period = twice.row(0)[:2]
        raise BarometreError(f"Panel of the effect: siren {siren} is twice in the edition {period}; keep one row")
    periods = table.filter(pl.col("score").is_not_null())["period"].unique().sort().to_list()
    constants = [pl.col(name).drop_nulls().last() for name in ("kind", "strate", "region", "population")]
    ordered = table.filter(pl.col("period").is_in(periods)).sort("siren", "period")
    units = ordered.group_by("siren", maintain_order=True).agg(pl.col("treated_on").min(), *constants)
    scores = np.full((units.height, len(periods)), np.nan)
    column = {period: number for number, period in enumerate(periods)}
    row = ordered["siren"].rle_id().to_numpy()
    scores[row, [column[period] for period in ordered["period"]]] = ordered["score"].to_numpy()
    days = np.array(periods, dtype="datetime64[D]")
    dates = units["treated_on"].fill_null(date.max).to_numpy().astype("datetime64[D]")
    first = np.searchsorted(days, dates, side="right").astype(np.int64)
    kept = first > 0
    return Wide(
        periods=periods,
        scores=scores[kept],
        first=first[kept],
        cell=_numbered(units, "kind", "strate")[kept],
        region=_numbered(units, "region")[kept],
        population=np.log1p(units["population"].fill_null(0).to_numpy().astype(np.float64))[kept],
        early=int((~kept).sum()),
    )


def _numbered(units: pl.DataFrame, *columns: str) -> Integers:
    """Give a number to each distinct value of columns, from 0, in their order."""
    key = pl.concat_str([pl.col(column).fill_null("") for column in columns], separator="\0")
    return units.select(key.rank("dense"))[:, 0].to_numpy().astype(np.int64) - 1
