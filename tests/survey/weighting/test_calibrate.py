"""Calibrated weights: equal to those of R, meet the margins, or are refused for the true reason."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from barometre.survey.weighting.distances import CalibrationMethod
from barometre.survey.weighting.margins import prepare
from effort import EXAMPLES
from weighed import frame, margins, margins_of, respondents, sample_of

RAKING, LINEAR, LOGIT = CalibrationMethod

# R 4.2.2, survey 4.1-1, on svydesign(ids = ~1, weights = ~d) with d = base_weight * 1000 / sum(base_weight): first
# rake(list(~kind, ~region, ~site), control = list(epsilon = 1e-11, maxit = 1000)), then
# calibrate(~kind + region + site, epsilon = 1e-13) with calfun "linear", "logit", and bounds where there are some.
# calibrate(calfun = "raking") gives the weights of rake to 1e-11. sampling 2.9: calib(method = "linear", "raking" or
# "truncated") gives them to 1e-9, "logit" to 1e-6, the tolerance where it stops.
OF_R = {
    "rake": """32.031085024811 96.093255074434 41.291115040042 120.629865399351 77.751684740169 90.472399049513
        41.627263543311 64.583696352738 32.291848176369 25.785585753551 51.571171507102 48.554579657305 62.591471153653
        77.986514004826 33.510677922720 103.227787600105""",
    "linear": """32.102503056431 96.307509169294 42.279132616949 121.469660896982 70.911460009008 91.102245672737
        42.664886429445 64.976513737855 32.488256868927 24.537674538318 49.075349076636 53.170001930378 63.346631490895
        74.770285052442 35.100057911331 105.697831542372""",
    "logit": """31.445301475380 94.335904426140 42.642975912013 122.855868672204 70.129754659925 92.141901504153
        43.514775130000 64.217385626768 32.108692813384 24.989459468812 49.978918937623 51.638321708613 63.234153455105
        76.288245366922 33.870901062925 106.607439780032""",
    "linear, cut": """29.468004459309 88.404013377926 44.036566332218 127.225863991081 64.8 95.419397993311
        46.065105908584 62.993088071349 31.496544035674 26 52 48.993088071349 63.561649944259 78 31.445261984392
        110.091415830546""",
    "raking, cut": """29.955585694734 89.866757084202 43.479330634590 128.029051774040 64.8 96.021788830530
        45.371502174387 62.518438147362 31.259219073681 26 52 46.349159395451 64.8 78 32.850840604571
        108.698326586474""",
}
OPTIONS = {
    "rake": CalibrationOptions(RAKING),
    "linear": CalibrationOptions(LINEAR),
    "logit": CalibrationOptions(LOGIT, (0.4, 2)),
    "linear, cut": CalibrationOptions(LINEAR, (0.65, 1.62)),
    "raking, cut": CalibrationOptions(RAKING, (0.65, 1.62)),
}


def weighted(made, weights):
    """Sums of weights, category by category, over their known totals."""
    return weights @ made.indicators() / np.concatenate(made.totals)


def refusal(made, options):
    with pytest.raises(BarometreError) as caught:
        calibrate(made, options)
    return str(caught.value)


@pytest.mark.parametrize("name", OF_R)
def test_weights_are_those_of_r(name):
    expected = np.array(OF_R[name].split(), dtype=float)
    assert calibrate(frame(), OPTIONS[name]).weights == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", OPTIONS)
def test_base_weights_stay_one_to_three_within_a_cell(name):
    weights = calibrate(frame(), OPTIONS[name]).weights
    assert weights[1] == pytest.approx(3 * weights[0], rel=1e-12)


@pytest.mark.parametrize("options", [*OPTIONS.values(), CalibrationOptions(cap=2)])
def test_results_do_not_depend_on_the_order_of_lines(options):
    shuffled = prepare(respondents().sample(fraction=1, shuffle=True, seed=1), margins())
    assert (calibrate(shuffled, options).weights == calibrate(frame(), options).weights).all()


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.1, 1.0, 3.0]), st.sampled_from([1.0, 34_875.0, 6.8e7]))
@settings(max_examples=EXAMPLES)
def test_untrimmed_weights_meet_margins(seed, spread, population):
    """Margins that some weights meet are met to a relative 1e-8 by each method, within bounds that hold these."""
    draw = np.random.default_rng(seed)
    size = int(draw.integers(2, 60))
    codes = {f"v{at}": draw.integers(0, draw.integers(1, 7), size).astype(str) for at in range(draw.integers(1, 5))}
    base = np.exp(draw.normal(0, 1, size))
    truth = base * np.exp(draw.normal(0, spread, size))
    truth *= population / truth.sum()
    ids = [f"{number:02}" for number in range(size)]
    sample = pl.DataFrame({"id": ids, "base_weight": base, **codes})
    known = margins_of(**{name: {c: truth[values == c].sum() for c in set(values)} for name, values in codes.items()})
    made = prepare(sample, known)
    ratios = truth / made.base
    bounds = (0.9 * min(1, ratios.min()), 1.1 * max(1, ratios.max()))
    for method in CalibrationMethod:
        for limits in (bounds, *([None] if method is not LOGIT else [])):
            found = calibrate(made, CalibrationOptions(method, limits))
            assert weighted(made, found.weights) == pytest.approx(1, rel=1e-8)
            assert found.missed <= 1e-8
            assert limits is None or (limits[0] <= found.ratios.min() and found.ratios.max() <= limits[1])
            assert method is LINEAR or found.weights.min() > 0


def test_one_respondent_in_a_category_is_named_and_weighed():
    made = prepare(sample_of(u="aab", v="xyx"), margins_of(u={"a": 60, "b": 40}, v={"x": 50, "y": 50}))
    found = calibrate(made, CalibrationOptions())
    assert found.weights[2] == pytest.approx(40)
    assert any("u=b (1 respondents): proposed collapse with a (2)" in message for message in found.messages)


def test_an_impossible_pattern_is_told_apart_from_not_converged():
    together = prepare(sample_of(u="aabb", v="xxyy"), margins_of(u={"a": 60, "b": 40}, v={"x": 50, "y": 50}))
    for method in CalibrationMethod:
        told = refusal(together, CalibrationOptions(method))
        assert told.startswith("Impossible")
        assert "respondents of u=a are those of v=x, and margins say 60 and 50" in told
    told = refusal(frame(), CalibrationOptions(iterations=2))
    assert told.startswith("Not converged after 2 iterations, though weights that meet the margins exist")
    assert "is missed by" in told


def test_totals_that_ask_for_weights_below_zero():
    """Nobody is b and x: 60 of x have to be a, which are 50."""
    made = prepare(sample_of(u="aabb", v="xyyy"), margins_of(u={"a": 50, "b": 50}, v={"x": 60, "y": 40}))
    told = refusal(made, CalibrationOptions(RAKING))
    assert "Impossible margins: no weights above zero meet them together (at the nearest:" in told
    assert "Impossible" in refusal(made, CalibrationOptions(LOGIT))
    assert "Impossible" in refusal(made, CalibrationOptions(LINEAR, (0, 10)))
    found = calibrate(made, CalibrationOptions(LINEAR))
    assert found.weights == pytest.approx([60, -10, 25, 25])
    assert "1 weights are negative" in found.messages[-1]


def test_totals_that_ask_for_weights_of_zero():
    made = prepare(sample_of(u="aabb", v="xyyy"), margins_of(u={"a": 50, "b": 50}, v={"x": 50, "y": 50}))
    assert "would have to weigh nothing" in refusal(made, CalibrationOptions(RAKING))
    assert calibrate(made, CalibrationOptions(LINEAR, (0, 10))).weights == pytest.approx([50, 0, 25, 25], abs=1e-7)


@pytest.mark.parametrize("bounds", [(1, 3), (0.5, 1), (1.2, 3), (0.5, 0.8), (-0.1, 3), (0.5, float("inf"))])
def test_bounds_hold_one_between_them(bounds):
    with pytest.raises(BarometreError, match="0 <= L < 1 < U"):
        CalibrationOptions(LOGIT, bounds)


@pytest.mark.parametrize("cap", [1, 0.5, float("nan"), float("inf")])
def test_a_cap_is_above_the_mean(cap):
    with pytest.raises(BarometreError, match="not above 1"):
        CalibrationOptions(cap=cap)


def test_bounds_are_on_the_ratio_to_base_weights_brought_to_the_population():
    """2,729 answers of weight 1 for 34,875 bodies: each stands for 12.8, far above 3."""
    sample = pl.DataFrame({"id": range(2729), "u": ["a"] * 1000 + ["b"] * 1729})
    made = prepare(sample, margins_of(u={"a": 20_000, "b": 14_875}))
    found = calibrate(made, CalibrationOptions(LOGIT, (0.5, 3)))
    assert sorted({round(weight, 6) for weight in found.weights}) == [round(14_875 / 1729, 6), 20.0]
    assert 0.5 < found.ratios.min() < 1 < found.ratios.max() < 3


def test_logit_without_bounds_has_wide_ones():
    assert CalibrationOptions(LOGIT).within == (0, 10)
    found = calibrate(frame(), CalibrationOptions(LOGIT))
    assert found.missed <= 1e-8
    assert CalibrationOptions(RAKING).within is None


@pytest.mark.parametrize("method", CalibrationMethod)
def test_infeasible_bounds_are_refused_before_iterating_with_those_that_would_do(method):
    told = refusal(frame(), CalibrationOptions(method, (0.6, 1.45), iterations=0))
    assert "Infeasible bounds 0.6,1.45" in told
    assert "(at the nearest: region=nord +6.6 %, region=sud -5.8 %)" in told
    assert "with L = 0.6, U above 1.538 would do" in told
    assert calibrate(frame(), CalibrationOptions(method, (0.6, 1.54))).missed <= 1e-8


@pytest.mark.parametrize("method", [RAKING, LINEAR])
def test_a_cap_that_margins_allow_is_held_with_them(method):
    free = calibrate(frame(), CalibrationOptions(method))
    capped = calibrate(frame(), CalibrationOptions(method, cap=1.9))
    assert free.weights.max() > 1.9 * 1000 / 16
    assert capped.weights.max() == pytest.approx(1.9 * 1000 / 16)
    assert weighted(frame(), capped.weights) == pytest.approx(1, rel=1e-8)
    assert capped.messages == ()


def test_a_cap_above_all_weights_changes_nothing():
    assert calibrate(frame(), CalibrationOptions(cap=5)).weights == pytest.approx(
        calibrate(frame(), CalibrationOptions()).weights, rel=1e-9
    )


def test_a_cap_that_margins_do_not_allow_is_held_and_what_is_missed_is_told():
    capped = calibrate(frame(), CalibrationOptions(cap=1.2))
    gaps = weighted(frame(), capped.weights) - 1
    assert capped.weights.max() == pytest.approx(1.2 * 1000 / 16)
    assert capped.weights.sum() == pytest.approx(1000)
    assert capped.missed == pytest.approx(abs(gaps).max())
    assert capped.missed > 0.01
    worst = frame().names[int(abs(gaps).argmax())]
    (message,) = capped.messages
    assert message.startswith(
        f"Cap 1.2 is held and margins are missed: {worst} {100 * gaps[abs(gaps).argmax()]:+.2g} %"
    )
    least = float(message.rpartition("a cap of ")[2].split()[0])
    assert calibrate(frame(), CalibrationOptions(cap=least)).missed <= 1e-8
    assert calibrate(frame(), CalibrationOptions(cap=least - 0.02)).missed > 1e-4


def test_a_cap_and_bounds_that_cannot_keep_the_total():
    made = prepare(
        sample_of(u="aabb").with_columns(base_weight=pl.Series([1, 1, 1, 97])), margins_of(u={"a": 1.5, "b": 98.5})
    )
    assert "sum to less than the population" in refusal(made, CalibrationOptions(bounds=(0.5, 1.6), cap=2))


def test_the_design_effect_of_weights():
    weights = calibrate(frame(), CalibrationOptions()).weights
    expected = 1 + weights.std() ** 2 / weights.mean() ** 2
    assert calibrate(frame(), CalibrationOptions()).design_effect == pytest.approx(expected)
