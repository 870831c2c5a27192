"""Reads and writes of the links of town halls: asked for, shared, opened, revoked, forgotten; the log of all that."""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from barometre.web.townhall.models import Event, Link
from barometre.web.townhall.states import Author, Happening, Refusal, Standing

# Links that a whole instance sends in twenty-four hours: what its server of mail can be asked for.
ALL_A_DAY = 1000
# How long the log is kept, and a link once it no longer opens.
KEPT = timedelta(days=365)
# Lines of the log that a page shows.
SHOWN = 50
DAY = timedelta(days=1)
# Links that one link shares at a time: the services of a large city.
MOST_SHARED = 20


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Let one request at a time, over all processes, write about something (PostgreSQL, advisory locks)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"townhall {what}"])
        yield


def ask(siren: str, address_mac: str, now: datetime) -> tuple[Link, str] | Refusal:
    """Make a link to send to an address, unless too many were sent; give it with its token, which is not kept.

    What could not be sent does not count for the address: nobody received it.
    """
    with one_at_a_time("ask"):
        lately = Event.objects.filter(happening=Happening.ASKED, at__gt=now - DAY)
        if lately.count() >= ALL_A_DAY:
            return Refusal.ALL_FULL
        made = Link.objects.filter(address_mac=address_mac, parent=None, issued_at__gt=now - DAY).values_list(
            "pk", flat=True
        )
        failed = Event.objects.filter(happening=Happening.FAILED, link__in=list(made)).count()
        if len(made) - failed >= settings.TOWNHALL_LINKS_PER_DAY:
            return Refusal.ADDRESS_FULL
        link, token = _make(siren, address_mac, now)
        note(link, Happening.ASKED, Author.VISITOR, now)
        return link, token


def issue(siren: str, now: datetime) -> tuple[Link, str]:
    """Make a link for the operator to hand over; give it with its token, which is not kept."""
    with transaction.atomic():
        link, token = _make(siren, "", now)
        note(link, Happening.ISSUED, Author.OPERATOR, now)
        return link, token


def invite(siren: str, address_mac: str, wave: str, token: str, expires_at: datetime, now: datetime) -> None:
    """Keep the link of a message; the token is the sender's, which makes the same one again.

    Args:
        siren: the collectivité.
        address_mac: keyed hash of the address that it goes to.
        wave: id of the wave; empty when it is of none.
        token: the token, of which the hash is kept.
        expires_at: when it ceases to open.
        now: the present moment.
    """
    with transaction.atomic():
        link, made = Link.objects.get_or_create(
            token_hash=hash_of(token),
            defaults={
                "siren": siren,
                "issued_at": now,
                "expires_at": expires_at,
                "address_mac": address_mac,
                "wave": wave,
            },
        )
        if made:
            note(link, Happening.ISSUED, Author.OPERATOR, now)


def share(parent: Link, who: str, may_send: bool, now: datetime) -> tuple[Link, str] | None:
    """Make a link for somebody who helps, over when its parent is; give it with its token, which is not kept.

    Args:
        parent: the link of who shares, not shared itself.
        who: whom it is for, as who shares says.
        may_send: whether its holder may send questionnaires.
        now: the present moment.

    Returns:
        None when the parent was revoked meanwhile, is itself shared, or shares too many.
    """
    with transaction.atomic():
        held = Link.objects.select_for_update().filter(pk=parent.pk, revoked_at=None, parent=None).first()
        if held is None or len(shared_by(held, now)) >= MOST_SHARED:
            return None
        token = secrets.token_urlsafe(32)
        link = Link.objects.create(
            token_hash=hash_of(token),
            siren=held.siren,
            issued_at=now,
            expires_at=held.expires_at,
            address_mac=held.address_mac,
            wave=held.wave,
            parent=held,
            who=who,
            may_send=may_send,
        )
        note(link, Happening.SHARED, Author.HOLDER, now)
    return link, token


def shared_by(link: Link, now: datetime) -> list[Link]:
    """Return the links that a link shares and that open, oldest first."""
    return list(Link.objects.filter(parent=link, revoked_at=None, expires_at__gt=now).order_by("pk"))


def told(link: Link, sent: bool, now: datetime) -> None:
    """Note whether a link was sent; one that was not opens nothing."""
    with transaction.atomic():
        if not sent:
            Link.objects.filter(pk=link.pk).update(revoked_at=now)
        note(link, Happening.SENT if sent else Happening.FAILED, Author.SITE, now)


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def link_of(token_hash: str) -> Link | None:
    """Return the link of a token, by its hash."""
    return Link.objects.filter(token_hash=token_hash).first()


def standing(link: Link, address_macs: Collection[str], now: datetime) -> Standing:
    """Return whether a link opens.

    Args:
        link: the link.
        address_macs: keyed hashes of the addresses that are those of the collectivité today.
        now: the present moment.
    """
    if link.revoked_at is not None:
        return Standing.REVOKED
    if link.expires_at <= now:
        return Standing.EXPIRED
    if link.address_mac and link.address_mac not in address_macs:
        return Standing.MOVED
    return Standing.OPENS


def note(link: Link, happening: Happening, author: Author, now: datetime) -> None:
    """Add a line to the log."""
    Event.objects.create(siren=link.siren, link=link.pk, happening=happening, author=author, at=now)


def revoke(links: list[Link], author: Author, now: datetime) -> int:
    """Revoke links, and those that they shared; return how many were not yet."""
    with transaction.atomic():
        keys = [link.pk for link in links]
        # The parents first: one that is being shared is waited for, and its new link is seen.
        list(Link.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        open_ones = Link.objects.select_for_update().filter(Q(pk__in=keys) | Q(parent__in=keys), revoked_at=None)
        revoked = list(open_ones.order_by("pk"))
        Link.objects.filter(pk__in=[link.pk for link in revoked]).update(revoked_at=now)
        for link in revoked:
            note(link, Happening.REVOKED, author, now)
    return len(revoked)


def open_links(siren: str, now: datetime) -> list[Link]:
    """Return the links of a collectivité that are neither revoked nor expired, oldest first."""
    return list(Link.objects.filter(siren=siren, revoked_at=None, expires_at__gt=now).order_by("pk"))


def events(siren: str) -> list[Event]:
    """Return what was lately done with the links of a collectivité, newest first."""
    return list(Event.objects.filter(siren=siren).order_by("-at", "-pk")[:SHOWN])


def forget_links(today: date) -> int:
    """Delete the lines of the log older than `KEPT`, and the links that ceased to open before; return how many."""
    limit = timezone.make_aware(datetime(today.year, today.month, today.day)) - KEPT
    return Event.objects.filter(at__lt=limit).delete()[0] + Link.objects.filter(expires_at__lt=limit).delete()[0]


def _make(siren: str, address_mac: str, now: datetime) -> tuple[Link, str]:
    token = secrets.token_urlsafe(32)
    expires = now + timedelta(days=settings.TOWNHALL_LINK_DAYS)
    link = Link.objects.create(
        token_hash=hash_of(token), siren=siren, issued_at=now, expires_at=expires, address_mac=address_mac
    )
    return link, token
