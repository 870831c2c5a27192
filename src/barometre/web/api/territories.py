"""/communes, /epcis, /departements, /regions: the familiar resources of geo.api.gouv.fr, with scores."""

from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field as Described

from barometre.web.api import areas, formats, listing, lookup, schemas
from barometre.web.api.collectivites import (
    Filters,
    Listed,
    Shown,
    bodies_chosen,
    bodies_listed,
    check_territory,
    departements_of,
    group,
    one,
)
from barometre.web.api.parameters import Code, Drawn, InEdition, Part, RegionCode, Search
from barometre.web.api.publication import answer, moved
from barometre.web.api.records import selected
from barometre.web.api.types import SeveralOf
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Territoires"])


class AreaShown(InEdition, Drawn):
    """What is said of a département or a région."""

    fields: Annotated[tuple[str, ...], SeveralOf(areas.NAMES)] | None = Described(
        None, description="Clés voulues, séparées par des virgules ; nom et code sont toujours là."
    )


class AreaListed(Part, AreaShown):
    """Départements of a région."""


class RegionFilters(AreaListed, Search):
    """A choice of régions."""

    code: Code | None = Described(None, description="Code du territoire.")


class DepartementFilters(RegionFilters):
    """A choice of départements."""

    code_region: RegionCode | None = Described(None, description="Code de la région.")


Bodies = list[schemas.Collectivite]
Areas = list[schemas.Territoire]


@router.get("/communes", response=Bodies, summary="Communes", by_alias=True)
def communes(request: HttpRequest, asked: Query[Filters]) -> HttpResponseBase:
    """Les communes, choisies par nom, code, code postal, territoire ou strate, dans l’ordre des codes."""
    return _of_kind(request, "commune", asked)


@router.get("/communes/{code}", response=schemas.Collectivite, summary="Une commune", by_alias=True)
def commune(request: HttpRequest, code: Path[str], asked: Query[Shown]) -> HttpResponseBase:
    """Une commune par son code INSEE ; un code abandonné depuis 2021 mène (301) à celui d’aujourd’hui."""

    def make(edition: Edition) -> HttpResponseBase:
        wanted = code.upper()
        found = queries.universe(edition).filter(kind="commune", code=wanted) if wanted.isalnum() else None
        if found:
            return one(edition, found, asked)
        today = lookup.commune_of_today(wanted)
        if today and today != wanted and queries.by_code(edition, "commune", today):
            return moved(request, code, today)
        raise lookup.unknown("Aucune commune", wanted)

    return answer(request, asked.edition, make)


@router.get("/epcis", response=Bodies, summary="EPCI à fiscalité propre", by_alias=True)
def epcis(request: HttpRequest, asked: Query[Filters]) -> HttpResponseBase:
    """Les EPCI à fiscalité propre, dans l’ordre des codes."""
    return _of_kind(request, "epci", asked)


@router.get("/epcis/{code}", response=schemas.Collectivite, summary="Un EPCI ou un EPT", by_alias=True)
def epci(request: HttpRequest, code: Path[str], asked: Query[Shown]) -> HttpResponseBase:
    """Un EPCI à fiscalité propre ou un EPT, par son SIREN ; d’un EPCI disparu depuis 2021, 301 vers son héritier."""

    def make(edition: Edition) -> HttpResponseBase:
        siren = _plain(code)
        found = queries.universe(edition).filter(kind__in=["epci", "ept"], siren=siren)
        if found:
            return one(edition, found, asked)
        heir = lookup.siren_of_today(siren)
        if heir and queries.by_code(edition, "epci", heir):
            return moved(request, siren, heir)
        raise lookup.unknown("Aucun EPCI", siren)

    return answer(request, asked.edition, make)


