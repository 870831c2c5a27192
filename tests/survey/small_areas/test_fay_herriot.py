"""The area-level model against published figures, other packages, and simulations whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.survey.small_areas.fay_herriot import fit, predict, synthetic

# Expenditure on milk in 43 small areas of 4 major ones, with standard errors (Arora & Lahiri 1997).
MILK = {
    1: "1.099 .163  1.075 .080  1.105 .083  .628 .109  .753 .119  .981 .141  1.257 .202",
    2: "1.095 .127  1.405 .168  1.356 .178  .615 .100  1.460 .201  1.338 .148  .854 .143",
    3: "1.176 .149  1.111 .145  1.257 .135  1.430 .172  1.278 .137  1.292 .163  1.002 .125  1.183 .247  1.044 .140"
    "  1.267 .171  1.193 .106",
    4: ".791 .121  .795 .121  .759 .259  .796 .106  .565 .089  .886 .225  .952 .205  .807 .119  .582 .067  .684 .106"
    "  .787 .126  .440 .092  .759 .132  .770 .100  .800 .113  .756 .083  .865 .121  .640 .129",
}
PAIRS = [(major, *map(float, pair.split())) for major, text in MILK.items() for pair in text.split("  ")]
MAJOR, DIRECT, ERRORS = (np.array(column) for column in zip(*PAIRS, strict=True))
DESIGN = np.column_stack([np.ones(len(MAJOR)), *(major == MAJOR for major in (2, 3, 4))]).astype(float)
# Areas 1, 4, 11, 37 and 43.
SHOWN = [0, 3, 10, 36, 42]


@pytest.fixture(scope="module")
def milk():
    return fit(DIRECT, ERRORS**2, DESIGN)


def test_variance_and_coefficients_are_those_of_metafor(milk):
    """R 4.2.2, metafor 3.8-1: rma(yi, SD^2, mods=~factor(area), method="REML", control=list(threshold=1e-14))."""
    assert len(DIRECT) == 43
    assert milk.variance == pytest.approx(0.0185503347627668, rel=1e-9)
    expected = [0.968188986974965, 0.132780305456739, 0.226946224520593, -0.241301039944631]
    assert milk.coefficients == pytest.approx(expected, rel=1e-9)
    errors = [0.0693622082792575, 0.103000889948512, 0.0923299614595036, 0.0816172170835795]
    assert np.sqrt(np.diag(milk.covariance)) == pytest.approx(errors, rel=1e-9)
    assert milk.log_likelihood == pytest.approx(9.75566237499314, rel=1e-9)


def test_estimates_are_those_of_metafor(milk):
    """blup() of the same model: its standard error has the first two parts of ours, without the error of A."""
    found = predict(milk, DIRECT, ERRORS**2, DESIGN)
    blups = [1.021970544150615, 0.760816565088520, 0.785214919183879, 0.529886336457617, 0.681086885060739]
    assert found.estimates[SHOWN] == pytest.approx(blups, rel=1e-9)
    of_variance = ERRORS**4 / (milk.variance + ERRORS**2) ** 3 * milk.variance_error**2
    errors = [0.1122134093549963, 0.0893071561691129, 0.0849042240909910, 0.0774192057965934, 0.0958418865719206]
    assert np.sqrt(found.errors - 2 * of_variance)[SHOWN] == pytest.approx(errors, rel=1e-9)


def test_mean_squared_errors_are_those_of_samplics(milk):
    """samplics 0.6.1, EblupAreaModel(FitMethod.reml), tol=1e-12."""
    expected = [
        0.013460256459645643,
        0.008541752018645392,
        0.007694269999829005,
        0.006404343451683058,
        0.009903647796887955,
    ]
    assert predict(milk, DIRECT, ERRORS**2, DESIGN).errors[SHOWN] == pytest.approx(expected, rel=1e-8)


def test_estimates_are_those_published_with_the_package_sae(milk):
    """R sae, mseFH(yi ~ as.factor(MajorArea), SD^2): its REML stops at PRECISION = 0.0001, ours does not."""
    found = predict(milk, DIRECT, ERRORS**2, DESIGN)
    assert found.estimates[SHOWN] == pytest.approx([1.0219703, 0.7608170, 0.7852155, 0.5298867, 0.6810870], abs=1e-6)
    assert found.errors[SHOWN] == pytest.approx(
        [0.013460220, 0.008541740, 0.007694262, 0.006404335, 0.009903626], abs=5e-8
    )


def test_without_variance_between_areas_all_is_synthetic_with_an_error_above_zero():
    """metafor finds a variance of 0 and these coefficients when the standard errors are three times as large."""
    model = fit(DIRECT, 9 * ERRORS**2, DESIGN)
    found = predict(model, DIRECT, 9 * ERRORS**2, DESIGN)
    assert model.variance == 0
    coefficients = [0.977624665948351, 0.0587019397265697, 0.210919274679243, -0.275350654231088]
    assert model.coefficients == pytest.approx(coefficients, rel=1e-9)
    assert found.estimates == pytest.approx(DESIGN @ model.coefficients)
    assert set(found.weights) == {0.0}
    of_coefficients = ((DESIGN @ model.covariance) * DESIGN).sum(axis=1)
    assert (found.errors > of_coefficients).all(), "areas differ, even when their variance is estimated at zero"


def test_the_cautious_variance_is_the_maximum_of_the_variance_times_the_restricted_likelihood(milk):
    def adjusted(variance):
        total = variance + ERRORS**2
        information = (DESIGN.T / total) @ DESIGN
        residuals = DIRECT - DESIGN @ np.linalg.solve(information, (DESIGN.T / total) @ DIRECT)
        logs = np.log(total).sum() + np.linalg.slogdet(information)[1] + (residuals**2 / total).sum()
        return np.log(variance) - logs / 2

    found = milk.cautious_variance
    assert adjusted(found) > max(adjusted(one) for one in (*np.linspace(0.001, 0.1, 50), found * 1.001, found / 1.001))
    assert milk.cautious_variance > milk.variance


def drawn(seed, areas=30, variance=0.02):
    draws = np.random.default_rng(seed)
    variances = np.geomspace(0.005, 0.08, areas)
    design = np.column_stack([np.ones(areas), np.linspace(-1, 1, areas)])
    truth = 0.5 + 0.3 * design[:, 1] + np.sqrt(variance) * draws.standard_normal(areas)
    return truth, truth + np.sqrt(variances) * draws.standard_normal(areas), variances, design


@given(st.integers(0, 500), st.sampled_from([0.0, 0.001, 0.02, 1.0]))
def test_an_area_unseen_has_a_wider_error_than_one_seen(seed, variance):
    _, direct, variances, design = drawn(seed, variance=variance)
    model = fit(direct, variances, design)
    seen, unseen = predict(model, direct, variances, design), synthetic(model, design)
    assert (unseen.errors >= seen.errors).all() and (seen.errors > 0).all()
    assert unseen.estimates == pytest.approx(design @ model.coefficients)


@given(st.integers(0, 500), st.floats(-5, 5), st.floats(0.01, 100))
def test_estimates_follow_the_unit_and_the_origin(seed, shift, unit):
    _, direct, variances, design = drawn(seed)
    model, moved = fit(direct, variances, design), fit(shift + unit * direct, unit**2 * variances, design)
    found = predict(moved, shift + unit * direct, unit**2 * variances, design)
    expected = predict(model, direct, variances, design)
    assert moved.variance == pytest.approx(unit**2 * model.variance, rel=1e-6, abs=1e-9 * unit**2)
    assert found.estimates == pytest.approx(shift + unit * expected.estimates, rel=1e-6, abs=1e-6 * unit)
    assert found.errors == pytest.approx(unit**2 * expected.errors, rel=1e-5)


def test_the_direct_figure_counts_as_much_as_it_is_known():
    _, direct, variances, design = drawn(1)
    variances[0], variances[-1] = 1e-9, 1e6
    found = predict(fit(direct, variances, design), direct, variances, design)
    assert found.estimates[0] == pytest.approx(direct[0], abs=1e-6)
    assert (found.weights[0], found.weights[-1]) == pytest.approx((1, 0), abs=1e-6)


def test_estimates_are_nearer_to_a_known_truth_and_their_errors_are_those_announced():
    squares, announced, held, gaps = [], [], [], []
    for seed in range(300):
        truth, direct, variances, design = drawn(seed)
        found = predict(fit(direct, variances, design), direct, variances, design)
        squares.append((found.estimates - truth) ** 2)
        gaps.append((direct - truth) ** 2)
        announced.append(found.errors)
        held.append(np.abs(found.estimates - truth) <= 1.96 * np.sqrt(found.errors))
    assert np.mean(squares) < 0.6 * np.mean(gaps)
    assert np.mean(announced) == pytest.approx(np.mean(squares), rel=0.05)
    assert 0.93 <= np.mean(held) <= 0.97


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda y, v, x: (y, np.where(v == v[3], 0, v), x), "sampling variance is not above zero"),
        (lambda y, v, x: (y, np.where(v == v[3], np.nan, v), x), "sampling variance is not above zero"),
        (lambda y, v, x: (y[:4], v[:4], x[:4]), "4 areas for 2 coefficients; a model needs 5"),
        (lambda y, v, x: (y, v, np.column_stack([x, 2 * x[:, 1] - 1])), "say the same thing"),
    ],
)
def test_what_no_model_can_be_fitted_on_is_refused(change, message):
    _, direct, variances, design = drawn(1)
    with pytest.raises(BarometreError, match=message):
        fit(*change(direct, variances, design))
