"""A column judged: what each cell means, and what is wrong with those that mean nothing sure."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

EMPTY = "vide"


class Judged(NamedTuple):
    """Two expressions: `value` (null when refused or empty) and `fault` (French; null when sound).

    A fault is costly to write: it is asked for only on lines where a value is missing.
    """

    value: pl.Expr
    fault: pl.Expr


def first_fault(cases: Sequence[tuple[pl.Expr, pl.Expr | str]]) -> pl.Expr:
    """The message of the first condition that holds; null when none does."""
    found: pl.Expr = pl.lit(None, pl.String)
    for condition, message in reversed(cases):
        shown = pl.lit(message) if isinstance(message, str) else message
        found = pl.when(condition).then(shown).otherwise(found)
    return found


def cleaned(cells: pl.Series) -> pl.Series:
    """Cells without invisible characters, their spaces of any kind made one, in NFC; null when nothing is left."""
    if cells.str.contains(r"\p{M}").any():
        cells = cells.str.normalize("NFC")
    if cells.str.contains(_INVISIBLE).any():
        cells = cells.str.replace_all(_INVISIBLE, "")
    if cells.str.contains(r"[^\S ]|\s\s").any():
        cells = cells.str.replace_all(r"\s+", " ")
    return _or_null(cells.str.strip_chars())


def unquoted(cells: pl.Series) -> pl.Series:
    """Cleaned cells without the apostrophe that spreadsheets put before what must stay text."""
    return _or_null(cleaned(cells).str.replace(r"^['’]\s*", ""))


_INVISIBLE = "[\u200b\u200e\u200f\u2060\ufeff\u00ad]"


def _or_null(cells: pl.Series) -> pl.Series:
    return cells.to_frame("cell").select(pl.when(pl.col("cell") != "").then("cell")).to_series()
