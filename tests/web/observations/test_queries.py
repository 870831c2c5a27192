"""What the operator does of contests, and how long things are kept."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.observations import queries
from barometre.web.observations.models import Contest, Look

MENDE = "214800955"
NOON = timezone.make_aware(datetime(2026, 11, 25, 12))


def contest(sent_at=NOON, **given):
    return Contest.objects.create(siren=MENDE, fact="site.hsts", text="non", sent_at=sent_at, **given)


def test_open_contests_come_oldest_first(undone):
    late, early = contest(), contest(NOON - timedelta(days=3))
    contest(closed_at=NOON)
    assert queries.open_contests() == [early, late]


@pytest.mark.parametrize(("shift", "answer", "message"), [(1, "oui", "No open contest"), (0, "  ", "is empty")])
def test_a_contest_is_closed_once_with_an_answer(undone, shift, answer, message):
    with pytest.raises(BarometreError, match=message):
        queries.close_contest(contest().id + shift, answer)


def test_a_closed_contest_cannot_be_closed_again(undone):
    one = queries.close_contest(contest().id, "Corrigé.")
    assert (one.answer, one.closed_at is not None) == ("Corrigé.", True)
    with pytest.raises(BarometreError, match="No open contest"):
        queries.close_contest(one.id, "Encore.")


def test_after_twelve_months_contests_and_looks_are_deleted(undone):
    for days in (364, 367):
        contest(NOON - timedelta(days=days), email="secretaire@exemple.fr")
        Look.objects.create(siren=MENDE, asked_at=NOON - timedelta(days=days))
    assert queries.forget_old(date(2026, 11, 25)) == 2
    assert (Contest.objects.count(), Look.objects.count()) == (1, 1)


def test_looks_and_answers_are_shown_for_thirty_days(undone):
    for days in (29, 31):
        Look.objects.create(siren=MENDE, asked_at=NOON - timedelta(days=days))
        contest(NOON - timedelta(days=40), closed_at=NOON - timedelta(days=days), answer="Corrigé.")
    contest(NOON - timedelta(days=90))
    assert len(queries.looks(MENDE, NOON)) == 1
    assert len(queries.contests(MENDE, NOON)) == 2, "an open one stays"
