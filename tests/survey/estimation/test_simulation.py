"""Intervals on the real population, with the real functions: they hold the truth when answering hangs on what is known
of everybody, and not when it hangs on the answer.

The numbers found are those of `barometre.survey.estimation.simulation.SIMULATION`, which pages show.
"""

from functools import cache

import numpy as np
import polars as pl
import pytest

from barometre.survey.estimation.design import Design, Strata
from barometre.survey.estimation.estimates import means
from barometre.survey.estimation.nonresponse import share_if, tipping
from barometre.survey.estimation.outcomes import Outcome
from barometre.survey.estimation.simulation import SIMULATION
from barometre.survey.weighting.calibrate import CalibrationOptions
from barometre.survey.weighting.margins import CalibrationFrame, prepare
from barometre.survey.weighting.replicates import calibrate_replicates
from barometre.territory.reference import collectivites

pytestmark = pytest.mark.heavy

SEED, ANSWER = 2026, 0.075
# Surveys drawn; of those whose sizes are looked at apart; of those where answering hangs on the answer, and of these
# that are overturned.
DRAWS, BY_SIZE, ON_THE_ANSWER, TIPPED = 1000, 100, 100, 20
# Put together: few communes are of each of these sizes, and in each of these régions.
LARGE = ("commune-20000-49999", "commune-50000-99999", "commune-100000-plus")
OVERSEAS = ("01", "02", "03", "04", "06")
OPTIONS, IDS = CalibrationOptions(), [f"{row:05}" for row in range(40_000)]


@cache
def population():
    """Kinds of communes (same size, région and answer): a frame of one row each, how many there are, who has a site."""
    communes = (
        collectivites()
        .filter(pl.col("directory"), kind="commune")
        .select(
            strate=pl.when(pl.col("strate").is_in(LARGE)).then(pl.lit("large")).otherwise("strate"),
            region=pl.when(pl.col("region").is_in(OVERSEAS)).then(pl.lit("overseas")).otherwise("region"),
            site=pl.col("site").is_not_null().cast(pl.Float64),
        )
    )
    kinds = communes.group_by("strate", "region", "site").len().sort("strate", "region", "site")
    kinds = kinds.with_row_index("id").with_columns(
        pl.format("{}", pl.col("id").cast(pl.String).str.zfill(4)).alias("id")
    )
    margins = pl.concat(
        kinds.group_by(category=name)
        .agg(total=pl.col("len").sum().cast(pl.Float64))
        .sort("category")
        .select(pl.lit(name).alias("variable"), "category", "total")
        for name in ("strate", "region")
    )
    return prepare(kinds, margins), kinds["len"].to_numpy(), kinds["site"].to_numpy()


@cache
def truth():
    _, sizes, site = population()
    return float(sizes @ site / sizes.sum())


def ready(scenario):
    """How likely a commune of each kind is to answer: by size and région, or twice as likely with a site."""
    frame, _, site = population()
    if scenario == "on_the_answer":
        return ANSWER * np.where(site == 1, 2, 1) / (1 + truth())
    sizes, regions = np.linspace(0.6, 3, len(frame.totals[0])), np.linspace(0.7, 1.3, len(frame.totals[1]))
    return ANSWER * sizes[frame.codes[:, 0]] * regions[frame.codes[:, 1]]


def surveys(scenario, draws):
    """Give designs of those who answered, calibrated to sizes and régions, with what they answer."""
    frame, sizes, site = population()
    answered = np.random.default_rng(SEED).binomial(sizes, ready(scenario), (draws, len(sizes)))
    # A kind is calibrated as one respondent drawn as many times; its weight is that of all of them.
    weights, failed = calibrate_replicates(frame, OPTIONS, answered)
    assert not failed.any()
    for numbers, of_kinds in zip(answered, weights, strict=True):
        kinds = np.repeat(np.arange(len(sizes)), numbers)
        codes, n = frame.codes[kinds], len(kinds)
        ids, everybody = IDS[:n], np.ones(n, dtype=np.bool_)
        own = CalibrationFrame(ids, np.full(n, sizes.sum() / n), frame.variables, frame.categories, codes, frame.totals)
        strata = Strata(frame.categories[0], codes[:, 0], frame.totals[0])
        design = Design(ids, of_kinds[kinds] / numbers[kinds], strata, own, OPTIONS)
        yield design, Outcome("site", [""], site[kinds][:, None], everybody, everybody)


