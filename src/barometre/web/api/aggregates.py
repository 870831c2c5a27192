"""/aggregates: means and distributions over territories and strates."""

from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field as Described

from barometre.territory import reference
from barometre.territory.strates import STRATES
from barometre.web.api import listing, lookup, schemas
from barometre.web.api.measures import FIGURE_KEYS, check_measure
from barometre.web.api.parameters import TERRITORIES, InEdition, Kind, Measure, Part, Table
from barometre.web.api.publication import answer
from barometre.web.api.records import Field, Row, column, selected
from barometre.web.api.types import Form, OneOf, SeveralOf
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Agrégats"])

Names = dict[tuple[str, str], str]
KEYS = ("territoire", "code", "nom", "type", "mesure", *FIGURE_KEYS)


def fields_of_aggregate(names: Names) -> tuple[Field, ...]:
    """Every key of an aggregate."""

    def name(row: Row) -> str | None:
        return names.get((row["territory_kind"], row["territory"]))

    return (
        column("territoire", "territory_kind"),
        column("code", "territory"),
        Field("nom", ("territory_kind", "territory"), name),
        column("type", "kind"),
        column("mesure", "measure"),
        *(column(ours, theirs) for ours, theirs in FIGURE_KEYS.items()),
    )


class AggregateFilters(Part, InEdition):
    """Which measure, where, over whom."""

    mesure: Measure | None = Described(None, description="Thème, indicateur ou overall ; toutes par défaut.")
    territoire: Annotated[str, OneOf(TERRITORIES)] | None = Described(None, description="Sorte de territoire.")
    code: (
        Annotated[str, Form("[0-9A-Za-z-]{2,40}", "le code d’un territoire, FR ou l’identifiant d’une strate")] | None
    ) = Described(None, description="Code du territoire : FR, code INSEE, SIREN de l’EPCI, ou strate.")
    type: Kind | None = Described(None, description="Genre des collectivités comptées.")
    format: Table = Described("json", description="Forme de la réponse.")
    fields: Annotated[tuple[str, ...], SeveralOf(KEYS)] | None = Described(
        None, description="Clés voulues, séparées par des virgules."
    )


@router.get("/aggregates", response=list[schemas.AggregateRow], summary="Agrégats", by_alias=True)
def aggregates(request: HttpRequest, asked: Query[AggregateFilters]) -> HttpResponseBase:
    """Moyennes et répartitions par France, région, département, EPCI et strate."""

    def make(edition: Edition) -> HttpResponseBase:
        names = territory_names(edition)
        filters = {"territory_kind": asked.territoire, "kind": asked.type, "measure": asked.mesure}
        if asked.mesure:
            check_measure(edition, asked.mesure)
        if asked.code:
            filters["territory"] = _known(names, asked.territoire, asked.code)
        found = queries.aggregates(edition, **{name: value for name, value in filters.items() if value})
        selection = selected(fields_of_aggregate(names), asked)
        rows = listing.of_query(found, selection, asked.limit, asked.offset)
        return listing.present(request, rows, asked, f"agregats-{edition.date}")

    return answer(request, asked.edition, make)


def territory_names(edition: Edition) -> Names:
    """Name of each territory: (kind, code) -> name."""
    names: Names = {("france", "FR"): "France"}
    names |= {("region", code): name for code, name in reference.regions().select("code", "name").iter_rows()}
    names |= {("departement", code): name for code, name in reference.departements().select("code", "name").iter_rows()}
    names |= {("strate", strate.id): strate.label for strates in STRATES.values() for strate in strates}
    groups = queries.universe(edition).filter(kind="epci").values_list("siren", "name")
    return names | {("epci", siren): name for siren, name in groups}


def _known(names: Names, territory_kind: str | None, code: str) -> str:
    """The code as the edition writes it.

    Raises:
        Problem: no territory has it.
    """
    for written in (code, code.upper()):
        if any((kind, written) in names for kind in ([territory_kind] if territory_kind else TERRITORIES)):
            return written
    raise lookup.unknown("Aucun territoire", code.upper())
