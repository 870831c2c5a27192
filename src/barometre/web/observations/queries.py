"""Reads and writes of the looks requested."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from barometre.web.observations.models import RequestedLook

# At most one look at a collectivité in this time.
BETWEEN_LOOKS = timedelta(minutes=10)
# Number of the last looks that a page reads, at least two hours of them: more than the hour after which a second look
# may confirm a negative.
LOOKS_SHOWN = 12
# How long the page shows a look that was requested.
SHOWN = timedelta(days=30)
# How long looks are kept.
KEPT = timedelta(days=365)


@contextmanager
def one_at_a_time(siren: str) -> Iterator[None]:
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
    with one_at_a_time(siren):
        if next_look(siren, now) is not None:
            return None
        return RequestedLook.objects.create(siren=siren, asked_at=now)


def forget_looks(today: date) -> int:
    """Delete the looks older than `KEPT`; return how many."""
    limit = timezone.make_aware(datetime(today.year, today.month, today.day)) - KEPT
    return RequestedLook.objects.filter(asked_at__lt=limit).delete()[0]
