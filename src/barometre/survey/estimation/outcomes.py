"""What respondents answered to one question: texts or numbers, unknown and not concerned apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from barometre.errors import BarometreError
from barometre.survey.estimation.design import Floats, Mask

# Cells that say nothing of the respondent, and the one of whom the question does not concern.
UNKNOWN = ("", "NA")
NOT_CONCERNED = "nc"
# Above this part of numbers, a question asks for a number.
NEARLY_ALL = 0.9
# 01 is a code, 1,5 may be one and a half or two choices: neither is a number.
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Outcome:
    """Answers to one question, one row a respondent.

    Attributes:
        name: the question.
        categories: the answers to a choice, sorted, one column of `values` each; one empty text for a number.
        values: 1 for who gave that answer, or the number; 0 where it is not known (n, columns).
        known: whose answer is known (n).
        concerned: whom the question concerns (n); others are out of every denominator.
    """

    name: str
    categories: Sequence[str]
    values: Floats
    known: Mask
    concerned: Mask

    @property
    def unknown(self) -> int:
        """Respondents who are concerned and whose answer is not known."""
        return int((self.concerned & ~self.known).sum())

    @property
    def not_concerned(self) -> int:
        """Respondents whom the question does not concern."""
        return int((~self.concerned).sum())

    @cached_property
    def yes_or_no(self) -> bool:
        """Whether every value is 0 or 1: the mean is then a share."""
        values = self.values[self.known]
        return bool(((values == 0) | (values == 1)).all())


def choice(name: str, cells: Sequence[str | None], categories: Sequence[str] = ()) -> Outcome:
    """Return answers to a choice: one column for each text that somebody gave, or for each of the categories given."""
    given = _texts(cells)
    concerned = given != NOT_CONCERNED
    known = concerned & ~np.isin(given, UNKNOWN)
    # Of a question that nobody answered, one row says so.
    columns = list(categories) or [str(one) for one in np.unique(given[known])] or [""]
    values = (given[:, None] == np.array(columns, dtype=np.str_)[None, :]) & known[:, None]
    return Outcome(name, columns, values.astype(np.float64), known, concerned)


def number(name: str, cells: Sequence[str | None], ids: Sequence[str] = ()) -> Outcome:
    """Return answers that are numbers.

    Raises:
        BarometreError: a cell is no number; names the outcome and the respondent.
    """
    given = _texts(cells)
    concerned = given != NOT_CONCERNED
    known = concerned & ~np.isin(given, UNKNOWN)
    values = np.zeros((len(given), 1))
    for row in map(int, np.flatnonzero(known)):
        found = _as_number(given[row])
        if found is None:
            whose = f", id {ids[row]}" if len(ids) else ""
            raise BarometreError(
                f"Outcome {name}{whose}: {str(given[row])!r} is not a number "
                "(1.5; empty or NA: unknown; nc: not concerned)"
            )
        values[row, 0] = found
    return Outcome(name, [""], values, known, concerned)


def outcome(name: str, cells: Sequence[str | None], ids: Sequence[str] = ()) -> Outcome:
    """Return answers as numbers when all that are known are, as a choice otherwise.

    Raises:
        BarometreError: nearly all are numbers: the others are rather mistakes than answers to a choice.
    """
    given = [cell for cell in _texts(cells) if cell not in UNKNOWN and cell != NOT_CONCERNED]
    numbers = sum(_as_number(cell) is not None for cell in given)
    return number(name, cells, ids) if numbers > NEARLY_ALL * len(given) else choice(name, cells)


def column(sample: pl.DataFrame, name: str) -> list[str | None]:
    """Return the cells of one column of a sample.

    Raises:
        BarometreError: there is no such column; names those there are.
    """
    if name not in sample.columns:
        raise BarometreError(f"The sample has no column {name!r}; its columns are {', '.join(sample.columns)}")
    return sample[name].cast(pl.String).to_list()


def _texts(cells: Sequence[str | None]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.array([(cell or "").strip() for cell in cells], dtype=np.str_)


def _as_number(cell: str) -> float | None:
    return float(cell) if NUMBER.fullmatch(cell) and np.isfinite(float(cell)) else None
