"""/collectivites: every authority, by name, code or place, in JSON, CSV or GeoJSON."""

# Types of answers are made when the program runs.
# mypy: disable-error-code="valid-type"

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field as Described

from barometre.territory import reference
from barometre.web.api import formats, listing, lookup
from barometre.web.api.errors import UNKNOWN_CODE, ProblemError
from barometre.web.api.fields import AUTHORITY, COLLECTIVITE, NEARNESS, fields_in
from barometre.web.api.parameters import KINDS, Chosen, Drawn, EditionPart, InEdition, Kind, Search
from barometre.web.api.publication import answer, moved
from barometre.web.api.records import selected
from barometre.web.api.types import several_of
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.shared.areas import covered

router = Router(tags=["Collectivités"])


class Shown(InEdition, Drawn):
    """Parameters on the form of an answer about authorities."""

    fields: Annotated[tuple[str, ...], several_of(field.name for field in AUTHORITY)] | None = Described(
        None, description="Clés voulues, séparées par des virgules ; nom et code sont toujours là."
    )


class Listed(EditionPart, Shown):
    """Members of a territory."""


class Filters(Listed, Chosen, Search):
    """Authorities of one kind, chosen."""


class AllFilters(Filters):
    """Authorities of any kind, chosen."""

    type: Kind | None = Described(
        None, description="Type ; sans lui, les collectivités mesurées de tous les types (les EPT ne le sont pas)."
    )


@router.get("/collectivites", response=list[COLLECTIVITE], summary="Collectivités", by_alias=True)
def collectivites(request: HttpRequest, asked: Query[AllFilters]) -> HttpResponseBase:
    """Toutes les collectivités, choisies par nom, code, territoire ou strate ; dans l’ordre des types et des codes."""

    def make(edition: Edition) -> HttpResponseBase:
        authorities = queries.universe(edition)
        if asked.type:
            authorities = authorities.filter(kind=asked.type)
        elif not (asked.code or asked.siren or asked.nom):
            authorities = authorities.filter(measured=True)
        return listed(request, edition, chosen(edition, authorities, asked), asked, "collectivites")

    return listing.answer_list(request, asked, make)


class Identifier(NamedTuple):
    """How one authority is named in an address: by which column, among which kinds."""

    column: str
    kinds: Sequence[str]
    today: Callable[[str], str | None]
    none: str


_SIREN = Identifier("siren", KINDS, lookup.siren_of_today, "Aucune collectivité")


@router.get("/collectivites/{siren}", response=COLLECTIVITE, summary="Une collectivité", by_alias=True)
def collectivite(
    request: HttpRequest,
    siren: Annotated[str, Path(description="SIREN de neuf chiffres ; un ancien est admis.")],
    asked: Query[Shown],
) -> HttpResponseBase:
    """Une collectivité par son SIREN ; un SIREN abandonné depuis 2021 mène (301) à celui d’aujourd’hui."""
    return one(request, _SIREN, siren, asked)


def one(request: HttpRequest, identifier: Identifier, code: str, asked: Shown) -> HttpResponseBase:
    """Answer on the authority of a code; one given up since 2021 leads to the code of today.

    Raises:
        ProblemError: there is no such code.
    """

    def make(edition: Edition) -> HttpResponseBase:
        kinds = queries.universe(edition).filter(kind__in=identifier.kinds)
        written = code.upper() if code.isascii() and code.isalnum() else ""
        if authority := kinds.filter(**{identifier.column: written}):
            selection = selected(fields_in(edition), asked.fields, asked.format, geometry=asked.geometry, alone=True)
            row = queries.with_coverage(authority).values(*selection.columns)[0]
            return formats.one(request, selection, row, f"{row['code']}-{edition.date}")
        today = identifier.today(written)
        if today and kinds.filter(**{identifier.column: today}):
            return moved(request, code, today)
        raise lookup.unknown(identifier.none, code.upper())

    return answer(request, asked.edition, make)


