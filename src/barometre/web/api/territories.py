"""/communes, /epcis, /departements, /regions: the familiar resources of geo.api.gouv.fr, with scores."""

# Types of answers are made when the program runs.
# mypy: disable-error-code="valid-type"

from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field as Described

from barometre.web.api import areas, formats, listing, lookup
from barometre.web.api.collectivites import (
    Filters,
    Identifier,
    Listed,
    Shown,
    check_territory,
    chosen,
    departements_of,
    group,
    listed,
    one,
)
from barometre.web.api.fields import COLLECTIVITE, NEARNESS, fields_in
from barometre.web.api.parameters import Code, Drawn, EditionPart, InEdition, RegionCode, Search
from barometre.web.api.publication import answer
from barometre.web.api.records import Selection, selected
from barometre.web.api.types import several_of
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Territoires"])


class AreaShown(InEdition, Drawn):
    """Parameters on the form of an answer about a département or a région."""

    fields: Annotated[tuple[str, ...], several_of(field.name for field in areas.AREA)] | None = Described(
        None, description="Clés voulues, séparées par des virgules ; nom et code sont toujours là."
    )


class AreaListed(EditionPart, AreaShown):
    """Départements of a région."""


class RegionFilters(AreaListed, Search):
    """A choice of régions."""

    code: Code | None = Described(None, description="Code du territoire.")


class DepartementFilters(RegionFilters):
    """A choice of départements."""

    code_region: RegionCode | None = Described(None, description="Code de la région.")


_COMMUNE = Identifier("code", ["commune"], lookup.commune_of_today, "Aucune commune")
_EPCI = Identifier("siren", ["epci", "ept"], lookup.siren_of_today, "Aucun EPCI")

Collectivites = list[COLLECTIVITE]
Territoires = list[areas.TERRITOIRE]


@router.get("/communes", response=Collectivites, summary="Communes", by_alias=True)
def communes(request: HttpRequest, asked: Query[Filters]) -> HttpResponseBase:
    """Les communes, choisies par nom, code, code postal, territoire ou strate, dans l’ordre des codes."""
    return _of_kind(request, "commune", asked)


@router.get("/communes/{code}", response=COLLECTIVITE, summary="Une commune", by_alias=True)
def commune(
    request: HttpRequest,
    code: Annotated[str, Path(description="Code INSEE de la commune ; un ancien est admis.")],
    asked: Query[Shown],
) -> HttpResponseBase:
    """Une commune par son code INSEE ; un code abandonné depuis 2021 mène (301) à celui d’aujourd’hui."""
    return one(request, _COMMUNE, code, asked)


@router.get("/epcis", response=Collectivites, summary="EPCI à fiscalité propre", by_alias=True)
def epcis(request: HttpRequest, asked: Query[Filters]) -> HttpResponseBase:
    """Les EPCI à fiscalité propre, dans l’ordre des codes."""
    return _of_kind(request, "epci", asked)


@router.get("/epcis/{code}", response=COLLECTIVITE, summary="Un EPCI ou un EPT", by_alias=True)
def epci(
    request: HttpRequest,
    code: Annotated[str, Path(description="SIREN de l’EPCI ou de l’EPT ; un ancien est admis.")],
    asked: Query[Shown],
) -> HttpResponseBase:
    """Un EPCI à fiscalité propre ou un EPT, par son SIREN ; d’un EPCI disparu depuis 2021, 301 vers son héritier."""
    return one(request, _EPCI, code, asked)


