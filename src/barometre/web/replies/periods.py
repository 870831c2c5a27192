"""Periods: opened on an edition that is built and not published, over, closed or withdrawn; what may be published."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from barometre.edition.build import CATALOGUE
from barometre.edition.changes import read_changes
from barometre.edition.files import MANIFEST, read_manifest, read_table, verify_edition
from barometre.errors import BarometreError
from barometre.tables import sha256
from barometre.web.editions import queries as published
from barometre.web.editions.models import Edition
from barometre.web.mailing.queue import enqueue_all
from barometre.web.mailing.states import Purpose
from barometre.web.replies.models import Asked, Period
from barometre.web.replies.states import Stage
from barometre.web.replies.verdicts import Moving, moving
from barometre.web.townhall.official import officials

# Collectivités written together: bounds memory.
_AT_ONCE = 1000


class Opened(NamedTuple):
    """A period that opens: how many collectivités are asked, and of how many no official address is known."""

    period: Period
    asked: int
    unreached: int


def open_period(folder: Path, days: int, now: datetime) -> Opened:
    """Ask collectivités what they say of what an edition changes, before it is published.

    What moved, from the published edition to this one, is kept whole, so that nothing of the folder is read later; a
    message is queued for each collectivité that has an official address.

    Raises:
        BarometreError: the edition is not whole, not after the published one, or asked about already; that one has no
            folder beside; another period is open; nothing moved.
    """
    manifest = verify_edition(folder)
    day, build_id = date.fromisoformat(manifest["date"]), sha256(folder / MANIFEST)
    former = published.current_edition()
    if former is None or former.date >= day:
        raise BarometreError(f"Edition {day} is not after the published one; build a later one, or publish it first")
    beside = folder.absolute().parent / former.date.isoformat()
    if not (beside / MANIFEST).exists() or sha256(beside / MANIFEST) != former.build_id:
        raise BarometreError(f"The published edition is not in {beside}; put its folder there, as it was published")
    changes = read_changes(beside, folder).changes
    before, after = (read_table(one, "indicators") for one in (beside, folder))
    catalogue = json.loads((folder / CATALOGUE).read_text(encoding="utf-8"))
    moved = moving(changes, before, after, read_table(folder, "facts"), catalogue["indicators"])
    with transaction.atomic():
        _one_at_a_time()
        _refuse_another(day, now)
        period = Period.objects.create(
            edition=day,
            build_id=build_id,
            before=former.date,
            catalogue=catalogue,
            opened_at=now,
            last_day=timezone.localdate(now) + timedelta(days=days),
        )
        asked, reached = _ask(period, former, moved, now)
        if not asked:
            raise BarometreError(f"Nothing moved from {former.date} to {day}: there is nothing to reply to; publish it")
    return Opened(period, asked, asked - reached)


def close_period(now: datetime) -> Period:
    """Close the open period before its last day: the edition may be published.

    Raises:
        BarometreError: none is open.
    """
    period = open_one(timezone.localdate(now))
    if period is None:
        raise BarometreError("No period of reply is open; open one with: barometre replies open EDITION")
    Period.objects.filter(pk=period.pk).update(closed_at=now)
    return period


def withdraw_period(day: date, now: datetime) -> Period:
    """Give up a period whose edition will not be published as it was shown: its preview is shut.

    Raises:
        BarometreError: no period that is not published is of this edition.
    """
    period = Period.objects.filter(edition=day, withdrawn_at=None, published_at=None).first()
    if period is None:
        raise BarometreError(f"No period of reply on an edition of {day} waits for publication; check the date")
    Period.objects.filter(pk=period.pk).update(withdrawn_at=now)
    return period


def open_one(today: date) -> Period | None:
    """Return the period that takes replies."""
    waiting = Period.objects.filter(withdrawn_at=None, published_at=None, closed_at=None, last_day__gte=today)
    return waiting.first()


def check_publication(folder: Path, now: datetime) -> None:
    """Check that an edition may be published: no period of reply is open on it, nor on one before it.

    A later edition shows what the former one changes: published in the meantime, it would make the replies void.

    Raises:
        BarometreError: it may not; says until when, and what else to do.
    """
    day = date.fromisoformat(read_manifest(folder)["date"])
    period = open_one(timezone.localdate(now))
    if period and day >= period.edition:
        raise BarometreError(
            f"Edition {day} waits: replies on {period.edition} are taken until {period.last_day} included; "
            "publish it then, or end the period first (barometre replies close, or withdraw)"
        )
    over = Period.objects.filter(edition=day, withdrawn_at=None, published_at=None).first()
    if over and over.build_id != sha256(folder / MANIFEST):
        raise BarometreError(
            f"Edition {day} was built again since its replies were asked for; publish the one that was shown, "
            f"or give its replies up: barometre replies withdraw {day}"
        )


def note_publication(day: date, now: datetime) -> None:
    """Show to all what was replied on an edition that is published now, or on one before it that never was."""
    Period.objects.filter(edition__lte=day, withdrawn_at=None, published_at=None).update(published_at=now)


def _refuse_another(day: date, now: datetime) -> None:
    """Refuse to open a period beside another.

    Raises:
        BarometreError: one is open, or is of the same edition.
    """
    other = open_one(timezone.localdate(now)) or Period.objects.filter(edition=day, withdrawn_at=None).first()
    if other:
        raise BarometreError(
            f"Replies on {other.edition} were asked for already, until {other.last_day}; publish that edition, "
            f"or give them up: barometre replies withdraw {other.edition}"
        )


def _ask(period: Period, former: Edition, moved: Iterable[Moving], now: datetime) -> tuple[int, int]:
    """Keep what moves of each collectivité, and queue its message; return how many, and how many have an address."""
    asked = reached = 0
    rows = iter(moved)
    while some := list(islice(rows, _AT_ONCE)):
        found = officials(former, [one.siren for one in some])
        addresses = {siren: one.address for siren, one in found.items() if one.address}
        Asked.objects.bulk_create(
            Asked(
                period=period,
                siren=one.siren,
                written_to=one.siren in addresses,
                moved=len(one.verdicts),
                verdicts=one.verdicts,
                facts=one.facts,
            )
            for one in some
        )
        enqueue_all(Purpose.REPLY, str(period.pk), addresses.items(), now)
        asked, reached = asked + len(some), reached + len(addresses)
    return asked, reached


def stage_of(period: Period, now: datetime) -> Stage:
    """Return where a period is."""
    return period.stage(timezone.localdate(now))


def _one_at_a_time() -> None:
    """Open one period at a time, over all processes (PostgreSQL, advisory locks)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('replies'))")
