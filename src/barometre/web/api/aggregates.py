"""/aggregates: means and distributions over territories and strates."""

# Types of answers are made when the program runs.
# mypy: disable-error-code="valid-type"

from dataclasses import replace
from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field as Described

from barometre.territory import reference
from barometre.territory.strates import STRATES
from barometre.web.api import listing, lookup
from barometre.web.api.fields import FIGURES, MEASURE, KindName, TerritoryName
from barometre.web.api.parameters import TERRITORIES, EditionPart, Kind, Measure, Table
from barometre.web.api.records import Field, Row, column, schema, selected
from barometre.web.api.types import form, one_of, several_of
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Agrégats"])

Names = dict[tuple[str, str], str]
_NAME = Field(
    "nom", str, "Nom du territoire, ou libellé de la strate.", "Bretagne", ("territory_kind", "territory"), str
)

# Every key of an aggregate.
AGGREGATE = (
    column("territoire", "aggregates.territory_kind", TerritoryName, "region"),
    column("code", "aggregates.territory", str, "53"),
    _NAME,
    column("type", "aggregates.kind", KindName, "commune"),
    MEASURE,
    *FIGURES,
)
AGGREGATE_ROW = schema(
    "AggregateRow", "Une mesure pour les collectivités d’un type, dans un territoire ou une strate.", AGGREGATE
)


def fields_with(names: Names) -> tuple[Field, ...]:
    """Return every key of an aggregate, its name among those of the edition."""

    def name(row: Row) -> str | None:
        return names.get((row["territory_kind"], row["territory"]))

    return tuple(replace(field, value=name) if field is _NAME else field for field in AGGREGATE)


class AggregateFilters(EditionPart):
    """Which measure, where, over whom."""

    mesure: Measure | None = Described(None, description="Mesure ou indicateur ; toutes par défaut.")
    territoire: Annotated[str, one_of(TERRITORIES)] | None = Described(None, description="Sorte de territoire.")
    code: (
        Annotated[str, form("[0-9A-Za-z-]{2,40}", "le code d’un territoire, FR ou l’identifiant d’une strate")] | None
    ) = Described(None, description="Code du territoire : FR, code INSEE, SIREN de l’EPCI, ou strate.")
    type: Kind | None = Described(None, description="Type des collectivités comptées.")
    format: Table = "json"
    fields: Annotated[tuple[str, ...], several_of(field.name for field in AGGREGATE)] | None = Described(
        None, description="Clés voulues, séparées par des virgules."
    )


@router.get("/aggregates", response=list[AGGREGATE_ROW], summary="Agrégats", by_alias=True)
def aggregates(request: HttpRequest, asked: Query[AggregateFilters]) -> HttpResponseBase:
    """Moyennes et répartitions par France, région, département, EPCI et strate."""

    def make(edition: Edition) -> HttpResponseBase:
        names = territory_names(edition)
        if asked.mesure:
            asked.mesure = lookup.checked_measure(edition, asked.mesure)
        filters = {"territory_kind": asked.territoire, "kind": asked.type, "measure": asked.mesure}
        if asked.code:
            filters["territory"] = _known(names, asked.territoire, asked.code)
        aggregates = queries.aggregates(edition, **{name: value for name, value in filters.items() if value})
        selection = selected(fields_with(names), asked.fields, asked.format)
        page = listing.of_query(request, aggregates, selection, asked, edition)
        return listing.present(request, page, selection, asked, f"agregats-{edition.date}", edition)

    return listing.answer_list(request, asked, make)


def territory_names(edition: Edition) -> Names:
    """Return the name of each territory: (kind, code) -> name."""
    names: Names = {("france", "FR"): "France"}
    names |= {("region", code): name for code, name in reference.regions().select("code", "name").iter_rows()}
    names |= {("departement", code): name for code, name in reference.departements().select("code", "name").iter_rows()}
    names |= {("strate", strate.id): strate.label for strates in STRATES.values() for strate in strates}
    groups = queries.universe(edition).filter(kind="epci").values_list("siren", "name")
    return names | {("epci", siren): name for siren, name in groups}


def _known(names: Names, territory_kind: str | None, code: str) -> str:
    """Return the code as the edition writes it.

    Raises:
        ProblemError: no territory has it.
    """
    for written in (code, code.upper()):
        if any((kind, written) in names for kind in ([territory_kind] if territory_kind else TERRITORIES)):
            return written
    raise lookup.unknown("Aucun territoire", code.upper())
