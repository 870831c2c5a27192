"""Tables published together, as linear figures of the same unknowns. Pure.

An atom is what no table tells apart: the respondents of one strate and one région, counted in the same tables, with the
same weight. What an adversary looks for is, for each atom, the number of respondents that gave each answer: the
unknowns, integers of at least 0. Each figure of each table (the respondents n of a cell, or those of them that gave an
answer) is a sum of unknowns. Totals, hierarchies, pages with common cells, and tables released one after another are
all linear relations between figures, and hold by construction: none has to be listed, so none can be forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from barometre.errors import BarometreError

# The figure of a cell that counts its respondents; answers have their own names.
RESPONDENTS = "n"


@dataclass(frozen=True, slots=True, order=True)
class Breakdown:
    """One table: respondents broken down by the values of some columns.

    A respondent whose value is null in one of the columns is counted in no cell.

    Attributes:
        by: columns whose values together name a cell; none for the whole.
        of: column of booleans that says who is counted, as a release or a page of some; empty for everybody.
    """

    by: tuple[str, ...] = ()
    of: str = ""

    @property
    def name(self) -> str:
        """Name of the table in the column `table`: `kind,strate`, `region|first release`; empty for the whole."""
        return ",".join(self.by) + (f"|{self.of}" if self.of else "")

    @classmethod
    def named(cls, name: str) -> "Breakdown":
        """Return the table of a name."""
        by, _, of = name.partition("|")
        return cls(tuple(by.split(",")) if by else (), of)


@dataclass(frozen=True)
class Figures:
    """Every figure of every table, and the unknowns that they sum.

    Attributes:
        keys: (f, 3) strings: table, cell, figure (`n` or an answer).
        sums: (f, u) sparse matrix of 0 and 1: figures are `sums @ truth`.
        truth: (u,) what the unknowns are.
        n_of: (f,) position of the figure `n` of the same cell.
        atoms: (a, u) sparse matrix: respondents of each atom are `atoms @ truth`.
        atom_of: (u,) atom of each unknown.
        weights: (u,) weight of one respondent.
        structure: (s, u) sparse matrix of what is known of unknowns before any table, between `low` and `high`.
        published: (f,) what is added to `sums @ truth` on the page: answers that their bodies publish themselves.
    """

    keys: pl.DataFrame
    sums: sparse.csr_array
    truth: NDArray[np.float64]
    n_of: NDArray[np.intp]
    atoms: sparse.csr_array
    atom_of: NDArray[np.intp]
    weights: NDArray[np.float64]
    structure: sparse.csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    published: NDArray[np.float64]

    @property
    def values(self) -> NDArray[np.float64]:
        """Figures without the answers that their bodies publish themselves."""
        return np.asarray(self.sums @ self.truth)

    @property
    def is_n(self) -> NDArray[np.bool_]:
        """Figures that count respondents."""
        return self.n_of == np.arange(len(self.n_of))
