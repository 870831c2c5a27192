"""A result is kept while the state it was computed from is the same, and never used for another state."""

from datetime import date

import pytest

from barometre.web.editions.models import Edition
from barometre.web.shared.memory import MOST, per_edition, per_state

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
FIRST, SECOND = Edition(date=NOVEMBER, build_id="first"), Edition(date=DECEMBER, build_id="second")
REBUILT = Edition(date=NOVEMBER, build_id="rebuilt")


@pytest.fixture
def calls():
    return []


@pytest.fixture
def double(calls):
    """A function kept for each edition, which writes down its calls."""

    @per_edition
    def double(edition, number):
        calls.append((edition.build_id, number))
        return 2 * number

    return double


def test_the_same_question_is_computed_once(double, calls):
    assert [double(FIRST, 4), double(FIRST, 4)] == [8, 8]
    assert calls == [("first", 4)]


def test_another_edition_another_build_or_another_question_is_computed_again(double, calls):
    double(FIRST, 4), double(SECOND, 4), double(FIRST, 5), double(REBUILT, 4)
    assert calls == [("first", 4), ("second", 4), ("first", 5), ("rebuilt", 4)]


def test_two_editions_read_in_turn_are_both_kept(double, calls):
    double(FIRST, 4), double(SECOND, 4), double(FIRST, 4), double(SECOND, 4)
    assert calls == [("first", 4), ("second", 4)]


def test_memory_stays_bounded(double, calls):
    for number in range(MOST + 1):
        double(FIRST, number)
    double(FIRST, 0)
    assert len(calls) == MOST + 2, "forgotten once full, then computed again"


def test_a_change_of_state_during_the_computation_is_seen_by_the_next_call(calls):
    state = ["before"]

    @per_state(lambda: state[0])
    def read():
        calls.append(state[0])
        found, state[0] = state[0], "after"
        return found

    assert [read(), read(), read()] == ["before", "after", "after"]


def test_what_was_kept_can_be_forgotten(double, calls):
    double(FIRST, 4)
    double.cache_clear()
    double(FIRST, 4)
    assert len(calls) == 2
