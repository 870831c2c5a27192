"""Amounts in euros as people write them: understood when there is one way to, refused otherwise."""

import polars as pl

from barometre.programme.fund.judged import EMPTY, Judged, first_fault
from barometre.programme.fund.schema import MONEY

FUND = 90_000_000
"""Euros: what the whole fund is said to have awarded; one award above it deserves a look."""

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
_TENTHS = r"[.,][0-9]{1,2}$"
_DIGITS = 12
"""Digits before the decimals at most."""


def amount(column: str, zero: bool = False) -> Judged:
    """Judge a column of amounts, cells already cleaned (`judged.unquoted`); an empty one has no fault here.

    Args:
        column: its name.
        zero: nothing is an amount too (what was paid so far).

    Returns:
        value: `Decimal(14, 2)`, euros.
    """
    cell = pl.col(column)
    text = cell.str.replace_all(r"^€ ?| ?€$", "").str.to_lowercase()
    whole = text.str.replace(_TENTHS, "").str.replace_all("[^0-9]", "").str.strip_chars_start("0")
    tenths = text.str.extract(r"[.,]([0-9]{1,2})$").fill_null("00").str.pad_end(2, "0")
    short = whole.str.len_chars() <= _DIGITS
    canonical = pl.when(text.str.contains(_UNDERSTOOD) & short).then(pl.format("0{}.{}", whole, tenths))
    read = canonical.otherwise(None).cast(MONEY)
    fault = first_fault(
        (
            (cell.is_null(), pl.lit(None, pl.String)),
            (text.str.contains(_NEGATIVE), pl.format("montant négatif « {} »", cell)),
            (text.str.contains(_AMBIGUOUS), _both_readings(cell, text)),
            (text.str.contains(_UNDERSTOOD) & ~short, pl.format("« {} » a plus de 12 chiffres", cell)),
            ((read == 0) & (not zero), "montant nul"),
            (read.is_not_null(), pl.lit(None, pl.String)),
            (text.str.contains(_LONG), pl.format("« {} » a plus de deux décimales", cell)),
            (
                text.str.contains(_SCIENTIFIC),
                pl.format("« {} » est arrondi par un tableur : écrivez tous ses chiffres", cell),
            ),
            (text.str.contains(_UNIT), pl.format("« {} » : écrivez des euros, sans autre unité que €", cell)),
            (pl.lit(True), pl.format("« {} » n’est pas un montant en euros, comme 12345,67", cell)),
        )
    )
    return Judged(read if zero else pl.when(read > 0).then(read).otherwise(None), fault)


def _both_readings(cell: pl.Expr, text: pl.Expr) -> pl.Expr:
    """« 1,234 » may be 1234 € or 1 € and 234 thousandths."""
    parts = text.str.split_exact(text.str.extract("([.,])"), 1)
    high, low = parts.struct.field("field_0"), parts.struct.field("field_1")
    return pl.format(
        "« {} » se lit {}{} € ou {},{} € : écrivez le montant sans séparateur de milliers, avec deux décimales",
        cell, high, low, high, low,
    )  # fmt: skip


def required_amount(column: str) -> Judged:
    """Judge a column of amounts that none may lack."""
    value, fault = amount(column)
    return Judged(value, pl.when(pl.col(column).is_null()).then(pl.lit(EMPTY)).otherwise(fault))


def implausible(column: str) -> pl.Expr:
    """What deserves a look in an amount read (euros); null when nothing does."""
    value = pl.col(column)
    return first_fault(
        (
            (value < 1, "moins d’un euro : une part en pourcentage, ou des millions ?"),
            (value > FUND, "plus que tout le fonds (90 M€) : des centimes, ou deux nombres collés ?"),
        )
    )
