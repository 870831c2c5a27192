"""What an estimate may say: never more than who answered shows."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.survey.estimation import intervals
from barometre.survey.estimation.design import Design, Strata, one_stratum
from barometre.survey.estimation.estimates import means, totals
from barometre.survey.estimation.outcomes import choice, number, outcome
from barometre.survey.estimation.quantiles import quantile
from forty_respondents import KIND, Q, Y, designs, of_kind


def survey(n, weights=None, strata=None):
    return Design(
        [f"{row:05}" for row in range(n)], np.full(n, 10.0) if weights is None else weights, strata or one_stratum(n)
    )


def bounds(estimate):
    return round(estimate.low, 3), round(estimate.high, 3)


@pytest.mark.parametrize(("yes", "expected"), [(0, (0, 0.114)), (30, (0.886, 1)), (15, (0.332, 0.668))])
def test_none_of_thirty_is_0_to_11_4_percent(yes, expected):
    of_texts = choice("q", ["oui"] * yes + ["non"] * (30 - yes), ("oui", "non"))
    of_numbers = number("q", ["1"] * yes + ["0"] * (30 - yes))
    assert [bounds(means(survey(30), answers)[0]) for answers in (of_texts, of_numbers)] == [expected, expected]


@pytest.mark.parametrize("effective", [11.0, 29.3, 47.7, 812.9])
def test_none_and_all_are_bounds_themselves(effective):
    assert intervals.wilson(0.0, effective)[0] == 0
    assert intervals.wilson(1.0, effective)[1] == 1


def test_none_of_thirty_is_no_total_of_0():
    answers = choice("q", ["non"] * 30, ("oui", "non"))
    none, every = totals(survey(30), answers)
    assert (none.estimate, none.low, round(none.high)) == (0, 0, 34)
    assert (every.estimate, round(every.low)) == (300, 266)


def test_unequal_weights_make_none_of_thirty_less_sure():
    unequal = survey(30, np.where(np.arange(30) < 3, 100.0, 1.0))
    none = means(unequal, choice("q", ["non"] * 30, ("oui", "non")))[0]
    assert none.effective == pytest.approx(327**2 / (3 * 100**2 + 27))
    assert none.high == intervals.wilson(0, none.effective)[1] > 0.5


def test_a_domain_of_one_respondent_has_no_interval():
    alone, design = np.arange(40) == 7, designs()["given"]
    for one in (*means(design, Q, alone), *totals(design, Q, alone), *means(design, Y, alone)):
        assert one.n == 1
        assert math.isnan(one.se) and math.isnan(one.low) and math.isnan(one.high)
    assert math.isnan(quantile(design, Y, 0.5, domain=alone).low)


def test_a_domain_of_nobody_has_no_figure():
    nobody, design = np.zeros(40, dtype=bool), designs()["given"]
    found = [*means(design, Q, nobody), *totals(design, Q, nobody), quantile(design, Y, 0.5, domain=nobody)]
    assert [one.n for one in found if math.isnan(one.estimate)] == [0] * 7


def test_the_same_number_from_all_tells_nothing_of_the_others():
    same = means(survey(12), number("q", ["5"] * 12))[0]
    assert (same.estimate, same.n) == (5, 12)
    assert math.isnan(same.low)
    assert math.isnan(quantile(survey(12), number("q", ["5"] * 12), 0.5).high)


def test_a_domain_is_estimated_within_the_whole_design():
    """Cut out first, a survey forgets that more or fewer of the domain could have answered."""
    design, domain = survey(40), np.arange(40) < 10
    answers = number("q", ["1"] * 40)
    within, apart = totals(design, answers, domain)[0], totals(survey(10), number("q", ["1"] * 10))[0]
    assert within.estimate == apart.estimate == 100
    assert apart.se == 0
    # Ten of forty, each of weight 10: 400 times the error of a share of a quarter.
    assert within.se == pytest.approx(400 * math.sqrt(0.25 * 0.75 / 39))


def test_thirteen_regions_of_eighteen():
    answers = number("q", [str(row) for row in range(13)])
    infinite, finite = (means(survey(13, strata=one_stratum(13, size)), answers)[0] for size in (None, 18))
    assert finite.se == pytest.approx(infinite.se * math.sqrt(5 / 18))
    assert finite.high - finite.low < 0.6 * (infinite.high - infinite.low)


def test_a_full_count_has_no_sampling_error():
    design, everybody = survey(18, np.ones(18), one_stratum(18, 18)), choice("q", ["oui"] * 18)
    assert [(one.se, one.low, one.high) for one in means(design, everybody)] == [(0, 1, 1)]
    assert [(one.se, one.low, one.high) for one in totals(design, everybody)] == [(0, 18, 18)]
    numbers = number("q", [str(row) for row in range(18)])
    middle = quantile(design, numbers, 0.5)
    assert (middle.estimate, middle.se, middle.low, middle.high) == (8, 0, 8, 8)


def test_a_question_left_empty_is_no_full_count():
    design = survey(18, np.ones(18), one_stratum(18, 18))
    share = means(design, choice("q", ["oui"] * 9 + ["non"] * 7 + [""] * 2))[1]
    assert (share.n, share.estimate) == (16, 9 / 16)
    assert 0 < share.se < 0.06


def test_a_full_count_of_one_stratum_leaves_the_error_of_the_other():
    strata = Strata(("full", "half"), np.repeat([0, 1], 10), np.array([10.0, 20.0]))
    design, answers = survey(20, np.repeat([1.0, 2.0], 10), strata), number("q", [str(row % 3) for row in range(20)])
    full, half = (means(design, answers, strata.codes == code)[0] for code in (0, 1))
    assert full.se == 0 and half.se > 0
    alone = survey(10, strata=one_stratum(10, 20))
    assert half.se == pytest.approx(means(alone, number("q", [str(row % 3) for row in range(10, 20)]))[0].se)


@pytest.mark.parametrize(("size", "says"), [(30.0, "one respondent"), (0.5, "1 respondents for a population of 0.5")])
def test_what_no_error_can_be_seen_of_is_refused(size, says):
    strata = Strata(("alone", "others"), np.array([0, 1, 1, 1]), np.array([size, 30.0]))
    with pytest.raises(BarometreError, match=f"Stratum alone.*{says}"):
        survey(4, strata=strata)


def test_a_stratum_of_which_nobody_answered_changes_nothing_of_the_others():
    strata = Strata(("others", "silent"), np.zeros(12, dtype=int), np.array([30.0, 5.0]))
    answers = number("q", [str(row % 5) for row in range(12)])
    assert means(survey(12, strata=strata), answers) == means(survey(12, strata=one_stratum(12, 30)), answers)


def test_one_body_that_answered_is_the_whole_of_its_stratum():
    strata = Strata(("alone", "others"), np.array([0, 1, 1, 1]), np.array([1.0, 30.0]))
    design = survey(4, np.array([1.0, 10, 10, 10]), strata)
    alone = means(design, number("q", ["7", "1", "2", "4"]), np.array([True, False, False, False]))[0]
    assert (alone.estimate, alone.se, alone.low, alone.high) == (7, 0, 7, 7)


def test_unknown_and_not_concerned_are_out_of_the_denominator_and_counted():
    answers = outcome("q", ["oui", "non", "", None, "NA", "nc", "oui", "nc", "non", "non"])
    assert (answers.unknown, answers.not_concerned) == (3, 2)
    assert [one.estimate for one in means(survey(10), answers)] == [3 / 5, 2 / 5]


def test_a_total_speaks_of_all_who_are_concerned():
    """Eight are concerned, of whom five are known: two fifths of 80 said yes, three fifths said no."""
    answers = outcome("q", ["oui", "non", "", None, "NA", "nc", "oui", "nc", "non", "non"])
    no, yes = totals(survey(10), answers)
    assert (no.estimate, yes.estimate) == (pytest.approx(48), pytest.approx(32))
    assert yes.n == 5


def test_numbers_and_texts_are_told_apart():
    assert outcome("q", ["1", "2.5", "", "nc"]).categories == [""]
    assert list(outcome("q", ["1", "2 500", ""]).categories) == ["1", "2 500"]
    assert list(outcome("q", ["", None]).categories) == [""]
    assert list(outcome("q", ["01", "02"]).categories) == ["01", "02"]
    with pytest.raises(BarometreError, match="Outcome q, id b: 'inf' is not a number"):
        number("q", ["1", "inf"], ["a", "b"])


@pytest.mark.parametrize("typed", ["1,5", "12a", "1 000", "nan"])
def test_a_text_among_numbers_is_a_mistake_rather_than_a_choice(typed):
    ids = [f"{row:02}" for row in range(20)]
    with pytest.raises(BarometreError, match=f"Outcome q, id 07: '{typed}' is not a number"):
        outcome("q", ["3"] * 7 + [typed] + ["4.25"] * 12, ids)
    assert outcome("q", ["3"] * 3 + [typed], ids[:4]).categories == sorted({"3", typed})


@given(st.lists(st.sampled_from(["oui", "non", "", "nc"]), min_size=2, max_size=12), st.data())
@settings(max_examples=30, deadline=None)
def test_shares_and_their_bounds_stay_between_0_and_1(cells, data):
    n = len(cells)
    weights = np.array(data.draw(st.lists(st.floats(0.1, 50), min_size=n, max_size=n)))
    found = means(survey(n, weights), choice("q", cells, ("non", "oui")))
    if found[0].n:
        assert sum(one.estimate for one in found) == pytest.approx(1)
    for one in found:
        if one.n > 1:
            assert 0 <= one.low <= one.estimate + 1e-12 <= one.high + 2e-12 <= 1 + 3e-12
            assert one.low < one.high
            assert math.isnan(one.deff) == (one.estimate in (0, 1))


def test_the_mean_of_domains_is_the_mean_of_the_whole():
    design = designs()["raking"]
    by_kind = [means(design, Q, of_kind(kind))[1].estimate for kind in "abc"]
    assert np.average(by_kind, weights=[150, 130, 120]) == pytest.approx(means(design, Q)[1].estimate)
    assert {str(kind) for kind in KIND} == set("abc")
