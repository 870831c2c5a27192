"""The table of estimates: each outcome, for the whole and by domain, graded, and withheld when it tells too little."""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

import polars as pl

from barometre.survey.estimation.design import Design, Mask
from barometre.survey.estimation.estimates import Estimate, means, totals
from barometre.survey.estimation.outcomes import Outcome
from barometre.survey.estimation.quality import Quality, grade
from barometre.survey.estimation.quantiles import QuantileRule, quantile
from barometre.survey.estimation.replicates import Replicates

FIGURES = {
    "by": pl.String(),
    "outcome": pl.String(),
    "category": pl.String(),
    "estimate": pl.Float64(),
    "se": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "n": pl.Int64(),
    "deff": pl.Float64(),
    "quality": pl.String(),
}


class Statistic(StrEnum):
    """What is estimated of an outcome."""

    MEAN = "mean"
    TOTAL = "total"
    QUANTILE = "quantile"


def figures(
    design: Design,
    outcomes: Sequence[Outcome],
    domains: Mapping[str, Mask],
    statistic: Statistic = Statistic.MEAN,
    part: float = 0.5,
    rule: QuantileRule = QuantileRule.MATH,
    replicates: Replicates | None = None,
) -> pl.DataFrame:
    """Estimate each outcome for the whole, then for each domain.

    Args:
        design: the whole survey.
        outcomes: answers; the mean of a choice is the share of each category.
        domains: name -> who is in it (n).
        statistic: what is estimated.
        part: of which quantile.
        rule: of quantiles.
        replicates: where errors come from; None: linearisation.

    Returns:
        `FIGURES`: a row for each domain, outcome and category. `by` is empty for the whole, `category` for a number.
        A withheld figure keeps its n alone.
    """
    rows = []
    for outcome in outcomes:
        for name, domain in {"": None, **domains}.items():
            if statistic is Statistic.QUANTILE:
                estimates = [quantile(design, outcome, part, rule, domain, replicates)]
            else:
                estimates = (means if statistic is Statistic.MEAN else totals)(design, outcome, domain, replicates)
            share = statistic is Statistic.MEAN and outcome.yes_or_no
            for category, estimate in zip(outcome.categories, estimates, strict=True):
                rows.append((name or None, outcome.name, category or None, *_shown(estimate, grade(estimate, share))))
    return pl.DataFrame(rows, FIGURES, orient="row")


def _shown(estimate: Estimate, quality: Quality) -> tuple[float | int | str | None, ...]:
    if quality is Quality.WITHHELD:
        return None, None, None, None, estimate.n, None, quality.value
    values = (estimate.estimate, estimate.se, estimate.low, estimate.high)
    return *values, estimate.n, None if math.isnan(estimate.deff) else estimate.deff, quality.value
