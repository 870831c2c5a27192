"""Options that several commands share."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from barometre.errors import BarometreError
from barometre.observation.run.groups import DEFAULT_GROUPS, GROUPS

if TYPE_CHECKING:
    from barometre.observation.net.settings import NetworkSettings

Only = Annotated[str, typer.Option(metavar="GROUPS", help=f"Groups of probes among {','.join(GROUPS)}.")]
DEFAULT_ONLY = ",".join(DEFAULT_GROUPS)
# Collectivités looked at at once.
CONCURRENCY = 200


def parse_day(text: str) -> date:
    """Parse a day written YYYY-MM-DD.

    Raises:
        typer.BadParameter: the text is not such a day.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day, write it like 2026-11-01.") from None


def parse_groups(text: str) -> frozenset[str]:
    """Parse the groups of probes of `--only`.

    Raises:
        BarometreError: a group is unknown, or none is given.
    """
    groups = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in groups if word not in GROUPS]
    if unknown or not groups:
        raise BarometreError(f"--only {text!r}: give some of {','.join(GROUPS)}, separated by commas")
    return frozenset(groups)


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """Options of `observe` and `observe explain` that say how the internet is reached."""

    resolver: Annotated[str | None, typer.Option(metavar="HOST:PORT", help="DNS resolver (default: the system's).")] = (
        None
    )
    http_port: Annotated[int, typer.Option(min=1, max=65535, help="Port of http.")] = 80
    https_port: Annotated[int, typer.Option(min=1, max=65535, help="Port of https.")] = 443
    smtp_port: Annotated[int, typer.Option(min=1, max=65535, help="Port of mail servers.")] = 25
    ca: Annotated[Path | None, typer.Option(help="Authorities in PEM (default: the system's).")] = None
    geoip: Annotated[
        Path | None, typer.Option(help="Country database (MaxMind DB); without it countries are unknown.")
    ] = None
    asn: Annotated[
        Path | None, typer.Option(help="Database of networks (MaxMind DB); without it they are unknown.")
    ] = None
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Visit private addresses too (tests).")] = False

    def to_settings(self, *, recheck_after: float, starttls: bool = False) -> "NetworkSettings":
        """Return the network settings of a run whose negatives are checked again after `recheck_after` seconds.

        Raises:
            BarometreError: the resolver is not one, or the system has none.
        """
        from barometre.observation.net.settings import NetworkSettings, located, read_resolver, system_resolver
        from barometre.settings import settings

        return NetworkSettings(
            resolver=located(read_resolver(self.resolver) if self.resolver else system_resolver()),
            http_port=self.http_port,
            https_port=self.https_port,
            smtp_port=self.smtp_port,
            ca=self.ca,
            geoip=self.geoip,
            asn=self.asn,
            allow_private=self.allow_private,
            contact=settings().operator_contact,
            starttls=starttls,
            remember=min(300.0, recheck_after),
        )


def with_options(options: type, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that replaces the parameter `name` of a command by the options of a dataclass.

    Typer reads options from the signature of a function: the function made has one parameter for each field of
    `options`, gathers their values in one, and calls the command with it.
    """
    shared = inspect.signature(options).parameters

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: Any) -> None:  # noqa: ANN401  (the values of any command's parameters)
            gathered = options(**{field: given.pop(field) for field in shared})
            command(**given, **{name: gathered})

        parameters: list[inspect.Parameter] = []
        for parameter in inspect.signature(command).parameters.values():
            parameters += shared.values() if parameter.name == name else [parameter]
        keyword_only = [parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in parameters]
        run.__signature__ = inspect.Signature(keyword_only)  # type: ignore[attr-defined]
        return run

    return decorate


with_network_options = with_options(NetworkOptions, "network")
