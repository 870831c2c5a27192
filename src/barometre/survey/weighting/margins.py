"""What is known of all (margins) and who answered (sample), checked and put together: the frame of a calibration."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.survey.weighting.collapse import proposals
from barometre.survey.weighting.files import read_table

ID = "id"
BASE = "base_weight"
MARGIN_COLUMNS = ("variable", "category", "total")
# Largest relative gap between the populations of two margins: the rounding of sums, not that of published tables.
AGREEMENT = 1e-9
# Names of one kind that a message lists at most.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CalibrationFrame:
    """Respondents and the known totals to calibrate them to.

    Attributes:
        ids: of the respondents, (n,), sorted: no result depends on the order of lines.
        base: weights before calibration, (n,), above zero; scaled so that their sum is the population.
        variables: names of the m calibration variables.
        categories: of each variable, in the order of the margins.
        codes: place of each respondent's category among those of each variable, (n, m).
        totals: known total of each category, one array (k,) a variable; each variable's sum is the population.
    """

    ids: tuple[str, ...]
    base: NDArray[np.float64]
    variables: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    codes: NDArray[np.int64]
    totals: tuple[NDArray[np.float64], ...]

    @property
    def population(self) -> float:
        """Return the known number of units, respondents or not."""
        return float(self.totals[0].sum())

    @property
    def names(self) -> tuple[str, ...]:
        """Return « variable=category » for each column of `indicators`, (K,)."""
        return tuple(
            f"{variable}={category}"
            for variable, known in zip(self.variables, self.categories, strict=True)
            for category in known
        )

    def respondents(self) -> tuple[NDArray[np.int64], ...]:
        """Return how many respondents are in each category, one array (k,) a variable."""
        return tuple(
            np.bincount(codes, minlength=len(totals)) for codes, totals in zip(self.codes.T, self.totals, strict=True)
        )

    def indicators(self) -> NDArray[np.float64]:
        """Return 1 where a respondent is in a category, else 0: (n, K), all categories of all variables side by side.

        Its rank is below K: the columns of each variable sum to 1. `numpy.linalg.lstsq` bears it.
        """
        return np.hstack([np.eye(len(total))[codes] for total, codes in zip(self.totals, self.codes.T, strict=True)])


def read_sample(path: Path) -> pl.DataFrame:
    """Read respondents: columns `id`, the calibration variables, `base_weight` when there is one, any other; texts.

    Raises:
        BarometreError: the file is not readable, or has no column `id`.
    """
    return read_table(path, (ID,))


def read_margins(path: Path) -> pl.DataFrame:
    """Read known totals: `variable`, `category` (texts), `total` (number of units).

    Raises:
        BarometreError: the file is not readable, a column is missing, a cell is empty, a total is no number of
            0 or more; names the line.
    """
    table = read_table(path, MARGIN_COLUMNS).select(MARGIN_COLUMNS)
    totals = table["total"].cast(pl.Float64, strict=False)
    for variable, category, written, total in zip(*table.get_columns(), totals, strict=True):
        if variable is None or category is None or total is None or not (isfinite(total) and total >= 0):
            raise BarometreError(
                f"{path}: margin of variable {variable or '(empty)'}, category {category or '(empty)'} has total "
                f"{written or '(empty)'}; give a variable, a category and a number of 0 or more, a point before "
                "decimals"
            )
    return table.with_columns(total=totals)


def prepare(sample: pl.DataFrame, margins: pl.DataFrame) -> CalibrationFrame:
    """Check respondents against margins, sort them by id, scale their base weights to the population.

    Args:
        sample: `id`, a column for each variable of the margins, `base_weight` (above zero; 1 when there is no such
            column), any other column.
        margins: `variable`, `category`, `total`.

    Raises:
        BarometreError: see « Refused » in docs/estimation.md; the message names variables, categories, totals, ids.
    """
    margins = margins.with_columns(pl.col("variable", "category").cast(pl.String))
    known = _known_totals(margins)
    sample = _respondents(sample, tuple(known))
    known, margins = _without_empty(known, sample), margins.filter(pl.col("total") > 0)
    _refuse_unknown_categories(sample, known)
    if collapses := proposals(sample, margins, 1):
        raise BarometreError(
            f"Nobody in the sample for {listed(collapses, '; ')}. Put categories together in sample and margins, "
            "or leave the variable out"
        )
    codes = np.column_stack(
        [
            sample[name].replace_strict(list(totals), range(len(totals)), return_dtype=pl.Int64).to_numpy()
            for name, totals in known.items()
        ]
    )
    base = sample[BASE].to_numpy().astype(np.float64)
    arrays = tuple(np.array(list(totals.values()), dtype=np.float64) for totals in known.values())
    return CalibrationFrame(
        ids=tuple(sample[ID]),
        base=base * (arrays[0].sum() / base.sum()),
        variables=tuple(known),
        categories=tuple(tuple(totals) for totals in known.values()),
        codes=codes,
        totals=arrays,
    )


def _known_totals(margins: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Return variable -> category -> total, checked.

    Raises:
        BarometreError: there is none, one stands twice or is below zero, or two variables disagree.
    """
    known: dict[str, dict[str, float]] = {}
    for variable, category, total in margins.select(MARGIN_COLUMNS).iter_rows():
        if variable in (ID, BASE):
            raise BarometreError(f"Margins: {variable} names a column of the sample that is no variable; rename it")
        if category in known.setdefault(variable, {}):
            raise BarometreError(f"Margins: {variable}={category} stands twice; keep one line")
        if total is None or not (isfinite(total) and total >= 0):
            raise BarometreError(f"Margins: {variable}={category} has total {total}; give a number of 0 or more")
        known[variable][category] = total
    if not any(sum(totals.values()) for totals in known.values()):
        raise BarometreError("Margins: no total above zero; give a line for each category of each variable")
    first, *others = ((name, sum(totals.values())) for name, totals in known.items())
    for name, population in others:
        if abs(population - first[1]) > AGREEMENT * first[1]:
            raise BarometreError(
                f"Margins disagree: {first[0]} sums to {first[1]:.12g} and {name} to {population:.12g}; "
                "take both from the same units at the same date, rounded nowhere"
            )
    return known


