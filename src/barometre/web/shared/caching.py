"""What a page depends on: the published edition, the state of the programme and this code. They make its ETag."""

import hashlib
from functools import cache
from pathlib import Path

from barometre.edition.files import MANIFEST
from barometre.edition.package import layout
from barometre.settings import settings
from barometre.tables import sha256
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.shared.catalogue import in_order
from barometre.web.shared.memory import per_second, per_state

# Seconds during which a browser or proxy may show a page without asking again.
MAX_AGE = 300
# Header by which an answer with the ETag of its content tells the gateway, which takes it off, from which state it is.
STATE = "Barometre-State"

# Settings that no page shows: two machines that serve the same site may have others.
_UNSEEN = {"secret_key", "database_url", "smtp_url", "var", "smtp_timeout", "workers", "metrics"}
_UNSEEN |= {"log_format", "log_level"}


@cache
def code_digest() -> str:
    """Return the digest of the files of the site, by content: every instance of this version has the same."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted([*root.rglob("*"), *root.parent.glob("typesetting.*")]):
        if path.suffix in {".py", ".html", ".css", ".svg", ".txt", ".typ"}:
            digest.update(f"{path.relative_to(root.parent)} {sha256(path)}\n".encode())
    return digest.hexdigest()[:12]


@cache
def code_version() -> str:
    """Return the digest of what makes pages beside what is published: files of the site, and settings."""
    return hashlib.sha256(f"{code_digest()}{settings().model_dump_json(exclude=_UNSEEN)}".encode()).hexdigest()[:12]


def etag(edition: Edition, programme: str = "") -> str:
    """Return the weak ETag of every page of an edition (weak: the same page may be sent compressed or not).

    `programme` is the state of the programme, for answers that show something of it. The editions before it count:
    they are compared with it once it is shown.
    """
    others = " ".join([edition.before_build, *sorted(edition.history.values())])
    compared = hashlib.sha256(others.encode()).hexdigest()[:8]
    return f'W/"{edition.build_id[:20]}-{compared}-{code_version()}{programme and "-"}{programme}"'


def packages_state() -> str:
    """Return the state of the packages that this server holds: what their checksums say, and which are in one file."""
    digest = hashlib.sha256()
    for path in sorted((settings().var / "packages").glob(f"[0-9]*/{layout.SUMS}")):
        digest.update(f"{path.parent.name} {sha256(path)} {layout.packed(path.parent).is_file()}\n".encode())
    return digest.hexdigest()[:8]


def editions_state(day: str = "") -> str:
    """Return the state of the editions of which this server holds the files, or of that of one day: pages say so."""
    kept = sorted(path.parent.name for path in (settings().var / "editions").glob(f"[0-9]*/{MANIFEST}"))
    shown = [name for name in kept if day in ("", name)]
    return hashlib.sha256(" ".join(shown).encode()).hexdigest()[:8]


def data_etag(edition: Edition, replies: str = "") -> str:
    """Return the weak ETag of every answer of the API on an edition, the same whoever runs the instance.

    `replies` is the state of the replies of collectivités, which are shown beside the data.
    """
    return f'W/"{edition.build_id[:20]}-{code_digest()}{replies and "-"}{replies}"'


def content_etag(content: bytes) -> str:
    """Return the weak ETag of a content: two servers give it the same."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


@per_state(per_second(queries.current_build))
def published_edition() -> Edition | None:
    """Return the edition that the site shows, None when none is published.

    The database is asked once a second for its identifier only; its catalogue and manifest stay in memory until
    another edition is published.
    """
    edition = queries.current_edition()
    if edition is not None:
        edition.catalogue = in_order(edition.catalogue)
    return edition
