"""A list as every resource gives it: an array of records, its total and next part in headers."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from barometre.web.api import formats
from barometre.web.api.parameters import Part
from barometre.web.api.records import Row, Selection

# Number of rows read at once from the database.
CHUNK = 500


def present(
    request: HttpRequest, source: QuerySet | list[Any], selection: Selection, asked: Part, name: str
) -> HttpResponseBase:
    """Answer with the part asked for of rows, or of a query, with `X-Total-Count` and `Link` (RFC 8288).

    Rows of the database are read as they are sent: memory stays the same whatever their number. `name` is that of the
    CSV file, without its end.
    """
    end = None if asked.limit is None else asked.offset + asked.limit
    if isinstance(source, QuerySet):
        total = source.count()
        rows: Iterable[Row] = source.values(*selection.columns)[asked.offset : end].iterator(chunk_size=CHUNK)
    else:
        total, rows = len(source), source[asked.offset : end]
    response = formats.several(selection, rows, name)
    response["X-Total-Count"] = str(total)
    if end is not None and end < total:
        query = {**request.GET.dict(), "offset": end}
        response["Link"] = f'<{request.path}?{urlencode(query)}>; rel="next"'
    return response
