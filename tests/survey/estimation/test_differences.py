"""Differences: between groups of a survey, and between waves of which some bodies answered both."""

import math
from dataclasses import replace

import numpy as np
import pytest

from barometre.errors import BarometreError
from barometre.survey.estimation.design import Design, Strata, one_stratum
from barometre.survey.estimation.differences import change, difference
from barometre.survey.estimation.estimates import means
from barometre.survey.estimation.outcomes import choice, number
from forty_respondents import IDS, ROWS, SIZED, STRATA, WEIGHTS, Q, Y, designs, of_kind

LATER = choice("q", [("non", "oui", "projet")[(row * 17 + 3) % 11 % 3] for row in ROWS])
LATER_WEIGHTS = 4.0 * (1 + (ROWS + 1) % 3)
OUI = 1


def wave(outcome, weights, rows=ROWS, strata=None):
    """The answers of some rows, as one wave."""
    kept = replace(strata, codes=strata.codes[rows]) if strata else one_stratum(len(rows))
    answers = replace(
        outcome, values=outcome.values[rows], known=outcome.known[rows], concerned=outcome.concerned[rows]
    )
    return Design([IDS[row] for row in rows], weights[rows], kept), answers


def test_bodies_that_answered_twice_vary_together():
    """R survey 4.1-1, waves stacked with ids=~id: svycontrast(svyby(~oui, ~wave, covmat=TRUE), c(-1, 1))."""
    found = change(wave(Q, WEIGHTS), wave(LATER, LATER_WEIGHTS))[OUI]
    assert (found.estimate, found.se) == pytest.approx((-0.0549050632911392, 0.1225386375502295), rel=1e-9)
    stratified = change(wave(Q, WEIGHTS, strata=STRATA), wave(LATER, LATER_WEIGHTS, strata=STRATA))[OUI]
    assert stratified.se == pytest.approx(0.1247085151441846, rel=1e-9)


def test_some_bodies_answered_once():
    """R, which scales by the number of all who answered one or the other, gives 0.13954366912319974."""
    before, after = wave(Q, WEIGHTS, ROWS[:30]), wave(LATER, LATER_WEIGHTS, ROWS[8:])
    found = change(before, after)[OUI]
    assert found.estimate == pytest.approx(-0.0333333333333334, rel=1e-9)
    assert found.se == pytest.approx(0.13954366912319974, rel=0.01)


def test_waves_of_different_bodies_add_their_errors():
    before, after = wave(Q, WEIGHTS, ROWS[:20]), wave(LATER, LATER_WEIGHTS, ROWS[20:])
    apart = [means(*one)[OUI].se for one in (before, after)]
    assert change(before, after)[OUI].se == pytest.approx(math.hypot(*apart))


def test_the_same_answers_twice_have_not_changed():
    found = change(wave(Q, WEIGHTS), wave(Q, WEIGHTS))
    assert [(one.estimate, one.se) for one in found] == [(0, 0)] * 3
    assert all(-0.05 < one.low < 0 < one.high < 0.05 for one in found), "forty who did not change are not all of them"


def test_a_full_count_twice_has_no_error():
    whole = Strata(("h",), np.zeros(40, dtype=int), np.array([40.0]))
    found = change(wave(Q, np.ones(40), strata=whole), wave(LATER, np.ones(40), strata=whole))
    assert [(one.se, one.low, one.high) for one in found] == [(0, one.estimate, one.estimate) for one in found]


def test_two_draws_apart_of_one_population_hardly_vary_together():
    """Twenty and twenty of forty, ten twice: as many as two draws apart give."""
    whole = Strata(("h",), np.zeros(40, dtype=int), np.array([40.0]))
    seven = number("y", [str(row % 7) for row in ROWS])
    pair = [wave(seven, np.full(40, 2.0), ROWS[first : first + 20], whole) for first in (0, 10)]
    errors = [means(*one)[0].se for one in pair]
    assert change(*pair)[0].se == pytest.approx(math.hypot(*errors))


def test_a_body_has_one_stratum_when_sizes_are_known():
    other = replace(SIZED, codes=np.where(ROWS == 3, 1, SIZED.codes))
    with pytest.raises(BarometreError, match="03 is in stratum h1 in one wave and in h2 in the other"):
        change(wave(Q, WEIGHTS, strata=SIZED), wave(LATER, LATER_WEIGHTS, strata=other))


def test_waves_have_the_same_categories():
    other = choice("q", ["oui"] * 40, ("oui", "non"))
    with pytest.raises(BarometreError, match=r"categories of the two waves differ \(non, oui, projet; oui, non\)"):
        change(wave(Q, WEIGHTS), wave(other, LATER_WEIGHTS))


def test_a_change_within_a_domain():
    found = change(wave(Q, WEIGHTS), wave(LATER, LATER_WEIGHTS), (of_kind("a"), of_kind("a")))[OUI]
    parts = [
        means(design, answers, of_kind("a"))[OUI] for design, answers in (wave(Q, WEIGHTS), wave(LATER, LATER_WEIGHTS))
    ]
    assert found.estimate == pytest.approx(parts[1].estimate - parts[0].estimate)
    assert found.n == 13


def test_none_of_thirty_twice_is_not_the_certainty_of_no_change():
    none = choice("q", ["non"] * 30, ("oui", "non"))
    design = Design([f"{row:02}" for row in range(30)], np.ones(30), one_stratum(30))
    other = replace(design, ids=[f"x{row:02}" for row in range(30)])
    found = change((design, none), (other, none))[0]
    assert (found.estimate, round(found.low, 3), round(found.high, 3)) == (0, -0.114, 0.114)


def test_two_groups_of_one_survey():
    design = designs()["raking"]
    of_shares = difference(design, Q, of_kind("a"), of_kind("c"))[OUI]
    reverse = difference(design, Q, of_kind("c"), of_kind("a"))[OUI]
    assert (reverse.estimate, reverse.low, reverse.high) == pytest.approx(
        (-of_shares.estimate, -of_shares.high, -of_shares.low)
    )
    of_numbers = difference(design, Y, of_kind("a"), of_kind("c"))[0]
    assert of_numbers.low < of_numbers.estimate < of_numbers.high
    for answers in (Y, Q):
        alone = difference(design, answers, of_kind("a"), np.arange(40) == 9)[0]
        assert math.isnan(alone.se) and math.isnan(alone.low) and math.isnan(alone.high), "one respondent"
    assert math.isnan(difference(design, Y, of_kind("a"), np.zeros(40, dtype=bool))[0].estimate), "nobody"
