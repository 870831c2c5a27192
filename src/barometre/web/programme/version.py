"""The state of the programme, in one word that changes with it: part of the ETag of pages."""

import time
from functools import lru_cache

from auditlog.models import LogEntry
from django.db.models import Max, Sum

_WATCHED = 500
"""Last lines of the audit log that are added up: a transaction may end after another that began later."""


def programme_version() -> str:
    """Word made of the last lines of the audit log, which holds every change."""
    last = LogEntry.objects.order_by("-id")[:_WATCHED].values("id")
    found = LogEntry.objects.filter(id__in=last).order_by().aggregate(Max("id"), Sum("id"))
    return f"{found['id__max'] or 0:x}.{found['id__sum'] or 0:x}"


def recent_version() -> str:
    """As `programme_version`, asked once a second: for pages that only mention the programme."""
    return _version(int(time.monotonic()))


@lru_cache(maxsize=1)
def _version(second: int) -> str:  # noqa: ARG001  (asked again when it changes)
    return programme_version()
