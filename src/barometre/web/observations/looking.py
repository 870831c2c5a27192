"""Look at a collectivité now, because somebody asks: bounded in number, in time, and to what the reference declares."""

import logging
import threading
from enum import StrEnum

import polars as pl
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from barometre.errors import BarometreError
from barometre.facts.statement import Statement, packed, unpacked
from barometre.territory import reference
from barometre.web.observations import queries
from barometre.web.observations.models import Look

logger = logging.getLogger(__name__)

AT_ONCE = 3
"""Looks running together in one process: of the four threads of a worker, one stays free for readers."""
BUSY_SECONDS = 60
"""When to come back, when that many are running."""
_running = threading.BoundedSemaphore(AT_ONCE)


class Asked(StrEnum):
    """What came of asking for a look."""

    DONE = "done"
    TOO_SOON = "too-soon"
    BUSY = "busy"


def declared(siren: str) -> tuple[str | None, str | None]:
    """Site and mail that the reference declares for a collectivité: the only targets of a look."""
    row = reference.collectivites().filter(pl.col("siren") == siren).select("site", "email")
    return row.row(0) if row.height else (None, None)


def look(siren: str) -> Asked:
    """Look at a collectivité and keep what was seen. A failure is kept too, as ours."""
    if not _running.acquire(blocking=False):
        return Asked.BUSY
    try:
        begun = queries.begin_look(siren, timezone.now())
        if begun is None:
            return Asked.TOO_SOON
        _look(begun)
        return Asked.DONE
    finally:
        _running.release()


def _look(begun: Look) -> None:
    """Run the probes and write what they say. Their function is named in the settings (`OBSERVATION_LOOK`)."""
    site, mail = declared(begun.siren)
    try:
        found = import_string(settings.OBSERVATION_LOOK)(begun.siren, site, mail)
        begun.statements = [packed(statement) for statement in found]
    except (BarometreError, OSError) as error:  # TimeoutError is an OSError
        logger.warning("A look asked for at %s failed: %s", begun.siren, error)
        begun.failure = "notre outil n’a pas pu regarder cette fois"
    begun.finished_at = timezone.now()
    begun.save()


def statements(done: Look) -> tuple[Statement, ...]:
    """What a look saw, as it was given."""
    return tuple(map(unpacked, done.statements))
