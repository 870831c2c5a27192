"""The rows of one question: raw figures, estimates for all with their error, for the whole and for each group. Pure."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from barometre.catalogue.questionnaires import YES_NO
from barometre.rounding import rounded, rounded_share
from barometre.survey.estimation.design import Design, Strata
from barometre.survey.estimation.estimates import Estimate, means
from barometre.survey.estimation.nonresponse import tipping
from barometre.survey.estimation.quality import Quality, grade
from barometre.survey.estimation.quantiles import QuantileRule, quantile, weighted_quantile
from barometre.survey.results.figures import FIGURES, MEAN, MEDIAN, SHARE, WHOLE, WIDE
from barometre.survey.results.outcomes import CountedQuestion
from barometre.survey.results.population import LEVELS, ordered
from barometre.survey.results.sample import RAKING, Sample
from barometre.survey.results.withheld import Told

_NOTHING = dict.fromkeys(FIGURES)
# Decimals of shares, of which finer ones would count their respondents, and of their errors.
_DECIMALS, _FINER = 2, 3
# Figures of means and medians.
_DIGITS = 4


def design_of(sample: Sample) -> Design | None:
    """Return the design of those who answered, drawn apart in each stratum; None when they are not calibrated."""
    if sample.frame is None:
        return None
    return Design(sample.frame.ids, sample.weights, strata_of(sample, "strate"), sample.frame, RAKING)


def strata_of(sample: Sample, variable: str) -> Strata:
    """Return strata by a variable of the sample, of known sizes."""
    totals = sample.population.totals(variable)
    places = {name: place for place, name in enumerate(totals)}
    codes = np.array([places[name] for name in sample.rows[variable]], np.int64)
    return Strata(tuple(totals), codes, np.array(list(totals.values()), np.float64))


def domains(sample: Sample) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Yield level, group and who is in it (n): the whole first."""
    yield WHOLE, "", np.ones(len(sample.told), bool)
    for level in LEVELS:
        values = sample.rows[level]
        for group in ordered(level, set(sample.population.totals(level))):
            yield level, group, (values == group).to_numpy()


def rows_of(sample: Sample, design: Design | None, one: CountedQuestion, told: Told) -> Iterator[dict[str, Any]]:
    """Yield the rows of one counted question, columns of `figures.FIGURES`, without what compares waves."""
    for level, group, inside in domains(sample):
        about = {"question": one.question.id, "row": one.row, "level": level, "group": group}
        if one.is_number:
            why = told.withheld(level, group, "n")
            for statistic in (MEAN, MEDIAN):
                base = _NOTHING | about | {"statistic": statistic, "answer": "", "withheld": why}
                yield base if why else base | _number(design, one, inside, statistic)
            continue
        estimates = means(design, one.outcome, inside) if design else [None] * len(one.answers)
        n, raws = _raw(one, inside)
        for answer, raw, estimate in zip(one.answers, raws, estimates, strict=True):
            why = told.withheld(level, group, answer)
            base = _NOTHING | about | {"statistic": SHARE, "answer": answer, "withheld": why}
            base["n"] = None if told.withheld(level, group, "n") else n
            row = base if why else base | {"raw": raw} | _graded(estimate, share=True)
            yes = level == WHOLE and one.question.kind == "yes-no" and answer == YES_NO[0]
            if yes and design and row["estimate"] is not None:
                row["tipping"] = _tipping(design, one)
            yield row


def _raw(one: CountedQuestion, inside: NDArray[np.bool_]) -> tuple[int, list[float]]:
    rows = one.outcome.known & inside
    n = int(rows.sum())
    return n, (one.outcome.values[rows].sum(axis=0) / max(n, 1)).tolist()


def _number(design: Design | None, one: CountedQuestion, inside: NDArray[np.bool_], statistic: str) -> dict[str, Any]:
    rows = one.outcome.known & inside
    values = one.outcome.values[rows, 0]
    estimate = None
    if statistic == MEAN:
        raw = float(values.mean())
        estimate = means(design, one.outcome, inside)[0] if design else None
    else:
        raw = weighted_quantile(values, np.ones(len(values)), 0.5, QuantileRule.SCHOOL)
        estimate = quantile(design, one.outcome, 0.5, QuantileRule.SCHOOL, inside) if design else None
    return {"n": len(values), "raw": _figures(raw)} | _graded(estimate, share=False)


def _tipping(design: Design, one: CountedQuestion) -> float | None:
    """Return how many times more readily who says « oui » answered, were the truth a half; None: no ratio would do."""
    ratio = tipping(design, one.outcome, one.answers.index(YES_NO[0])).ratio
    return _figures(ratio) if 0 < ratio < math.inf else None


def _graded(estimate: Estimate | None, share: bool) -> dict[str, Any]:
    """Return the columns of an estimate; none but its grade when it is too wide."""
    if estimate is None:
        return {}
    quality = grade(estimate, share)
    if quality is Quality.WITHHELD:
        return {"quality": quality.value, "withheld": WIDE}
    rounding = _rounded if share else _figures
    return {
        "estimate": rounding(estimate.estimate),
        "se": float(rounded(estimate.se, _FINER)) if share else _figures(estimate.se),
        "low": rounding(estimate.low),
        "high": rounding(estimate.high),
        "deff": None if math.isnan(estimate.deff) else float(rounded(estimate.deff, 2)),
        "quality": quality.value,
    }


def _rounded(value: float) -> float:
    return float(rounded_share(value, _DECIMALS, whole=1))


def _figures(value: float) -> float:
    """Round to four significant figures."""
    return float(f"{value:.{_DIGITS}g}")