def _without_empty(known: dict[str, dict[str, float]], sample: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Return the totals without those that are zero: categories of which there is none.

    Raises:
        BarometreError: a respondent is in one of them.
    """
    for name, totals in known.items():
        none = [category for category, total in totals.items() if not total]
        for category, count in sample.filter(pl.col(name).is_in(none))[name].value_counts().sort(name).iter_rows():
            raise BarometreError(
                f"Margins: {name}={category} has total 0, and {count} respondents are in it; correct the total, or "
                "take these respondents out"
            )
    return {name: {category: total for category, total in totals.items() if total} for name, totals in known.items()}


def _respondents(sample: pl.DataFrame, variables: tuple[str, ...]) -> pl.DataFrame:
    """Return id, variables and base weight as numbers, sorted by id.

    Raises:
        BarometreError: a column is missing, a cell empty, an id stands twice, a base weight is not above zero.
    """
    if missing := [name for name in (ID, *variables) if name not in sample.columns]:
        raise BarometreError(
            f"Sample: no column {', '.join(missing)}; it has {', '.join(sample.columns)}. "
            "Each variable of the margins is a column of the sample"
        )
    if sample.is_empty():
        raise BarometreError("Sample: no respondent; give a line for each")
    sample = sample.with_columns(pl.col(ID, *variables).cast(pl.String))
    for name in (ID, *variables):
        if (empty := sample.filter(pl.col(name).fill_null("") == "")).height:
            raise BarometreError(
                f"Sample: {name} is empty for {empty.height} respondents ({listed(empty[ID])}); "
                "fill it, or take these respondents out"
            )
    if (repeated := sample.filter(pl.col(ID).is_duplicated())[ID].unique(maintain_order=True)).len():
        raise BarometreError(f"Sample: id on several lines: {listed(repeated)}; keep one line for each")
    written = sample[BASE] if BASE in sample.columns else pl.Series([1.0] * sample.height)
    base = written.cast(pl.Float64, strict=False)
    if (wrong := sample.filter(~(base.is_finite() & (base > 0)).fill_null(False))).height:
        raise BarometreError(
            f"Sample: {BASE} is no number above zero for {wrong.height} respondents ({listed(wrong[ID])}); "
            "correct it, or leave the column out"
        )
    return sample.select(ID, *variables).with_columns(base.alias(BASE)).sort(ID)


def _refuse_unknown_categories(sample: pl.DataFrame, known: dict[str, dict[str, float]]) -> None:
    """Refuse respondents in a category that margins do not have.

    Raises:
        BarometreError: names the variable, the category and how many are in it.
    """
    for name, totals in known.items():
        counts = sample.filter(~pl.col(name).is_in(list(totals)))[name].value_counts(sort=True)
        for category, count in counts.sort("count", name, descending=[True, False]).iter_rows():
            raise BarometreError(
                f"Sample: {name}={category} ({count} respondents) is in no margin; margins have "
                f"{listed(totals)}: write it as they do, or give its total"
            )


def listed(names: Iterable[object], separator: str = ", ") -> str:
    """Return some names, and how many more there are."""
    every = ["(empty)" if name is None else str(name) for name in names]
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return separator.join(every[:_SHOWN]) + more
