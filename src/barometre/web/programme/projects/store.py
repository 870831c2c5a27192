"""Writes of registrations to group projects: kept for the team, deleted in time."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from barometre.web.programme.models import GroupProject, Registration, RegistrationSent
from barometre.web.shared.visitors import network

# Registrations accepted from one network address, and in how long.
FROM_AN_ADDRESS, WINDOW = 5, timedelta(hours=1)
# Registrations accepted in twenty-four hours, all projects together.
A_DAY = 1000
# How long a registration is kept.
KEPT = timedelta(days=365)


class RegistrationResult(StrEnum):
    """Result of a registration.

    It is `KEPT` too for a person already registered, so that nobody can find out who is.
    """

    KEPT = "kept"
    CLOSED = "closed"
    ADDRESS_FULL = "address-full"
    ALL_FULL = "all-full"


def register(project: GroupProject, address: str, **registration: str) -> RegistrationResult:
    """Keep a registration, unless the project is closed or there are too many.

    Only the first one of an e-mail address for a project is kept: anybody may write the address of somebody else.

    Args:
        project: the group project.
        address: network address of the visitor; it is never stored with the registration.
        registration: name, role (agent, élu), siren, email, message.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registrations'))")
        if not project.open:
            return RegistrationResult.CLOSED
        if _too_many(network(address)):
            return RegistrationResult.ADDRESS_FULL
        if Registration.objects.filter(sent_at__gt=timezone.now() - timedelta(days=1)).count() >= A_DAY:
            return RegistrationResult.ALL_FULL
        if not Registration.objects.filter(project=project, email__iexact=registration["email"]).exists():
            Registration.objects.create(project=project, **registration)
        return RegistrationResult.KEPT


def _too_many(address: str) -> bool:
    """Count a registration from an address, unless there were too many lately; expired ones are deleted first."""
    _delete_addresses()
    if RegistrationSent.objects.filter(address=address).count() >= FROM_AN_ADDRESS:
        return True
    RegistrationSent.objects.create(address=address)
    return False


def _delete_addresses() -> None:
    RegistrationSent.objects.filter(at__lt=timezone.now() - WINDOW).delete()


def delete_old(today: date) -> int:
    """Delete registrations older than `KEPT` or to a closed project (count them), expired addresses and sessions."""
    limit = timezone.make_aware(datetime(today.year, today.month, today.day)) - KEPT
    gone, _ = Registration.objects.filter(Q(sent_at__lt=limit) | Q(project__open=False)).delete()
    _delete_addresses()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return gone
