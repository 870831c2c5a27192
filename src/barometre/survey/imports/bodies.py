"""Whose a line is, by its SIREN or its INSEE code. What is not one is refused, with what it may stand for."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from barometre.errors import BarometreError
from barometre.territory import history, reference

_SPACES = re.compile(r"[\s\u00a0\u202f]")


@dataclass(frozen=True)
class MeasuredBody:
    """A collectivité measured, and what conditions read of it."""

    siren: str
    code: str
    name: str
    about: dict[str, Any]


@dataclass(frozen=True)
class NoMatch:
    """Why a text is nobody's; `proposed`: what it may stand for, as the column would write it."""

    why: str
    proposed: str | None = None


def by_siren(text: str) -> MeasuredBody | NoMatch:
    """Return the collectivité of a SIREN."""
    text = _SPACES.sub("", text)
    bodies = _bodies()
    if text in bodies:
        return bodies[text]
    if (heir := history.heir(text)) in bodies:
        return NoMatch(f"{text} is gone, taken over by {heir} {bodies[heir].name}", heir)
    if re.fullmatch(r"\d{14}", text) and text[:9] in bodies:
        return NoMatch(f"{text} is a SIRET, of {bodies[text[:9]].name}", text[:9])
    return NoMatch(f"« {text} » is the SIREN of no collectivité measured")


def by_insee(text: str) -> MeasuredBody | NoMatch:
    """Return the commune of an INSEE code: 2A004 as 01004. A zero that is not there is proposed, not added."""
    text = _SPACES.sub("", text).upper()
    if text in _communes():
        return _communes()[text]
    whole = f"0{text}" if re.fullmatch(r"\d{4}", text) else text
    if (code := _today(whole)) is None:
        return NoMatch(f"« {text} » is the INSEE code of no commune")
    name = _communes()[code].name
    if whole == code:
        return NoMatch(f"« {text} » is no INSEE code: its first zero was lost, it may be {code} {name}", code)
    return NoMatch(f"« {text} » is no commune of today: it may be {code} {name}", code)


def _today(code: str) -> str | None:
    """Return today's code for one that was in use since 2021, or that of a part of a commune."""
    if not re.fullmatch(r"\d[\dAB]\d{3}", code):
        return None
    try:
        found = history.resolve(code).code
    except BarometreError:
        return None
    return found if found in _communes() else None


@cache
def _bodies() -> dict[str, MeasuredBody]:
    rows = reference.collectivites().filter("measured")
    columns = ("siren", "code", "name", "powers", "population")
    return {
        siren: MeasuredBody(siren, code, name, {"powers": powers, "population": population})
        for siren, code, name, powers, population in rows.select(columns).iter_rows()
    }


@cache
def _communes() -> dict[str, MeasuredBody]:
    rows = reference.collectivites().filter("measured", pl.col("kind") == "commune")
    return {code: _bodies()[siren] for code, siren in rows.select("code", "siren").iter_rows()}
