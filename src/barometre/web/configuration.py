"""From the instance's settings to the values Django wants. No Django import: read by `barometre.web.settings`."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from barometre.errors import BarometreError
from barometre.settings import Settings
from barometre.web.identity import is_loopback

# Scheme of a server of mail -> its usual port: TLS from the first byte, or asked for by STARTTLS (RFC 8314, RFC 6409).
PORTS = {"smtps": 465, "smtp": 587}

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


def mail(instance: Settings) -> dict[str, Any]:
    """Return Django's settings of the server that sends messages; without host when this instance sends none.

    To another machine messages go encrypted only, its certificate checked. A demonstration sends to this one alone,
    where something catches what it sends: official addresses are real.

    Raises:
        BarometreError: the address of the server is not understood, or what messages need beside it is missing.
    """
    if instance.smtp_url is None:
        return {"EMAIL_HOST": ""}
    try:
        parts = urlsplit(instance.smtp_url.get_secret_value())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in PORTS or not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BarometreError(
            "Setting BAROMETRE_SMTP_URL: not the address of a server of mail; write smtps://user:password@host:port"
        )
    if instance.demonstration and not is_loopback(host):
        return {"EMAIL_HOST": ""}
    given = {"BAROMETRE_MAIL_FROM": instance.mail_from, "BAROMETRE_PUBLIC_URL": instance.public_url}
    if missing := [name for name, value in given.items() if not value]:
        raise BarometreError(f"Setting BAROMETRE_SMTP_URL: messages need {' and '.join(missing)} too; set them")
    return {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not is_loopback(host),
        "EMAIL_TIMEOUT": instance.smtp_timeout,
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
