"""CSV files of the index read as texts, with the line of each: what is not one comma-separated table is refused."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from barometre.errors import BarometreError

# Texts that stand for « not known », beside an empty cell: R and pandas write them.
UNKNOWN = ("", "NA", "NaN", "nan")
# Differences of greater numbers, and their sums over units, are not finite.
GREATEST = 1e300


@dataclass(frozen=True, slots=True)
class CsvFile:
    """Cells of a file, as texts without the spaces around them; an empty cell is an empty text.

    Attributes:
        path: how to name the file in errors.
        cells: its columns; rows without any text are left out.
        lines: number of the line of each row, the header being line 1.
    """

    path: Path
    cells: pl.DataFrame
    lines: Sequence[int]

    def require(self, columns: Sequence[str]) -> None:
        """Raise BarometreError when a column is missing."""
        if missing := [name for name in columns if name not in self.cells.columns]:
            raise BarometreError(
                f"{self.path} has no column {', '.join(missing)}; its header is {','.join(self.cells.columns)}"
            )

    def column(self, name: str) -> list[str]:
        """Return the texts of a column."""
        return self.cells[name].to_list()

    def fault(self, row: int, column: str, what: str) -> BarometreError:
        """Return the error of one cell."""
        return BarometreError(f"{self.path}, line {self.lines[row]}, column {column}: {what}")

    def unique(self, name: str) -> list[str]:
        """Return the texts of a column that identifies its rows.

        Raises:
            BarometreError: one is empty, or twice there.
        """
        texts = self.column(name)
        first: dict[str, int] = {}
        for row, text in enumerate(texts):
            if not text:
                raise self.fault(row, name, "nothing is written; each line needs one")
            if text in first:
                raise self.fault(row, name, f"{text} is already on line {self.lines[first[text]]}; keep one of them")
            first[text] = row
        return texts

    def numbers(self, name: str, unknown: Sequence[str] = UNKNOWN) -> NDArray[np.float64]:
        """Return a column of numbers; those that are not known are NaN.

        Raises:
            BarometreError: a text is not a number, or is beyond `GREATEST`.
        """
        texts = self.cells[name]
        known = ~texts.is_in(unknown)
        numbers = texts.cast(pl.Float64, strict=False)
        wrong = known & ~(numbers.abs() <= GREATEST).fill_null(False)
        if wrong.any():
            row = int(wrong.arg_true()[0])
            raise self.fault(row, name, f"{texts[row]!r} is not a number; {_expected(texts[row])}")
        return numbers.set(~known, None).fill_null(float("nan")).to_numpy(writable=True)


def _expected(text: str) -> str:
    """Return what a number is written like, for somebody who wrote `text`."""
    if "inf" in text.lower():
        return "an infinite value cannot be scored: leave the cell empty when it is not known"
    if re.fullmatch(r"[-+.\deE]+", text) and text[-1].isdigit():
        return f"it is beyond {GREATEST:g}: give the column in a greater unit"
    if "," in text:
        return "the decimal mark is a point, like 1.5, and thousands are not separated"
    return "write it like 1.5, or leave the cell empty when it is not known"


def read_csv(path: Path) -> CsvFile:
    """Read a CSV: UTF-8 (with or without byte order mark), comma between cells, a header of distinct names.

    Raises:
        BarometreError: the file is absent, empty, in another encoding, separated otherwise, or has a line of too many
            cells.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BarometreError(f"Cannot read {path}: {error.strerror}; give a CSV file") from None
    except UnicodeDecodeError:
        raise BarometreError(f"{path} is not a text in UTF-8; save it as CSV UTF-8") from None
    header = text.partition("\n")[0]
    if not header.strip():
        raise BarometreError(f"{path} is empty, or its first line is; that line gives the names of columns")
    if "," not in header and (";" in header or "\t" in header):
        mark = "a semicolon" if ";" in header else "a tabulation"
        raise BarometreError(f"{path} is separated by {mark}; save it with a comma between cells, and a decimal point")
    return _parsed(path, text)


def _parsed(path: Path, text: str) -> CsvFile:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines = [], []
    try:
        names = [name.strip() for name in next(reader)]
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(names):
                raise BarometreError(
                    f"{path}, line {reader.line_num}: {len(row)} cells, {len(names)} in the header; write as many, "
                    "decimals with a point, and a text that holds a comma between double quotes"
                )
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise BarometreError(
            f"{path}, line {reader.line_num}: {error}; a double quote inside a text is written twice"
        ) from None
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BarometreError(f"{path} has two columns {twice[0] or 'without a name'}; keep one of them")
    if not rows:
        raise BarometreError(f"{path} has a header and nothing below it; add its lines")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    cells = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))
    return CsvFile(path, cells.select(pl.all().str.strip_chars()), lines)
