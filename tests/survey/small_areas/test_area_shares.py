"""Shares by area: joined by name, kept between 0 and 1, refused where a model has nothing to say."""

import numpy as np
import polars as pl
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.survey.small_areas import fay_herriot
from barometre.survey.small_areas.shares import estimate_shares
from barometre.survey.small_areas.variance_function import design_effect

DEPARTEMENTS = [f"{number:02}" for number in range(1, 41)]


def drawn(seed=1, least=4, most=40, spread=0.2):
    """Direct shares of forty départements, of which small communes are the covariate, and the table of these."""
    draws = np.random.default_rng(seed)
    small = draws.uniform(0, 1, len(DEPARTEMENTS))
    truth = np.clip(0.8 - 0.4 * small + spread * draws.standard_normal(len(small)), 0, 1)
    counts = draws.integers(least, most, len(small), endpoint=True)
    shares = draws.binomial(counts, truth) / counts
    direct = pl.DataFrame(
        {"area": DEPARTEMENTS, "share": shares, "se": np.sqrt(shares * (1 - shares) / counts), "n": counts}
    )
    return direct, pl.DataFrame({"area": DEPARTEMENTS, "small": small, "maritime": draws.integers(0, 2, len(small))})


def row(found, area):
    return found.table.row(by_predicate=pl.col("area") == area, named=True)


def test_the_design_effect_is_the_ratio_of_the_variances_found_to_those_of_simple_random_sampling():
    """By hand: areas a and b count, (0.01 x 100 + 0.03 x 400) / (0.25 x 10 + 0.16 x 20); others have none."""
    shares, counts = np.array([0.5, 0.2, 0.0, 1.0, 0.4]), np.array([10.0, 20.0, 5.0, 5.0, 1.0])
    errors = np.array([0.1, 0.03**0.5, 0.0, 0.0, np.nan])
    assert design_effect(shares, errors, counts) == pytest.approx(13 / 5.7)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_area_where_all_answer_alike_has_the_variance_of_its_number(share):
    direct, areas = drawn()
    alike = pl.col("area") == "07"
    direct = direct.with_columns(
        share=pl.when(alike).then(share).otherwise("share"), se=pl.when(alike).then(0.0).otherwise("se")
    )
    found = row(estimate_shares(direct, areas), "07")
    assert found["direct"] == share
    assert 0 < found["weight"] < 1
    assert 0 < found["estimate"] < 1 and found["se"] > 0.01
    assert found["low"] < found["high"], "no certainty from a handful"


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.05, 0.4]), st.integers(1, 3))
def test_shares_and_their_limits_stay_between_0_and_1(seed, spread, least):
    direct, areas = drawn(seed, least, least + 12, spread)
    found = estimate_shares(direct.head(35), areas).table
    assert found.height == 40
    inside = pl.all_horizontal(
        pl.col("low") >= 0,
        pl.col("low") <= pl.col("estimate"),
        pl.col("estimate") <= pl.col("high"),
        pl.col("high") <= 1,
    )
    assert found.filter(~inside).rows() == []
    assert found["se"].min() > 0


def test_estimates_are_brought_back_as_means_over_what_is_possible():
    """Against the integrals of sin(x)^2 and of its square over a normal, by quadrature."""
    direct, areas = drawn()
    found = estimate_shares(direct, areas)
    one = row(found, "12")
    design = np.column_stack(
        [np.ones(40), *(scipy.stats.zscore(areas[name].to_numpy()) for name in ("small", "maritime"))]
    )
    variances = found.diagnostics.design_effect / (4 * direct["n"].to_numpy())
    angles = np.arcsin(np.sqrt(direct["share"].to_numpy()))
    model = fay_herriot.fit(angles, variances, design)
    known = fay_herriot.predict(model, angles, variances, design)
    place = DEPARTEMENTS.index("12")

    def mean(power, variance):
        density = scipy.stats.norm(known.estimates[place], np.sqrt(variance)).pdf
        return scipy.integrate.quad(lambda x: np.sin(x) ** power * density(x), -9, 9, points=[known.estimates[place]])[
            0
        ]

    possible = known.weights[place] * variances[place]
    assert one["estimate"] == pytest.approx(mean(2, possible), abs=1e-7)
    error = known.errors[place]
    assert one["se"] == pytest.approx(np.sqrt(mean(4, error) - mean(2, error) ** 2), abs=1e-6)
    limits = np.sin(known.estimates[place] + np.array([-1.959964, 1.959964]) * np.sqrt(error)) ** 2
    assert [one["low"], one["high"]] == pytest.approx(limits.tolist(), abs=1e-6)


