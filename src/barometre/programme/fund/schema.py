"""Columns of a file of awards, and what validation says of its lines. One line per project and beneficiary."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from barometre.tables import Schema

REQUIRED = ("call", "axis", "pilot", "project", "title", "category", "siren", "amount", "decided_on")
OPTIONAL = ("state", "filed_on", "paid", "paid_on", "result", "outside")
COLUMNS = REQUIRED + OPTIONAL
# Columns that no line may leave empty.
FILLED = frozenset(REQUIRED) - {"category"}

AXES = ("1", "2", "3")
PILOTS = ("anct", "dinum", "ditp")
STATES = ("déposé", "éligible", "refusé", "attribué", "retiré")
# The only state whose amounts are counted.
AWARDED = "attribué"
# What the calls of a demonstration begin with: a real one never does.
DEMONSTRATION = "demo-"
# Characters of a text at most.
LENGTHS = {"call": 120, "project": 120, "pilot": 80, "category": 80, "title": 500, "outside": 300}

MONEY = pl.Decimal(14, 2)

# Columns of the lines accepted; amounts in euros, `siren` that of today, `outside` null for a collectivité.
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


class Rejection(NamedTuple):
    """A line rejected: its number in the file, the first column at fault, and why, in French."""

    row: int
    column: str
    why: str


class Note(NamedTuple):
    """What was understood and is worth checking, in French. Row 1 is about the whole file."""

    row: int
    column: str
    text: str


class Validation(NamedTuple):
    """The lines of a file: each is either in `accepted` (columns of `ACCEPTED`) or in `rejected`, once."""

    accepted: pl.DataFrame
    rejected: Sequence[Rejection]
    notes: Sequence[Note]


def is_demonstration(awards: pl.DataFrame) -> bool:
    """Return whether some of these awards (column `call`) are fictitious."""
    return bool(awards["call"].str.starts_with(DEMONSTRATION).any())
