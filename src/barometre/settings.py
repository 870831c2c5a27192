"""Every setting of an instance, typed, with its default: environment variables or a `.env` file.

Each setting has its section in docs/operating.md (held by tests/test_documentation.py).
"""

import os
import re
from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from barometre.errors import BarometreError

# Every environment variable whose name begins with this is a setting.
PREFIX = "BAROMETRE_"

# Who runs an instance that nobody but its own machine is served.
LOCAL_OPERATOR = "Instance locale du Baromètre"

# Folder of the embedded PostgreSQL, in that of everything written.
EMBEDDED = "postgresql"

# File that marks the store of a demonstration: what is in such a store, and what is made of it, is made up.
MARKER = "demonstration.json"

# One address of mail alone: without a name, nor what would begin another header.
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)

# Scheme and host, perhaps a port, and nothing else.
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?", re.IGNORECASE)

_HOST = re.compile(r"\*|\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)

# What begins a `tag:` URI (RFC 4151, 2.1).
_TAG_AUTHORITY = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*,\d{4}(-\d\d(-\d\d)?)?")


class Settings(BaseSettings):
    """Settings of an instance; the name of the environment variable is `BAROMETRE_` + the field's, in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore")

    var: Path = Field(Path("var"), description="Folder of everything written: facts, editions, embedded database.")
    database_url: str | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL to use (postgresql://user:password@host:port/name); embedded when absent.",
    )
    secret_key: str | None = Field(None, description="Django's secret; drawn once and kept in var/ when absent.")
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, separated by commas.")
    operator: str = Field(LOCAL_OPERATOR, description="Who runs the instance, shown in the footer.")
    operator_address: str = Field("", description="Postal address of the operator, for the legal notice.")
    operator_phone: str = Field("", description="Telephone of the operator, for the legal notice.")
    operator_contact: str = Field("", description="E-mail or address of a contact form shown in legal pages.")
    publication_director: str = Field("", description="Name of the director of publication, for the legal notice.")
    hosting: str = Field("", description="Name, address and telephone of who hosts the instance.")
    tag_authority: str = Field(
        "localhost,2026", description="Domain of the operator and a date when it was, that identify what feeds say."
    )
    operator_is_state: bool = Field(
        False, description="The operator is a State body: the DSFR's State marks are shown only then."
    )
    workers: int = Field(2, ge=1, le=64, description="Processes that serve the site.")
    behind_https: bool = Field(False, description="A reverse proxy ends TLS and sets X-Forwarded-Proto: HSTS is on.")
    recheck_after: float = Field(
        3600, ge=0, description="Seconds between two looks that must agree before a negative is stated."
    )
    api_per_minute: int = Field(600, ge=1, description="Requests of the API that one visitor may send in a minute.")
    api_per_day: int = Field(50_000, ge=1, description="Requests of the API that one visitor may send in a day.")
    forms_per_day: int = Field(50, ge=1, description="Forms that one visitor may send in a day.")
    looks_per_day: int = Field(20, ge=1, description="Looks that one visitor may request in a day.")
    messages_per_day: int = Field(10, ge=1, description="Messages to town halls that one visitor may ask for in a day.")
    answers_per_day: int = Field(2000, ge=1, description="Pages of questionnaires that one visitor may save in a day.")
    smtp_url: SecretStr | None = Field(
        None, description="Server that sends messages: smtps://user:password@host:port; none: no message is sent."
    )
    smtp_timeout: float = Field(5, gt=0, le=30, description="Seconds that this server may take to answer.")
    mail_from: str = Field("", description="Address that messages come from.")
    public_url: str = Field("", description="Address of the site, written in messages: https://barometre.example.fr")
    townhall_link_days: int = Field(30, ge=1, le=366, description="Days during which the link of a town hall opens.")
    townhall_links_per_day: int = Field(3, ge=1, description="Links sent to one address of a town hall in a day.")
    update_observes: bool = Field(False, description="`barometre update` also looks at collectivités, every month.")
    metrics: str | None = Field(None, description="Address, host:port, where Prometheus reads metrics; none: nowhere.")
    log_format: Literal["line", "json"] = Field("line", description="Form of the log.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged.")

    @property
    def demonstration(self) -> bool:
        """Whether the store is that of a demonstration: the store says it, so that no setting can be forgotten."""
        return is_demonstration(self.var)

    @field_validator("secret_key")
    @classmethod
    def _is_not_empty(cls, value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise ValueError("an empty secret protects nothing, give 50 random characters or remove the setting")
        return value

    @field_validator("smtp_url", mode="before")
    @classmethod
    def _is_given(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("mail_from")
    @classmethod
    def _is_mail(cls, value: str) -> str:
        if value and not _MAIL.fullmatch(value):
            raise ValueError("give one address alone, like barometre@example.fr")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        found = value.rstrip("/")
        if found and not _ORIGIN.fullmatch(found):
            raise ValueError("give the scheme and the host, like https://barometre.example.fr")
        return found

    @field_validator("metrics")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        host, _, port = (value or "").rpartition(":")
        if value and not (host and port.isdecimal() and 0 < int(port) < 65_536):
            raise ValueError("give a host and a port, like 127.0.0.1:9101")
        return value or None

    @field_validator("tag_authority")
    @classmethod
    def _is_tag_authority(cls, value: str) -> str:
        if not _TAG_AUTHORITY.fullmatch(value):
            raise ValueError(
                "give a domain and a date when it was yours, like example.fr,2026 or example.fr,2026-11-01"
            )
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _are_hosts(cls, value: str) -> str:
        hosts = [host.strip() for host in value.split(",") if host.strip()]
        wrong = [host for host in hosts if not _HOST.fullmatch(host)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is not a host name, write it without http://, port or space")
        if not hosts:
            raise ValueError("give at least one host name")
        return value


@cache
def settings() -> Settings:
    """Read the settings once.

    Raises:
        BarometreError: a value is not allowed; names the variable and what was received. Or a setting is unknown.
    """
    _refuse_unknown()
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        variable = name if name == "DATABASE_URL" else f"{PREFIX}{name}"
        wrong = first["msg"].removeprefix("Value error, ")
        raise BarometreError(
            f"Setting {variable}: {wrong} (received {first['input']!r}); see docs/operating.md"
        ) from None


def is_demonstration(var: Path) -> bool:
    """Return whether a folder is marked as the store of a demonstration."""
    return (var / MARKER).is_file()


def refuse_demonstration(var: Path) -> None:
    """Refuse the store of a demonstration, to a command that is for real data.

    Raises:
        BarometreError: it is one.
    """
    if is_demonstration(var):
        raise BarometreError(
            f"{var} is the store of a demonstration, where all is made up: barometre demo alone writes to it; "
            "set BAROMETRE_VAR to another folder"
        )


def writable_var(*, demonstration: bool = False) -> Path:
    """Return the folder of everything written, made if need be, and closed to other users of the machine.

    What this process writes from here on is for its user alone.

    Args:
        demonstration: the command is for the store of a demonstration too; others refuse it.

    Raises:
        BarometreError: it is not a folder, cannot be made or written, or is the store of a demonstration.
    """
    var = settings().var
    if not demonstration:
        refuse_demonstration(var)
    try:
        var.mkdir(parents=True, exist_ok=True)
        reason = "" if os.access(var, os.W_OK | os.X_OK) else "not allowed to this user"
    except OSError as error:
        reason = error.strerror or type(error).__name__
    if reason:
        raise BarometreError(
            f"Setting BAROMETRE_VAR: {var} is not a folder one can write to ({reason}); set it to one you may write to"
        )
    os.umask(0o077)
    _close_to_others(var)
    return var


def _close_to_others(var: Path) -> None:
    """Take from others the right to read what earlier versions left open to them."""
    for folder, folders, files in os.walk(var):
        if Path(folder) == var and EMBEDDED in folders:
            folders.remove(EMBEDDED)  # PostgreSQL keeps its own, as another user under root
        for name in (*folders, *files):
            path = Path(folder, name)
            with suppress(OSError):  # another user's, or gone meanwhile
                if not path.is_symlink() and path.stat().st_mode & 0o077:
                    path.chmod(path.stat().st_mode & ~0o077)
    if os.geteuid() != 0:  # started by root, the embedded PostgreSQL runs as another user, who must go through
        with suppress(OSError):
            var.chmod(var.stat().st_mode & ~0o077)


def settings_given() -> list[str]:
    """Return the names of the settings that are set, without their values."""
    fields = Settings.model_fields
    return sorted(str(fields[name].validation_alias or PREFIX + name.upper()) for name in settings().model_fields_set)


def _refuse_unknown() -> None:
    """Refuse a variable, of the environment or of `.env`, that begins like a setting and is not one.

    Raises:
        BarometreError: names the variable and the setting nearest to it.
    """
    known = [PREFIX + name.upper() for name, field in Settings.model_fields.items() if not field.validation_alias]
    given = [name.upper() for name in (*os.environ, *DotEnvSettingsSource(Settings).env_vars)]
    for name in given:
        if name.startswith(PREFIX) and name not in known:
            nearest = get_close_matches(name, known, n=1, cutoff=0)[0]
            raise BarometreError(f"Unknown setting {name}: did you mean {nearest}? All are in docs/operating.md")
