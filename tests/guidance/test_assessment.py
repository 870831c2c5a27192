"""Answers to the criteria of the RGESN: their compact text, the share met, what to do first."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.paths import load_paths
from barometre.guidance.assessment import CriterionAnswer, decode, encode, plan, progress, speaks

CRITERIA = load_paths().rgesn
BY_ID = {one.id: one for one in CRITERIA}


def test_the_criteria_are_those_of_may_2024():
    assert len(CRITERIA) == 78
    assert Counter(one.theme for one in CRITERIA) == dict(
        zip("123456789", (10, 10, 7, 15, 8, 7, 4, 10, 7), strict=True)
    )
    assert Counter(one.priority for one in CRITERIA) == {"prioritaire": 30, "recommande": 29, "modere": 19}
    numbers = [tuple(map(int, one.id.split("."))) for one in CRITERIA]
    assert numbers == sorted(numbers)


@st.composite
def answered(draw):
    letters = [draw(st.sampled_from("on-x" if one.unless else "on-")) for one in CRITERIA]
    return {one.id: CriterionAnswer(letter) for one, letter in zip(CRITERIA, letters, strict=True)}


@given(answered())
def test_answers_go_through_their_text_whole(answers):
    text = encode(answers, CRITERIA)
    assert not text.endswith("-")
    kept = {name: answer for name, answer in decode(text, CRITERIA).items() if answer is not CriterionAnswer.NONE}
    assert kept == {name: answer for name, answer in answers.items() if answer is not CriterionAnswer.NONE}


@given(answered())
def test_the_share_is_within_its_bounds_and_every_criterion_is_counted_once(answers):
    found = progress(CRITERIA, answers)
    assert sum(map(len, found.by_answer.values())) == len(CRITERIA)
    assert 0 <= found.low <= found.high <= 100 + 1e-9
    if found.share is not None:
        assert found.low - 1e-9 <= found.share <= found.high + 1e-9


@pytest.mark.parametrize("text", ["z", "o" * 79, "x", "é"])
def test_a_text_that_means_nothing_is_refused(text):
    with pytest.raises(ValueError, match=r"criteri|not a valid"):
        decode(text, CRITERIA)


def test_the_share_is_the_weight_met_over_that_of_what_applies():
    """By hand: met 1.5 (1.1) and 1 (2.9); not met 1.25 (1.3); 1.7 does not apply; 2.5 / 3.75."""
    answers = {
        "1.1": CriterionAnswer.MET,
        "2.9": CriterionAnswer.MET,
        "1.3": CriterionAnswer.MISSED,
        "1.7": CriterionAnswer.NOT_CONCERNED,
    }
    found = progress(CRITERIA, answers)
    assert found.share == pytest.approx(100 * 2.5 / 3.75)
    assert found.answered == 4
    # All applies but 1.7: 30 × 1.5 + 29 × 1.25 + 18.
    assert found.low == pytest.approx(100 * 2.5 / 99.25)
    assert found.high == pytest.approx(100 * (99.25 - 1.25) / 99.25)


def test_without_answer_nothing_is_claimed():
    found = progress(CRITERIA, {})
    assert (found.share, found.low, found.high, found.answered) == (None, 0, 100, 0)


def test_a_plan_takes_priority_then_ease():
    missed = dict.fromkeys(("1.1", "1.2", "1.4", "1.3", "6.3"), CriterionAnswer.MISSED)
    assert [one.id for one in plan(CRITERIA, missed)] == ["1.2", "1.4", "1.1", "1.3", "6.3"]


def test_what_is_seen_is_in_the_plan_only_where_nobody_answered():
    assert [one.id for one in plan(CRITERIA, {"5.1": CriterionAnswer.MET}, {"5.1", "4.4"})] == ["4.4"]


@pytest.mark.parametrize(
    ("criterion", "facts", "told"),
    [
        ("5.1", {"site.images-modern": 75.0}, True),
        ("5.1", {"site.images-modern": 74.0}, False),
        ("5.1", {}, None),
        ("5.1", {"site.images-modern": None}, None),
        ("4.4", {"site.trackers": 1.0, "site.third-parties": 9.0}, False),
        ("6.1", {"site.page-weight": 9000.0}, None),
        ("1.1", {"site.page-weight": 9000.0}, None),
    ],
)
def test_what_is_seen_decides_only_where_the_text_gives_a_bound(criterion, facts, told):
    assert speaks(BY_ID[criterion], facts) is told
