"""History of communes: any code or SIREN valid since 2021 leads to the collectivité of today.

The sources give the state on 1 January of each year, so a change has the date of the first 1 January that shows it (a
few took place later in January 2025). Source: INSEE, Code officiel géographique, 2021 to 2026.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from barometre.errors import BarometreError
from barometre.territory.files import table
from barometre.territory.reference import collectivites, outside


@dataclass(frozen=True, slots=True)
class Event:
    """One change. Kinds: fusion, rétablissement, changement de code, de SIREN, de nom, d’EPCI."""

    date: date
    kind: str
    code_before: str
    code_after: str
    siren_before: str
    siren_after: str
    name_before: str
    name_after: str
    epci_before: str | None
    epci_after: str | None

    def __str__(self) -> str:
        """Return the event in French, on one line."""
        before, after = f"{self.code_before} {self.name_before}", f"{self.code_after} {self.name_after}"
        return f"{self.date:%d/%m/%Y}, {self.kind}\u00a0: {before} → {after}"


@dataclass(frozen=True, slots=True)
class IdentityPeriod:
    """Code, SIREN, name and EPCI of a commune from a day (included) to another (excluded; None: still today)."""

    code: str
    siren: str
    name: str
    epci: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Today's collectivité for an identifier.

    `asked` is the name that the identifier had at that date, `changes` what happened since, oldest first.
    """

    code: str
    siren: str
    name: str
    asked: str
    changes: list[Event]


@dataclass(frozen=True, slots=True)
class _Archive:
    """The tables by identifier."""

    periods: dict[str, list[IdentityPeriod]]
    today: dict[str, IdentityPeriod]
    events: dict[str, list[Event]]
    successors: dict[str, str]
    parts: dict[str, tuple[str | None, str]]


def resolve(code: str, on: date | None = None) -> Resolution:
    """Return today's collectivité for a commune's code or SIREN, valid at any date since 2021.

    Codes of communes déléguées and associées, of arrondissements of Paris, Lyon and Marseille and of older
    communes lead to the commune that holds them today.

    Args:
        code: INSEE code (any case) or SIREN.
        on: the day at which the code was in use, since some were used again: before 2024, 60054 was
            Les Hauts-Talican (today 60694), then Beaumont-les-Nonains. Today by default.

    Raises:
        BarometreError: the code was never that of a commune since 2021; says what it is when it is something else.
    """
    wanted = code.strip().upper()
    archive = _archive()
    if wanted in archive.periods:
        period = _period(archive.periods[wanted], on)
        now = archive.periods[archive.successors.get(period.siren, period.siren)][-1]
        return Resolution(now.code, now.siren, now.name, period.name, list(_changes(archive, period)))
    if wanted in archive.parts:
        name, parent = archive.parts[wanted]
        now = archive.today[parent]
        return Resolution(now.code, now.siren, now.name, name or wanted, [])
    _refuse_other(wanted)
    raise BarometreError(
        f"Unknown commune code {code!r}: give an INSEE code of 5 characters or a SIREN of 9 digits, valid since 2021"
    )


def _refuse_other(code: str) -> None:
    """Refuse a code that is not of a commune, and say what it is.

    Raises:
        BarometreError: it is outside the measured field, or the SIREN of another kind of collectivité, today or before.
    """
    for name, territory in outside().filter(code=code).select("name", "territory_name").iter_rows():
        raise BarometreError(f"{code} is {name} ({territory}), outside the measured field: see docs/territory.md")
    known = collectivites().select("siren", "name", "nature")
    for name, nature in known.filter(siren=code).select("name", "nature").iter_rows():
        raise BarometreError(f"{code} is {name} ({nature}), not a commune: there is no history to follow")
    heirs = successors().filter(old_siren=code).join(known, on="siren")
    for siren, name in heirs.select("siren", "name").iter_rows():
        raise BarometreError(f"{code} was an intercommunalité, replaced by {siren} {name}: give the code of a commune")


def _period(periods: list[IdentityPeriod], on: date | None) -> IdentityPeriod:
    """Return the period holding the day, else the last one before it, else the first."""
    started = [period for period in periods if on is None or period.valid_from <= on]
    return started[-1] if started else periods[0]


def _changes(archive: _Archive, period: IdentityPeriod) -> Iterator[Event]:
    """Return the events that lead from a period to today, following the SIREN."""
    siren, since = period.siren, period.valid_to
    while since:
        later = [event for event in archive.events.get(siren, []) if event.date >= since]
        for event in later:
            yield event
            if event.siren_after != siren:
                siren, since = event.siren_after, event.date
                break
        else:
            return


def former_names() -> list[tuple[str, str]]:
    """Return the names given up since 2021, each with the SIREN of today's collectivité, sorted."""
    archive = _archive()
    names = set()
    for periods in archive.periods.values():
        for period in periods:
            siren = archive.successors.get(period.siren, period.siren)
            if period.name != archive.periods[siren][-1].name:
                names.add((period.name, siren))
    return sorted(names)


def heir(siren: str) -> str | None:
    """Return today's SIREN for that of a commune or an EPCI gone since 2021; None when it is not gone."""
    return _archive().successors.get(siren)


def successors() -> pl.DataFrame:
    """Return old_siren, siren: each SIREN of a commune or EPCI gone since 2021, and that of its heir today."""
    return table("successors")


def validity() -> pl.DataFrame:
    """Return code, siren, name, epci, valid_from (included), valid_to (excluded, null: still) of communes."""
    return table("validity")


def events() -> pl.DataFrame:
    """Return what happened to communes since 2021, oldest first; columns are those of `Event`."""
    return table("events")


@lru_cache(maxsize=1)
def _archive() -> _Archive:
    periods: dict[str, list[IdentityPeriod]] = {}
    for row in validity().sort("valid_from", "code").iter_rows():
        period = IdentityPeriod(*row)
        periods.setdefault(period.code, []).append(period)
        periods.setdefault(period.siren, []).append(period)
    by_siren: dict[str, list[Event]] = {}
    for row in events().iter_rows():
        event = Event(*row)
        if event.kind != "rétablissement":  # a restored commune inherits nothing
            by_siren.setdefault(event.siren_before, []).append(event)
    parts = {code: (name, today) for code, name, _, today in table("former_codes").iter_rows()}
    return _Archive(
        periods=periods,
        today={period.code: period for held in periods.values() for period in held if period.valid_to is None},
        events=by_siren,
        successors=dict(successors().iter_rows()),
        parts=parts,
    )
