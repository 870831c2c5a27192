"""What a file of awards holds, and what is said of its lines. One line per project and beneficiary."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from barometre.tables import Schema

REQUIRED = ("call", "axis", "pilot", "project", "title", "category", "siren", "amount", "decided_on")
OPTIONAL = ("state", "filed_on", "paid", "paid_on", "result", "outside")
COLUMNS = REQUIRED + OPTIONAL
FILLED = frozenset(REQUIRED) - {"category"}
"""Columns that no line may leave empty."""

AXES = ("1", "2", "3")
PILOTS = ("anct", "dinum", "ditp")
STATES = ("déposé", "éligible", "refusé", "attribué", "retiré")
AWARDED = "attribué"
"""The only state whose amounts are counted."""

DEMONSTRATION = "demo-"
"""What the calls of a demonstration begin with: a real one never does."""

LENGTHS = {"call": 120, "project": 120, "pilot": 80, "category": 80, "title": 500, "outside": 300}
"""Characters of a text at most."""

MONEY = pl.Decimal(14, 2)

ACCEPTED: Schema = {
    "row": pl.Int64(),
    "call": pl.String(),
    "axis": pl.String(),
    "pilot": pl.String(),
    "project": pl.String(),
    "title": pl.String(),
    "category": pl.String(),
    "siren_announced": pl.String(),
    "siren": pl.String(),
    "outside": pl.String(),
    "amount": MONEY,
    "decided_on": pl.Date(),
    "state": pl.String(),
    "filed_on": pl.Date(),
    "paid": MONEY,
    "paid_on": pl.Date(),
    "result": pl.String(),
}
"""Columns of the lines accepted; amounts in euros, `siren` that of today, `outside` null in the reference."""


class Rejection(NamedTuple):
    """A line refused: its number in the file, the first column at fault, and why, in French."""

    row: int
    column: str
    why: str


class Note(NamedTuple):
    """Something understood that a person should know, in French. Row 1 speaks of the whole file."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """Each line of a file is either in `accepted` (columns of `ACCEPTED`) or in `rejected`, once."""

    accepted: pl.DataFrame
    rejected: Sequence[Rejection]
    notes: Sequence[Note] = field(default_factory=list)


def written(accepted: pl.DataFrame) -> pl.DataFrame:
    """The lines accepted as the text of a file in the documented format, which reads back as the same lines."""
    text = accepted.drop("siren").rename({"siren_announced": "siren"})
    return text.select(pl.col(name).cast(pl.String) for name in COLUMNS)


def is_demonstration(awards: pl.DataFrame) -> bool:
    """Is any of these awards (column `call`) fictitious?"""
    return bool(awards["call"].str.starts_with(DEMONSTRATION).any())
