"""A table shown on a page and its CSV, made from the same rows: what is read is what is downloaded."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from django.http import HttpResponse
from django.urls import URLPattern, path

from barometre.rounding import rounded
from barometre.tables import DANGEROUS

Value = str | int | float | date | None


class TableColumn(NamedTuple):
    """One column: `name` heads the CSV, `label` heads the page; `form` says how values are shown."""

    name: str
    label: str
    form: str = "text"


class Cell(NamedTuple):
    """One value and the page it leads to; `unit` is « % » when a mean is a share.

    `words`: what pages say in place of the value, where it alone would say too much.
    """

    value: Value
    href: str | None = None
    unit: str = ""
    words: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under their columns; the first column names each row."""

    caption: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Cell]]
    csv: str | None = None

    @property
    def shown_columns(self) -> list[TableColumn]:
        """Columns of the page: those of form `file` are in the CSV only."""
        return [column for column in self.columns if column.form != "file"]

    @property
    def shown_cells(self) -> list[list[tuple[TableColumn, Cell]]]:
        """Rows of the page, as (column, cell) pairs."""
        pairs = (zip(self.columns, row, strict=True) for row in self.rows)
        return [[(column, cell) for column, cell in row if column.form != "file"] for row in pairs]


Row = TypeVar("Row")


def build_table(
    caption: str,
    columns: Iterable[tuple[TableColumn, Callable[[Row], Value | Cell]]],
    rows: Iterable[Row],
    csv: str | None = None,
) -> Table:
    """Build a table, each column beside what it shows of a row.

    Args:
        caption: title of the table.
        columns: each column, and the function that gives its value for a row, or its cell when it is a link.
        rows: what the rows are about.
        csv: address of the table as a file.
    """
    heads, contents = zip(*columns, strict=True)
    cells = [[cell if isinstance(cell := content(row), Cell) else Cell(cell) for content in contents] for row in rows]
    return Table(caption, heads, cells, csv)


def page_and_csv(
    address: str, view: Callable[..., HttpResponse], name: str, **arguments: str | bool
) -> tuple[URLPattern, URLPattern]:
    """Return the paths of a page with a table, and of the table as a file: `donnees.csv` under the page."""
    return (
        path(address, view, arguments, name=name),
        path(f"{address}donnees.csv", view, {**arguments, "as_csv": True}, name=f"{name}-csv"),
    )


def csv_text(table: Table) -> str:
    """Return a CSV that a French spreadsheet opens with a double click: semicolons, decimal commas, byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_written(cell.value) for cell in row] for row in table.rows])
    return "\ufeff" + out.getvalue()


def csv_response(table: Table, name: str) -> HttpResponse:
    """Answer with the table as a file to keep; `name` is that of the file, without its extension."""
    response = HttpResponse(csv_text(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="barometre-{name}.csv"'
    return response


def _written(value: Value) -> str:
    """Return one value as written in the CSV."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{rounded(value, 4):f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, (int, date)):
        return str(value)
    return harmless(value)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
