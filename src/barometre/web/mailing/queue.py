"""Messages asked for: a row each, and nothing sent. What is queued twice is queued once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from barometre.catalogue.load import load_mail_operators
from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Message
from barometre.web.mailing.operators import operator_of
from barometre.web.mailing.states import Purpose

# Rows written at once.
BATCH = 5000


def enqueue(purpose: Purpose, about: str, siren: str, address: str, now: datetime, number: int = 0) -> bool:
    """Ask for a message to be sent; it is written and sent later, by `sending`.

    Args:
        purpose: what it is for.
        about: what it is about: a wave, a response or a period, by its id.
        siren: the collectivité that it is for.
        address: where to.
        now: the present moment.
        number: of a reminder, or of what was sent.

    Returns:
        Whether it is new; False when the same is queued already, or was sent.
    """
    row = _waiting(purpose, about, siren, address, now, number)
    kind = {name: getattr(row, name) for name in ("purpose", "about", "number", "siren", "address_mac")}
    rest = {name: getattr(row, name) for name in ("address", "operator", "queued_at", "next_at")}
    return Message.objects.get_or_create(**kind, defaults=rest)[1]


def enqueue_all(purpose: Purpose, about: str, pairs: Iterable[tuple[str, str]], now: datetime, number: int = 0) -> int:
    """Ask for many messages at once; return how many are new.

    Args:
        purpose: see `enqueue`.
        about: see `enqueue`.
        pairs: SIREN and address of each.
        now: see `enqueue`.
        number: see `enqueue`.
    """
    same = Message.objects.filter(purpose=purpose, about=about, number=number)
    with transaction.atomic():
        before = same.count()
        rows = (_waiting(purpose, about, siren, address, now, number) for siren, address in pairs)
        Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
        return same.count() - before


def _waiting(purpose: Purpose, about: str, siren: str, address: str, now: datetime, number: int = 0) -> Message:
    """Return the row of a message that waits, not written yet."""
    return Message(
        purpose=purpose.value,
        about=about,
        number=number,
        siren=siren,
        address=address,
        address_mac=mac_of(address),
        operator=operator_of(address, load_mail_operators()),
        queued_at=now,
        next_at=now,
    )
