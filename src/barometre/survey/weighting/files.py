"""Tables of texts read from files: a respondent a line, or a margin a line."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.sheets import read_sheet, text_of, twice


def read_table(path: Path, needed: Sequence[str]) -> pl.DataFrame:
    """Read a CSV file, or the first sheet of a workbook, as texts.

    Args:
        path: the file; its first line names the columns.
        needed: names of columns that it has to have.

    Returns:
        All its columns as texts, blanks around them left out, in the order of the file; an empty cell is null.

    Raises:
        BarometreError: the file is not readable, lacks a column, names one twice, or a line has more or fewer cells
            than the header; names the file and the line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BarometreError(f"Cannot read {path}: {error.strerror}; give a CSV file") from None
    sheet = read_sheet(path, data, None, needed)
    if missing := [name for name in needed if name not in sheet.header]:
        raise BarometreError(
            f"{path} has no column {', '.join(missing)}; its columns are {', '.join(sheet.header)}: "
            "name them so in its first line"
        )
    if repeated := twice(sheet.header):
        raise BarometreError(f"{path} names column {repeated[0]} twice; keep one")
    for number, cells in sheet.lines:
        if len(cells) != len(sheet.header):
            raise BarometreError(
                f"{path}, line {number}: {len(cells)} cells where the header has {len(sheet.header)}; "
                "add or remove separators"
            )
    rows = [[text_of(cell, exact=False).strip() or None for cell in cells] for _, cells in sheet.lines]
    return pl.DataFrame(rows, dict.fromkeys(sheet.header, pl.String), orient="row")
