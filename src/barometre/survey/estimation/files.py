"""A survey read from files: sample, weights, margins, sizes of strata; refused whole when they do not fit together."""

from collections.abc import Iterable
from math import isfinite
from pathlib import Path

import numpy as np
import polars as pl

from barometre.errors import BarometreError
from barometre.survey.estimation.design import Design, Floats, Mask, Strata, one_stratum
from barometre.survey.estimation.outcomes import UNKNOWN, column
from barometre.survey.weighting.calibrate import CalibrationOptions
from barometre.survey.weighting.files import read_table
from barometre.survey.weighting.margins import CalibrationFrame, listed, prepare, read_margins, read_sample

# Relative gap between weights and margins above which they were not calibrated to these: a cap may miss by less.
NEAR = 0.01


def read_respondents(sample: Path, weights: Path) -> tuple[pl.DataFrame, Floats]:
    """Read a sample (`id`, any other column) and its weights (`id`, `weight`), both sorted by id.

    Raises:
        BarometreError: an id is empty, stands twice or is in one file only; a weight is not a number above zero.
    """
    respondents, weighted = read_sample(sample), read_table(weights, ("id", "weight"))
    for path, table in ((sample, respondents), (weights, weighted)):
        _refuse_ids(path, table)
    of_sample, of_weights = set(respondents["id"]), set(weighted["id"])
    if of_sample != of_weights:
        raise BarometreError(
            f"{sample} and {weights} are not of the same respondents: {_listed(of_sample - of_weights)} in the first "
            f"only, {_listed(of_weights - of_sample)} in the second only; weigh this sample again"
        )
    weighted = weighted.sort("id").with_columns(pl.col("weight").cast(pl.Float64, strict=False).alias("number"))
    for name, written, number in weighted.select("id", "weight", "number").iter_rows():
        if number is None or not isfinite(number) or number <= 0:
            raise BarometreError(
                f"{weights}: the weight of id {name} is {written or '(empty)'}; weights are numbers above zero "
                "(raking, or bounds, never give others)"
            )
    return respondents.sort("id"), weighted["number"].to_numpy()


def read_frame(sample: pl.DataFrame, margins: Path, weights: Floats) -> CalibrationFrame:
    """Read the margins to which weights were calibrated, with the respondents sorted by id.

    Raises:
        BarometreError: the weights do not meet them.
    """
    frame = prepare(sample, read_margins(margins))
    sums = weights @ frame.indicators()
    totals = np.concatenate(frame.totals)
    gaps = np.abs(sums / totals - 1)
    worst = int(gaps.argmax())
    if gaps[worst] > NEAR:
        raise BarometreError(
            f"{margins}: weights sum to {sums[worst]:.6g} for {frame.names[worst]}, of which the total is "
            f"{totals[worst]:.6g}; give the margins to which they were calibrated, or none"
        )
    return frame


def read_strata(sample: pl.DataFrame, name: str | None, population: Path | None) -> Strata:
    """Read where respondents were drawn apart, a column of the sample, and how many bodies there are (`stratum,total`).

    Without a column, the population is one line, of the whole.

    Raises:
        BarometreError: a stratum is empty, without total, or its total is not a number above zero.
    """
    sizes = {} if population is None else _sizes(population)
    if name is None:
        if len(sizes) > 1:
            raise BarometreError(f"{population} has {len(sizes)} strata; name the column of the sample with --strata")
        return one_stratum(sample.height, next(iter(sizes.values()), None))
    cells = column(sample, name)
    if missing := [row for row, cell in zip(sample["id"], cells, strict=True) if not cell]:
        raise BarometreError(f"Sample: {name} is empty for {_listed(missing)}; fill it, or give no --strata")
    labels, codes = np.unique(np.array(cells, dtype=np.str_), return_inverse=True)
    names = [str(label) for label in labels]
    if population is None:
        return Strata(names, codes)
    if unknown := [label for label in names if label not in sizes]:
        raise BarometreError(f"{population} has no total for stratum {_listed(unknown)}; add a line for each")
    return Strata(names, codes, np.array([sizes[label] for label in names]))


def read_survey(
    sample: Path,
    weights: Path,
    margins: Path | None = None,
    options: CalibrationOptions | None = None,
    strata: str | None = None,
    population: Path | None = None,
) -> tuple[pl.DataFrame, Design]:
    """Read a survey from its files.

    Args:
        sample: `id`, answers and any other column.
        weights: `id`, `weight`.
        margins: what the weights were calibrated to; None: they are taken as given.
        options: how they were calibrated, for replicates.
        strata: column of the sample; None: one whole.
        population: `stratum`, `total`; None: no finite correction.

    Returns:
        The sample sorted by id, as texts, and the design of its respondents in that order.
    """
    respondents, numbers = read_respondents(sample, weights)
    frame = None if margins is None else read_frame(respondents, margins, numbers)
    ids = respondents["id"].to_list()
    drawn = read_strata(respondents, strata, population)
    return respondents, Design(ids, numbers, drawn, frame, options if frame else None)


def domains(sample: pl.DataFrame, name: str) -> tuple[dict[str, Mask], int]:
    """Return who is in each group of a column, sorted by name, and how many are in none since the cell is empty."""
    cells = np.array([cell or "" for cell in column(sample, name)], dtype=np.str_)
    groups = [str(label) for label in np.unique(cells) if label not in UNKNOWN]
    return {label: cells == label for label in groups}, int(np.isin(cells, UNKNOWN).sum())


def _sizes(path: Path) -> dict[str, float]:
    table = read_table(path, ("stratum", "total"))
    found: dict[str, float] = {}
    for label, written in table.select("stratum", "total").iter_rows():
        number = pl.Series([written]).cast(pl.Float64, strict=False)[0]
        if number is None or not isfinite(number) or number <= 0 or label in found:
            raise BarometreError(
                f"{path}: stratum {label or '(empty)'} has total {written or '(empty)'}; give each stratum once, with "
                "the number of its bodies"
            )
        found[label or ""] = number
    return found


def _refuse_ids(path: Path, table: pl.DataFrame) -> None:
    """Refuse a table of respondents that are not each on one line.

    Raises:
        BarometreError: there is none, an id is empty or stands twice.
    """
    if table.is_empty():
        raise BarometreError(f"{path} has no respondent; give a line for each")
    if table["id"].null_count():
        raise BarometreError(f"{path}: {table['id'].null_count()} lines have no id; fill it, or take these lines out")
    if repeated := sorted(table.filter(pl.col("id").is_duplicated())["id"].unique()):
        raise BarometreError(f"{path}: {_listed(repeated)} on several lines; keep one line for each id")


def _listed(names: Iterable[str]) -> str:
    return listed(sorted(names)) or "none"
