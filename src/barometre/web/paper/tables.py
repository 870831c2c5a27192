"""Tables of pages as documents on paper set them: headings and cells in words."""

from collections.abc import Callable
from typing import Any, TypeVar

from barometre.web.shared.filters import shown
from barometre.web.shared.tables import Cell, Table, TableColumn, Value

Row = TypeVar("Row")
Columns = list[tuple[TableColumn, Callable[[Row], Value | Cell]]]

# Forms of columns whose values are read from the right.
_TEXT = ("text", "answer")


def set_table(table: Table) -> dict[str, Any]:
    """Return a table as a template sets it: caption, headings, rows of words, and which columns are of numbers."""
    columns = table.shown_columns
    return {
        "caption": table.caption,
        "header": [column.label for column in columns],
        "rows": [[shown(cell, column) for column, cell in row] for row in table.shown_cells],
        "align": ["left" if column.form in _TEXT else "right" for column in columns],
    }
