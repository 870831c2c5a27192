"""A list as every resource gives it: an array of records, its total and next part in headers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from barometre.web.api import cursors, formats
from barometre.web.api.errors import BAD_PARAMETER, UNKNOWN_EDITION, ProblemError
from barometre.web.api.parameters import HEAVY_LIST, EditionPart, Part
from barometre.web.api.publication import answer
from barometre.web.api.records import Row, Selection
from barometre.web.editions.models import Edition

# Number of rows read at once from the database: one has up to 15 kB of documents.
CHUNK = 100


@dataclass(frozen=True)
class Page:
    """The part of a list that is asked for.

    Attributes:
        rows: its rows, read as they are sent when they come from the database.
        total: number of rows of the whole list.
        last: what places its last row in the order of the list; None when no row follows.
    """

    rows: Iterable[Row]
    total: int
    last: tuple[str, ...] | None


def answer_list(
    request: HttpRequest, asked: EditionPart, make: Callable[[Edition], HttpResponseBase]
) -> HttpResponseBase:
    """Answer with what `make` makes of the edition asked for, or of that where the list began.

    Raises:
        ProblemError: the edition does not exist, or no longer, or `make` refuses.
    """
    try:
        return answer(request, asked.edition, make)
    except ProblemError as problem:
        if asked.cursor and problem.kind is UNKNOWN_EDITION:
            raise cursors.ended(asked.edition) from None
        raise


def of_query(request: HttpRequest, source: QuerySet, selection: Selection, asked: Part, edition: Edition) -> Page:
    """Return the part asked for of a query whose order leaves no tie: memory stays the same whatever its number.

    With a cursor, rows already given are not read again (no OFFSET): the last part costs what the first does.

    Raises:
        ProblemError: the cursor is not of this list, its edition is gone, or too much is asked for at once.
    """
    start, limit = asked.offset, limit_of(selection, asked)
    order = [str(column) for column in source.query.order_by]
    cursor = _cursor(request, asked, edition)
    if cursor is None:
        total = source.count()
    else:
        total, source = cursor.total, _after(source, order, cursor)
    end = None if limit is None else start + limit
    rows = source.values(*selection.columns)[start:end].iterator(chunk_size=CHUNK)
    last_and_next = [] if end is None else list(source.values_list(*order)[end - 1 : end + 1])
    return Page(rows, total, last_and_next[0] if len(last_and_next) == 2 else None)


def of_rows(
    request: HttpRequest, source: list[Any], key: str, selection: Selection, asked: Part, edition: Edition | None
) -> Page:
    """Return the part asked for of rows that are all there, each with a value of its own under `key`.

    Raises:
        ProblemError: the cursor is not of this list, its edition is gone, or too much is asked for at once.
    """
    start, limit = asked.offset, limit_of(selection, asked)
    if cursor := _cursor(request, asked, edition):
        places = {(str(row[key]),): place for place, row in enumerate(source)}
        if cursor.after not in places:
            raise cursors.ended(cursor.day)
        start = places[cursor.after] + 1
    end = len(source) if limit is None else start + limit
    return Page(source[start:end], len(source), (str(source[end - 1][key]),) if end < len(source) else None)


def present(
    request: HttpRequest, page: Page, selection: Selection, asked: Part, name: str, edition: Edition | None
) -> HttpResponseBase:
    """Answer with a part of a list, with `X-Total-Count` and `Link` (RFC 8288).

    `name` is that of the CSV file, without its end; `edition`, when there is one, is that of all the parts.
    """
    response = formats.several(request, selection, page.rows, name)
    response["X-Total-Count"] = str(page.total)
    links = []
    if page.last is not None:
        day, build = (edition.date, cursors.build_of(edition.build_id)) if edition else (None, "")
        cursor = cursors.write(request, cursors.Cursor(day, build, page.total, page.last))
        kept = {name: value for name, value in request.GET.items() if name not in ("offset", "edition")}
        query = kept | {"limit": str(limit_of(selection, asked)), "cursor": cursor}
        links.append(f'<{request.path}?{urlencode(query)}>; rel="next"')
    if edition and edition.current:
        links += [
            f'</donnees/{file}>; rel="alternate"; type="application/vnd.apache.parquet"' for file in selection.files
        ]
    if links:
        response["Link"] = ", ".join(links)
    return response


def limit_of(selection: Selection, asked: Part) -> int | None:
    """Return the greatest number of rows of the part asked for; None for no end.

    Raises:
        ProblemError: more is asked for than a list with heavy fields gives at once.
    """
    if not selection.files:
        return asked.limit
    limit = HEAVY_LIST if asked.limit is None else asked.limit
    if limit > HEAVY_LIST:
        raise ProblemError(
            BAD_PARAMETER,
            f"Paramètre « limit » : « {limit} » reçu ; avec indicateurs ou faits, un nombre entier "
            f"de 1 à {HEAVY_LIST} est attendu. La suite est dans l’en-tête Link, "
            "le tout dans les fichiers de /api/v1/editions.",
        )
    return limit


def _cursor(request: HttpRequest, asked: Part, edition: Edition | None) -> cursors.Cursor | None:
    """Return the cursor of a call, None when it has none.

    Raises:
        ProblemError: it is not of this list, or its edition is no longer the one that is published.
    """
    if asked.cursor is None:
        return None
    cursor = cursors.read(request, asked.cursor)
    if edition and cursor.build != cursors.build_of(edition.build_id):
        raise cursors.ended(cursor.day)
    return cursor


def _after(source: QuerySet, order: list[str], cursor: cursors.Cursor) -> QuerySet:
    """Return the rows that come after that of the cursor (by comparison of rows: PostgreSQL manual, 9.25.5).

    Raises:
        ProblemError: the cursor is not of a list in this order.
    """
    if len(cursor.after) != len(order):
        raise cursors.ended(cursor.day)
    return source.filter(TupleGreaterThan(Tuple(*map(F, order)), cursor.after))
