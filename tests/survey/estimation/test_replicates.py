"""Bootstrap replicates: each calibrated again, none lost for a category that few are in, the same for the same seed."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.survey.estimation import replicates as module
from barometre.survey.estimation.design import Design, Strata, one_stratum
from barometre.survey.estimation.differences import difference
from barometre.survey.estimation.estimates import means, totals
from barometre.survey.estimation.outcomes import choice, number
from barometre.survey.estimation.quantiles import quantile
from barometre.survey.estimation.replicates import Replicates, replicates, resampling_groups
from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from barometre.survey.weighting.margins import prepare
from barometre.survey.weighting.replicates import calibrate_replicates
from forty_respondents import KIND, SIZED, Q, Y, designs, of_kind


@pytest.mark.parametrize("name", ["given", "strata", "fpc", "raking", "strata_raking"])
def test_errors_of_replicates_are_near_those_of_linearisation(name):
    design = designs()[name]
    drawn = replicates(design, 2000, 7)
    for estimate in (means, totals):
        exact, found = (estimate(design, Q, None, each)[1] for each in (None, drawn))
        assert found.estimate == exact.estimate
        assert found.se == pytest.approx(exact.se, rel=0.08)
        assert (found.low, found.high) == pytest.approx((exact.low, exact.high), rel=0.1)
    exact, found = (difference(design, Q, of_kind("a"), of_kind("c"), each)[1] for each in (None, drawn))
    assert found.se == pytest.approx(exact.se, rel=0.12)
    exact, found = (quantile(design, Y, 0.5, replicates=each) for each in (None, drawn))
    assert (found.estimate, found.low) == (exact.estimate, pytest.approx(exact.low, abs=1.5))


def test_what_is_a_margin_has_no_error():
    design = designs()["raking"]
    errors = [one.se for one in means(design, choice("kind", list(KIND)), None, replicates(design, 50, 1))]
    assert errors == [0, 0, 0], "the iterations of replicates are no error"


def with_a_pair():
    """2,700 respondents on one margin, of which a category has two."""
    sample = pl.DataFrame(
        {"id": [f"{row:04}" for row in range(2700)], "kind": ["rare"] * 2 + ["a"] * 1300 + ["b"] * 1398}
    )
    margins = pl.DataFrame({"variable": ["kind"] * 3, "category": ["rare", "a", "b"], "total": [40.0, 15_000, 20_000]})
    frame, options = prepare(sample, margins), CalibrationOptions()
    return Design(frame.ids, calibrate(frame, options).weights, one_stratum(2700), frame, options)


def test_a_category_of_two_is_in_every_replicate():
    """Drawn among all, it would be absent from exp(-2), 13.5 %, of them."""
    design = with_a_pair()
    plain = np.random.default_rng(1).multinomial(2699, np.full(2700, 1 / 2700), size=400)
    assert calibrate_replicates(design.frame, design.options, plain)[1].mean() == pytest.approx(math.exp(-2), abs=0.05)
    drawn = replicates(design, 400, 1)
    assert (drawn.failed, len(drawn.weights)) == (0, 400)
    assert drawn.weights[:, :2].sum(axis=1) == pytest.approx(np.full(400, 40))


def test_those_of_a_rare_category_are_drawn_among_themselves_within_strata():
    design = designs()["strata_raking"]
    assert len(np.unique(resampling_groups(design))) == 3, "thirteen are in the smallest category"
    rare = replace(design.frame, codes=np.where(np.arange(40)[:, None] < 4, 0, 1) * np.ones((40, 2), dtype=np.int64))
    groups = resampling_groups(replace(design, frame=rare))
    assert sorted(np.bincount(groups)) == [4, 11, 12, 13]


def test_who_is_alone_in_its_group_keeps_its_weight():
    strata = Strata(("a", "b"), np.repeat([0, 1], [1, 20]), np.array([1.0, 40]))
    design = Design([f"{row:02}" for row in range(21)], np.repeat([1.0, 2], [1, 20]), strata)
    assert (replicates(design, 20, 1).weights[:, 0] == 1).all()


def test_a_full_count_does_not_vary():
    full = Design([f"{row:02}" for row in range(10)], np.ones(10), one_stratum(10, 10))
    assert (replicates(full, 20, 1).weights == 1).all()


def test_a_question_left_empty_by_a_full_count_varies():
    full = Design([f"{row:02}" for row in range(20)], np.ones(20), one_stratum(20, 20))
    answers = number("q", [str(row) for row in range(18)] + ["", ""])
    exact, found = (means(full, answers, None, each)[0] for each in (None, replicates(full, 20, 1)))
    assert found.se == exact.se > 0


def test_respondents_each_alone_in_their_group_are_not_certain():
    """No replicate moves their weights: linearisation says what they are worth."""
    design = designs()["given"]
    still = Replicates(np.ones((20, 40)) * design.weights, 0)
    exact, found = (means(design, Q, None, each)[1] for each in (None, still))
    assert found == exact


def test_a_finite_population_is_counted_once_by_replicates():
    design = replace(
        designs()["given"],
        strata=replace(SIZED, labels=("h",), codes=np.zeros(40, dtype=int), populations=np.array([50.0])),
    )
    exact, found = (means(design, Y, None, each)[0] for each in (None, replicates(design, 2000, 3)))
    assert found.se == pytest.approx(exact.se, rel=0.08)


def test_the_same_seed_draws_the_same_and_another_does_not():
    one, same, other = (replicates(designs()["raking"], 20, seed).weights for seed in (1, 1, 2))
    assert (one == same).all()
    assert not np.allclose(one, other)


def test_replicates_that_fail_are_counted_and_too_many_are_refused(monkeypatch):
    design = designs()["raking"]

    def failing(lost):
        def calibrated(frame, options, factors):
            failed = np.arange(len(factors)) < lost
            return np.where(failed[:, None], np.nan, factors * design.weights), failed

        return calibrated

    monkeypatch.setattr(module, "calibrate_replicates", failing(5))
    drawn = replicates(design, 100, 1)
    assert (drawn.failed, len(drawn.weights)) == (5, 95)
    assert math.isfinite(means(design, Q, None, drawn)[0].se)
    monkeypatch.setattr(module, "calibrate_replicates", failing(6))
    with pytest.raises(BarometreError, match="6 of 100 bootstrap replicates"):
        replicates(design, 100, 1)


def test_one_replicate_of_a_domain_tells_nothing():
    drawn = Replicates(np.ones((3, 2)), 0)
    assert np.isnan(drawn.variances(np.array([[np.nan], [np.nan], [0.5]]))).all()