def test_a_standard_error_that_is_not_known_changes_nothing_but_the_common_design_effect():
    direct, areas = drawn()
    few = direct.with_columns(n=pl.when(pl.col("area") == "15").then(1).otherwise("n"))
    emptied = few.with_columns(se=pl.when(pl.col("area") == "15").then(None).otherwise("se"))
    assert estimate_shares(emptied, areas).table.equals(estimate_shares(few, areas).table), (
        "one respondent tells no error"
    )


def test_tables_are_joined_by_name_whatever_their_order():
    direct, areas = drawn()
    expected = estimate_shares(direct, areas)
    shuffled = estimate_shares(direct.sample(fraction=1, shuffle=True, seed=3), areas.reverse())
    assert shuffled.table.equals(expected.table)
    assert shuffled.diagnostics == expected.diagnostics
    assert expected.table["area"].to_list() == DEPARTEMENTS


def test_an_area_without_respondents_gets_the_synthetic_estimate_with_a_wider_error():
    direct, areas = drawn()
    twin = areas.filter(pl.col("area") == "09").with_columns(area=pl.lit("2A"))
    found = estimate_shares(direct, pl.concat([areas, twin]))
    seen, unseen = row(found, "09"), row(found, "2A")
    assert (unseen["n"], unseen["direct"], unseen["weight"], unseen["residual"]) == (0, None, 0.0, None)
    assert unseen["se"] > seen["se"]
    assert unseen["high"] - unseen["low"] > seen["high"] - seen["low"]
    assert found.diagnostics.areas == 40


def test_areas_that_differ_less_than_their_errors_all_get_the_synthetic_estimate():
    direct, areas = drawn()
    direct = direct.with_columns(share=0.5 + 0.01 * (pl.int_range(40) % 3), se=0.2, n=8)
    found = estimate_shares(direct, areas)
    assert found.diagnostics.variance == 0
    assert found.diagnostics.weight == 0
    assert found.table["estimate"].is_between(0.49, 0.53).all()
    assert found.table["se"].min() > 0.005


def test_the_diagnostics_say_what_the_model_stands_on():
    direct, areas = drawn(spread=0.1)
    found = estimate_shares(direct, areas)
    said = found.diagnostics
    assert list(said.coefficients) == list(said.coefficient_errors) == ["intercept", "small", "maritime"]
    assert said.coefficients["small"] < -3 * said.coefficient_errors["small"], "it was drawn so"
    assert said.weight == pytest.approx(found.table["weight"].mean())
    residuals = found.table["residual"].to_numpy()
    assert said.normality == pytest.approx(scipy.stats.shapiro(residuals).pvalue)
    assert np.mean(residuals**2) == pytest.approx(1, abs=0.15)


def test_a_département_that_no_covariate_explains_stands_out():
    direct, areas = drawn(least=25, spread=0.05)
    odd = pl.col("area") == "31"
    found = estimate_shares(direct.with_columns(share=pl.when(odd).then(0.02).otherwise("share"), n=30), areas)
    assert abs(row(found, "31")["residual"]) > 3
    assert found.table.filter(pl.col("residual").abs() > 3)["area"].to_list() == ["31"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda d, a: (d, a.with_columns(small=pl.when(pl.col("area") == "05").then(None).otherwise("small"))),
            "Area 05 has no value of small; give it, or leave that covariate out",
        ),
        (lambda d, a: (d, a.filter(pl.col("area") != "38")), "Area 38 has respondents and no covariates"),
        (lambda d, a: (pl.concat([d, d.head(1)]), a), "Area 01 is there twice"),
        (lambda d, a: (d, pl.concat([a, a.tail(1)])), "Area 40 is there twice"),
        (lambda d, a: (d.with_columns(share=pl.col("share") * 100), a), "give a share from 0 to 1"),
        (lambda d, a: (d.with_columns(n=pl.lit(0)), a), "one respondent at least"),
        (lambda d, a: (d.with_columns(share=pl.lit(None, pl.Float64)), a), "give a share from 0 to 1"),
        (lambda d, a: (d.with_columns(se=pl.lit(0.0)), a), "there is no variance to smooth"),
        (lambda d, a: (d.with_columns(share=pl.col("share") / 50), a), "answers of the rarer kind"),
        (lambda d, a: (d.with_columns(share=1 - pl.col("share") / 50), a), "answers of the rarer kind"),
        (lambda d, a: (d.head(5), a.head(5)), "5 areas for 3 coefficients; a model needs 6"),
        (lambda d, a: (d, a.with_columns(maritime=1.0)), "say the same thing"),
    ],
)
def test_what_no_model_can_say_is_refused_by_name(change, message):
    with pytest.raises(BarometreError, match=message):
        estimate_shares(*change(*drawn()))
