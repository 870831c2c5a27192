"""The present state of the site, read from the database every second in a thread that serves nobody."""

import time
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, close_old_connections, connection

from barometre.web.gateway.limits import Counter, Kind
from barometre.web.programme.version import programme_version
from barometre.web.replies.shown import with_replies
from barometre.web.shared import caching

# Seconds after which a state that could not be read again is no longer the present one.
OLD = 5

_ADD = """
    INSERT INTO gateway_use (kind, seconds, "window", visitor, count, ends_at)
    SELECT * FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::text[], %s::int[], %s::bigint[])
    ON CONFLICT (kind, seconds, "window", visitor) DO UPDATE SET count = gateway_use.count + EXCLUDED.count
    RETURNING kind, seconds, "window", visitor, count
"""


@dataclass(frozen=True)
class State:
    """What the site shows, as last read.

    Attributes:
        tags: ETags of what is of this state: pages, answers of the API.
        read_at: when the database last answered, of the monotonic clock; None when it never did.
        failure: why it did not, the last time; empty when it did.
    """

    edition: date | None = None
    published_at: datetime | None = None
    tags: frozenset[bytes] = frozenset()
    read_at: float | None = None
    failure: str = ""

    def is_present(self, now: float) -> bool:
        """Return whether the database answered lately."""
        return self.read_at is not None and now - self.read_at <= OLD


def read_state(before: State, new: dict[Counter, int]) -> tuple[State, dict[Counter, int]]:
    """Read the state and add counts to those of all workers; without the database, the state is the one before.

    Returns:
        The state, and the counts of all workers for those given.
    """
    close_old_connections()
    try:
        totals = _add(new)
        edition = caching.published_edition()
        if edition is None:
            return State(read_at=time.monotonic()), totals
        versions = (with_replies(), with_replies(programme_version()))
        tags = {caching.etag(edition, version) for version in versions} | {caching.data_etag(edition, versions[0])}
        encoded = frozenset(tag.encode() for tag in tags)
        return State(edition.date, edition.published_at, encoded, time.monotonic()), totals
    except DatabaseError as error:
        why = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return State(before.edition, before.published_at, before.tags, before.read_at, why), {}


def _add(new: dict[Counter, int]) -> dict[Counter, int]:
    """Add counts in the table that workers share, and return its own; windows that are over leave it."""
    if not new:
        return {}
    rows = sorted((*counter, count, (counter[2] + 1) * counter[1]) for counter, count in new.items())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gateway_use WHERE ends_at <= %s", [int(time.time())])
        cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])
        return {(Kind(kind), *rest): count for kind, *rest, count in cursor.fetchall()}
