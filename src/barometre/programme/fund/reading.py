"""A file of awards -> a table of texts in the columns of the documented format. Nothing is judged here."""

from collections import Counter
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.programme.fund.csv_file import read_csv
from barometre.programme.fund.mapping import Mapping
from barometre.programme.fund.records import Cell, Records, folded
from barometre.programme.fund.schema import COLUMNS, OPTIONAL, REQUIRED, Note
from barometre.programme.fund.workbook import is_workbook, read_workbook, text_of

_MONEY = {"amount", "paid"}


@dataclass(frozen=True, slots=True)
class Table:
    """What was read.

    `rows`: column `row` (number of the line where each record starts, the first of the file being 1), the columns of
    the format as texts (null: absent or empty), and `fault` (French, null when the line is well formed).
    """

    rows: pl.DataFrame
    notes: list[Note]


def read_table(path: Path, mapping: Mapping | None = None) -> Table:
    """Read a CSV, XLSX or ODS file, told by its content and not by its name.

    Args:
        path: the file; docs/fund-format.md says what is understood.
        mapping: where the columns are, when they are not called as documented.

    Raises:
        BarometreError: the file is not readable, has no line, or lacks a column: names those missing and present.
    """
    mapping = mapping or Mapping()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BarometreError(f"{path}: {error.strerror}; give a CSV, XLSX or ODS file of awards") from None
    if is_workbook(data):
        records = read_workbook(path, data, mapping.sheet)
    else:
        records = read_csv(path, data, {folded(mapping.headers.get(name, name)) for name in COLUMNS})
    places, notes = _places(path, records.header, mapping)
    lines, repeated = _without_repeated_header(records)
    if not lines:
        raise BarometreError(f"{path} has a header and no line; give one line per project and beneficiary")
    return Table(_table(lines, len(records.header), places, mapping), records.notes + notes + repeated)


def _places(path: Path, header: list[str], mapping: Mapping) -> tuple[dict[str, int], list[Note]]:
    """Place of each column found in the file, and what is ignored."""
    names = [folded(name) for name in header]
    twice = [name for name, times in Counter(name for name in names if name).items() if times > 1]
    sources = {name: mapping.headers.get(name, name) for name in COLUMNS if name not in mapping.constants}
    if asked := [source for source in sources.values() if folded(source) in twice]:
        raise BarometreError(f"{path}: column {asked[0]!r} is there twice; rename or delete one")
    places = {name: names.index(folded(source)) for name, source in sources.items() if folded(source) in names}
    missing = [name for name in sources if name not in places and (name in REQUIRED or name in mapping.headers)]
    if missing:
        wanted = ", ".join(f"{name} ({sources[name]!r})" if sources[name] != name else name for name in missing)
        raise BarometreError(
            f"{path}: no column {wanted}; it has {', '.join(header)}; name them so, or give --mapping M.yaml"
            " with lines like « amount: Montant attribué »"
        )
    ignored = [name for place, name in enumerate(header) if name and place not in places.values()]
    shown = ", ".join(f"« {name} »" for name in ignored)
    return places, [Note(1, "file", f"Colonnes ignorées : {shown}.")] if ignored else []


def _without_repeated_header(records: Records) -> tuple[list[tuple[int, list[Cell]]], list[Note]]:
    """Lines without those that repeat the header, as files put end to end have."""
    wanted = [folded(name) for name in records.header]
    first = records.header[0].casefold()

    def repeats(line: list[Cell]) -> bool:
        same = str(line[0]).strip().casefold() == first
        return same and [folded(str(cell)) for cell in line] == wanted

    lines, notes = [], []
    for row, line in records.lines:
        if repeats(line):
            notes.append(Note(row, "file", "L’en-tête est répété : cette ligne est ignorée."))
        else:
            lines.append((row, line))
    return lines, notes


def _table(lines: list[tuple[int, list[Cell]]], width: int, places: dict[str, int], mapping: Mapping) -> pl.DataFrame:
    cells = list(zip(*(_padded(line, width) for _, line in lines), strict=True))
    columns = {"row": pl.Series([row for row, _ in lines], dtype=pl.Int64)}
    for name, place in places.items():
        columns[name] = _texts(cells[place], name in _MONEY)
    rows = pl.DataFrame(columns).with_columns(
        *(pl.lit(value).alias(name) for name, value in mapping.constants.items()),
        *(
            pl.lit(None, pl.String).alias(name)
            for name in OPTIONAL
            if name not in places.keys() | mapping.constants.keys()
        ),
        pl.Series("fault", [_fault(line, width) if len(line) > width else None for _, line in lines], dtype=pl.String),
    )
    return rows.select(
        "row",
        *(pl.col(name).str.strip_chars().replace("", None) for name in COLUMNS if name not in ("category", "pilot")),
        _valued("category", mapping.categories),
        _valued("pilot", mapping.pilots),
        "fault",
    )


def _texts(cells: tuple[Cell, ...], money: bool) -> pl.Series:
    if any(type(cell) is not str for cell in cells):
        cells = tuple(text_of(cell, money) for cell in cells)
    return pl.Series(cells, dtype=pl.String)


def _padded(line: list[Cell], width: int) -> list[Cell]:
    """The cells under the header; a line cut short goes on empty."""
    return line if len(line) == width else [*line[:width], *[""] * (width - len(line))]


def _fault(line: list[Cell], width: int) -> str | None:
    """A line with more values than headers cannot be told: often a decimal comma outside quotes."""
    extra = [cell for cell in line[width:] if str(cell).strip()]
    if not extra:
        return None
    return (
        f"{width + len(extra)} valeurs pour {width} colonnes : une valeur contient le séparateur (virgule décimale ?), "
        "mettez-la entre guillemets"
    )


def _valued(column: str, values: Dictionary[str, str]) -> pl.Expr:
    """A column with its values replaced by what the mapping says, whatever their case."""
    known = {folded(source): wanted for source, wanted in values.items()}
    text = pl.col(column).str.strip_chars().replace("", None)
    if not known:
        return text
    return text.str.replace_all(r"\s+", " ").str.to_lowercase().replace_strict(known, default=text)