@router.get("/epcis/{code}/communes", response=Collectivites, summary="Communes d’un EPCI ou d’un EPT", by_alias=True)
def communes_of_epci(
    request: HttpRequest, code: Annotated[str, Path(description="SIREN de l’EPCI ou de l’EPT.")], asked: Query[Listed]
) -> HttpResponseBase:
    """Les communes membres d’un EPCI ou d’un établissement public territorial, dans l’ordre des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        siren = group(edition, code).siren
        members = queries.of_group(queries.universe(edition).filter(kind="commune"), siren)
        return listed(request, edition, members, asked, f"communes-{siren}")

    return listing.answer_list(request, asked, make)


@router.get("/departements", response=Territoires, summary="Départements", by_alias=True)
def departements(request: HttpRequest, asked: Query[DepartementFilters]) -> HttpResponseBase:
    """Les 101 départements, chacun avec le score de la collectivité qui en exerce les compétences."""
    if asked.code_region:
        check_territory("region", asked.code_region)
    return _areas(request, "departement", asked, region=asked.code_region)


@router.get("/departements/{code}", response=areas.TERRITOIRE, summary="Un département", by_alias=True)
def departement(
    request: HttpRequest,
    code: Annotated[str, Path(description="Code du département, territoire.")],
    asked: Query[AreaShown],
) -> HttpResponseBase:
    """Un département par son code, avec le score de la collectivité qui en exerce les compétences."""
    return _area(request, "departement", code.upper(), asked)


@router.get("/departements/{code}/communes", response=Collectivites, summary="Communes d’un département", by_alias=True)
def communes_of_departement(
    request: HttpRequest,
    code: Annotated[str, Path(description="Code du département, ou de la collectivité qui en couvre plusieurs (6AE).")],
    asked: Query[Listed],
) -> HttpResponseBase:
    """Les communes d’un département, dans l’ordre des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        members = queries.universe(edition).filter(kind="commune", departement__in=departements_of(code.upper()))
        return listed(request, edition, members, asked, f"communes-{code.upper()}")

    return listing.answer_list(request, asked, make)


@router.get("/regions", response=Territoires, summary="Régions", by_alias=True)
def regions(request: HttpRequest, asked: Query[RegionFilters]) -> HttpResponseBase:
    """Les 18 régions, chacune avec le score de la collectivité qui en exerce les compétences."""
    return _areas(request, "region", asked)


@router.get("/regions/{code}", response=areas.TERRITOIRE, summary="Une région", by_alias=True)
def region(
    request: HttpRequest, code: Annotated[str, Path(description="Code de la région.")], asked: Query[AreaShown]
) -> HttpResponseBase:
    """Une région par son code, avec le score de la collectivité qui en exerce les compétences."""
    return _area(request, "region", code, asked)


@router.get("/regions/{code}/departements", response=Territoires, summary="Départements d’une région", by_alias=True)
def departements_of_region(
    request: HttpRequest, code: Annotated[str, Path(description="Code de la région.")], asked: Query[AreaListed]
) -> HttpResponseBase:
    """Les départements d’une région."""
    check_territory("region", code)
    return _areas(request, "departement", asked, region=code)


def _of_kind(request: HttpRequest, kind: str, asked: Filters) -> HttpResponseBase:
    def make(edition: Edition) -> HttpResponseBase:
        members = chosen(edition, queries.universe(edition).filter(kind=kind), asked)
        return listed(request, edition, members, asked, f"{kind}s")

    return listing.answer_list(request, asked, make)


def _area(request: HttpRequest, level: str, code: str, asked: AreaShown) -> HttpResponseBase:
    def make(edition: Edition) -> HttpResponseBase:
        check_territory(level, code)
        row = next(row for row in areas.rows(edition, level) if row["code"] == code)
        selection = _selected(edition, asked, alone=True)
        return formats.one(request, selection, row, f"{level}-{code}-{edition.date}")

    return answer(request, asked.edition, make)


def _areas(request: HttpRequest, level: str, asked: AreaListed, region: str | None = None) -> HttpResponseBase:
    def make(edition: Edition) -> HttpResponseBase:
        selection = _selected(edition, asked)
        rows = areas.rows(edition, level)
        if region:
            rows = [row for row in rows if row["region"] == region]
        if isinstance(asked, RegionFilters) and asked.code:
            check_territory(level, asked.code)
            rows = [row for row in rows if row["code"] == asked.code]
        if isinstance(asked, RegionFilters) and asked.nom:
            rows = areas.nearest(rows, level, asked.nom, asked.boost)
            selection = selection.with_field(NEARNESS)
        page = listing.of_rows(request, rows, "code", selection, asked, edition)
        return listing.present(request, page, selection, asked, f"{level}s-{edition.date}", edition)

    return listing.answer_list(request, asked, make)


def _selected(edition: Edition, asked: AreaShown, *, alone: bool = False) -> Selection:
    return selected(fields_in(edition, areas.AREA), asked.fields, asked.format, geometry=asked.geometry, alone=alone)
