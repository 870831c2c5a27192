"""A list as every resource gives it: an array of records, its total and next part in headers."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from barometre.web.api import formats
from barometre.web.api.errors import BAD_PARAMETER, ProblemError
from barometre.web.api.parameters import HEAVY_LIST, Part
from barometre.web.api.records import Row, Selection
from barometre.web.editions.models import Edition

# Number of rows read at once from the database: one has up to 15 kB of documents.
CHUNK = 100


def present(
    request: HttpRequest,
    source: QuerySet | list[Any],
    selection: Selection,
    asked: Part,
    name: str,
    edition: Edition | None = None,
) -> HttpResponseBase:
    """Answer with the part asked for of rows, or of a query, with `X-Total-Count` and `Link` (RFC 8288).

    Rows of the database are read as they are sent: memory stays the same whatever their number. `name` is that of the
    CSV file, without its end; `edition`, when there is one, is that of all the parts.

    Raises:
        ProblemError: more is asked for than a list with heavy fields gives at once.
    """
    start, end = bounds(selection, asked)
    if isinstance(source, QuerySet):
        rows: Iterable[Row] = source.values(*selection.columns)[start:end].iterator(chunk_size=CHUNK)
        return present_part(request, rows, source.count(), selection, asked, name, edition)
    return present_part(request, source[start:end], len(source), selection, asked, name, edition)


def present_part(
    request: HttpRequest,
    rows: Iterable[Row],
    total: int,
    selection: Selection,
    asked: Part,
    name: str,
    edition: Edition | None = None,
) -> HttpResponseBase:
    """Answer with rows that are already the part asked for (`bounds`) of a list of `total` rows."""
    start, end = bounds(selection, asked)
    response = formats.several(selection, rows, name)
    response["X-Total-Count"] = str(total)
    links = []
    if end is not None and end < total:
        pinned = {"edition": str(edition.date)} if edition else {}
        query = {**request.GET.dict(), **pinned, "limit": end - start, "offset": end}
        links.append(f'<{request.path}?{urlencode(query)}>; rel="next"')
    if edition and edition.current:
        links += [
            f'</donnees/{file}>; rel="alternate"; type="application/vnd.apache.parquet"' for file in selection.files
        ]
    if links:
        response["Link"] = ", ".join(links)
    return response


def bounds(selection: Selection, asked: Part) -> tuple[int, int | None]:
    """Return the first row of the part asked for, and the one after its last; None for no end.

    Raises:
        ProblemError: more is asked for than a list with heavy fields gives at once.
    """
    limit = asked.limit
    if selection.files:
        limit = HEAVY_LIST if limit is None else limit
        if limit > HEAVY_LIST:
            raise ProblemError(
                BAD_PARAMETER,
                f"Paramètre « limit » : « {limit} » reçu ; avec indicateurs ou faits, un nombre entier "
                f"de 1 à {HEAVY_LIST} est attendu. La suite est dans l’en-tête Link, "
                "le tout dans les fichiers de /api/v1/editions.",
            )
    return asked.offset, None if limit is None else asked.offset + limit
