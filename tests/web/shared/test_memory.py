"""What was worked out of an edition is kept while the edition is the same, and never for another."""

from barometre.web.editions.models import Edition
from barometre.web.shared.memory import REMEMBERED, per_edition

FIRST, SECOND = Edition(build_id="first"), Edition(build_id="second")


def counted():
    calls = []

    @per_edition
    def double(edition, number):
        calls.append((edition.build_id, number))
        return 2 * number

    return double, calls


def test_the_same_question_is_worked_out_once():
    double, calls = counted()
    assert [double(FIRST, 4), double(FIRST, 4)] == [8, 8]
    assert calls == [("first", 4)]


def test_another_edition_or_another_question_is_worked_out_again():
    double, calls = counted()
    double(FIRST, 4), double(SECOND, 4), double(FIRST, 5)
    assert calls == [("first", 4), ("second", 4), ("first", 5)]


def test_memory_stays_bounded():
    double, calls = counted()
    for number in range(REMEMBERED + 1):
        double(FIRST, number)
    double(FIRST, 0)
    assert len(calls) == REMEMBERED + 2, "forgotten once full, then worked out again"
