"""Reads and writes of the looks asked for and of the verdicts contested."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.observations.models import Contest, Look

BETWEEN_LOOKS = timedelta(minutes=10)
"""At most one look at a collectivité in this time."""
CONTESTS_A_DAY = 5
"""Verdicts of one collectivité that may be contested in twenty-four hours."""
SHOWN = timedelta(days=30)
"""How long the page shows a look that was asked for, and the answer to a contest."""
KEPT = timedelta(days=365)
"""How long contests, with the e-mail address that may be in them, are kept; looks go with them."""


@contextmanager
def _one_at_a_time(siren: str) -> Iterator[None]:
    """Let one request at a time, over all processes, write about a collectivité (PostgreSQL, advisory locks)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"observations {siren}"])
        yield


def looks(siren: str, now: datetime) -> list[Look]:
    """Looks asked for lately at one collectivité, oldest first."""
    return list(Look.objects.filter(siren=siren, asked_at__gt=now - SHOWN).order_by("asked_at"))


def next_look(siren: str, now: datetime) -> datetime | None:
    """When a look may be asked for again; None when it may be now."""
    last = Look.objects.filter(siren=siren, asked_at__gt=now - BETWEEN_LOOKS).order_by("-asked_at").first()
    return last.asked_at + BETWEEN_LOOKS if last else None


def begin_look(siren: str, now: datetime) -> Look | None:
    """Note that a look begins; None when one was asked for too short a time ago."""
    with _one_at_a_time(siren):
        if next_look(siren, now) is not None:
            return None
        return Look.objects.create(siren=siren, asked_at=now)


def contests(siren: str, now: datetime) -> list[Contest]:
    """Contests of one collectivité that its page tells of, oldest first: open ones, and those answered lately."""
    found = Contest.objects.filter(siren=siren).order_by("sent_at")
    return [one for one in found if one.closed_at is None or one.closed_at > now - SHOWN]


def add_contest(siren: str, fact: str, text: str, email: str, now: datetime) -> Contest | None:
    """Keep a contest; None when the collectivité has had too many since yesterday."""
    with _one_at_a_time(siren):
        if Contest.objects.filter(siren=siren, sent_at__gt=now - timedelta(days=1)).count() >= CONTESTS_A_DAY:
            return None
        return Contest.objects.create(siren=siren, fact=fact, text=text, email=email, sent_at=now)


def open_contests() -> list[Contest]:
    """Contests that wait for the operator, oldest first."""
    return list(Contest.objects.filter(closed_at=None).order_by("sent_at"))


def close_contest(identifier: int, answer: str) -> Contest:
    """Answer a contest; the answer is shown in public, beside the check.

    Raises:
        BarometreError: no open contest has this number, or the answer is empty.
    """
    contest = Contest.objects.filter(id=identifier, closed_at=None).first()
    if contest is None:
        raise BarometreError(f"No open contest has the number {identifier}; list them with: barometre observe contests")
    if not answer.strip():
        raise BarometreError("The answer to a contest is empty; write the sentence that its page will show")
    contest.closed_at, contest.answer = timezone.now(), answer.strip()
    contest.save(update_fields=["closed_at", "answer"])
    return contest


def forget_old(today: date) -> int:
    """Delete the looks and contests older than `KEPT`; returns how many."""
    limit = timezone.make_aware(datetime(today.year, today.month, today.day)) - KEPT
    return Contest.objects.filter(sent_at__lt=limit).delete()[0] + Look.objects.filter(asked_at__lt=limit).delete()[0]