def chosen(edition: Edition, authorities: QuerySet[Collectivite], asked: Chosen) -> QuerySet[Collectivite]:
    """Return the authorities of the place, strate and identifiers asked for.

    Raises:
        ProblemError: there is no such territory, code or SIREN.
    """
    if asked.code_departement:
        authorities = queries.concerning(authorities, "departement", departements_of(asked.code_departement))
    if asked.code_region:
        check_territory("region", asked.code_region)
        authorities = queries.concerning(authorities, "region", [asked.code_region])
    if asked.code_epci:
        group(edition, asked.code_epci)
        authorities = queries.of_group(authorities, asked.code_epci)
    if asked.strate:
        authorities = authorities.filter(strate=asked.strate)
    if asked.code:
        authorities = authorities.filter(code=_of_today(edition, "code", asked.code, lookup.commune_of_today))
    if asked.siren:
        authorities = authorities.filter(siren=_of_today(edition, "siren", asked.siren, lookup.siren_of_today))
    if asked.code_postal:
        authorities = authorities.filter(postal_codes__contains=[asked.code_postal])
    return authorities


def _of_today(edition: Edition, column: str, code: str, today: Callable[[str], str | None]) -> str:
    """Return a code that the edition has, that of today for one given up.

    Raises:
        ProblemError: there is no such code.
    """
    everyone = queries.universe(edition)
    for known in (code, today(code)):
        if known and everyone.filter(**{column: known}).exists():
            return known
    raise lookup.unknown("Aucune collectivité", code)


def listed(
    request: HttpRequest, edition: Edition, authorities: QuerySet[Collectivite], asked: Listed, name: str
) -> HttpResponseBase:
    """Answer on several authorities; when a name is asked for, in the order of the site's search."""
    selection = selected(fields_in(edition), asked.fields, asked.format, geometry=asked.geometry)
    name = f"{name}-{edition.date}"
    if not isinstance(asked, Search) or asked.nom is None:
        page = listing.of_query(request, queries.with_coverage(authorities), selection, asked, edition)
        return listing.present(request, page, selection, asked, name, edition)
    sirens = list(dict.fromkeys(hit.siren for hit in lookup.by_name(asked.nom)))
    named = {row["siren"]: row for row in authorities.filter(siren__in=sirens).values("siren", "name", "population")}
    found = lookup.nearest([named[siren] for siren in sirens if siren in named], asked.nom, asked.boost)
    page = listing.of_rows(request, found, "siren", selection, asked, edition)
    rows = _in_order(authorities, {row["siren"]: row for row in page.rows}, selection.columns)
    selection = selection.with_field(NEARNESS)
    return listing.present(request, replace(page, rows=rows), selection, asked, name, edition)


def _in_order(
    authorities: QuerySet[Collectivite], found: dict[str, dict[str, Any]], columns: list[str]
) -> Iterator[dict[str, Any]]:
    """Yield columns of the authorities found, in the order of their SIREN in `found`; few are read at a time.

    One that a publication took away meanwhile is left out.
    """
    for start in range(0, len(found), listing.CHUNK):
        sirens = list(found)[start : start + listing.CHUNK]
        read = queries.with_coverage(authorities.filter(siren__in=sirens)).values("siren", *columns)
        rows = {row["siren"]: row for row in read}
        yield from (rows[siren] | found[siren] for siren in sirens if siren in rows)


def check_territory(level: str, code: str) -> None:
    """Check that a département or a région exists.

    Raises:
        ProblemError: it does not exist; the message names the départements of an authority that covers several.
    """
    table = reference.departements() if level == "departement" else reference.regions()
    if code in set(table["code"]):
        return
    if level == "departement" and (several := covered(code)):
        raise ProblemError(
            UNKNOWN_CODE,
            f"« {code} » est le code d’une collectivité (/api/v1/collectivites?code={code}) et non d’un département ; "
            f"elle couvre les départements {' et '.join(several)}.",
        )
    raise lookup.unknown("Aucun département" if level == "departement" else "Aucune région", code)


def departements_of(code: str) -> list[str]:
    """Return the départements of a code: itself, or those of the authority that covers several (6AE: 67 and 68).

    Raises:
        ProblemError: no département and no such authority has the code.
    """
    if several := covered(code):
        return list(several)
    check_territory("departement", code)
    return [code]


def group(edition: Edition, siren: str) -> Collectivite:
    """Return the EPCI or EPT of a SIREN.

    Raises:
        ProblemError: there is none.
    """
    known = queries.universe(edition).filter(kind__in=["epci", "ept"], siren=siren)
    authority = known.first() if siren.isascii() and siren.isalnum() else None
    if authority is None:
        raise lookup.unknown("Aucun EPCI", siren)
    return authority
