"""A list as every resource gives it: an array of records, its total and next part in headers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from barometre.web.api import formats
from barometre.web.api.records import Row, Selection

# Number of rows read at once from the database.
CHUNK = 500


class ListParameters(Protocol):
    """Parameters on the part and the form of a list."""

    @property
    def limit(self) -> int | None:
        """Rows at most."""

    @property
    def offset(self) -> int:
        """Rows before the part."""

    @property
    def format(self) -> str:
        """json, csv or geojson."""


@dataclass(frozen=True)
class Listing:
    """Rows ready to be shown: those of the part asked for, and how many there are in all."""

    rows: Iterable[Row]
    total: int
    selection: Selection


def of_rows(rows: list[Any], selection: Selection, limit: int | None, offset: int) -> Listing:
    """Return a part of rows held in memory."""
    shown = rows[offset : None if limit is None else offset + limit]
    return Listing(shown, len(rows), selection)


def of_query(query: QuerySet, selection: Selection, limit: int | None, offset: int) -> Listing:
    """Return a part of rows of the database, read as they are sent: memory stays the same whatever their number."""
    rows = query.values(*selection.columns)[offset : None if limit is None else offset + limit]
    return Listing(rows.iterator(chunk_size=CHUNK), query.count(), selection)


def present(request: HttpRequest, listing: Listing, asked: ListParameters, name: str) -> HttpResponseBase:
    """Answer with the list in the format asked for, with `X-Total-Count` and `Link` (RFC 8288).

    Args:
        request: the call.
        listing: what to show.
        asked: parameters with format, limit and offset.
        name: of the CSV file, without its end.
    """
    response = _formatted(listing, asked, name)
    response["X-Total-Count"] = str(listing.total)
    following = asked.offset + asked.limit if asked.limit is not None else listing.total
    if following < listing.total:
        query = {**request.GET.dict(), "offset": following}
        response["Link"] = f'<{request.path}?{urlencode(query)}>; rel="next"'
    return response


def _formatted(listing: Listing, asked: ListParameters, name: str) -> HttpResponseBase:
    selection, rows = listing.selection, listing.rows
    if asked.format == "geojson":
        return formats.feature_collection((selection.record(row), selection.shape(row)) for row in rows)
    records = (selection.record(row) for row in rows)
    return formats.csv_file(selection, records, name) if asked.format == "csv" else formats.json_list(records)
