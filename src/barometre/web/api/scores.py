"""/scores: one row per collectivité for a measure, for those who want a table."""

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
from barometre.web.api.records import Field, Row, Selection, column
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Scores"])


class ScoreFilters(Part, Choice, InEdition):
    """Which measure, of whom."""

    mesure: Measure = Described("overall", description="« overall », un thème ou un indicateur.")
    type: MeasuredKind | None = Described(None, description="Genre ; tous par défaut.")
    format: Table = Described("json", description="Forme de la réponse.")


@router.get("/scores", response=list[schemas.ScoreRow], summary="Scores", by_alias=True)
def scores(request: HttpRequest, asked: Query[ScoreFilters]) -> HttpResponseBase:
    """Le score d’une mesure pour chaque collectivité mesurée, dans l’ordre des genres et des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        check_measure(edition, asked.mesure)
        bodies = chosen(edition, queries.universe(edition).filter(measured=True), asked)
        if asked.type:
            bodies = bodies.filter(kind=asked.type)
        bodies = queries.with_document(edition, bodies, asked.mesure)
        found = listing.of_query(bodies, _selection(edition, asked.mesure), asked.limit, asked.offset)
        return listing.present(request, found, asked, f"scores-{asked.mesure}-{edition.date}")

    return answer(request, asked.edition, make)


def _selection(edition: Edition, measure: str) -> Selection:
    """Identity, then what the edition says of the measure: not the same keys for an indicator."""
    indexed = measure in queries.index_measures(edition)
    keys, nothing = (SCORE_KEYS, {}) if indexed else (INDICATOR_KEYS, NOT_LOOKED)
    return Selection(
        (
            column("siren", "siren"),
            column("code", "code"),
            column("nom", "name"),
            column("type", "kind"),
            Field("mesure", (), lambda row: measure),
            *(_part(ours, theirs, nothing) for ours, theirs in keys.items()),
        )
    )


def _part(ours: str, theirs: str, nothing: dict[str, str]) -> Field:
    def value(row: Row) -> object:
        return (row["document"] or nothing).get(theirs)

    return Field(ours, ("document",), value)
