"""/collectivites: every body, by name, code or place, in JSON, CSV or GeoJSON."""

from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field as Described

from barometre.territory import reference
from barometre.web.api import formats, listing, lookup, schemas
from barometre.web.api.errors import UNKNOWN_CODE, Problem
from barometre.web.api.fields import NAMES, fields_of_body
from barometre.web.api.parameters import Area, Drawn, Identifiers, InEdition, Kind, Part, Search
from barometre.web.api.publication import answer, moved
from barometre.web.api.records import Selection, selected
from barometre.web.api.types import SeveralOf
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition

router = Router(tags=["Collectivités"])


class Shown(InEdition, Drawn):
    """What is said of each body."""

    fields: Annotated[tuple[str, ...], SeveralOf(NAMES)] | None = Described(
        None, description="Clés voulues, séparées par des virgules ; nom et code sont toujours là."
    )


class Listed(Part, Shown):
    """Members of a territory."""


class Choice(Area, Identifiers):
    """Bodies by place, strate and identifiers."""


class Filters(Listed, Choice, Search):
    """A choice of bodies of one kind."""


class AllFilters(Filters):
    """A choice of bodies."""

    type: Kind | None = Described(
        None, description="Genre ; sans lui, les collectivités mesurées de tous les genres (les EPT ne le sont pas)."
    )


