"""/scores: one measure of every collectivité, in order of codes. Never in order of scores: nobody is ranked."""

from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field as Described

from barometre.web.api import listing, schemas
from barometre.web.api.collectivites import Choice, chosen
from barometre.web.api.fields import INDICATOR_KEYS, NOT_LOOKED, SCORE_KEYS
from barometre.web.api.measures import check_measure
from barometre.web.api.parameters import InEdition, Measure, MeasuredKind, Part, Table
from barometre.web.api.publication import answer
from barometre.web.api.records import Field, Row, column, selected
from barometre.web.api.types import SeveralOf
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Scores"])

IDENTITY = (column("siren", "siren"), column("code", "code"), column("nom", "name"), column("type", "kind"))
NAMES = tuple(dict.fromkeys([*(field.name for field in IDENTITY), "mesure", *SCORE_KEYS, *INDICATOR_KEYS]))
"""Every key that `fields` may ask for: those of themes are null for an indicator, and the other way round."""


class ScoreFilters(Part, Choice, InEdition):
    """Which measure, of whom."""

    mesure: Measure = Described("overall", description="« overall », un thème ou un indicateur.")
    type: MeasuredKind | None = Described(None, description="Genre ; tous par défaut.")
    format: Table = Described("json", description="Forme de la réponse.")
    fields: Annotated[tuple[str, ...], SeveralOf(NAMES)] | None = Described(
        None, description="Clés voulues, séparées par des virgules ; par défaut celles qu’a la mesure."
    )


@router.get("/scores", response=list[schemas.ScoreRow], summary="Scores", by_alias=True)
def scores(request: HttpRequest, asked: Query[ScoreFilters]) -> HttpResponseBase:
    """Le score d’une mesure pour chaque collectivité mesurée, dans l’ordre des genres et des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        check_measure(edition, asked.mesure)
        bodies = chosen(edition, queries.universe(edition).filter(measured=True), asked)
        if asked.type:
            bodies = bodies.filter(kind=asked.type)
        bodies = queries.with_document(edition, bodies, asked.mesure)
        selection = selected(_fields(edition, asked.mesure), asked)
        found = listing.of_query(bodies, selection, asked.limit, asked.offset)
        return listing.present(request, found, asked, f"scores-{asked.mesure}-{edition.date}")

    return answer(request, asked.edition, make)


def _fields(edition: Edition, measure: str) -> tuple[Field, ...]:
    """Identity, then what the edition says of the measure: not the same keys for an indicator."""
    indexed = measure in queries.index_measures(edition)
    keys, nothing = (SCORE_KEYS, {}) if indexed else (INDICATOR_KEYS, NOT_LOOKED)
    parts = {ours: _part(ours, theirs, nothing) for ours, theirs in keys.items()}
    others = [name for name in NAMES[len(IDENTITY) + 1 :] if name not in parts]
    return (
        *IDENTITY,
        Field("mesure", ("siren",), lambda _: measure),
        *parts.values(),
        *(Field(name, ("siren",), lambda _: None, usual=False) for name in others),
    )


def _part(ours: str, theirs: str, nothing: dict[str, str]) -> Field:
    def value(row: Row) -> object:
        return (row["document"] or nothing).get(theirs)

    return Field(ours, ("document",), value)
