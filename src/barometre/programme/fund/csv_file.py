"""A CSV file of strangers: its encoding, its separator, the line where each record starts."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Set
from pathlib import Path

from barometre.errors import BarometreError
from barometre.programme.fund.records import Records, folded
from barometre.programme.fund.schema import Note

_SEPARATORS = (",", ";", "\t")
_ANNOUNCED = re.compile(r"sep=([,;|\t])(?:\r\n|\r|\n)")
"""First line that some spreadsheets write to say their separator."""


def read_csv(path: Path, data: bytes, wanted: Set[str]) -> Records:
    """Read the bytes of a CSV file.

    Args:
        path: how to name it in errors.
        data: UTF-8 (BOM or not), UTF-16 with its BOM, or Windows-1252 when it is not UTF-8.
        wanted: headers looked for, folded: the separator is the one that shows most of them.

    Raises:
        BarometreError: it is no text, a quote is never closed, or it has no header.
    """
    text, notes = _decoded(path, data)
    separator = _separator(text, wanted)
    records = _records(path, text, separator)
    header = next((record for _, record in records), None)
    if header is None:
        raise BarometreError(f"{path} is empty; its first line gives the names of columns, see docs/fund-format.md")
    return Records([cell.strip() for cell in header], [(row, list(record)) for row, record in records], notes)


def _decoded(path: Path, data: bytes) -> tuple[str, list[Note]]:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding, note in (("utf-16" if wide else "utf-8-sig", []), ("cp1252", [_WINDOWS])):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, note
    raise BarometreError(f"{path} is neither a text in UTF-8 or Windows-1252 nor a workbook; save it as CSV or XLSX")


_WINDOWS = Note(1, "file", "Fichier lu en Windows-1252, faute d’être en UTF-8 : vérifiez les accents.")


def _separator(text: str, wanted: Set[str]) -> str:
    """The separator that shows most of the headers, then most cells; announced by the first line, it is that one."""
    if announced := _ANNOUNCED.match(text):
        return announced[1]

    def shown(separator: str) -> tuple[int, int]:
        first = next((cells for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if cells), [])
        return len(wanted & {folded(cell) for cell in first}), len(first)

    return max(_SEPARATORS, key=shown)


def _records(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Line where each record starts, and its cells; empty records are left out."""
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
