"""The version of the programme: a text that changes with its state, part of the ETag of pages."""

from auditlog.models import LogEntry
from django.db.models import Max, Sum

from barometre.web.shared.memory import per_second, per_state

# Last lines of the audit log that are added up: a transaction may end after another that began later.
_WATCHED = 500


def programme_version() -> str:
    """Return a text made from the last lines of the audit log, which holds every change."""
    last = LogEntry.objects.order_by("-id")[:_WATCHED].values("id")
    found = LogEntry.objects.filter(id__in=last).order_by().aggregate(Max("id"), Sum("id"))
    return f"{found['id__max'] or 0:x}.{found['id__sum'] or 0:x}"


@per_second
def recent_version() -> str:
    """Return `programme_version`, read once a second: for pages that only mention the programme."""
    return programme_version()


# Decorator of what is computed from the programme: kept until the programme changes.
per_programme = per_state(programme_version)
