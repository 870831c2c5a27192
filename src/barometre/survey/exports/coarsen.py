"""Keys made coarser until no row is alone: kind, région and strate of at least eleven in each file, or nothing. Pure.

The order never changes: strates merged with their neighbour within a région; then the région told as métropole or
outre-mer; then not told; then the kind told by its family; at last nothing. A few who are left at one of these steps
take with them the smallest groups beside. What is told of one respondent is the same in every file, so that files
joined by pseudonym tell no more.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import ceil
from typing import NamedTuple

import polars as pl

from barometre.survey.answers import LEAST
from barometre.territory.strates import STRATES

METROPOLE, OUTRE_MER = "metropole", "outre-mer"
_OUTRE_MER = ("01", "02", "03", "04", "06")
_FAMILIES = {
    "commune": "commune-epci",
    "epci": "commune-epci",
    "departement": "departement-region",
    "region": "departement-region",
}


class KeyVariables(NamedTuple):
    """What tells a respondent from another: empty texts are not told."""

    kind: str = ""
    region: str = ""
    strate: str = ""


def coarsen(keys: Mapping[str, KeyVariables], files: Sequence[Collection[str]]) -> dict[str, KeyVariables]:
    """Return the key told of each respondent.

    Args:
        keys: respondent -> what is known: one kind, the code of a région or nothing, a strate of `territory.strates`.
        files: the respondents of each file, in which each key is that of `LEAST` rows at least, or of none.
    """
    held = [frozenset(file) for file in files]

    def enough(group: Collection[str]) -> bool:
        return all(not (common := len(file.intersection(group))) or common >= LEAST for file in held)

    cells: dict[KeyVariables, list[str]] = {}
    for level in _LEVELS:
        at = {name: level(key) for name, key in keys.items()}
        known = {name for names in cells.values() for name in names}
        groups: dict[tuple[str, str], list[str]] = {}
        for name in sorted(keys.keys() - known):
            groups.setdefault(at[name][:2], []).append(name)
        for group, names in sorted(groups.items()):
            beside = [cell for cell, there in cells.items() if at[there[0]][:2] == group]
            _tell(cells, names, sorted(beside, key=lambda cell: (len(cells[cell]), cell)), at, enough)
    nothing = set(keys) - {name for names in cells.values() for name in names}
    # A handful of rows without keys would be known by what the others have: the smallest cells join them.
    for cell in sorted(cells, key=lambda cell: (len(cells[cell]), cell)):
        if enough(nothing):
            break
        nothing |= set(cells[cell])
    told_of = {name: cell for cell, names in cells.items() for name in names}
    return {name: KeyVariables() if name in nothing else told_of[name] for name in keys}


def _tell(
    cells: dict[KeyVariables, list[str]],
    names: Sequence[str],
    beside: Sequence[KeyVariables],
    at: Mapping[str, KeyVariables],
    enough: Callable[[Collection[str]], bool],
) -> None:
    """Tell respondents at a level, with as few of the smallest cells already told beside them as is enough, or not."""
    for taken in range(len(beside) + 1):
        by_strate: dict[str, list[str]] = {}
        for name in [*names, *(one for cell in beside[:taken] for one in cells[cell])]:
            by_strate.setdefault(at[name].strate, []).append(name)
        if merged := _merged(by_strate, enough):
            for cell in beside[:taken]:
                del cells[cell]
            kind, region, _ = at[names[0]]
            for strates, group in merged:
                cells.setdefault(KeyVariables(kind, region, _merged_strate(strates)), []).extend(group)
            return


def blurred(values: pl.Series) -> pl.Series:
    """Return numbers that single nobody out: two significant digits, the largest ones told as the smallest of them.

    The largest are one in a hundred, and `LEAST` at least; when fewer are known, none is told.
    """
    known = values.drop_nulls().sort(descending=True)
    if len(known) < LEAST:
        return pl.Series(values.name, [None] * len(values), dtype=values.dtype)
    top = known[max(LEAST, ceil(len(known) / 100)) - 1]
    return values.clip(upper_bound=top).round_sig_figs(2)


def _by_region(key: KeyVariables) -> KeyVariables:
    return key


def _by_zone(key: KeyVariables) -> KeyVariables:
    return key._replace(region=(OUTRE_MER if key.region in _OUTRE_MER else METROPOLE) if key.region else "")


def _by_kind(key: KeyVariables) -> KeyVariables:
    return key._replace(region="")


def _by_family(key: KeyVariables) -> KeyVariables:
    return KeyVariables(_FAMILIES.get(key.kind, ""))


_LEVELS: tuple[Callable[[KeyVariables], KeyVariables], ...] = (_by_region, _by_zone, _by_kind, _by_family)


def _merged(
    by_strate: Mapping[str, list[str]], enough: Callable[[Collection[str]], bool]
) -> list[tuple[list[str], list[str]]]:
    """Return groups of neighbouring strates that are enough, each with its respondents; nothing when all are not."""
    classes = [([strate], by_strate[strate]) for strate in sorted(by_strate, key=_rank)]
    while short := [place for place, (_, names) in enumerate(classes) if not enough(names)]:
        if len(classes) == 1:
            return []
        place = min(short, key=lambda one: len(classes[one][1]))
        beside = [one for one in (place - 1, place + 1) if 0 <= one < len(classes)]
        other = min(beside, key=lambda one: len(classes[one][1]))
        first, second = sorted((place, other))
        both = (classes[first][0] + classes[second][0], classes[first][1] + classes[second][1])
        classes[first : second + 1] = [both]
    return classes


def _merged_strate(strates: Sequence[str]) -> str:
    """Return the name of neighbouring strates told as one: `commune-0-999`, `commune-20000-plus`, `commune-toutes`."""
    known = [_BOUNDS[strate] for strate in strates if strate in _BOUNDS]
    if len(known) < 2:
        return strates[0]
    kind, low, _ = known[0]
    high = known[-1][2]
    if high is None:
        return f"{kind}-toutes" if low == 0 else f"{kind}-{low}-plus"
    return f"{kind}-{low}-{high - 1}"


def _rank(strate: str) -> tuple[int, str]:
    return _BOUNDS[strate][1] if strate in _BOUNDS else -1, strate


# Strate -> its kind and its bounds; the EPT, which have those of EPCI, are not measured.
_BOUNDS = {one.id: (kind, one.minimum, one.maximum) for kind, all_ in STRATES.items() if kind != "ept" for one in all_}
