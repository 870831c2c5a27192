"""JSON, CSV and GeoJSON made from the same records: whole when small, as a stream of constant memory when large."""

import csv
import io
import json
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, islice

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from barometre.web.api.deprecation import note
from barometre.web.api.records import Row, Selection
from barometre.web.shared.tables import harmless

# Characters written at once, so that a stream holds few records, however heavy; an answer of one batch is sent whole.
BATCH = 100_000

JSON = "application/json"
CSV = "text/csv; charset=utf-8; header=present"
GEOJSON = "application/geo+json"


def json_text(value: object) -> str:
    """Return compact JSON (RFC 8259), in UTF-8 letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def several(request: HttpRequest, selection: Selection, rows: Iterable[Row], name: str) -> HttpResponseBase:
    """Answer with a list in the format of the selection; `name` is that of the CSV file.

    JSON: an array. GeoJSON: a FeatureCollection (RFC 7946, 3.3).
    """
    note(request, *selection.deprecations)
    if selection.format == "csv":
        return _csv_file(selection, rows, name)
    if selection.format == "geojson":
        features = (json_text(_feature(selection, row)) for row in rows)
        return _response(
            _wrapped('{"type":"FeatureCollection","features":[', _batches(features, ","), "]}"), GEOJSON, rows
        )
    records = (json_text(selection.record(row)) for row in rows)
    return _response(_wrapped("[", _batches(records, ","), "]"), JSON, rows)


def one(request: HttpRequest, selection: Selection, row: Row, name: str) -> HttpResponseBase:
    """Answer with one record in the format of the selection; `name` is that of the CSV file."""
    note(request, *selection.deprecations)
    if selection.format == "csv":
        return _csv_file(selection, [row], name)
    if selection.format == "geojson":
        return one_json(_feature(selection, row), GEOJSON)
    return one_json(selection.record(row))


def one_json(value: object, media_type: str = JSON) -> HttpResponse:
    """Answer with one JSON value."""
    return HttpResponse(json_text(value), content_type=media_type)


def _csv_file(selection: Selection, rows: Iterable[Row], name: str) -> HttpResponseBase:
    """Answer with a CSV (RFC 4180): comma, point, UTF-8, a heading; nested values in columns of their own."""
    headings = [heading for field in selection.fields for heading in field.headings]
    lines = chain([headings], (_cells(selection, row) for row in rows))
    response = _response(_batches(map(_csv_line, lines), ""), CSV, rows)
    response["Content-Disposition"] = f'attachment; filename="barometre-{name}.csv"'
    return response


def _feature(selection: Selection, row: Row) -> dict[str, object]:
    """Return a GeoJSON Feature (RFC 7946, 3.2)."""
    return {"type": "Feature", "geometry": selection.shape(row), "properties": selection.record(row)}


def _batches(texts: Iterable[str], separator: str) -> Generator[str]:
    """Yield texts joined by a separator, as many at a time as make a batch."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH:
            yield separator.join(batch)
            batch, size = [], 0
    if batch:
        yield separator.join(batch)


def _wrapped(start: str, texts: Iterator[str], end: str) -> Generator[str]:
    yield start + next(texts, "")
    for text in texts:
        yield f",{text}"
    yield end


class _Stream:
    """Parts of which some are made already; what they are made from is closed with the answer.

    A visitor may leave before the end. Were the cursor of its rows left to the garbage collector (frames that Django's
    errors keep hold them), that could close it in the midst of another query of the same thread, which has the lock of
    the connection already and would wait for itself for ever.
    """

    def __init__(self, first: list[str], rest: Generator[str], rows: Iterable[Row]) -> None:
        self._first, self._rest, self._rows = first, rest, rows

    def __iter__(self) -> Iterator[str]:
        return chain(self._first, self._rest)

    def close(self) -> None:
        self._rest.close()
        if isinstance(self._rows, Generator):
            self._rows.close()


def _response(parts: Generator[str], media_type: str, rows: Iterable[Row]) -> HttpResponseBase:
    first = list(islice(parts, 3))
    if len(first) < 3:
        return HttpResponse("".join(first), content_type=media_type)
    return StreamingHttpResponse(_Stream(first, parts, rows), content_type=media_type)


def _cells(selection: Selection, row: Row) -> list[str]:
    return [written(cell) for field in selection.fields for cell in field.cells(field.value(row))]


def _csv_line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def written(value: object) -> str:
    """Return one value of a CSV: items of a list separated by spaces, formulas of spreadsheets made harmless."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case list() | tuple():
            return harmless(" ".join(map(str, value)))
        case _:
            return harmless(str(value))
