"""What is kept about persons: exported or erased on their request, forgotten in time."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.territory import reference
from barometre.web.mailing.models import Added, Dead, Message, Silent
from barometre.web.mailing.states import MessageState
from barometre.web.survey.models import Answer, Person
from barometre.web.townhall.models import Link

# How long the address of a message that was taken is kept: it may still come back, and then go again.
MAY_COME_BACK = timedelta(days=10)
# How long a message that was not sent may wait: whatever it was about is over.
WAITS = timedelta(days=60)
# How long an answer says who typed it, as the link that it was given by did: those who answer together need it.
NAMED = timedelta(days=365)
# How long it is kept that a message was sent, without its address.
KEPT = timedelta(days=3 * 365)


def export_person(siren: str) -> dict[str, Any]:
    """Return what is kept about the persons of a collectivité, as JSON holds it.

    Raises:
        BarometreError: no collectivité has this SIREN.
    """
    _check(siren)
    named = (Link.objects.filter(siren=siren), Answer.objects.filter(response__siren=siren))
    return {
        "siren": siren,
        "persons": _rows(Person.objects.filter(siren=siren), "wave", "name", "role", "mail", "given_at", "kept_until"),
        "added_addresses": _rows(Added.objects.filter(siren=siren), "address", "added_at"),
        "messages": _rows(
            Message.objects.filter(siren=siren),
            "purpose",
            "about",
            "number",
            "address",
            "state",
            "queued_at",
            "done_at",
        ),
        "unsubscribed": _rows(Silent.objects.filter(siren=siren), "at"),
        "addresses_that_do_not_exist": _rows(Dead.objects.filter(siren=siren), "at"),
        "names_given_to_links": sorted({who for rows in named for who in rows.values_list("who", flat=True) if who}),
    }


def erase_person(siren: str) -> int:
    """Erase what is kept about the persons of a collectivité; return how many rows were erased or emptied.

    Its answers stay, since they are those of a public body, without the name of who typed them. That an address wants
    no more messages stays too, as a keyed hash: without it, it would be written to again.

    Raises:
        BarometreError: no collectivité has this SIREN.
    """
    _check(siren)
    with transaction.atomic():
        return (
            Person.objects.filter(siren=siren).delete()[0]
            + Added.objects.filter(siren=siren).delete()[0]
            + _forget_addresses(Message.objects.filter(siren=siren))
            + Link.objects.filter(siren=siren).exclude(who="").update(who="")
            + Answer.objects.filter(response__siren=siren).exclude(who="").update(who="")
        )


def forget_people(today: date) -> int:
    """Delete persons and messages whose time is over, addresses of messages that come back no more, names of links."""
    now = timezone.make_aware(datetime(today.year, today.month, today.day))
    over = Message.objects.filter(queued_at__lt=now - WAITS, state=MessageState.WAITING)
    return (
        Person.objects.filter(kept_until__lt=today).delete()[0]
        + over.update(state=MessageState.GIVEN_UP.value, done_at=now, address="")
        + _forget_addresses(Message.objects.filter(done_at__lt=now - MAY_COME_BACK))
        + Message.objects.filter(done_at__lt=now - KEPT).delete()[0]
        + Answer.objects.filter(at__lt=now - NAMED).exclude(who="").update(who="")
    )


def _forget_addresses(rows: Any) -> int:  # noqa: ANN401  (a query set)
    """Empty the addresses of messages; those that wait have no object without it."""
    waiting = rows.filter(state=MessageState.WAITING).update(
        state=MessageState.DROPPED.value, done_at=timezone.now(), address=""
    )
    return int(waiting) + int(rows.exclude(address="").update(address=""))


def _rows(rows: Any, *fields: str) -> list[dict[str, Any]]:  # noqa: ANN401  (a query set)
    return [{name: _text(value) for name, value in row.items()} for row in rows.order_by("pk").values(*fields)]


def _text(value: Any) -> Any:  # noqa: ANN401  (a value of a row)
    return value.isoformat() if isinstance(value, date) else value


def _check(siren: str) -> None:
    """Refuse what is not the SIREN of a collectivité.

    Raises:
        BarometreError: it is not.
    """
    if not reference.collectivites().filter(siren=siren).height:
        raise BarometreError(f"No collectivité has the SIREN {siren!r}; give its 9 digits")
