"""/editions: what is published, with its files and their checksums."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field as Described
from pydantic_core import PydanticCustomError

from barometre.web.api import formats, listing, schemas
from barometre.web.api.errors import UNKNOWN_EDITION, Problem, refuse_unknown
from barometre.web.api.parameters import Part, Table
from barometre.web.api.publication import edition_for, kept, tag_of
from barometre.web.api.records import Selection, column
from barometre.web.api.types import Day
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Éditions"])

_ENTRY = Selection((column("date", "date"), column("identifiant", "build_id"), column("courante", "current")))


class EditionFilters(Part):
    """The published editions."""

    format: Table = Described("json", description="Forme de la réponse.")


@router.get("/editions", response=list[schemas.EditionEntry], summary="Éditions", by_alias=True)
def editions(request: HttpRequest, asked: Query[EditionFilters]) -> HttpResponseBase:
    """Les éditions publiées, la plus récente d’abord."""
    edition_for(None)
    found = list(queries.editions().only("date", "build_id", "current"))
    rows = [{"date": str(one.date), "build_id": one.build_id, "current": one.current} for one in found]
    part = listing.of_rows(rows, _ENTRY, asked.limit, asked.offset)
    return kept(request, tag_of(found), lambda: listing.present(request, part, asked, "editions"))


@router.get("/editions/{date}", response=schemas.EditionSheet, summary="Une édition", by_alias=True)
def edition(request: HttpRequest, date: Path[str]) -> HttpResponseBase:
    """Une édition : ses fichiers avec leurs empreintes, et son manifeste tel que construit."""
    refuse_unknown(request, [])
    try:
        day = Day().check(date)
    except PydanticCustomError:
        raise Problem(UNKNOWN_EDITION, f"« {date[:80]} » n’est pas une date AAAA-MM-JJ.") from None
    found = edition_for(day)
    return kept(request, tag_of([found]), lambda: formats.one_json(_sheet(request, found)))


def _sheet(request: HttpRequest, found: Edition) -> dict[str, Any]:
    """The edition's entry, files and manifest; only the current edition's files have an address."""
    files = [
        {
            "nom": file["name"],
            "octets": file["bytes"],
            "sha256": file["sha256"],
            "lignes": file.get("rows"),
            "url": request.build_absolute_uri(f"/donnees/{file['name']}") if found.current else None,
        }
        for file in found.manifest["files"]
    ]
    entry = {"date": str(found.date), "identifiant": found.build_id, "courante": found.current}
    return {**entry, "fichiers": files, "manifeste": found.manifest}
