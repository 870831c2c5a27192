"""Make the tables of history: code, SIREN, name and EPCI of each commune by period, and changes from year to year.

The sources give the state on 1 January of each year, so a change has the date of the first year that shows it.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from barometre.territory.files import SCHEMAS
from barometre.territory.rebuild.npm import Vintage

# npm's type of a part of a commune -> its name.
_PART_KINDS = {
    "arrondissement-municipal": "arrondissement municipal",
    "commune-deleguee": "commune déléguée",
    "commune-associee": "commune associée",
}


class Commune(NamedTuple):
    """One commune on 1 January of one year."""

    code: str
    siren: str
    name: str
    epci: str | None


@dataclass(frozen=True, slots=True)
class Year:
    """All communes of one year, by code and by SIREN, with what the package says of former codes."""

    day: date
    by_code: dict[str, Commune]
    by_siren: dict[str, Commune]
    forward: dict[str, str]
    parents: dict[str, str]


def years(vintages: dict[int, Vintage], epci_today: dict[str, str]) -> list[Year]:
    """Return the state of each year, oldest first.

    Args:
        vintages: year -> npm's vintage.
        epci_today: commune code -> SIREN of its EPCI, which replaces npm's for the last year.
    """
    ordered = sorted(vintages)
    states: list[Year] = []
    later_siren: dict[str, str] = {}
    for year in reversed(ordered):
        vintage = vintages[year]
        epci = dict(vintage.epci_members.select("code", "group").iter_rows())
        members = dict(vintage.epci_members.drop_nulls("siren").select("code", "siren").iter_rows())
        communes = {
            # the version of 2021 gives SIREN to members of EPCI only; four islands have theirs from 2022
            code: Commune(code, siren or members.get(code) or later_siren[code], name, epci.get(code))
            for code, siren, name in vintage.measured.select("code", "siren", "name").iter_rows()
        }
        if year == ordered[-1]:
            communes = {code: commune._replace(epci=epci_today.get(code)) for code, commune in communes.items()}
        later_siren = {code: commune.siren for code, commune in communes.items()}
        by_siren = {commune.siren: commune for commune in communes.values()}
        parents = dict(vintage.parts.drop_nulls("parent").select("code", "parent").iter_rows())
        forward = {old: code for code, olds in vintage.measured.select("code", "former").iter_rows() for old in olds}
        states.append(Year(date(year, 1, 1), communes, by_siren, forward, parents))
    return states[::-1]


def validity(states: list[Year]) -> pl.DataFrame:
    """Return code, siren, name, epci, valid_from (included) and valid_to (excluded; null: still so)."""
    rows: list[dict[str, object]] = []
    running: dict[str, tuple[Commune, date]] = {}
    for state in states:
        for code in list(running):
            commune, since = running[code]
            if state.by_code.get(code) != commune:
                rows.append(_row(commune, since, state.day))
                del running[code]
        for code, commune in state.by_code.items():
            running.setdefault(code, (commune, state.day))
    rows += [_row(commune, since, None) for commune, since in running.values()]
    return pl.DataFrame(rows, schema=SCHEMAS["validity"]).sort("code", "valid_from")


def _row(commune: Commune, since: date, until: date | None) -> dict[str, object]:
    return {**commune._asdict(), "valid_from": since, "valid_to": until}


def successor(commune: Commune, after: Year) -> Commune:
    """Return the successor of a commune a year later: same SIREN, else same code, else the one it merged into."""
    if commune.siren in after.by_siren:
        return after.by_siren[commune.siren]
    return after.by_code.get(commune.code) or after.by_code[after.forward[commune.code]]


def events(states: list[Year]) -> pl.DataFrame:
    """Return what happened to communes from one year to the next, oldest first."""
    rows: list[dict[str, object]] = []
    for before, after in itertools.pairwise(states):
        for kind, old, new in _changes(before, after):
            row: dict[str, object] = {"date": after.day, "kind": kind}
            for field in Commune._fields:
                row |= {f"{field}_before": getattr(old, field), f"{field}_after": getattr(new, field)}
            rows.append(row)
    return pl.DataFrame(rows, schema=SCHEMAS["events"]).sort("date", "code_after", "code_before", "kind")


def _changes(before: Year, after: Year) -> Iterator[tuple[str, Commune, Commune]]:
    kept: set[str] = set()
    for old in before.by_code.values():
        new = successor(old, after)
        if new.siren != old.siren and new.code != old.code:
            yield "fusion", old, new
            continue
        kept.add(new.code)
        if new.code != old.code:
            yield "changement de code", old, new
        if new.siren != old.siren:
            yield "changement de SIREN", old, new
        if new.name != old.name:
            yield "changement de nom", old, new
        if new.epci != old.epci:
            yield "changement d’EPCI", old, new
    for code, new in after.by_code.items():
        if code not in kept:
            yield "rétablissement", before.by_code[before.parents[code]], new


def successors(states: list[Year]) -> pl.DataFrame:
    """Return the SIREN of today for each SIREN since 2021 of a commune or an EPCI that no longer exists.

    An EPCI has a successor only when all its communes are in the same EPCI today.
    """
    today = states[-1]
    heirs: dict[str, str] = {}
    for before, after in itertools.pairwise(states):
        heirs |= {
            siren: successor(commune, after).siren
            for siren, commune in before.by_siren.items()
            if siren not in after.by_siren
        }
    final = {siren: _last(siren, heirs) for siren in heirs if siren not in today.by_siren}
    epci_now = {commune.siren: commune.epci for commune in today.by_code.values()}
    alive = set(epci_now.values())
    for before in states[:-1]:
        members: dict[str, set[str | None]] = {}
        for siren, commune in before.by_siren.items():
            if commune.epci and commune.epci not in alive:
                members.setdefault(commune.epci, set()).add(epci_now[final.get(siren, siren)])
        final |= {gone: heir for gone, held in members.items() if len(held) == 1 for heir in held if heir}
    rows = sorted(final.items())
    return pl.DataFrame(rows, schema=SCHEMAS["successors"], orient="row")


def _last(siren: str, heirs: dict[str, str]) -> str:
    while siren in heirs:
        siren = heirs[siren]
    return siren


def former_codes(vintages: dict[int, Vintage]) -> pl.DataFrame:
    """Return the commune of today for each code of a former commune, or of a part of a commune.

    Kinds: arrondissement municipal, commune déléguée, commune associée, ancienne commune.
    """
    last = vintages[max(vintages)].measured
    today = set(last["code"])
    forward = {old: code for code, olds in last.select("code", "former").iter_rows() for old in olds}
    communes: dict[str, tuple[str | None, str, str]] = {
        old: (None, "ancienne commune", code) for old, code in forward.items()
    }
    for year in sorted(vintages):
        for code, name, kind, parent in vintages[year].parts.select("code", "name", "type", "parent").iter_rows():
            target = forward.get(code) or (parent if parent in today else forward.get(parent))
            if target:
                communes[code] = (name, _PART_KINDS[kind], target)
    rows = [(code, *communes[code]) for code in sorted(communes) if code not in today]
    return pl.DataFrame(rows, schema=SCHEMAS["former_codes"], orient="row")
