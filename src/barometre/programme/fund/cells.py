"""Cells of a file: cleaned, then read as amounts and days when there is one way to read them, refused otherwise."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from barometre.programme.fund.schema import COLUMNS, MONEY

EMPTY = "vide"
# The day the fund was announced: no award is older.
ANNOUNCED = date(2021, 1, 25)
# Euros that the whole fund is said to have awarded; one award above it is worth checking.
FUND = 90_000_000

# Columns whose cells may begin with an apostrophe of their own.
_FREE = ("title", "result", "outside", "category", "pilot")
_INVISIBLE = "[\u200b\u200e\u200f\u2060\ufeff\u00ad]"
_UNDERSTOOD = "|".join(
    (
        r"^[0-9]+(?:[.,][0-9]{1,2})?$",  # 12345 · 12345.6 · 12345,67
        r"^[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,2})?$",  # 12 345 · 12 345,67
        r"^[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}$",  # 12.345,67
        r"^[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,2}$",  # 12,345.67
        r"^[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,})$",  # 1.234.567: decimals come once
    )
)
_NEGATIVE = r"^[-−–] ?€? ?[0-9]|^\([0-9 .,]+\)$|[0-9] ?[-−–]$"
_AMBIGUOUS = r"^[1-9][0-9]{0,2}[.,][0-9]{3}$"
_LONG = r"^[0-9][0-9 ]*[.,][0-9]{3,}$"
_SCIENTIFIC = r"^[0-9]+(?:[.,][0-9]+)?e[+-]?[0-9]+$"
_UNIT = r"(?:^|[0-9 ])(?:k ?€|m ?€|keur|meur|eur|euros?|k|m|usd|chf|gbp)$|[$£]|^(?:eur|usd|chf|gbp) ?[0-9]"
_DECIMALS = r"[.,][0-9]{1,2}$"
# Digits before the decimals at most.
_DIGITS = 12

# A time of the day, which is dropped; none with a time zone, where the day may be another one here.
_TIME = r"(?:[ t][0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)?$"
_ISO = rf"^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){_TIME}"
_FRENCH = rf"^([0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}}){_TIME}"
_SHORT = r"^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}$"
_SERIAL = r"^[0-9]{5}(?:[.,][0-9]+)?$"


class CheckedColumn(NamedTuple):
    """Two expressions: `value` (null when refused or empty) and `fault` (French; null when the cell is valid).

    A fault costs more than a value: it is computed only on lines where a value is missing.
    """

    value: pl.Expr
    fault: pl.Expr


def first_fault(cases: Sequence[tuple[pl.Expr, pl.Expr | str]]) -> pl.Expr:
    """Return the message of the first condition that holds; null when none does."""
    fault: pl.Expr = pl.lit(None, pl.String)
    for condition, message in reversed(cases):
        text = pl.lit(message) if isinstance(message, str) else message
        fault = pl.when(condition).then(text).otherwise(fault)
    return fault


def cleaned_cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Clean the cells of a file: columns of `COLUMNS`, `row` and `fault`."""
    marked = rows.select(pl.col(list(COLUMNS)).str.contains(r"\p{M}").any()).row(0, named=True)
    cells = ((_cleaned if name in _FREE else _unquoted)(name, marked=marked[name]) for name in COLUMNS)
    return rows.select("row", "fault", *cells)


def _cleaned(column: str, *, marked: bool) -> pl.Expr:
    """Remove invisible characters, make one space of any run of spaces, compose accents (NFC); empty becomes null.

    To compose takes long: where no cell has a mark apart, nothing has to be.
    """
    cells = pl.col(column).str.normalize("NFC") if marked else pl.col(column)
    cells = cells.str.replace_all(_INVISIBLE, "").str.replace_all(r"\s+", " ").str.strip_chars()
    return cells.replace("", None)


def _unquoted(column: str, *, marked: bool) -> pl.Expr:
    """Clean cells, and remove the apostrophe that spreadsheets put before what must stay text."""
    return _cleaned(column, marked=marked).str.replace(r"^['’]\s*", "").replace("", None)


