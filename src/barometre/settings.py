"""Every setting of an instance, typed, with its default: environment variables or a `.env` file.

Each setting has its section in docs/operating.md (held by tests/test_documentation.py).
"""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from barometre.errors import BarometreError


class Settings(BaseSettings):
    """Settings of an instance; the name of the environment variable is `BAROMETRE_` + the field's, in capitals."""

    model_config = SettingsConfigDict(env_prefix="BAROMETRE_", env_file=".env", extra="ignore")

    var: Path = Field(Path("var"), description="Folder of everything written: facts, editions, embedded database.")
    database_url: str | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL to use (postgresql://user:password@host:port/name); embedded when absent.",
    )
    secret_key: str | None = Field(None, description="Django's secret; drawn once and kept in var/ when absent.")
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, separated by commas.")
    operator: str = Field("Instance locale du Baromètre", description="Who runs the instance, shown in the footer.")
    operator_contact: str = Field("", description="E-mail or address of a contact form shown in legal pages.")
    operator_is_state: bool = Field(
        False, description="The operator is a State body: the DSFR's State marks are shown only then."
    )
    workers: int = Field(2, ge=1, le=64, description="Processes that serve the site.")
    behind_https: bool = Field(False, description="A reverse proxy ends TLS and sets X-Forwarded-Proto: HSTS is on.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged.")


@cache
def settings() -> Settings:
    """Read the settings once.

    Raises:
        BarometreError: a value is not allowed; names the variable and what was received.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        variable = name if name == "DATABASE_URL" else f"BAROMETRE_{name}"
        raise BarometreError(
            f"Setting {variable}: {first['msg']} (received {first['input']!r}); see docs/operating.md"
        ) from None