@router.get("/epcis/{code}/communes", response=Bodies, summary="Communes d’un EPCI ou d’un EPT", by_alias=True)
def communes_of_epci(request: HttpRequest, code: Path[str], asked: Query[Listed]) -> HttpResponseBase:
    """Les communes membres d’un EPCI ou d’un établissement public territorial, dans l’ordre des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        siren = group(edition, _plain(code)).siren
        found = queries.of_group(queries.universe(edition).filter(kind="commune"), siren)
        return bodies_listed(request, edition, found, asked, f"communes-{siren}")

    return answer(request, asked.edition, make)


@router.get("/departements", response=Areas, summary="Départements", by_alias=True)
def departements(request: HttpRequest, asked: Query[DepartementFilters]) -> HttpResponseBase:
    """Les 101 départements, chacun avec le score de la collectivité qui en exerce les compétences."""
    if asked.code_region:
        check_territory("region", asked.code_region)
    return _areas(request, "departement", asked, region=asked.code_region)


@router.get("/departements/{code}", response=schemas.Territoire, summary="Un département", by_alias=True)
def departement(request: HttpRequest, code: Path[str], asked: Query[AreaShown]) -> HttpResponseBase:
    """Un département par son code, avec le score de la collectivité qui en exerce les compétences."""
    return _area(request, "departement", code.upper(), asked)


@router.get("/departements/{code}/communes", response=Bodies, summary="Communes d’un département", by_alias=True)
def communes_of_departement(request: HttpRequest, code: Path[str], asked: Query[Listed]) -> HttpResponseBase:
    """Les communes d’un département, dans l’ordre des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        found = queries.universe(edition).filter(kind="commune", departement__in=departements_of(code.upper()))
        return bodies_listed(request, edition, found, asked, f"communes-{code.upper()}")

    return answer(request, asked.edition, make)


@router.get("/regions", response=Areas, summary="Régions", by_alias=True)
def regions(request: HttpRequest, asked: Query[RegionFilters]) -> HttpResponseBase:
    """Les 18 régions, chacune avec le score de la collectivité qui en exerce les compétences."""
    return _areas(request, "region", asked)


@router.get("/regions/{code}", response=schemas.Territoire, summary="Une région", by_alias=True)
def region(request: HttpRequest, code: Path[str], asked: Query[AreaShown]) -> HttpResponseBase:
    """Une région par son code, avec le score de la collectivité qui en exerce les compétences."""
    return _area(request, "region", code, asked)


@router.get("/regions/{code}/departements", response=Areas, summary="Départements d’une région", by_alias=True)
def departements_of_region(request: HttpRequest, code: Path[str], asked: Query[AreaListed]) -> HttpResponseBase:
    """Les départements d’une région."""
    check_territory("region", code)
    return _areas(request, "departement", asked, region=code)


def _plain(code: str) -> str:
    """A code from an address; empty when no database could hold it."""
    return code if code.isascii() and code.isalnum() else ""


def _of_kind(request: HttpRequest, kind: str, asked: Filters) -> HttpResponseBase:
    def make(edition: Edition) -> HttpResponseBase:
        bodies = queries.universe(edition).filter(kind=kind)
        return bodies_chosen(request, edition, bodies, asked, f"{kind}s")

    return answer(request, asked.edition, make)


def _area(request: HttpRequest, level: str, code: str, asked: AreaShown) -> HttpResponseBase:
    def make(edition: Edition) -> HttpResponseBase:
        check_territory(level, code)
        row = next(row for row in areas.rows(edition, level) if row["code"] == code)
        selection = selected(areas.fields_of_area(edition), asked, alone=True)
        return formats.one(selection, row, asked.format, f"{level}-{code}-{edition.date}")

    return answer(request, asked.edition, make)


def _areas(request: HttpRequest, level: str, asked: AreaListed, region: str | None = None) -> HttpResponseBase:
    def make(edition: Edition) -> HttpResponseBase:
        selection = selected(areas.fields_of_area(edition), asked)
        rows = areas.rows(edition, level)
        if region:
            rows = [row for row in rows if row["region"] == region]
        if isinstance(asked, RegionFilters) and asked.code:
            check_territory(level, asked.code)
            rows = [row for row in rows if row["code"] == asked.code]
        if isinstance(asked, RegionFilters) and asked.nom:
            rows = areas.nearest(rows, level, asked.nom, asked.boost)
            selection = selection.with_field(listing.NEARNESS)
        found = listing.of_rows(rows, selection, asked.limit, asked.offset)
        return listing.present(request, found, asked, f"{level}s-{edition.date}")

    return answer(request, asked.edition, make)
