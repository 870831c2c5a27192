"""People who register to a group project: kept for the team, forgotten in time."""

from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from barometre.web.programme.models import GroupProject, Registration

A_DAY = 50
"""Registrations of one project taken in twenty-four hours: beyond, somebody plays."""
KEPT = timedelta(days=365)
"""How long a registration is kept."""


def register(project: GroupProject, **said: str) -> Registration | None:
    """Keep a registration; None when the project is closed, or had too many since yesterday.

    The same address again, for the same project, changes what was said instead of adding a line.

    Args:
        project: the group project.
        said: name, role (agent, élu), siren, email, message.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"registration {project.pk}"])
        recent = Registration.objects.filter(project=project, sent_at__gt=timezone.now() - timedelta(days=1))
        if not project.open or recent.count() >= A_DAY:
            return None
        return Registration.objects.update_or_create(project=project, email=said["email"], defaults=said)[0]


def forget_old(today: date) -> int:
    """Delete registrations older than `KEPT` or to a closed project, and sessions at their end; returns how many."""
    limit = timezone.make_aware(datetime(today.year, today.month, today.day)) - KEPT
    gone, _ = Registration.objects.filter(Q(sent_at__lt=limit) | Q(project__open=False)).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return gone