def holds(estimate, true):
    return estimate.low <= true <= estimate.high


def percent(values):
    return round(100 * float(np.mean(values)), 1)


@cache
def on_the_variables():
    """What intervals hold when answering hangs on sizes and régions alone."""
    frame, sizes, site = population()
    size_of = frame.codes[:, 0]
    truths = np.bincount(size_of, sizes * site) / np.bincount(size_of, sizes)
    found = {"respondents": [], "raw": [], "estimate": [], "hold": [], "hold_by_size": []}
    for place, (design, outcome) in enumerate(surveys("on_the_variables", DRAWS)):
        estimate = means(design, outcome)[0]
        found["respondents"].append(estimate.n)
        found["raw"].append(outcome.values.mean())
        found["estimate"].append(estimate.estimate)
        found["hold"].append(holds(estimate, truth()))
        if place < BY_SIZE:
            by_size = [means(design, outcome, design.strata.codes == one)[0] for one in range(len(truths))]
            found["hold_by_size"] += [holds(*pair) for pair in zip(by_size, truths, strict=True)]
    return {
        "surveys": DRAWS,
        "respondents": round(np.mean(found.pop("respondents"))),
        **{f"{name}_percent": percent(values) for name, values in found.items()},
    }


@cache
def on_the_answer():
    """What they hold when those who declare a site answer twice as readily, and how much that would have to be."""
    found = {"raw": [], "estimate": [], "hold": [], "put_right": []}
    ratios = []
    for place, (design, outcome) in enumerate(surveys("on_the_answer", ON_THE_ANSWER)):
        estimate = means(design, outcome)[0]
        found["raw"].append(outcome.values.mean())
        found["estimate"].append(estimate.estimate)
        found["hold"].append(holds(estimate, truth()))
        found["put_right"].append(share_if(design, outcome, 0, 2.0))
        if place < TIPPED:
            half = tipping(design, outcome, 0, 0.5)
            ratios.append((tipping(design, outcome, 0, truth()).ratio, half.ratio, half.cautious))
    to_truth, to_half, cautious = (round(float(one), 1) for one in np.mean(ratios, axis=0))
    return {
        "surveys": ON_THE_ANSWER,
        **{f"{name}_percent": percent(values) for name, values in found.items()},
        "ratio_to_truth": to_truth,
        "ratio_to_half": to_half,
        "cautious_ratio_to_half": cautious,
    }


def test_the_population_is_the_real_one():
    assert percent([truth()]) == SIMULATION["population"]["truth_percent"] == 61.6
    assert population()[1].sum() == SIMULATION["population"]["communes"]


def test_95_percent_intervals_hold_the_truth_as_often_as_they_say():
    assert 93 <= on_the_variables()["hold_percent"] <= 97
    assert 93 <= on_the_variables()["hold_by_size_percent"] <= 97.5
    assert on_the_variables()["raw_percent"] > 70, "raw shares are far from it"


def test_no_weight_mends_an_answer_on_which_answering_hangs():
    assert on_the_answer()["raw_percent"] == 76.2
    assert on_the_answer()["estimate_percent"] > 70
    assert on_the_answer()["hold_percent"] == 0


def test_the_bound_tells_how_much_it_takes():
    assert on_the_answer()["put_right_percent"] == pytest.approx(61.6, abs=0.2)
    assert on_the_answer()["ratio_to_truth"] == 2.0
    assert on_the_answer()["ratio_to_half"] > on_the_answer()["cautious_ratio_to_half"] > 2


@pytest.mark.parametrize("found", [on_the_variables, on_the_answer])
def test_the_numbers_shown_are_those_found(found):
    assert SIMULATION[found.__name__] == found()
