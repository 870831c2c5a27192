"""A column judged: what each cell means, and what is wrong with those that mean nothing sure."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

EMPTY = "vide"


class Judged(NamedTuple):
    """Two expressions: `value` (null when refused or empty), `fault` (French; null when sound)."""

    value: pl.Expr
    fault: pl.Expr


def first_fault(cases: Sequence[tuple[pl.Expr, pl.Expr | str]]) -> pl.Expr:
    """The message of the first condition that holds; null when none does."""
    found: pl.Expr = pl.lit(None, pl.String)
    for condition, message in reversed(cases):
        shown = pl.lit(message) if isinstance(message, str) else message
        found = pl.when(condition).then(shown).otherwise(found)
    return found


def cleaned(column: str) -> pl.Expr:
    """A cell without invisible characters, its spaces of any kind made one, in NFC; null when nothing is left."""
    text = pl.col(column).str.normalize("NFC").str.replace_all("[\u200b\u200e\u200f\u2060\ufeff\u00ad]", "")
    return text.str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)


def unquoted(column: str) -> pl.Expr:
    """A cleaned cell without the apostrophe that spreadsheets put before what must stay text."""
    return cleaned(column).str.replace(r"^['’]\s*", "").replace("", None)
