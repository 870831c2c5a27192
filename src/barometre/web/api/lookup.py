"""From what a caller gives to authorities and measures: a name, an old code, a code outside the measured field."""

from difflib import SequenceMatcher
from functools import cache
from typing import Any

from barometre.errors import BarometreError
from barometre.scoring.readings import Reading, measure_id
from barometre.territory import history, reference
from barometre.territory.names import normalise
from barometre.web.api.errors import OUTSIDE, UNKNOWN_CODE, ProblemError
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.search.index import Hit, index
from barometre.web.search.text import telling_words, without_article

# A limit greater than the number of names.
EVERYTHING = 100_000


def by_name(name: str) -> list[Hit]:
    """Return what the search finds under a name, best first, without places outside the measured field."""
    return [hit for hit in index().search(name, limit=EVERYTHING) if hit.siren]


def nearest(rows: list[dict[str, Any]], name: str, boost: str | None) -> list[dict[str, Any]]:
    """Return rows (code, name, population) with `_score`, the likeness of their name (0-1), in the search's order.

    With boost=population, names that have the words asked for come before those that a typing error makes near, and
    likeness is raised by the inhabitants, by the formula of geo.api.gouv.fr.
    """
    scored = [{**row, "_score": nearness(name, row["name"])} for row in rows]
    if boost != "population":
        return scored
    words = telling_words(normalise(name))

    def weight(row: dict[str, Any]) -> tuple[bool, float]:
        in_name = f" {normalise(row['name'])}"
        return any(f" {word}" not in in_name for word in words), -row["_score"] * (
            1 + (row["population"] or 0) / 100_000
        )

    return sorted(scored, key=weight)


def nearness(asked: str, name: str) -> float:
    """Return the likeness of a query and a name, with or without its article, from 0 to 1 (Ratcliff and Obershelp)."""
    key, whole = normalise(asked), normalise(name)
    matcher = SequenceMatcher(None, "", key, autojunk=False)
    best = 0.0
    for form in {whole, without_article(whole)}:
        matcher.set_seq1(form)
        best = max(best, matcher.ratio())
    return round(best, 4)


@cache
def outside() -> dict[str, str]:
    """Return the codes outside the measured field, those of the overseas territories too: code -> name."""
    table = reference.outside()
    places = dict(table.select("code", "name").iter_rows())
    return places | dict(table.select("territory", "territory_name").unique().iter_rows())


def commune_of_today(code: str) -> str | None:
    """Return the code of today for a commune code of 5 characters given up since 2021, None for an unknown one."""
    if len(code) != 5:
        return None
    try:
        return history.resolve(code).code
    except BarometreError:
        return None


def siren_of_today(siren: str) -> str | None:
    """Return the SIREN of today's authority for one given up since 2021, None for an unknown one."""
    try:
        return history.resolve(siren).siren
    except BarometreError:
        return history.heir(siren)


def unknown(none: str, code: str) -> ProblemError:
    """Return the 404 of a code that is outside the measured field, or unknown (`none`: « Aucune commune »)."""
    if code in outside():
        return ProblemError(
            OUTSIDE,
            f"« {code} » est le code de {outside()[code]}, hors du champ mesuré : "
            "cette collectivité d’outre-mer n’est ni mesurée ni comptée.",
        )
    return ProblemError(UNKNOWN_CODE, f"{none} n’a le code « {code[:80]} » dans cette édition.")


def checked_measure(edition: Edition, measure: str) -> str:
    """Return a measure of the edition; a theme alone is what is seen of it.

    Raises:
        ProblemError: it is not.
    """
    index = queries.index_measures(edition)
    if measure in edition.catalogue["themes"]:
        return measure_id(measure, Reading.SEEN)
    if measure not in index and measure not in edition.catalogue["indicators"]:
        raise ProblemError(
            UNKNOWN_CODE,
            f"« {measure[:80]} » n’est pas une mesure de l’édition du {edition.date} ; "
            f"mesures admises : {', '.join(index)}, et les indicateurs de /api/v1/indicators.",
        )
    return measure
