"""The version of the programme: a text that changes with its state, part of the ETag of pages."""

import time
from functools import lru_cache

from auditlog.models import LogEntry
from django.db.models import Max, Sum

# Last lines of the audit log that are added up: a transaction may end after another that began later.
_WATCHED = 500


def programme_version() -> str:
    """Return a text made from the last lines of the audit log, which holds every change."""
    last = LogEntry.objects.order_by("-id")[:_WATCHED].values("id")
    found = LogEntry.objects.filter(id__in=last).order_by().aggregate(Max("id"), Sum("id"))
    return f"{found['id__max'] or 0:x}.{found['id__sum'] or 0:x}"


def recent_version() -> str:
    """Return `programme_version`, read once a second: for pages that only mention the programme."""
    return _version(int(time.monotonic()))


@lru_cache(maxsize=1)
def _version(second: int) -> str:  # noqa: ARG001  (asked again when it changes)
    return programme_version()
