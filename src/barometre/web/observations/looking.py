"""Look at a collectivité on request: bounded in number and in time, and at what the reference declares only."""

import logging
import threading
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from barometre.errors import BarometreError
from barometre.observation.run.journal import to_records
from barometre.territory import reference
from barometre.web.observations import queries
from barometre.web.observations.models import RequestedLook

logger = logging.getLogger(__name__)

# Looks that run together in one process; they have threads of their own, beside those of pages.
AT_ONCE = 3
# When to come back, when that many are running.
BUSY_SECONDS = 60
_running = threading.BoundedSemaphore(AT_ONCE)


def declared(siren: str) -> tuple[str | None, str | None]:
    """Return the site and the mail that the reference declares for a collectivité: the only targets of a look.

    What stands in the place of a site and is an e-mail address is none.
    """
    return _all_declared().get(siren, (None, None))


@cache
def _all_declared() -> dict[str, tuple[str | None, str | None]]:
    """Return those of every collectivité: a page asks for one, and a table takes longer to search than to read."""
    rows = reference.collectivites().select("siren", "site", "email").iter_rows()
    return {siren: (None if site and "@" in site else site, mail) for siren, site, mail in rows}


def look(siren: str) -> bool:
    """Look at a collectivité, unless it is too soon, and keep what was seen. A failure is kept too, as ours.

    Returns:
        False when too many looks are running.
    """
    if not _running.acquire(blocking=False):
        return False
    try:
        if begun := queries.begin_look(siren, timezone.now()):
            _look(begun)
    finally:
        _running.release()
    return True


def _look(begun: RequestedLook) -> None:
    """Run the probes and write their looks. Their function is named in the settings (`OBSERVATION_LOOK`)."""
    site, mail = declared(begun.siren)
    try:
        begun.records = to_records(import_string(settings.OBSERVATION_LOOK)(begun.siren, site, mail))
    except (BarometreError, OSError) as error:  # TimeoutError is an OSError
        logger.warning("A look requested at %s failed: %s", begun.siren, error)
        begun.failure = "notre outil n’a pas pu faire la vérification cette fois"
    begun.finished_at = timezone.now()
    begun.save()
