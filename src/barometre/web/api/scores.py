"""/scores: one measure of every collectivité, in order of codes. Never in order of scores: no ranking."""

# Types of answers are made when the program runs.
# mypy: disable-error-code="valid-type"

from dataclasses import replace
from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field as Described

from barometre.web.api import listing, lookup
from barometre.web.api.collectivites import chosen
from barometre.web.api.fields import CODE, INDICATOR, KIND, MEASURE, NAME, NOT_LOOKED, SCORE, SIREN
from barometre.web.api.parameters import Chosen, EditionPart, Measure, MeasuredKind, Table
from barometre.web.api.records import Field, schema, selected, shown
from barometre.web.api.types import several_of
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Scores"])

_IDENTITY = (SIREN, replace(CODE, always=False), replace(NAME, always=False), KIND, MEASURE)

# Every key: those of a theme are null for an indicator when asked for, and the other way round.
KEYS = {field.name: field for field in (*_IDENTITY, *SCORE, *INDICATOR)}
SCORE_ROW = schema(
    "ScoreRow",
    "Une mesure d’une collectivité : d’un indicateur, l’état, la valeur et la source ; d’un thème, la couverture.",
    KEYS.values(),
)


class ScoreFilters(EditionPart, Chosen):
    """Which measure, of whom."""

    mesure: Measure = Described("overall.seen", description="Mesure du score, thème (ce qui s’en voit) ou indicateur.")
    type: MeasuredKind | None = Described(None, description="Type ; tous par défaut.")
    format: Table = "json"
    fields: Annotated[tuple[str, ...], several_of(KEYS)] | None = Described(
        None, description="Clés voulues, séparées par des virgules ; par défaut celles qu’a la mesure."
    )


@router.get("/scores", response=list[SCORE_ROW], summary="Scores", by_alias=True)
def scores(request: HttpRequest, asked: Query[ScoreFilters]) -> HttpResponseBase:
    """Le score d’une mesure pour chaque collectivité mesurée, dans l’ordre des types et des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        asked.mesure = lookup.checked_measure(edition, asked.mesure)
        authorities = chosen(edition, queries.universe(edition).filter(measured=True), asked)
        if asked.type:
            authorities = authorities.filter(kind=asked.type)
        authorities = queries.with_document(edition, authorities, asked.mesure)
        selection = selected(_fields(edition, asked.mesure), asked.fields, asked.format)
        name = f"scores-{asked.mesure}-{edition.date}"
        page = listing.of_query(request, authorities, selection, asked, edition)
        return listing.present(request, page, selection, asked, name, edition)

    return listing.answer_list(request, asked, make)


def _fields(edition: Edition, measure: str) -> tuple[Field, ...]:
    """Return identity, then what the edition says of the measure: not the same keys for an indicator."""
    keys, absent = (SCORE, {}) if measure in queries.index_measures(edition) else (INDICATOR, NOT_LOOKED)
    names = {field.name for field in (*_IDENTITY, *keys)}
    return (
        *_IDENTITY[:-1],
        replace(MEASURE, columns=("siren",), value=lambda _: measure),
        *(_in_document(field, absent) for field in keys),
        *(
            replace(field, columns=("siren",), value=lambda _: None, usual=False)
            for field in KEYS.values()
            if field.name not in names
        ),
    )


def _in_document(field: Field, absent: dict[str, str]) -> Field:
    """Return the field read from the document of the measure; `absent` stands for the one that is not there."""
    source = field.columns[0]
    return replace(
        field, columns=("document",), value=lambda row: shown(source, (row["document"] or absent).get(source))
    )
