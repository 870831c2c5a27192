"""/editions: what is published, with its files and their checksums."""

# Types of answers are made when the program runs.
# mypy: disable-error-code="valid-type"

from typing import Annotated, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic_core import PydanticCustomError

from barometre.web.api import formats, listing
from barometre.web.api.errors import UNKNOWN_EDITION, ProblemError, refuse_unknown
from barometre.web.api.fields import Date
from barometre.web.api.parameters import Part, Table
from barometre.web.api.publication import edition_for, kept, tag_of
from barometre.web.api.records import Selection, column, example_of, renamed, schema
from barometre.web.api.types import read_day
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

router = Router(tags=["Éditions"])

_ENTRY = (
    column("date", "date", Date, "2026-11-01", "Date de l’édition."),
    column("identifiant", "build_id", str, "0f84c0144fd425cd3d9381f180070e35", "SHA-256 du manifeste."),
    column("courante", "current", bool, True, "Celle que le site montre."),
)
_URL = "Adresse du fichier ; null pour une édition passée."
_FILE = (
    column("nom", "name", str, "scores.parquet", "Nom du fichier."),
    column("octets", "bytes", int, 126551, "Taille en octets."),
    column("sha256", "sha256", str, "06156a9168d2d159a4f59d9017176bf5", "Empreinte SHA-256."),
    column("lignes", "rows", int | None, 18221, "Nombre de lignes d’une table."),
    column("url", "url", str | None, "http://localhost/donnees/scores.parquet", _URL),
)
_FILE_TYPE = schema("EditionFile", "Un fichier d’une édition.", _FILE, chosen=False)
_SHEET = (
    *_ENTRY,
    column("fichiers", "files", list[_FILE_TYPE], [example_of(_FILE)], "Ses fichiers."),
    column("manifeste", "manifest", dict[str, Any], {"date": "2026-11-01"}, "Son manifeste, tel que construit."),
)
EDITION_ENTRY = schema("EditionEntry", "Une édition publiée.", _ENTRY, chosen=False)
EDITION_SHEET = schema("EditionSheet", "Une édition : ses fichiers et son manifeste.", _SHEET, chosen=False)


class EditionFilters(Part):
    """The published editions."""

    format: Table = "json"


@router.get("/editions", response=list[EDITION_ENTRY], summary="Éditions", by_alias=True)
def editions(request: HttpRequest, asked: Query[EditionFilters]) -> HttpResponseBase:
    """Les éditions publiées, la plus récente d’abord."""
    edition_for(None)
    published = list(queries.editions().only("date", "build_id", "current"))
    rows, selection = [_row(edition) for edition in published], Selection(_ENTRY, asked.format)
    page = listing.of_rows(request, rows, "date", selection, asked, None)
    return kept(request, tag_of(published), lambda: listing.present(request, page, selection, asked, "editions", None))


@router.get("/editions/{date}", response=EDITION_SHEET, summary="Une édition", by_alias=True)
def edition(
    request: HttpRequest, date: Annotated[str, Path(description="Date de l’édition, AAAA-MM-JJ.")]
) -> HttpResponseBase:
    """Une édition : ses fichiers avec leurs empreintes, et son manifeste tel que construit."""
    refuse_unknown(request, [])
    try:
        day = read_day(date)
    except PydanticCustomError:
        raise ProblemError(UNKNOWN_EDITION, f"« {date[:80]} » n’est pas une date AAAA-MM-JJ.") from None
    published = edition_for(day)

    def make() -> HttpResponseBase:
        return formats.one(request, Selection(_SHEET), _sheet(request, published), f"edition-{day}")

    return kept(request, tag_of([published]), make)


def _row(edition: Edition) -> dict[str, Any]:
    return {"date": str(edition.date), "build_id": edition.build_id, "current": edition.current}


def _sheet(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """Return the row of an edition with its files and manifest; only the current edition's files have an address."""
    files = []
    for file in edition.manifest["files"]:
        url = request.build_absolute_uri(f"/donnees/{file['name']}") if edition.current else None
        files.append(renamed(file | {"url": url}, _FILE))
    return _row(edition) | {"files": files, "manifest": edition.manifest}
