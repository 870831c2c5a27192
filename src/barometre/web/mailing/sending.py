"""Send what is due: by operator of mail, slowly, each message at most once.

Whether a message still has an object is decided when it goes, not when it was asked for. What a server took is noted
in the transaction that waited for its answer: a process killed anywhere else loses and repeats nothing. Between that
answer and our commit a kill has the same message sent again, under the same Message-ID and with the same link.
"""

import logging
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, Count, Value, When

from barometre.catalogue.load import load_mail_operators
from barometre.web.mailing import outcomes
from barometre.web.mailing.models import Dead, Message, Pause, Silent
from barometre.web.mailing.operators import LARGE, lanes
from barometre.web.mailing.relay import NoServerError, Relay
from barometre.web.mailing.states import UNASKED, MessageState, Purpose

logger = logging.getLogger(__name__)

# Connections that one process has at once, whatever the operators.
AT_ONCE = 12
# Messages looked at in one pass: those of slow operators leave room for others.
MOST = 20_000
MINUTE = timedelta(minutes=1)

Clock = Callable[[], datetime]


# How many messages met each end on one connection, and why it ended before the last of them.
Ended = tuple[Counter[str], NoServerError | None]
# Writes a message when it goes; None when it has no object any more.
Writer = Callable[[Message, datetime], EmailMessage | None]


def send_due(writers: Mapping[Purpose, Writer], clock: Clock) -> Counter[str]:
    """Send what is due, no faster than operators bear; return how many messages met each end, by `Verdict` or State.

    Args:
        writers: who writes each kind of message; of other kinds, none is sent.
        clock: tells the present moment.

    Raises:
        NoServerError: our server of mail did not answer; everything waits.
    """
    shared, ends = _shared(writers, clock()), Counter[str]()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail") as pool:
        runs = [pool.submit(_run, numbers, writers, clock) for numbers in shared]
    failures = [failure for ended, failure in (run.result() for run in runs) if not ends.update(ended) and failure]
    if failures and not ends:
        raise failures[0]
    for failure in failures:
        logger.error("%s", failure)
    return ends


def _shared(writers: Mapping[Purpose, Writer], now: datetime) -> list[list[int]]:
    """Return the messages that are due, as `lanes` shares them among connections; what somebody awaits goes first."""
    large = set(load_mail_operators().values())
    paused = Pause.objects.filter(until__gt=now).values("operator")
    rank = Case(When(purpose__in=UNASKED, then=Value(1)), default=Value(0))
    due = (
        Message.objects.filter(state=MessageState.WAITING, next_at__lte=now, purpose__in=list(writers))
        .exclude(operator__in=paused)
        .order_by(rank, "next_at", "pk")
        .values_list("pk", "operator")
    )
    # A large operator would fill the whole pass: each has its share of it.
    numbers = [
        *due.exclude(operator__in=large)[: MOST - len(large) * LARGE.a_minute],
        *(row for operator in sorted(large) for row in due.filter(operator=operator)[: LARGE.a_minute]),
    ]
    lately = Message.objects.filter(state=MessageState.SENT, done_at__gt=now - MINUTE)
    counts = lately.values_list("operator").annotate(many=Count("pk"))
    return lanes(numbers, large, dict(counts))


def _run(numbers: list[int], writers: Mapping[Purpose, Writer], clock: Clock) -> Ended:
    """Send messages one after another on one connection, in a thread of its own."""
    ends = Counter[str]()
    try:
        with Relay() as relay:
            for number in numbers:
                if end := _tried(number, writers, relay, clock):
                    ends[end] += 1
    except NoServerError as failure:
        return ends, failure
    finally:
        connection.close()
    return ends, None


def _tried(number: int, writers: Mapping[Purpose, Writer], relay: Relay, clock: Clock) -> str | None:
    """Send one message; one that cannot be written or put on the wire waits, and keeps no other from going."""
    try:
        return _send(number, writers, relay, clock)
    except (NoServerError, DatabaseError):
        raise
    except Exception as error:  # noqa: BLE001  (its text is not logged: it may have the address in it)
        logger.error("Message %d cannot be made (%s); it is tried again later", number, type(error).__name__)
        Message.objects.filter(pk=number, state=MessageState.WAITING).update(next_at=clock() + outcomes.UNMADE)
        return "unmade"


def _send(number: int, writers: Mapping[Purpose, Writer], relay: Relay, clock: Clock) -> str | None:
    """Send one message; return what came of it, None when another process has it or its operator is paused."""
    with transaction.atomic():
        message = _locked(number, clock())
        if message is None:
            return None
        if _is_unwanted(message):
            return outcomes.drop(message, clock())
        if not message.message_id:
            message.message_id = _new_id()
            message.save(update_fields=["message_id"])
        written = writers[Purpose(message.purpose)](message, clock())
        if written is None:
            return outcomes.drop(message, clock())
    # What it says is kept now, its link above all: a second copy would say the same.
    with transaction.atomic():
        message = _locked(number, clock())
        if message is None:
            return None
        reply = relay.send(message, written)
        return outcomes.note(message, reply.code, reply.text, clock())


def _new_id() -> str:
    """Return an identifier for a message: 128 bits drawn, which tell neither machine nor process (RFC 5322, 3.6.4)."""
    return f"<{secrets.token_hex(16)}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


def _locked(number: int, now: datetime) -> Message | None:
    """Return a message that waits, locked until the end of the transaction; None when it is not ours to send now."""
    waiting = Message.objects.select_for_update(skip_locked=True).filter(
        pk=number, state=MessageState.WAITING, next_at__lte=now
    )
    return waiting.exclude(operator__in=Pause.objects.filter(until__gt=now).values("operator")).first()


def _is_unwanted(message: Message) -> bool:
    """Return whether an address is known not to exist, or wants none of these messages."""
    if Dead.objects.filter(address_mac=message.address_mac).exists():
        return True
    return message.purpose in UNASKED and Silent.objects.filter(address_mac=message.address_mac).exists()