def amount(column: str, *, required: bool = False) -> CheckedColumn:
    """Read a column of amounts, cells already cleaned (`cleaned_cells`), as `Decimal(14, 2)` in euros.

    Zero is an amount too: nothing paid yet, or a beneficiary without an amount of its own.

    An empty cell is a fault when `required`.
    """
    cell = pl.col(column)
    text = cell.str.replace_all(r"^€ ?| ?€$", "").str.to_lowercase()
    whole = text.str.replace(_DECIMALS, "").str.replace_all("[^0-9]", "").str.strip_chars_start("0")
    decimals = text.str.extract(r"[.,]([0-9]{1,2})$").fill_null("00").str.pad_end(2, "0")
    short = whole.str.len_chars() <= _DIGITS
    canonical = pl.when(text.str.contains(_UNDERSTOOD) & short).then(pl.format("0{}.{}", whole, decimals))
    read = canonical.otherwise(None).cast(MONEY)
    spreadsheet = "« {} » est arrondi par un tableur : écrivez tous ses chiffres"
    fault = first_fault(
        (
            (cell.is_null(), pl.lit(EMPTY if required else None, pl.String)),
            (text.str.contains(_NEGATIVE), pl.format("montant négatif « {} »", cell)),
            (text.str.contains(_AMBIGUOUS), _both_readings(cell, text)),
            (text.str.contains(_UNDERSTOOD) & ~short, pl.format("« {} » a plus de 12 chiffres", cell)),
            (read.is_not_null(), pl.lit(None, pl.String)),
            (text.str.contains(_LONG), pl.format("« {} » a plus de deux décimales", cell)),
            (text.str.contains(_SCIENTIFIC), pl.format(spreadsheet, cell)),
            (text.str.contains(_UNIT), pl.format("« {} » : écrivez des euros, sans autre unité que €", cell)),
            (pl.lit(True), pl.format("« {} » n’est pas un montant en euros, comme 12345,67", cell)),
        )
    )
    return CheckedColumn(read, fault)


def _both_readings(cell: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Give both readings: « 1,234 » may be 1234 € or 1 € and 234 thousandths."""
    parts = text.str.split_exact(text.str.extract("([.,])"), 1)
    high, low = parts.struct.field("field_0"), parts.struct.field("field_1")
    message = "« {} » se lit {}{} € ou {},{} € : écrivez le montant sans séparateur de milliers, avec deux décimales"
    return pl.format(message, cell, high, low, high, low)


def implausible(column: str) -> pl.Expr:
    """Return what is worth checking in an amount read (euros); null when nothing is."""
    value = pl.col(column)
    return first_fault(
        (
            ((value > 0) & (value < 1), "moins d’un euro : une part en pourcentage, ou des millions ?"),
            (value > FUND, "plus que tout le fonds (90 M€) : des centimes, ou deux nombres collés ?"),
        )
    )


def day(column: str, today: date, required: bool = False) -> CheckedColumn:
    """Read a column of dates, cells already cleaned (`cleaned_cells`).

    2021-05-03 and 03/05/2021 are understood, with or without a time of the day after.

    No date is later than `today`; an empty cell is a fault when `required`.
    """
    cell = pl.col(column)
    text = cell.str.to_lowercase()
    read = pl.coalesce(
        text.str.extract(_ISO).str.to_date("%Y-%m-%d", strict=False),
        text.str.extract(_FRENCH).str.to_date("%d/%m/%Y", strict=False),
    )
    impossible = "« {} » n’existe pas au calendrier (jour/mois/année)"
    serial = "« {} » est un numéro de jour de tableur : donnez à la cellule le format date"
    fault = first_fault(
        (
            (cell.is_null(), pl.lit(EMPTY if required else None, pl.String)),
            (read > today, pl.format("« {} » est dans l’avenir", cell)),
            (read.is_not_null(), pl.lit(None, pl.String)),
            (text.str.contains(f"{_ISO}|{_FRENCH}"), pl.format(impossible, cell)),
            (text.str.contains(_SHORT), pl.format("« {} » : écrivez l’année en quatre chiffres", cell)),
            (text.str.contains(_SERIAL), pl.format(serial, cell)),
            (pl.lit(True), pl.format("« {} » n’est pas une date, comme 2021-05-03 ou 03/05/2021", cell)),
        )
    )
    return CheckedColumn(pl.when(read <= today).then(read).otherwise(None), fault)
