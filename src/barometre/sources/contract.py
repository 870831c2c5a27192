"""Does a file keep the contract of its register? Faults of the whole refuse it; faults of rows leave these out."""

from typing import NamedTuple

import polars as pl

from barometre.sources.reading import FAULT, ROW
from barometre.sources.register import Column, Register

# Above this share of rows at fault, it is the file that has changed, not its rows.
MOST_AT_FAULT = 0.05


class Problem(NamedTuple):
    """What is wrong: in which column, at which row (None: in the whole file), and why."""

    column: str | None
    row: int | None
    why: str


class Checked(NamedTuple):
    """The outcome of a check.

    Attributes:
        table: the rows that keep the contract.
        problems: one for the whole file, or one for each row left out.
        refused: whether the file is refused whole.
    """

    table: pl.DataFrame
    problems: list[Problem]
    refused: bool


def check(register: Register, table: pl.DataFrame) -> Checked:
    """Compare a table (`reading.read`) with the contract of its register."""
    whole = _of_the_file(register, table)
    faults = [(column, fault, why) for column in register.columns for fault, why in _faults(column)]
    unread = table.filter(pl.col(FAULT).is_not_null()).select(ROW, FAULT)
    at_fault = {row: Problem(None, row, why) for row, why in unread.iter_rows()}
    for column, fault, why in faults:
        for row, value in table.filter(fault).select(ROW, column.name).iter_rows():
            at_fault.setdefault(row, Problem(column.name, row, f"{why} ({str(value)[:60]!r})"))
    if not whole and len(at_fault) > MOST_AT_FAULT * table.height:
        first = min(at_fault.values(), key=lambda problem: problem.row or 0)
        why = f"{len(at_fault)} rows of {table.height} are at fault; the first, row {first.row}: {first.why}"
        whole = [Problem(first.column, None, why)]
    kept = table.filter(~pl.col(ROW).is_in(list(at_fault))) if at_fault else table
    return Checked(
        kept.drop(FAULT), [*whole, *sorted(at_fault.values(), key=lambda problem: problem.row or 0)], bool(whole)
    )


def _of_the_file(register: Register, table: pl.DataFrame) -> list[Problem]:
    if table.height < register.minimum_rows:
        why = f"{table.height} rows, where the register has at least {register.minimum_rows}"
        return [Problem(None, None, why)]
    read = table.filter(pl.col(FAULT).is_null())
    return [
        Problem(column.name, None, f"filled in {share:.0%} of rows, expected {column.filled:.0%} at least")
        for column in register.columns
        if (share := read[column.name].is_not_null().sum() / max(read.height, 1)) < column.filled
    ]


def _faults(column: Column) -> list[tuple[pl.Expr, str]]:
    """Return what may be wrong with a filled cell of a column, each with its words."""
    text = pl.col(column.name)
    faults = []
    if column.type in ("integer", "number"):
        kind = pl.Int64() if column.type == "integer" else pl.Float64()
        number = text.str.replace(",", ".").cast(kind, strict=False)
        faults.append((text.is_not_null() & number.is_null(), f"{column.name} is not a number"))
        if column.low is not None:
            faults.append((number < column.low, f"{column.name} is under {column.low:g}"))
        if column.high is not None:
            faults.append((number > column.high, f"{column.name} is over {column.high:g}"))
    if column.type == "day":
        days = [text.str.to_date(form, strict=False) for form in ("%Y-%m-%d", "%d/%m/%Y")]
        known = pl.any_horizontal([*(day.is_not_null() for day in days), text.str.contains(r"^\d{4}-\d\d-\d\dT")])
        faults.append((text.is_not_null() & ~known, f"{column.name} is not a day"))
    if column.type == "boolean":
        words = ["true", "false", "True", "False", "1", "0", "oui", "non", "Oui", "Non"]
        faults.append((text.is_not_null() & ~text.is_in(words), f"{column.name} is neither yes nor no"))
    if column.pattern:
        faults.append((~text.str.contains(column.pattern), f"{column.name} is not written as it should be"))
    if column.allowed:
        faults.append((text.is_not_null() & ~text.is_in(column.allowed), f"{column.name} is not one of those known"))
    return faults
