"""The robustness of an index as tables: ranks of units, what choices explain, how indicators go together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from barometre.index.choices import Choices
from barometre.index.compute import ComputedIndex, compute
from barometre.index.consistency import Correlations, correlations, cronbach_alpha
from barometre.index.options import IndexOptions, IndexTables
from barometre.index.parameters import IndexParameters
from barometre.index.questioned import question
from barometre.index.robustness import LeftOut, QuestionedIndex, leave_each_out, rank_intervals, sobol
from barometre.index.structure import Structure

Matrix = NDArray[np.float64]
# Names of the tables, in order.
TABLES = ("ranks", "sobol", "indicators", "correlations", "alpha")
# What the table of Sobol' indices calls the mean absolute shift of ranks, among units.
SHIFT = "mean rank shift"


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustnessPlan:
    """How an index is questioned.

    Attributes:
        choices: what runs draw from.
        runs: number of runs for the intervals of ranks.
        draws: of each sample of the Sobol' design, best a power of two; 0: no Sobol' indices.
        seed: of all that is drawn.
        asked: places of the units whose rank is explained too.
    """

    choices: Choices
    runs: int
    draws: int
    seed: int
    asked: Sequence[int] = ()


class RobustnessTables(NamedTuple):
    """What came of questioning an index: tables by name, and what a reader of its scores has to know."""

    tables: dict[str, pl.DataFrame]
    notes: tuple[str, ...]


def robustness_tables(
    units: Sequence[str],
    values: NDArray[np.float64],
    structure: Structure,
    options: IndexOptions,
    plan: RobustnessPlan,
    tables: IndexTables | None = None,
    parameters: IndexParameters | None = None,
    concerned: NDArray[np.bool_] | None = None,
) -> RobustnessTables:
    """Question an index.

    Args:
        units: names, in the order of the values.
        values: units × indicators, as for `compute`.
        structure: the tree.
        options: choices of the index itself.
        plan: how it is questioned.
        tables: what some options need.
        parameters: of a former computation.
        concerned: units × indicators; None: all concern all.

    Returns:
        Tables, in the order of `TABLES`, and notes.

        `ranks`: unit, rank, median, mean, low, high, shift, runs (`robustness.RankIntervals`).
        `sobol`: result (`SHIFT` or a unit), factor, first and total with low, high, too_few; null for a unit that has
        no rank in some run, or a result that is the same in all.
        `indicators`: indicator, known, varies, pearson and spearman (with the root's score), then without it shift,
        farthest, score, ranked (`robustness.LeftOut`).
        `correlations`: first, second, known, pearson, spearman; each pair once.
        `alpha`: aggregate, raw, standardised, items, cases (`consistency.Alpha`), of its children.
    """
    own = compute(values, structure, options, tables, parameters, concerned)
    fitted = {} if parameters is None else {options.normalisation: parameters}
    problem = question(values, structure, options, plan.choices, tables, fitted, concerned)
    alone = Choices(normalisations=(options.normalisation,), aggregations=(options.aggregation,), spread=0)
    left_out = leave_each_out(question(values, structure, options, alone, tables, fitted, concerned), alone)
    told = values if concerned is None else np.where(concerned, values, np.nan)
    # As the index uses them: in its direction, on its scale; what divides nobody is not there.
    used = np.where(np.isnan(told), np.nan, own.normalised)
    # The root's score is the last column.
    together = correlations(np.column_stack([used, own.scores[structure.root]]))
    found = {
        "ranks": _ranks(units, problem, plan),
        "sobol": _sobol(units, problem, plan),
        "indicators": _indicators(structure, told, together, left_out),
        "correlations": _correlations(structure, together),
        "alpha": _alpha(structure, used, own),
    }
    return RobustnessTables(
        {name: found[name].with_columns(pl.col(pl.Float64).fill_nan(None)) for name in TABLES}, own.notes
    )


def _ranks(units: Sequence[str], problem: QuestionedIndex, plan: RobustnessPlan) -> pl.DataFrame:
    found = rank_intervals(problem, plan.choices, plan.runs, plan.seed)
    columns = ("rank", "median", "mean", "low", "high", "shift", "runs")
    return pl.DataFrame({"unit": units} | {name: getattr(found, name) for name in columns})


def _sobol(units: Sequence[str], problem: QuestionedIndex, plan: RobustnessPlan) -> pl.DataFrame:
    figures = ("first", "first_low", "first_high", "first_too_few", "total", "total_low", "total_high", "total_too_few")
    rows: list[dict[str, object]] = []
    if plan.draws:
        factors, indices = sobol(problem, plan.choices, plan.draws, plan.seed, plan.asked)
        for result, one in zip((SHIFT, *(units[place] for place in plan.asked)), indices, strict=True):
            for place, factor in enumerate(factors):
                known = {} if one is None else {name: getattr(one, name)[place].item() for name in figures}
                rows.append({"result": result, "factor": factor.value} | dict.fromkeys(figures) | known)
    kinds: dict[str, pl.DataType] = {name: pl.Boolean() if name.endswith("few") else pl.Float64() for name in figures}
    return pl.DataFrame(rows, schema={"result": pl.String(), "factor": pl.String(), **kinds})


def _indicators(
    structure: Structure, told: Matrix, together: Correlations, left_out: Sequence[LeftOut]
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "indicator": structure.indicators,
            "known": (~np.isnan(told)).sum(axis=0),
            "varies": np.fmax.reduce(told, axis=0) > np.fmin.reduce(told, axis=0),
            "pearson": together.pearson[:-1, -1],
            "spearman": together.spearman[:-1, -1],
        }
        | {name: [getattr(one, name) for one in left_out] for name in LeftOut._fields}
    )


def _correlations(structure: Structure, together: Correlations) -> pl.DataFrame:
    first, second = np.triu_indices(len(structure.indicators), 1)
    names = np.array(structure.indicators)
    return pl.DataFrame(
        {
            "first": names[first].tolist(),
            "second": names[second].tolist(),
            "known": together.known[first, second],
            "pearson": together.pearson[first, second],
            "spearman": together.spearman[first, second],
        },
        schema_overrides={"first": pl.String, "second": pl.String},
    )


def _alpha(structure: Structure, used: Matrix, own: ComputedIndex) -> pl.DataFrame:
    columns = dict(zip(structure.indicators, used.T, strict=True))
    # An aggregate of direction -1 is turned, as its parent uses it; the directions of indicators are applied already.
    columns |= {code: score * structure.direction(code) for code, score in own.scores.items()}
    rows = [
        {"aggregate": code}
        | vars(cronbach_alpha(np.column_stack([columns[child] for child in structure.children(code)])))
        for code in own.scores
    ]
    return pl.DataFrame(rows)
