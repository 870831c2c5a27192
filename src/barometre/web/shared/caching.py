"""What a page depends on: the published edition, the state of the programme and this code. They make its ETag."""

import hashlib
import time
from functools import cache, lru_cache
from pathlib import Path

from barometre.settings import settings
from barometre.web.editions.models import Edition
from barometre.web.shared.catalogue import in_order

MAX_AGE = 300
"""Seconds during which a browser or proxy may show a page without asking again."""


@cache
def code_version() -> str:
    """Digest of this installation: names, sizes and dates of the files of the web project, and its settings."""
    root = Path(__file__).parent
    digest = hashlib.sha256(settings().model_dump_json(exclude={"secret_key", "database_url"}).encode())
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".svg", ".txt"}:
            state = path.stat()
            digest.update(f"{path.relative_to(root)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


def etag(edition: Edition, programme: str = "") -> str:
    """Weak ETag of every page of an edition (weak: the same page may be sent compressed or not).

    Args:
        edition: the published edition.
        programme: state of the programme, for answers that show something of it.
    """
    return f'W/"{edition.build_id[:20]}-{code_version()}{programme and "-"}{programme}"'


@lru_cache(maxsize=4)
def _edition(build_id: str) -> Edition:
    edition = Edition.objects.get(build_id=build_id, current=True)
    edition.catalogue = in_order(edition.catalogue)
    return edition


def published_edition() -> Edition | None:
    """The edition the site shows, None when none is published.

    Asks the database for its identifier only, and once a second: its catalogue and manifest stay in memory until
    another is published.
    """
    build_id = _current(int(time.monotonic()))
    return None if build_id is None else _edition(build_id)


@lru_cache(maxsize=1)
def _current(second: int) -> str | None:  # noqa: ARG001  (asked again when it changes)
    return Edition.objects.filter(current=True).values_list("build_id", flat=True).first()
