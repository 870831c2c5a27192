"""Reads and writes of the links of town halls: asked for, opened, revoked, forgotten; the log of all that."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
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
        made = Link.objects.filter(address_mac=address_mac, issued_at__gt=now - DAY).values_list("pk", flat=True)
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


def issue_to(siren: str, address_mac: str, until: datetime, now: datetime) -> tuple[Link, str]:
    """Make a link for a message that the site is about to send; give it with its token, which is not kept."""
    with transaction.atomic():
        link, token = _make(siren, address_mac, now, until)
        note(link, Happening.SENT, Author.SITE, now)
        return link, token


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


def standing(link: Link, address_mac: str, now: datetime) -> Standing:
    """Return whether a link opens.

    Args:
        link: the link.
        address_mac: keyed hash of the official address of today; empty when there is none.
        now: the present moment.
    """
    if link.revoked_at is not None:
        return Standing.REVOKED
    if link.expires_at <= now:
        return Standing.EXPIRED
    if link.address_mac and link.address_mac != address_mac:
        return Standing.MOVED
    return Standing.OPENS


def note(link: Link, happening: Happening, author: Author, now: datetime) -> None:
    """Add a line to the log."""
    Event.objects.create(siren=link.siren, link=link.pk, happening=happening, author=author, at=now)


def revoke(links: list[Link], author: Author, now: datetime) -> int:
    """Revoke links; return how many were not yet."""
    with transaction.atomic():
        open_ones = Link.objects.select_for_update().filter(pk__in=[link.pk for link in links], revoked_at=None)
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


def _make(siren: str, address_mac: str, now: datetime, until: datetime | None = None) -> tuple[Link, str]:
    token = secrets.token_urlsafe(32)
    expires = until or now + timedelta(days=settings.TOWNHALL_LINK_DAYS)
    link = Link.objects.create(
        token_hash=hash_of(token), siren=siren, issued_at=now, expires_at=expires, address_mac=address_mac
    )
    return link, token
