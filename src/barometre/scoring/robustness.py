"""How far the scores of an edition hang on the choices of its method (docs/decisions/0045).

Each measure that enough collectivités of a kind are compared on is an index of its own, of one level: the weighted mean
of the indicators of the base that belong to it (`scores.index_scores`). `barometre.index` computes it again with other
choices.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from barometre.index.choices import Choices
from barometre.index.compute import fit
from barometre.index.consistency import correlations, cronbach_alpha
from barometre.index.options import Aggregation, IndexOptions, IndexTables, Normalisation
from barometre.index.questioned import question
from barometre.index.robustness import LeftOut, RankIntervals, leave_each_out, rank_intervals, sobol
from barometre.index.structure import Structure
from barometre.scoring.readings import OVERALL
from barometre.scoring.report import FEWEST
from barometre.scoring.scores import MINIMUM_OVERLAP

SEED = 45
# Runs in which choices are drawn, and draws of each sample of the Sobol' design. They are fewer where bodies have so
# many different answers that all these runs would hold up the edition: so many answers are scored in all, at most.
RUNS, FEWEST_RUNS, ANSWERS = 400, 200, 100_000_000
DRAWS, FEWEST_DRAWS = 256, 64
# Each weight is moved by up to this share.
SPREAD = 0.25

# The method of the barometer: scores of indicators are used as they are, 0 to 100, and their weighted mean is taken.
OWN = IndexOptions(normalisation=Normalisation.GOALPOSTS, coverage=MINIMUM_OVERLAP)
_WEIGHTS = Choices(normalisations=(OWN.normalisation,), aggregations=(OWN.aggregation,), spread=SPREAD, leave_out=False)
_ALL = replace(
    _WEIGHTS,
    normalisations=(OWN.normalisation, Normalisation.ZSCORE, Normalisation.RANK),
    aggregations=(OWN.aggregation, Aggregation.GEOMETRIC),
    leave_out=True,
)


class ComparedMeasure(NamedTuple):
    """The collectivités of one kind that are compared on one measure, and what is known of them.

    Attributes:
        kind: of the collectivités.
        measure: what they are compared on.
        siren: of each.
        indicators: those of the base that belong to the measure, with their weights.
        values: collectivités × indicators, scores from 0 to 100, NaN where not known.
        concerned: collectivités × indicators.
        comparable: the score that the edition gives.
    """

    kind: str
    measure: str
    siren: pl.Series
    indicators: dict[str, float]
    values: NDArray[np.float64]
    concerned: NDArray[np.bool_]
    comparable: NDArray[np.float64]

    @property
    def tables(self) -> IndexTables:
        """The scale of its indicators."""
        return IndexTables(goalposts=dict.fromkeys(self.indicators, (0.0, 100.0)))

    @property
    def structure(self) -> Structure:
        """The measure as an index of one level."""
        count = len(self.indicators)
        return Structure(
            (self.measure, *self.indicators),
            ("", *[self.measure] * count),
            (1.0, *self.indicators.values()),
            (1,) * (count + 1),
        )


def compared(
    values: pl.DataFrame, scored: pl.DataFrame, base: pl.DataFrame, collectivites: pl.DataFrame, scores: pl.DataFrame
) -> Iterator[ComparedMeasure]:
    """Find each measure that enough collectivités of one kind are compared on; see `robustness_report`."""
    known = scores.drop_nulls("comparable").join(collectivites.select("siren", "kind"), on="siren")
    groups = known.group_by("kind", "measure").len().filter(pl.col("len") >= FEWEST).sort("kind", "measure")
    answers = values.filter("asked", pl.col("indicator").is_in(base["indicator"].unique().implode()))
    for kind, measure, _ in groups.iter_rows():
        scope, _, reading = measure.partition(".")
        belongs = (pl.lit(scope == OVERALL) | (pl.col("theme") == scope)) & (
            pl.lit(not reading) | (pl.col("reading") == reading)
        )
        of_kind = base.filter(pl.col("kind") == kind).select("indicator")
        indicators = dict(
            scored.filter(belongs)
            .join(of_kind, on="indicator", how="semi")
            .select("indicator", "weight")
            .sort("indicator")
            .iter_rows()
        )
        bodies = (
            known.filter(pl.col("kind") == kind, pl.col("measure") == measure)
            .select("siren", "comparable")
            .sort("siren")
        )
        found = (
            bodies.select("siren")
            .join(pl.DataFrame({"indicator": list(indicators)}), how="cross")
            .join(answers, on=["siren", "indicator"], how="left", maintain_order="left")
        )
        shape = bodies.height, len(indicators)
        concerned = found.select((pl.col("status") != "not-concerned").fill_null(value=False)).to_series()
        yield ComparedMeasure(
            kind,
            measure,
            bodies["siren"],
            indicators,
            found["score"].fill_null(float("nan")).to_numpy().reshape(shape),
            concerned.to_numpy().reshape(shape),
            bodies["comparable"].to_numpy(),
        )


def robustness_report(
    values: pl.DataFrame, scored: pl.DataFrame, base: pl.DataFrame, collectivites: pl.DataFrame, scores: pl.DataFrame
) -> dict[str, Any]:
    """Question the choices of an edition, as JSON.

    Args:
        values: columns siren, indicator, asked, status, score (`indicators.evaluate`).
        scored: columns of `readings.indicator_weights`, without the records.
        base: columns kind, indicator (`base.declare_base`).
        collectivites: columns siren, kind.
        scores: columns siren, measure, comparable (`scores.index_scores`).

    Returns:
        `seed`, `spread` (share by which each weight moves) and `measures`: for each that `FEWEST` collectivités of one
        kind are compared on, see `_questioned`.
    """
    found = [_questioned(one) for one in compared(values, scored, base, collectivites, scores)]
    return {"seed": SEED, "spread": SPREAD, "measures": found}


def _questioned(one: ComparedMeasure) -> dict[str, Any]:
    """Question one measure.

    Returns:
        kind, measure, compared (number of collectivités), distinct (number of different scores), runs, draws;
        `weights` and `choices`, when weights alone are drawn and when all choices are: `half` and `nine_in_ten`,
        places by which half of the collectivités, and nine in ten, move at most in nine runs of ten, and `width`,
        median of the places between the percentiles 5 and 95 of a collectivité;
        `factors`: factor, first, first_low, first_high, total, total_low, total_high, too_few;
        `indicators`: indicator, weight, known, varies, pearson and spearman (with the score), shift (mean number of
        places by which collectivités move without it);
        `alpha`: raw, standardised, items, cases.
    """
    # Collectivités of the same answers have the same score in every run: computed once.
    coded = np.where(one.concerned, np.nan_to_num(one.values, nan=-1.0), -2.0)
    _, first, sizes = np.unique(coded, axis=0, return_index=True, return_counts=True)
    structure, tables = one.structure, one.tables
    parameters = {
        method: fit(one.values, structure, replace(OWN, normalisation=method), tables, one.concerned)
        for method in _ALL.normalisations
    }
    values, concerned = one.values[first], one.concerned[first]
    plain = question(values, structure, OWN, _WEIGHTS, tables, parameters, concerned, sizes)
    whole = question(values, structure, OWN, _ALL, tables, parameters, concerned, sizes)
    runs = max(FEWEST_RUNS, min(RUNS, ANSWERS // values.size))
    draws = max(FEWEST_DRAWS, min(DRAWS, 2 ** int(np.log2(max(1, ANSWERS // values.size // 4)))))
    factors, (shift, *_) = sobol(whole, _ALL, draws, SEED)
    told = np.where(one.concerned, one.values, np.nan)
    return {
        "kind": one.kind,
        "measure": one.measure,
        "compared": len(one.siren),
        "distinct": len(np.unique(np.round(one.comparable, 6))),
        "runs": runs,
        "draws": draws,
        "weights": _moved(rank_intervals(plain, _WEIGHTS, runs, SEED), sizes),
        "choices": _moved(rank_intervals(whole, _ALL, runs, SEED), sizes),
        "factors": []
        if shift is None
        else [
            {
                "factor": factor.value,
                **{
                    name: _rounded(getattr(shift, name)[at])
                    for name in ("first", "first_low", "first_high", "total", "total_low", "total_high")
                },
                "too_few": bool(shift.first_too_few[at] or shift.total_too_few[at]),
            }
            for at, factor in enumerate(factors)
        ],
        "indicators": _indicators(one, told, leave_each_out(plain, _WEIGHTS)),
        "alpha": {name: _rounded(figure) for name, figure in vars(cronbach_alpha(told)).items()},
    }


def _indicators(one: ComparedMeasure, told: NDArray[np.float64], left_out: list[LeftOut]) -> list[dict[str, Any]]:
    """Return what each indicator weighs among those compared; `told` holds NaN where not known or not concerned."""
    found = correlations(np.column_stack([told, one.comparable]))
    return [
        {
            "indicator": indicator,
            "weight": weight,
            "known": int((~np.isnan(told[:, place])).sum()),
            "varies": bool(np.fmax.reduce(told[:, place]) > np.fmin.reduce(told[:, place])),
            "pearson": _rounded(found.pearson[place, -1]),
            "spearman": _rounded(found.spearman[place, -1]),
            "shift": _rounded(left_out[place].shift),
        }
        for place, (indicator, weight) in enumerate(one.indicators.items())
    ]


def _moved(found: RankIntervals, sizes: NDArray[np.int64]) -> dict[str, float | None]:
    """Return by how many places collectivités move, each row of `found` standing for as many."""
    shift, width = (np.repeat(column, sizes) for column in (found.shift, found.high - found.low))
    half, nine_in_ten = np.nanpercentile(shift, [50, 90])
    return {"half": _rounded(half), "nine_in_ten": _rounded(nine_in_ten), "width": _rounded(np.nanmedian(width))}


def _rounded(figure: float) -> float | None:
    """Return a figure as JSON has it: four decimals, and nothing for what is not known."""
    return None if np.isnan(figure) else round(float(figure), 4) + 0.0