@router.get("/collectivites", response=list[schemas.Collectivite], summary="Collectivités", by_alias=True)
def collectivites(request: HttpRequest, asked: Query[AllFilters]) -> HttpResponseBase:
    """Toutes les collectivités, choisies par nom, code, territoire ou strate ; dans l’ordre des genres et des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        bodies = queries.universe(edition)
        if asked.type:
            bodies = bodies.filter(kind=asked.type)
        elif not (asked.code or asked.siren or asked.nom):
            bodies = bodies.filter(measured=True)
        return bodies_chosen(request, edition, bodies, asked, "collectivites")

    return answer(request, asked.edition, make)


@router.get("/collectivites/{siren}", response=schemas.Collectivite, summary="Une collectivité", by_alias=True)
def collectivite(request: HttpRequest, siren: Path[str], asked: Query[Shown]) -> HttpResponseBase:
    """Une collectivité par son SIREN ; un SIREN abandonné depuis 2021 mène (301) à celui d’aujourd’hui."""

    def make(edition: Edition) -> HttpResponseBase:
        found = queries.universe(edition).filter(siren=siren) if siren.isascii() and siren.isdigit() else None
        if found:
            return one(edition, found, asked)
        today = lookup.siren_of_today(siren)
        if today and today != siren and queries.by_siren(edition, today):
            return moved(request, siren, today)
        raise lookup.unknown("Aucune collectivité", siren)

    return answer(request, asked.edition, make)


def one(edition: Edition, found: QuerySet[Collectivite], asked: Shown) -> HttpResponseBase:
    """The answer on one body."""
    selection = selected(fields_of_body(edition), asked, alone=True)
    row = queries.with_coverage(found).values(*selection.columns)[0]
    return formats.one(selection, row, asked.format, f"{row['code']}-{edition.date}")


def bodies_chosen(
    request: HttpRequest, edition: Edition, bodies: QuerySet[Collectivite], asked: Filters, name: str
) -> HttpResponseBase:
    """The answer on the bodies that a caller chose among `bodies`."""
    return bodies_listed(request, edition, chosen(edition, bodies, asked), asked, name)


def chosen(edition: Edition, bodies: QuerySet[Collectivite], asked: Choice) -> QuerySet[Collectivite]:
    """Those of the place, strate and identifiers asked for.

    Raises:
        Problem: there is no such territory, code or SIREN.
    """
    return _named(edition, _within(edition, bodies, asked), asked)


def bodies_listed(
    request: HttpRequest, edition: Edition, bodies: QuerySet[Collectivite], asked: Listed, name: str
) -> HttpResponseBase:
    """The answer on all of `bodies`, the nearest to a name first when one was given."""
    selection = selected(fields_of_body(edition), asked)
    bodies = queries.with_coverage(bodies)
    nom = getattr(asked, "nom", None)
    if nom is None:
        found = listing.of_query(bodies, selection, asked.limit, asked.offset)
    else:
        found = _nearest(bodies, selection, asked, nom)
    return listing.present(request, found, asked, f"{name}-{edition.date}")


def _nearest(bodies: QuerySet[Collectivite], selection: Selection, asked: Listed, nom: str) -> listing.Listing:
    sirens = list(dict.fromkeys(hit.siren for hit in lookup.by_name(nom)))
    columns = {"siren", "name", "population", *selection.columns}
    rows = {row["siren"]: row for row in bodies.filter(siren__in=sirens).values(*columns)}
    ordered = lookup.nearest([rows[siren] for siren in sirens if siren in rows], nom, getattr(asked, "boost", None))
    return listing.of_rows(ordered, selection.with_field(listing.NEARNESS), asked.limit, asked.offset)


def _within(edition: Edition, bodies: QuerySet[Collectivite], asked: Area) -> QuerySet[Collectivite]:
    """Bodies of the area asked for.

    Raises:
        Problem: no such territory.
    """
    if asked.code_departement:
        bodies = queries.concerning(bodies, "departement", departements_of(asked.code_departement))
    if asked.code_region:
        check_territory("region", asked.code_region)
        bodies = queries.concerning(bodies, "region", [asked.code_region])
    if asked.code_epci:
        group(edition, asked.code_epci)
        bodies = queries.of_group(bodies, asked.code_epci)
    return bodies.filter(strate=asked.strate) if asked.strate else bodies


def _named(edition: Edition, bodies: QuerySet[Collectivite], asked: Identifiers) -> QuerySet[Collectivite]:
    """Bodies of the identifiers asked for.

    Raises:
        Problem: nobody has the code or the SIREN.
    """
    everyone = queries.universe(edition)
    if asked.code:
        code = asked.code
        if not everyone.filter(code=code).exists():
            code = lookup.commune_of_today(code) or code
        if not everyone.filter(code=code).exists():
            raise lookup.unknown("Aucune collectivité", code)
        bodies = bodies.filter(code=code)
    if asked.siren:
        siren = asked.siren
        if not everyone.filter(siren=siren).exists():
            siren = lookup.siren_of_today(siren) or siren
        if not everyone.filter(siren=siren).exists():
            raise lookup.unknown("Aucune collectivité", siren)
        bodies = bodies.filter(siren=siren)
    return bodies.filter(postal_codes__contains=[asked.code_postal]) if asked.code_postal else bodies


def check_territory(level: str, code: str) -> None:
    """Check that a département or a région exists.

    Raises:
        Problem: it does not; a body that covers several départements is told with them.
    """
    table = reference.departements() if level == "departement" else reference.regions()
    if code in set(table["code"]):
        return
    if level == "departement" and (covered := _covered(code)):
        raise Problem(
            UNKNOWN_CODE,
            f"« {code} » est le code d’une collectivité (/api/v1/collectivites?code={code}) et non d’un département ; "
            f"elle couvre les départements {' et '.join(covered)}.",
        )
    raise lookup.unknown("Aucun département" if level == "departement" else "Aucune région", code)


def departements_of(code: str) -> list[str]:
    """The départements of a code: itself, or those of the body that covers several (6AE: 67 and 68).

    Raises:
        Problem: no département and no such body has the code.
    """
    if covered := _covered(code):
        return covered
    check_territory("departement", code)
    return [code]


def _covered(code: str) -> list[str]:
    found = reference.collectivites().filter(kind="departement", code=code)["departements"].to_list()
    return list(found[0]) if found and found[0] != [code] else []


def group(edition: Edition, siren: str) -> Collectivite:
    """The EPCI or EPT of a SIREN.

    Raises:
        Problem: there is none.
    """
    found = queries.by_code(edition, "epci", siren) or queries.by_code(edition, "ept", siren)
    if found is None:
        raise lookup.unknown("Aucun EPCI", siren)
    return found
