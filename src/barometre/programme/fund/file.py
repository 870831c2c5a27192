"""A file of awards (CSV or workbook) -> a table of texts in the documented columns. Nothing is validated here."""

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.programme.fund.mapping import Mapping
from barometre.programme.fund.schema import COLUMNS, REQUIRED, Note
from barometre.sheets import Cell, Sheet, folded, read_sheet, text_of, twice

_MONEY = {"amount", "paid"}
_WINDOWS = Note(1, "file", "Fichier lu en Windows-1252, faute d’être en UTF-8 : vérifiez les accents.")


@dataclass(frozen=True, slots=True)
class AwardFile:
    """A file of awards as it was read.

    Attributes:
        name: name of the file.
        sha256: digest of its bytes.
        rows: `row` (line where each record starts, the first line of the file being 1), the columns of the format as
            texts (null: absent or empty), and `fault` (French, null when the line is well formed).
        notes: what was understood and is worth checking.
    """

    name: str
    sha256: str
    rows: pl.DataFrame
    notes: list[Note]


def read_file(path: Path, mapping: Mapping | None = None) -> AwardFile:
    """Read a CSV, XLSX or ODS file, recognised by its content, not by its name.

    Args:
        path: the file; docs/fund-format.md describes the format.
        mapping: where the columns are, when they do not have the documented names.

    Raises:
        BarometreError: the file is not readable, has no line, or lacks a column: names those missing and present.
    """
    mapping = mapping or Mapping()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BarometreError(f"{path}: {error.strerror}; give a CSV, XLSX or ODS file of awards") from None
    sheet = read_sheet(path, data, mapping.sheet, [mapping.headers.get(name, name) for name in COLUMNS])
    positions, notes = _positions(path, sheet.header, mapping)
    lines, repeated = _without_repeated_header(sheet)
    if not lines:
        raise BarometreError(f"{path} has a header and no line; give one line per project and beneficiary")
    rows = _table(lines, len(sheet.header), positions, mapping)
    return AwardFile(path.name, hashlib.sha256(data).hexdigest(), rows, [*_understood(sheet), *notes, *repeated])


def _understood(sheet: Sheet) -> Iterator[Note]:
    """Note how the file was read, when that is worth checking."""
    if sheet.encoding == "cp1252":
        yield _WINDOWS
    if sheet.others:
        others = ", ".join(f"« {name} »" for name in sheet.others)
        yield Note(1, "file", f"Seule la feuille « {sheet.chosen} » est lue, pas {others} : « sheet » la choisit.")


def _positions(path: Path, header: list[str], mapping: Mapping) -> tuple[dict[str, int], list[Note]]:
    """Return the position of each column in the file, and a note on the columns that are ignored."""
    names = [folded(name) for name in header]
    repeated = twice(header)
    sources = {name: mapping.headers.get(name, name) for name in COLUMNS if name not in mapping.constants}
    if ambiguous := [source for source in sources.values() if folded(source) in repeated]:
        raise BarometreError(f"{path}: column {ambiguous[0]!r} is there twice; rename or delete one")
    positions = {name: names.index(folded(source)) for name, source in sources.items() if folded(source) in names}
    missing = [name for name in sources if name not in positions and (name in REQUIRED or name in mapping.headers)]
    if missing:
        listed = ", ".join(f"{name} ({sources[name]!r})" if sources[name] != name else name for name in missing)
        raise BarometreError(
            f"{path}: no column {listed}; it has {', '.join(header)}; name them so, or give --mapping M.yaml"
            " with lines like « amount: Montant attribué »"
        )
    ignored = [name for position, name in enumerate(header) if name and position not in positions.values()]
    shown = ", ".join(f"« {name} »" for name in ignored)
    return positions, [Note(1, "file", f"Colonnes ignorées : {shown}.")] if ignored else []


def _without_repeated_header(sheet: Sheet) -> tuple[list[tuple[int, list[Cell]]], list[Note]]:
    """Leave out the lines that repeat the header, as in files put end to end."""
    header = [folded(name) for name in sheet.header]
    lines, notes = [], []
    for row, line in sheet.lines:
        if [folded(str(cell)) for cell in line] == header:
            notes.append(Note(row, "file", "L’en-tête est répété : cette ligne est ignorée."))
        else:
            lines.append((row, line))
    return lines, notes


def _table(
    lines: list[tuple[int, list[Cell]]], width: int, positions: dict[str, int], mapping: Mapping
) -> pl.DataFrame:
    cells = list(zip(*([*line[:width], *[""] * (width - len(line))] for _, line in lines), strict=True))
    columns: dict[str, object] = {name: mapping.constants.get(name) for name in COLUMNS}
    for name, position in positions.items():
        columns[name] = [text_of(cell, name in _MONEY) for cell in cells[position]]
    rows = pl.DataFrame(
        {
            "row": [row for row, _ in lines],
            **columns,
            "fault": [_fault(line, width) for _, line in lines],
        },
        schema={"row": pl.Int64} | dict.fromkeys((*COLUMNS, "fault"), pl.String),
    )
    return rows.with_columns(
        *(pl.col(name).str.strip_chars().replace("", None) for name in COLUMNS if name not in ("category", "pilot")),
        _replaced("category", mapping.categories),
        _replaced("pilot", mapping.pilots),
    )


def _fault(line: list[Cell], width: int) -> str | None:
    """Return what is wrong with a line that has more values than headers: often a decimal comma outside quotes."""
    extra = [cell for cell in line[width:] if str(cell).strip()]
    if not extra:
        return None
    return (
        f"{width + len(extra)} valeurs pour {width} colonnes : une valeur contient le séparateur (virgule décimale ?), "
        "mettez-la entre guillemets"
    )


def _replaced(column: str, values: Dictionary[str, str]) -> pl.Expr:
    """Return a column with its values replaced as the mapping says, whatever their case."""
    text = pl.col(column).str.strip_chars().replace("", None)
    if not values:
        return text
    identifiers = {folded(source): identifier for source, identifier in values.items()}
    return text.str.replace_all(r"\s+", " ").str.to_lowercase().replace_strict(identifiers, default=text)
