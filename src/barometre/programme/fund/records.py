"""Lines of a file as it gives them, before anything is made of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from barometre.programme.fund.schema import Note

Cell = str | float | int | bool | date | datetime | time | timedelta
"""What a cell holds: a text in CSV, a value of its own type in a workbook; an empty text when nothing."""


@dataclass(frozen=True, slots=True)
class Records:
    """The header, and each line that is not empty with its number in the file."""

    header: list[str]
    lines: list[tuple[int, list[Cell]]]
    notes: list[Note]


def folded(header: str) -> str:
    """A header as it is compared: no case, no useless space."""
    return " ".join(header.split()).casefold()
