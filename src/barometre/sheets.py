"""Tables that people send, a CSV or one sheet of a workbook, recognised by their content: a header, then lines."""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path

import python_calamine as calamine

from barometre.errors import BarometreError

# What a cell holds: a text in CSV, a value of its own type in a workbook; an empty text when there is nothing.
Cell = str | float | int | bool | date | datetime | time | timedelta

# First bytes of a zip (XLSX, ODS) and of an old XLS.
_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Cells of a sheet at most, empty ones included: some 600,000 lines of awards.
CELLS = 20_000_000
XML_BYTES = 400_000_000
_REFERENCE = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3})(\d{1,7})"')
_SEPARATORS = (",", ";", "\t")
# First line that some spreadsheets write to announce their separator.
_ANNOUNCED = re.compile(r"sep=([,;|\t])(?:\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts or of cells.

    Attributes:
        header: names of the columns.
        lines: each line that is not empty, with its number in the file, the first line of the file being 1.
        encoding: of a CSV: utf-8, utf-16 or cp1252; empty for a workbook.
        chosen: name of the sheet read; empty for a CSV.
        others: sheets of the workbook that are not hidden, and were not read though no sheet was asked for.
    """

    header: list[str]
    lines: list[tuple[int, list[Cell]]]
    encoding: str = ""
    chosen: str = ""
    others: tuple[str, ...] = ()


def read_sheet(path: Path, data: bytes, sheet: str | None, expected: Iterable[str]) -> Sheet:
    """Read the bytes of a CSV, XLSX, ODS or XLS file.

    Args:
        path: how to name the file in errors.
        data: its bytes.
        sheet: name of the sheet of a workbook; None: the first that is not hidden.
        expected: names of columns; the separator of a CSV is the one that gives most of them.

    Raises:
        BarometreError: it is not readable, has no such sheet, or has no header.
    """
    if data.startswith(_STARTS):
        return _read_workbook(path, data, sheet)
    if (found := decoded(data)) is None:
        raise BarometreError(
            f"{path} is neither a text in UTF-8 or Windows-1252 nor a workbook; save it as CSV or XLSX"
        )
    text, encoding = found
    records = _records(path, text, _separator(text, {folded(name) for name in expected}))
    header = next((record for _, record in records), None)
    if header is None:
        raise BarometreError(f"{path} is empty; its first line gives the names of columns")
    return Sheet([cell.strip() for cell in header], [(row, list(record)) for row, record in records], encoding)


def folded(header: str) -> str:
    """Return a header as it is compared: case and repeated spaces do not count."""
    return " ".join(header.split()).casefold()


def twice(names: Iterable[str]) -> list[str]:
    """Return the headers, folded, that stand twice or more; those that are empty do not count."""
    return [name for name, times in Counter(map(folded, names)).items() if name and times > 1]


def text_of(cell: Cell, exact: bool) -> str:
    """Return a cell as text: whole numbers without decimals, ISO dates, numbers at the 15 digits that a sheet shows.

    An `exact` number with three decimals gets a fourth, since a number, unlike a text, is not ambiguous.
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
            return _number(float(cell), exact)
        case _:
            return str(cell)


def _number(value: float, exact: bool) -> str:
    if not isfinite(value):
        return str(value)
    text = f"{Decimal(f'{value:.15g}'):f}"
    return f"{text}0" if exact and re.search(r"\.\d{3}$", text) else text


def decoded(data: bytes) -> tuple[str, str] | None:
    """Return a text as spreadsheets write it, in UTF-8, UTF-16 or Windows-1252, and its encoding; None: no text."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16" if wide else "utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding.removesuffix("-sig")
    return None


def _separator(text: str, expected: Set[str]) -> str:
    """Return the separator that the first line announces, else the one that gives most headers, then most cells."""
    if announced := _ANNOUNCED.match(text):
        return announced[1]

    def headers(separator: str) -> tuple[int, int]:
        first = next((cells for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if cells), [])
        return len(expected & {folded(cell) for cell in first}), len(first)

    return max(_SEPARATORS, key=headers)


def _records(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line where each record starts, and its cells; empty records are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    started = 1
    if _ANNOUNCED.match(text):
        next(reader)
        started = 2
    try:
        for record in reader:
            if any(record) and "".join(record).strip():
                yield started, record
            started = reader.line_num + 1
    except csv.Error as error:
        raise BarometreError(
            f"{path}, record of line {started}: {error}; close its quotes, or double those inside"
        ) from None


def _check_extent(path: Path, data: bytes) -> None:
    """Refuse a workbook whose table would not fit in memory: one stray cell far away is enough to abort the reader.

    Raises:
        BarometreError: a sheet spans over `CELLS` cells, or a file inside is over `XML_BYTES` long.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.file_size > XML_BYTES:
                raise BarometreError(f"{path}: {entry.filename} is too large; save the table alone, or as CSV")
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                continue
            columns = rows = 0
            for letters, digits in _REFERENCE.findall(archive.read(entry)):
                columns = max(columns, sum(26**i * (letter - 64) for i, letter in enumerate(reversed(letters))))
                rows = max(rows, int(digits))
            if columns * rows > CELLS:
                raise BarometreError(
                    f"{path}: {entry.filename} has cells as far as line {rows} and column {columns}; "
                    "delete what is outside the table, or save it as CSV"
                )


def _read_workbook(path: Path, data: bytes, sheet: str | None) -> Sheet:
    """Read one sheet; formulas give the value last computed by the spreadsheet.

    Raises:
        BarometreError: it is not readable, has no such sheet, or the sheet is empty.
    """
    try:
        if data.startswith(_STARTS[0]):
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
    others = () if sheet else tuple(name for name in names if name != chosen)
    return Sheet(header, numbered[1:], chosen=chosen, others=others)
