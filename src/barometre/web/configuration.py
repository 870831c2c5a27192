"""From the instance's settings to the values Django wants. No Django import: read by `barometre.web.settings`."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from barometre.errors import BarometreError

# Word of a PostgreSQL connection string -> key of Django's DATABASES.
NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database(url: str | None) -> dict[str, Any]:
    """Return Django's description of a PostgreSQL database, empty when no address is known yet.

    Args:
        url: a libpq connection string (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING).

    Raises:
        BarometreError: not a PostgreSQL connection string.
    """
    if url is None:
        return {}
    try:
        words = conninfo_to_dict(url)
    except ProgrammingError:
        raise BarometreError(
            "Setting DATABASE_URL: not a PostgreSQL address; write postgresql://user:password@host:port/name"
        ) from None
    options = {word: value for word, value in words.items() if word not in NAMES}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
        **{NAMES[word]: str(value) for word, value in words.items() if word in NAMES},
    }


def secret_key(given: str | None, var: Path) -> str:
    """Return the secret of the instance: the one given, else the one drawn once and kept in `var/secret_key`.

    Raises:
        BarometreError: `var` cannot be written, or its secret is empty or is not text.
    """
    if given:
        return given
    path = var / "secret_key"
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _draw(path)
        kept = path.read_text("utf-8").strip()
    except OSError as error:
        raise BarometreError(
            f"Cannot keep the secret in {path}: {error.strerror}; set BAROMETRE_SECRET_KEY, "
            "or BAROMETRE_VAR to a folder you may write to"
        ) from None
    except ValueError:
        kept = ""
    if not kept:
        raise BarometreError(f"The secret in {path} is empty or damaged; delete the file, another one will be drawn")
    return kept


def _draw(path: Path) -> None:
    """Write a new secret, whole or not at all; the first of two processes that draw one gives it to both."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        temporary.unlink(missing_ok=True)
