"""What the API says of a collectivité: every key of its records, in the words of geo.api.gouv.fr where it has one."""

from collections.abc import Iterable
from typing import Any

from barometre.web.api.records import Field, Row, Spread, column
from barometre.web.api.shapes import Geometry, contour, point
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

SCORE_KEYS = {
    "score": "score",
    "couverture": "coverage",
    "connus": "known",
    "concernes": "concerned",
    "niveau": "level",
    "provisoire": "provisional",
    "quartile": "quartile",
}
"""Key of the API -> key of the edition, for the score of a theme or overall."""

INDICATOR_KEYS = {
    "etat": "status",
    "valeur": "value",
    "texte": "text",
    "score": "score",
    "raison": "reason",
    "source": "source",
    "date": "observed_on",
}
"""Key of the API -> key of the edition, for one indicator of one collectivité."""

FACT_KEYS = {
    "issue": "outcome",
    "nombre": "number",
    "texte": "text",
    "source": "source",
    "date": "observed_on",
    "precision": "detail",
    "derniereTentative": "attempted_on",
    "echecDeLaTentative": "attempt",
}
"""Key of the API -> key of the edition, for one fact of one collectivité."""
_SAID = {ours: theirs for ours, theirs in FACT_KEYS.items() if ours in ("source", "nombre", "texte", "date")}

_CELLS = ("score", "couverture")

NOT_LOOKED = {"status": "not-looked"}
"""An indicator absent from the edition's row was not looked at."""


def translated(document: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    """A document of the edition under the keys of the API, null where it has none."""
    return {ours: document.get(theirs) for ours, theirs in keys.items()}


def _centre(row: Row) -> Geometry | None:
    return point(row["profile"]["lon"], row["profile"]["lat"])


def _contour(row: Row) -> Geometry | None:
    return contour(row["kind"], row["code"], row["profile"]["covers"])


def _facts(row: Row) -> dict[str, Any]:
    """Facts of the body, each as retained; `autrement` is what the other sources say when they do not agree."""
    return {
        name: translated(fact | {"attempted_on": fact.get("attempted_on", fact["observed_on"])}, FACT_KEYS)
        | {"autrement": [translated(other, _SAID) for other in fact.get("otherwise", ())]}
        for name, fact in row["facts"].items()
    }


def _in_profile(name: str, source: str) -> Field:
    return Field(name, ("profile",), lambda row: row["profile"][source], usual=False)


IDENTITY = (
    column("nom", "name", always=True),
    column("code", "code", always=True),
    column("siren", "siren"),
    column("type", "kind"),
    column("nature", "nature"),
    column("population", "population"),
    column("strate", "strate"),
    column("codesPostaux", "postal_codes"),
    column("codeEpci", "epci"),
    column("codeDepartement", "departement"),
    column("codeRegion", "region"),
    column("score", "overall"),
    column("couverture", "coverage"),
)
"""Plain keys."""

PLACES = (
    column("mesuree", "measured", usual=False),
    _in_profile("codeEpt", "ept"),
    _in_profile("codesDepartements", "departements"),
    _in_profile("codesRegions", "regions"),
    _in_profile("competences", "powers"),
    _in_profile("territoires", "covers"),
    Field(
        "centre",
        ("profile",),
        _centre,
        usual=False,
        alone=True,
        spread=Spread(("longitude", "latitude"), lambda value: value["coordinates"]),
    ),
    Field("contour", ("kind", "code", "profile"), _contour, usual=False, in_csv=False),
    Field("faits", ("facts",), _facts, usual=False, in_csv=False),
)
"""Keys given only when asked for: where the body is, and the facts known of it."""

NAMES = [field.name for field in (*IDENTITY, *PLACES)] + ["scores", "indicateurs"]
"""Every key that `fields` may ask for."""


def fields_of_body(edition: Edition) -> tuple[Field, ...]:
    """Every key of a collectivité in an edition."""
    return (*IDENTITY, *PLACES, _scores(edition), _indicators(edition))


def _scores(edition: Edition) -> Field:
    measures = sorted(queries.index_measures(edition))

    def value(row: Row) -> dict[str, Any]:
        return {measure: translated(row["scores"].get(measure, {}), SCORE_KEYS) for measure in measures}

    def cells(scores: dict[str, Any]) -> Iterable[Any]:
        return (scores[measure][key] for measure in measures for key in _CELLS)

    names = tuple(f"scores.{measure}.{key}" for measure in measures for key in _CELLS)
    return Field("scores", ("scores",), value, usual=False, alone=True, spread=Spread(names, cells))


def _indicators(edition: Edition) -> Field:
    identifiers = sorted(edition.catalogue["indicators"])
    unseen = translated(NOT_LOOKED, INDICATOR_KEYS)

    def value(row: Row) -> dict[str, Any]:
        mine = row["indicators"]
        return {
            identifier: translated(mine[identifier], INDICATOR_KEYS) if identifier in mine else unseen
            for identifier in identifiers
        }

    def cells(indicators: dict[str, Any]) -> Iterable[Any]:
        return (indicators[identifier][key] for identifier in identifiers for key in ("etat", "score"))

    names = tuple(f"indicateurs.{identifier}.{key}" for identifier in identifiers for key in ("etat", "score"))
    return Field("indicateurs", ("indicators",), value, usual=False, spread=Spread(names, cells))
