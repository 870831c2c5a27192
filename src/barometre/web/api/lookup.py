"""From what a caller gives to bodies: a name, an identifier given up, a code outside the field."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from barometre.errors import BarometreError
from barometre.territory import history, reference
from barometre.territory.search_text import normalise, without_article
from barometre.web.api.errors import OUTSIDE, UNKNOWN_CODE, Problem
from barometre.web.pages.search import index

MOST_FOUND = 500
"""Answers to a name that are looked at: past these, nobody reads."""


@dataclass(frozen=True)
class Match:
    """A body found by its name: how near the name is (0-1), and its rank in the search."""

    siren: str
    code: str
    kind: str
    nearness: float
    population: int

    def weight(self, boost: str | None) -> float:
        """What orders the answers: nearness, raised by the inhabitants if asked (as geo.api.gouv.fr does)."""
        return self.nearness * (1 + self.population / 100_000) if boost == "population" else self.nearness


def by_name(name: str, boost: str | None) -> list[Match]:
    """Bodies whose name is like one, best first. What lies outside the measured field is left out."""
    key = normalise(name)
    hits = [hit for hit in index().search(name, limit=MOST_FOUND) if hit.siren]
    matches = [Match(str(hit.siren), hit.code, hit.kind, _nearness(key, hit.name), hit.population) for hit in hits]
    return sorted(matches, key=lambda match: -match.weight(boost))


def _nearness(key: str, name: str) -> float:
    """Likeness of a query and a name, with or without its article, from 0 to 1."""
    whole = normalise(name)
    matcher = SequenceMatcher(None, "", key, autojunk=False)
    best = 0.0
    for one in {whole, without_article(whole)}:
        matcher.set_seq1(one)
        best = max(best, matcher.ratio())
    return round(best, 4)


@cache
def outside() -> dict[str, str]:
    """Codes outside the measured field, those of the overseas territories too: code -> name."""
    table = reference.outside()
    places = dict(table.select("code", "name").iter_rows())
    return places | dict(table.select("territory", "territory_name").unique().iter_rows())


def commune_of_today(code: str) -> str | None:
    """Code of today for a commune code of 5 characters given up since 2021, None when nobody had it."""
    if len(code) != 5:
        return None
    try:
        return history.resolve(code).code
    except BarometreError:
        return None


def siren_of_today(siren: str) -> str | None:
    """SIREN of today's body for one given up since 2021, None when nobody had it."""
    try:
        return history.resolve(siren).siren
    except BarometreError:
        return _heirs().get(siren)


@cache
def _heirs() -> dict[str, str]:
    return dict(history.successors().select("old_siren", "siren").iter_rows())


def unknown(nobody: str, code: str) -> Problem:
    """The 404 of a code: outside the measured field, or nobody’s (`nobody`: « Aucune commune »)."""
    if code in outside():
        return Problem(
            OUTSIDE,
            f"« {code} » est le code de {outside()[code]}, hors du champ mesuré : "
            "cette collectivité d’outre-mer n’est ni mesurée ni comptée.",
        )
    return Problem(UNKNOWN_CODE, f"{nobody} n’a le code « {code[:80]} » dans cette édition.")
