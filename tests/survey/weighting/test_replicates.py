"""Replicates are calibrated again, and those that cannot be are said to have failed."""

import numpy as np
import polars as pl
import pytest

from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from barometre.survey.weighting.distances import CalibrationMethod
from barometre.survey.weighting.margins import prepare
from barometre.survey.weighting.replicates import calibrate_replicates
from weighed import frame, margins, margins_of, respondents

RAKING, LINEAR, LOGIT = CalibrationMethod
MULTIPLICITIES = np.array([[2, 0, 1, 1, 0, 3, 1, 0, 1, 1, 1, 2, 1, 0, 2, 0]])

# R 4.2.2, survey 4.1-1: calibrate(svydesign(ids = ~1, weights = ~d), ~kind + region + site, epsilon = 1e-13) with d the
# base weight times the multiplicity, scaled to 1000; calfun "raking", and "logit" with bounds 0.3 and 2.5.
OF_R = {
    RAKING: """129.389388627859 0 117.426022292962 93.805518684560 0 211.062417040261 95.630167548700 0 52.686485805658
        34.394863026393 68.789726052786 49.871600762484 45.260463512695 0 101.683346645642 0""",
    LOGIT: """140.310605532636 0 110.378800674543 93.531931592938 0 210.446846084110 95.656470207640 0 49.675345908132
        33.103531264274 66.207062528547 46.724677089363 49.296545233589 0 104.668183884227 0""",
}


@pytest.mark.parametrize(("method", "bounds"), [(RAKING, None), (LOGIT, (0.3, 2.5))])
def test_a_replicate_is_that_of_r(method, bounds):
    weights, failed = calibrate_replicates(frame(), CalibrationOptions(method, bounds), MULTIPLICITIES)
    assert not failed.any()
    assert weights[0] == pytest.approx(np.array(OF_R[method].split(), dtype=float), rel=1e-9)


@pytest.mark.parametrize(
    "options",
    [
        CalibrationOptions(),
        CalibrationOptions(LINEAR),
        CalibrationOptions(LOGIT, (0.2, 3)),
        CalibrationOptions(LINEAR, (0.3, 2.2)),
        CalibrationOptions(cap=2.6),
    ],
    ids=str,
)
def test_a_replicate_is_the_sample_with_respondents_repeated(options):
    """Twice drawn is the same as two respondents alike, bounds and cap included."""
    times = pl.Series(MULTIPLICITIES[0])
    drawn = respondents().with_columns(copy=pl.int_ranges(0, times)).explode("copy").drop_nulls("copy")
    copies = drawn.with_columns(pl.col("id") + "-" + pl.col("copy").cast(pl.String))
    alone = calibrate(prepare(copies, margins()), options)
    sums = pl.DataFrame({"id": drawn.sort("id", "copy")["id"], "weight": alone.weights}).group_by("id").sum()
    expected = dict(sums.iter_rows())
    weights, failed = calibrate_replicates(frame(), options, MULTIPLICITIES)
    assert not failed.any()
    assert weights[0] == pytest.approx([expected.get(one, 0.0) for one in frame().ids], rel=1e-8)


def test_multiplicities_of_one_give_the_sample():
    weights, failed = calibrate_replicates(frame(), CalibrationOptions(), np.ones((2, 16)))
    assert not failed.any()
    assert weights == pytest.approx(np.tile(calibrate(frame(), CalibrationOptions()).weights, (2, 1)), rel=1e-9)


def test_replicates_do_not_depend_on_those_beside():
    draws = np.random.default_rng(0).multinomial(16, np.full(16, 1 / 16), size=300)
    weights, failed = calibrate_replicates(frame(), CalibrationOptions(), draws)
    other, alone = calibrate_replicates(frame(), CalibrationOptions(), draws[[7, 200]])
    assert (failed[[7, 200]] == alone).all()
    assert weights[[7, 200]] == pytest.approx(other, rel=1e-12, nan_ok=True)
    met = weights[~failed] @ frame().indicators() / np.concatenate(frame().totals)
    assert met == pytest.approx(1, rel=1e-8)


def test_replicates_that_miss_a_category_fail_and_are_counted():
    """Two respondents of a category among sixty: both absent from one draw in seven."""
    sample = pl.DataFrame({"id": [f"{number:02}" for number in range(60)], "u": ["a"] * 58 + ["b"] * 2})
    made = prepare(sample, margins_of(u={"a": 900, "b": 100}))
    draws = np.random.default_rng(5).multinomial(60, np.full(60, 1 / 60), size=400)
    weights, failed = calibrate_replicates(made, CalibrationOptions(), draws)
    assert (failed == (draws[:, 58:].sum(axis=1) == 0)).all()
    assert 0.09 < failed.mean() < 0.18
    assert np.isnan(weights[failed]).all()
    assert np.isfinite(weights[~failed]).all()


def test_replicates_that_nothing_calibrates_fail():
    draws = np.vstack([MULTIPLICITIES, np.ones((1, 16), dtype=np.int64)])
    weights, failed = calibrate_replicates(frame(), CalibrationOptions(LINEAR, (0.65, 1.62)), draws)
    assert failed.tolist() == [True, False]
    assert np.isnan(weights[0]).all()
