"""A workbook (XLSX, ODS, XLS): one sheet, each cell as the text that the documented format wants."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path

import python_calamine as calamine

from barometre.errors import BarometreError
from barometre.programme.fund.schema import Note

# What a cell holds: a text in CSV, a value of its own type in a workbook; an empty text when there is nothing.
Cell = str | float | int | bool | date | datetime | time | timedelta

# First bytes of a zip (XLSX, ODS) and of an old XLS.
STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Cells of a sheet at most, empty ones included: some 600,000 lines of this format.
CELLS = 20_000_000
XML_BYTES = 400_000_000
_REFERENCE = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3})(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header of a sheet (or of a CSV file), and each line that is not empty with its number in the file."""

    header: list[str]
    lines: list[tuple[int, list[Cell]]]
    notes: list[Note]


def _check_extent(path: Path, data: bytes) -> None:
    """Refuse a workbook whose table would not fit in memory: one stray cell far away is enough to abort the reader.

    Raises:
        BarometreError: a sheet spans over `CELLS` cells, or its XML is over `XML_BYTES` long.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                continue
            if entry.file_size > XML_BYTES:
                raise BarometreError(f"{path}: {entry.filename} is too large; save the awards alone, or as CSV")
            columns = rows = 0
            for letters, digits in _REFERENCE.findall(archive.read(entry)):
                columns = max(columns, sum(26**i * (letter - 64) for i, letter in enumerate(reversed(letters))))
                rows = max(rows, int(digits))
            if columns * rows > CELLS:
                raise BarometreError(
                    f"{path}: {entry.filename} has cells as far as line {rows} and column {columns}; "
                    "delete what is outside the table, or save it as CSV"
                )


def read_workbook(path: Path, data: bytes, sheet: str | None) -> Sheet:
    """Read one sheet; formulas give the value last computed by the spreadsheet.

    Args:
        path: how to name the file in errors.
        data: its bytes.
        sheet: name of the sheet; None: the first that is not hidden, and a note when there are others.

    Raises:
        BarometreError: it is not readable, has no such sheet, or the sheet is empty.
    """
    try:
        if data.startswith(STARTS[0]):
            _check_extent(path, data)
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            visible = [
                found.name for found in book.sheets_metadata if found.visible == calamine.SheetVisibleEnum.Visible
            ]
            names = visible or book.sheet_names
            chosen = sheet or names[0]
            lines = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except calamine.WorksheetNotFound:
        raise BarometreError(
            f"{path} has no sheet {chosen!r}; write one of these in the mapping: {', '.join(names)}"
        ) from None
    except (
        calamine.CalamineError,
        calamine.PasswordError,
        calamine.XmlError,
        calamine.ZipError,
        zipfile.BadZipFile,
        NotImplementedError,
    ) as error:
        raise BarometreError(f"{path} is not a readable workbook ({error}); save it again, without password") from None
    numbered = [(row, line) for row, line in enumerate(lines, 1) if any(str(cell).strip() for cell in line)]
    if not numbered:
        raise BarometreError(f"{path}, sheet {chosen!r}, is empty; its first line gives the names of columns")
    header = [str(cell).strip() for cell in numbered[0][1]]
    others = ", ".join(f"« {name} »" for name in names if name != chosen)
    ignored = Note(1, "file", f"Seule la feuille « {chosen} » est lue, pas {others} : « sheet » la choisit.")
    return Sheet(header, numbered[1:], [ignored] if others and sheet is None else [])


def text_of(cell: Cell, money: bool) -> str:
    """Return a cell as text: whole numbers without decimals, ISO dates, numbers at the 15 digits that a sheet shows.

    Three decimals of `money` get a fourth, since a number, unlike a text, is not ambiguous.
    """
    match cell:
        case str():
            return cell
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case bool():
            return "vrai" if cell else "faux"
        case int() | float():
            return _number(float(cell), money)
        case _:
            return str(cell)


def _number(value: float, money: bool) -> str:
    if not isfinite(value):
        return str(value)
    text = f"{Decimal(f'{value:.15g}'):f}"
    return f"{text}0" if money and re.search(r"\.\d{3}$", text) else text
