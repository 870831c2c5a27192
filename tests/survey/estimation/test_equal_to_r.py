"""Estimates and errors are those of the R package survey 4.1-1; where they are not, why is here."""

from dataclasses import replace

import numpy as np
import pytest

from barometre.survey.estimation import intervals
from barometre.survey.estimation.differences import difference
from barometre.survey.estimation.estimates import means, totals
from barometre.survey.estimation.outcomes import choice
from barometre.survey.estimation.quantiles import QuantileRule, quantile, weighted_quantile
from forty_respondents import KIND, Q, R, Y, designs, of_kind

OUI = 1
NAMES = [name for name in R if name != "rake"]
WITH_NUMBERS = [name for name in NAMES if "mean" in R[name]]


def same(found, expected):
    assert list(found) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def by_kind(design, estimate, outcome, column=0):
    return [estimate(design, outcome, of_kind(kind))[column] for kind in "abc"]


@pytest.mark.parametrize("name", NAMES)
def test_shares_of_the_whole_and_of_domains(name):
    design, expected = designs()[name], R[name]
    found = means(design, Q)
    same([one.estimate for one in found], expected["share"])
    same([one.se for one in found], expected["share se"])
    same([found[OUI].deff], expected["oui deff"])
    domains = by_kind(design, means, Q, OUI)
    same([one.estimate for one in domains], expected["oui by kind"])
    same([one.se for one in domains], expected["oui by kind se"])
    same([one.deff for one in domains], expected["oui by kind deff"])


@pytest.mark.parametrize("name", NAMES)
def test_totals_of_the_whole_and_of_domains(name):
    found = totals(designs()[name], Q)
    same([one.estimate for one in found], R[name]["total"])
    same([one.se for one in found], R[name]["total se"])
    same([one.se for one in by_kind(designs()[name], totals, Q, OUI)], R[name]["total oui by kind se"])


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_means_of_numbers_of_which_some_are_unknown(name):
    found = means(designs()[name], Y)[0]
    same([found.estimate, found.se, found.deff, found.low, found.high], R[name]["mean"])
    same([one.se for one in by_kind(designs()[name], means, Y)], R[name]["mean by kind se"])


@pytest.mark.parametrize("name", NAMES)
def test_the_logit_interval_of_a_share(name):
    """`method="logit"` gives the same but for its `glm`, which stops at a relative 1e-8."""
    design = designs()[name]
    share = means(design, Q, of_kind("b"))[OUI]
    same(
        intervals.logit(share.estimate, share.se, share.n - len(np.unique(design.strata.codes))), R[name]["logit oui b"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_difference_of_two_domains(name):
    found = difference(designs()[name], Q, of_kind("a"), of_kind("c"))[OUI]
    same([found.estimate, found.se], R[name]["difference"])


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_quantiles_and_their_intervals(name):
    for rule in QuantileRule:
        found = quantile(designs()[name], Y, 0.75, rule)
        same([found.estimate, found.low, found.high, found.se], R[name][f"quantile {rule.value}"])
    found = quantile(designs()[name], Y, 0.5, domain=of_kind("a"))
    same([found.estimate, found.low, found.high, found.se], R[name]["median a"])


def test_two_definitions_of_a_quantile():
    """svyquantile(~x, svydesign(ids=~1, weights=c(2.5, 2.4, 3.8, 1.1)), qrule=...): half of 9.8 is 2.5 + 2.4."""
    values, weights = np.array([1.0, 2, 3, 4]), np.array([2.5, 2.4, 3.8, 1.1])
    assert weighted_quantile(values, weights, 0.5, QuantileRule.MATH) == 2
    assert weighted_quantile(values, weights, 0.5, QuantileRule.SCHOOL) == 2.5
    assert weighted_quantile(values, weights, 0.9, QuantileRule.MATH) == 4


def test_a_quantile_below_the_smallest_weight_is_the_smallest_value():
    """R gives 2 here, the second value: it takes that no value is below 0.2 of the whole for the first one being."""
    values, weights = np.array([1.0, 2, 3, 4]), np.array([2.5, 2.4, 3.8, 1.1])
    assert weighted_quantile(values, weights, 0.2, QuantileRule.MATH) == 1


@pytest.mark.parametrize(("weight", "number"), [(0.1, 12), (0.7, 6), (12.9, 48), (0.1, 10)])
def test_ties_hold_on_sums_of_floats(weight, number):
    """Six times 0.1, added one by one, are a little less than half of twelve times."""
    values, weights = np.arange(float(number)), np.full(number, weight)
    assert weighted_quantile(values, weights, 0.5, QuantileRule.MATH) == number / 2 - 1
    assert weighted_quantile(values, weights, 0.5, QuantileRule.SCHOOL) == (number - 1) / 2


@pytest.mark.parametrize("name", ["linear", "raking", "logit", "strata_raking"])
def test_what_is_a_margin_has_no_error(name):
    found = means(designs()[name], choice("kind", list(KIND)))
    same([one.estimate for one in found], [150 / 400, 130 / 400, 120 / 400])
    assert [one.se for one in found] == [0, 0, 0]
    assert [(one.low, one.high) for one in found] == [(one.estimate, one.estimate) for one in found]


def test_r_takes_a_question_left_empty_for_known_in_a_finite_population():
    """svymean(~y, fpc, na.rm=TRUE) gives 1.093883505012095, three of the forty being unknown."""
    design = designs()["fpc"]
    as_known = replace(Y, concerned=Y.known)
    assert means(design, as_known)[0].se == pytest.approx(1.093883505012095, rel=1e-9)
    assert means(design, Y)[0].se == pytest.approx(1.1053062529848932, rel=1e-9)


def test_weights_as_given_ignore_what_calibration_fixes():
    given = replace(designs()["raking"], frame=None)
    assert min(one.se for one in means(given, choice("kind", list(KIND)))) > 0.07


def test_rake_of_r_has_other_errors_since_its_residuals_are_unweighted():
    """Same weights and estimates as `calibrate(calfun="raking")`; its errors take unweighted means of margins."""
    design = designs()["raking"]
    assert design.frame is not None
    found = means(design, Q)
    same([one.estimate for one in found], R["rake"]["share"])
    assert found[0].se != pytest.approx(R["rake"]["share se"][0], rel=0.01)
    unweighted = replace(design, frame=replace(design.frame, base=np.ones(40)))
    same([one.se for one in means(unweighted, Q)], R["rake"]["share se"])
    same([one.se for one in totals(unweighted, Q)], R["rake"]["total se"])
    same([means(unweighted, Y)[0].se], R["rake"]["mean"][1:2])
