"""People who register to a group project: kept for the team, forgotten in time."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from barometre.web.programme.models import GroupProject, Registration, RegistrationSent

FROM_AN_ADDRESS, WINDOW = 5, timedelta(hours=1)
"""Registrations taken from one network address, and in how long: beyond, somebody plays."""
A_DAY = 1000
"""Registrations taken in twenty-four hours, all projects together."""
KEPT = timedelta(days=365)
"""How long a registration is kept."""


class Sent(StrEnum):
    """What came of a registration. A person who had registered already is told `KEPT` too: who did is nobody's."""

    KEPT = "kept"
    CLOSED = "closed"
    ADDRESS_FULL = "address-full"
    ALL_FULL = "all-full"


def register(project: GroupProject, address: str, **said: str) -> Sent:
    """Keep a registration, unless the project is closed or too many came.

    The first of an e-mail address for a project stands: anybody may write the address of somebody else.

    Args:
        project: the group project.
        address: network address of the visitor; it is never stored with the registration.
        said: name, role (agent, élu), siren, email, message.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registrations'))")
        if not project.open:
            return Sent.CLOSED
        if _too_many(network(address)):
            return Sent.ADDRESS_FULL
        if Registration.objects.filter(sent_at__gt=timezone.now() - timedelta(days=1)).count() >= A_DAY:
            return Sent.ALL_FULL
        if not Registration.objects.filter(project=project, email__iexact=said["email"]).exists():
            Registration.objects.create(project=project, **said)
        return Sent.KEPT


def network(address: str) -> str:
    """What one visitor cannot change: the address, or the network of 64 bits of an IPv6 address (RFC 6177)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _too_many(address: str) -> bool:
    """Did too many come from there lately? Counts this one; old ones are forgotten on the way."""
    _forget_addresses()
    if RegistrationSent.objects.filter(address=address).count() >= FROM_AN_ADDRESS:
        return True
    RegistrationSent.objects.create(address=address)
    return False


def _forget_addresses() -> None:
    RegistrationSent.objects.filter(at__lt=timezone.now() - WINDOW).delete()


def forget_old(today: date) -> int:
    """Delete registrations older than `KEPT` or to a closed project, addresses and sessions at their end.

    Returns how many registrations.
    """
    limit = timezone.make_aware(datetime(today.year, today.month, today.day)) - KEPT
    gone, _ = Registration.objects.filter(Q(sent_at__lt=limit) | Q(project__open=False)).delete()
    _forget_addresses()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return gone
