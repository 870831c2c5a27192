"""What the operator does of contests, and how long things are kept."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.observations import contests, queries
from barometre.web.observations.models import Contest, RequestedLook
from barometre.web.observations.states import ContestOutcome

MENDE = "214800955"
NOON = timezone.make_aware(datetime(2026, 11, 25, 12))


def contest(sent_at=NOON, **given):
    return Contest.objects.create(siren=MENDE, subject="site.hsts", text="non", sent_at=sent_at, **given)


def test_open_contests_come_oldest_first(undone):
    late, early = contest(), contest(NOON - timedelta(days=3))
    contest(closed_at=NOON)
    assert contests.open_contests() == [early, late]


@pytest.mark.parametrize(
    ("shift", "answer", "message"),
    [
        (1, "oui", "No contest has the number"),
        (0, "  ", "is empty"),
        (0, " : ", "is empty"),
        (0, "\u202e\u200b", "is empty"),
        (0, "x" * 100_000, "has 100000 characters; write 2000 at most"),
    ],
)
def test_a_contest_is_closed_with_a_sentence_of_a_length_that_can_be_read(undone, shift, answer, message):
    with pytest.raises(BarometreError, match=message) as refused:
        contests.settle_contest(contest().id + shift, ContestOutcome.HERE, answer)
    assert "\n" not in str(refused.value)
    assert len(contests.open_contests()) == 1


def test_a_second_answer_corrects_the_first(undone):
    one, corrected = contests.settle_contest(contest().id, ContestOutcome.HERE, "Corigé\x1b[31m.\n")
    assert (one.answer, one.closed_at is not None, corrected) == ("Corigé [31m.", True, False)
    one, corrected = contests.settle_contest(one.id, ContestOutcome.REFUSED, "Corrigé.")
    assert (one.answer, corrected) == ("Corrigé.", True)


def test_what_people_wrote_is_erased_a_month_after_the_answer_or_a_year_after_they_wrote_it(undone):
    ages = [  # days since it was sent, days since it was settled
        (5, None, "kept"),
        (40, 29, "kept"),
        (40, 31, "erased"),
        (367, None, "erased"),
        (400, 367, "deleted"),
    ]
    made = {
        contest(
            NOON - timedelta(days=sent),
            email="secretaire@exemple.fr",
            closed_at=None if settled is None else NOON - timedelta(days=settled),
        ).id: expected
        for sent, settled, expected in ages
    }
    assert contests.forget_contests(NOON.date()) == 3
    left = {one.id: "kept" if one.text and one.email else "erased" for one in Contest.objects.all()}
    assert left == {number: expected for number, expected in made.items() if expected != "deleted"}


def test_looks_are_deleted_after_twelve_months(undone):
    for days in (364, 367):
        RequestedLook.objects.create(siren=MENDE, asked_at=NOON - timedelta(days=days))
    assert (queries.forget_looks(NOON.date()), RequestedLook.objects.count()) == (1, 1)


def test_contests_are_counted_by_state_and_outcome_with_their_median_delay(undone):
    contest()
    contest(looked_at=NOON)
    for days in (1, 3, 8):
        contest(NOON - timedelta(days=days), closed_at=NOON, outcome="here")
    contest(NOON - timedelta(days=500), closed_at=NOON - timedelta(days=400))
    found = contests.contest_counts(NOON + timedelta(hours=1))
    assert (found.received, found.under_way, found.settled, found.delay) == (1, 1, {"here": 3}, timedelta(days=3))


def test_looks_and_answers_are_shown_for_thirty_days(undone):
    for days in (29, 31):
        RequestedLook.objects.create(siren=MENDE, asked_at=NOON - timedelta(days=days))
        contest(NOON - timedelta(days=40), closed_at=NOON - timedelta(days=days), answer="Corrigé.")
    contest(NOON - timedelta(days=90))
    assert len(queries.looks(MENDE, NOON)) == 1
    assert len(contests.contests(MENDE, NOON)) == 2, "an open one stays"


def test_a_page_reads_a_bounded_number_of_looks_the_last_ones(undone):
    for minutes in range(0, 300, 10):
        RequestedLook.objects.create(siren=MENDE, asked_at=NOON - timedelta(minutes=minutes))
    found = [one.asked_at for one in queries.looks(MENDE, NOON)]
    assert (found[-1], len(found)) == (NOON, queries.LOOKS_SHOWN)
    assert found == sorted(found) and found[-1] - found[0] > timedelta(hours=1)


@pytest.mark.parametrize(
    ("ahead", "again"), [(timedelta(0), False), (timedelta(minutes=5), False), (timedelta(days=9), True)]
)
def test_a_look_dated_by_a_clock_that_was_wrong_stops_nobody(undone, ahead, again):
    RequestedLook.objects.create(siren=MENDE, asked_at=NOON + ahead)
    assert (queries.begin_look(MENDE, NOON) is not None) == again
