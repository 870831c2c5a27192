"""Reads and writes of the looks requested and of the results contested."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.observations.models import Contest, RequestedLook

# At most one look at a collectivité in this time.
BETWEEN_LOOKS = timedelta(minutes=10)
# Number of the last looks that a page reads, at least two hours of them: more than the hour after which a second look
# may confirm a negative.
LOOKS_SHOWN = 12
# Contests of one check of one collectivité in twenty-four hours; the other checks stay open.
CONTESTS_A_DAY = 5
# Contests of a whole instance in twenty-four hours: what its operator can be asked to read, and its disk to hold.
ALL_CONTESTS_A_DAY = 1000
# Characters of a contest, and of its answer.
LONGEST = 2000
# How long the page shows a look that was requested, and the answer to a contest.
SHOWN = timedelta(days=30)
# How long contests, with the e-mail address that may be in them, are kept; so are looks.
KEPT = timedelta(days=365)


@contextmanager
def _one_at_a_time(siren: str) -> Iterator[None]:
    """Let one request at a time, over all processes, write about a collectivité (PostgreSQL, advisory locks)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"observations {siren}"])
        yield


def looks(siren: str, now: datetime) -> list[RequestedLook]:
    """Return the looks requested lately at one collectivité, oldest first."""
    return list(
        RequestedLook.objects.filter(siren=siren, asked_at__gt=now - SHOWN).order_by("-asked_at")[:LOOKS_SHOWN]
    )[::-1]


def next_look(siren: str, now: datetime) -> datetime | None:
    """Return when a look may be requested again; None when it may be now.

    A look far in the future was dated by a clock that was wrong: it stops nobody.
    """
    found = RequestedLook.objects.filter(
        siren=siren, asked_at__gt=now - BETWEEN_LOOKS, asked_at__lt=now + BETWEEN_LOOKS
    )
    last = found.order_by("-asked_at").first()
    return last.asked_at + BETWEEN_LOOKS if last else None


def begin_look(siren: str, now: datetime) -> RequestedLook | None:
    """Record that a look begins; None when another was requested too short a time ago."""
    with _one_at_a_time(siren):
        if next_look(siren, now) is not None:
            return None
        return RequestedLook.objects.create(siren=siren, asked_at=now)


def contests(siren: str, now: datetime) -> list[Contest]:
    """Return the contests that a page shows, oldest first: the open ones, and those answered lately."""
    found = Contest.objects.filter(siren=siren).order_by("sent_at")
    return [one for one in found if one.closed_at is None or one.closed_at > now - SHOWN]


class ContestOutcome(StrEnum):
    """What came of a contest that was sent."""

    KEPT = "kept"
    ALREADY = "already"
    CHECK_FULL = "check-full"
    ALL_FULL = "all-full"


def add_contest(siren: str, fact: str, text: str, email: str, now: datetime) -> ContestOutcome:
    """Keep a contest, unless the same check is contested already with the same e-mail address, or too many came."""
    with _one_at_a_time(siren):
        lately = Contest.objects.filter(sent_at__gt=now - timedelta(days=1))
        if Contest.objects.filter(siren=siren, fact=fact, email__iexact=email, closed_at=None).exists():
            return ContestOutcome.ALREADY
        if lately.filter(siren=siren, fact=fact).count() >= CONTESTS_A_DAY:
            return ContestOutcome.CHECK_FULL
        if lately.count() >= ALL_CONTESTS_A_DAY:
            return ContestOutcome.ALL_FULL
        Contest.objects.create(siren=siren, fact=fact, text=text, email=email, sent_at=now)
        return ContestOutcome.KEPT


def open_contests() -> list[Contest]:
    """Return the contests that wait for the operator, oldest first."""
    return list(Contest.objects.filter(closed_at=None).order_by("sent_at"))


def close_contest(identifier: int, answer: str) -> tuple[Contest, bool]:
    """Answer a contest, or correct the answer given; it is shown in public, beside the check.

    Returns:
        The contest, and whether it had an answer already.

    Raises:
        BarometreError: no contest has this number, or the answer is empty or too long.
    """
    contest = Contest.objects.filter(id=identifier).first()
    if contest is None:
        raise BarometreError(f"No contest has the number {identifier}; list them with: barometre observe contests")
    sentence = " ".join("".join(letter if _printed(letter) else " " for letter in answer).split())
    if not any(letter.isalnum() for letter in sentence):
        raise BarometreError("The answer to a contest is empty; write the sentence that its page will show")
    if len(sentence) > LONGEST:
        raise BarometreError(f"The answer to a contest has {len(sentence)} characters; write {LONGEST} at most")
    corrected = contest.closed_at is not None
    contest.closed_at, contest.answer = timezone.now(), sentence
    contest.save(update_fields=["closed_at", "answer"])
    return contest, corrected


def _printed(letter: str) -> bool:
    return not unicodedata.category(letter).startswith("C")


def forget_old(today: date) -> int:
    """Delete the looks and contests older than `KEPT`; return how many."""
    limit = timezone.make_aware(datetime(today.year, today.month, today.day)) - KEPT
    return (
        Contest.objects.filter(sent_at__lt=limit).delete()[0]
        + RequestedLook.objects.filter(asked_at__lt=limit).delete()[0]
    )
