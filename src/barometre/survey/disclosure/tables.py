"""Tables published together, as linear figures of the same unknowns. Pure.

An atom is what no table tells apart: the respondents of one strate and one région, counted in the same tables, with the
same weight. What an adversary looks for is, for each atom, the number of respondents that gave each answer: the
unknowns, integers of at least 0. Each figure of each table (the respondents n of a cell, or those of them that gave an
answer) is a sum of unknowns. Totals, hierarchies, pages with common cells, and tables released one after another are
all linear relations between figures, and hold by construction: none has to be listed, so none can be forgotten.

Bodies that publish their own answer are no unknown: everybody can take them out of every figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from barometre.errors import BarometreError

# The figure of a cell that counts its respondents; answers have their own names.
RESPONDENTS = "n"
KEYS = ("table", "cell", "figure")
# Columns added to those of respondents, whose names are others.
_PLACE, _CELL, _ROW = "@place", "@cell", "@row"


@dataclass(frozen=True, slots=True, order=True)
class Breakdown:
    """One table: respondents broken down by the values of some columns.

    A respondent whose value is null in one of the columns is counted in no cell.

    Attributes:
        by: columns whose values together name a cell; none for the whole.
        of: column of booleans that says who is counted, as those of a release or of a page; empty for everybody.
    """

    by: tuple[str, ...] = ()
    of: str = ""

    @property
    def name(self) -> str:
        """Name of the table in the column `table`: `kind,strate`, `region|first`; empty for the whole."""
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
        keys: f rows of table, cell, figure (`n` or an answer), count (as the page shows it).
        sums: (f, u) matrix of 0 and 1: figures, without the answers that bodies publish, are `sums @ truth`.
        truth: (u,) what the unknowns are.
        n_of: (f,) position of the figure `n` of the same cell.
        atoms: (a, u) matrix of 0 and 1: respondents of each atom are `atoms @ truth`.
        atom_of: (u,) atom of each unknown that counts an answer, -1 for those that count respondents.
        structure: (s, u) matrix of what is known of unknowns before any table, from `low` to `high` (s,).
        weighted: (f, u) matrix: weighted figures are `weighted @ truth`; a published one is known to lie from
            `weighted_low` to `weighted_high` (f,), infinite when none is published.
        bounded: whether it is known how many bodies there are.
    """

    keys: pl.DataFrame
    sums: sparse.csr_array
    truth: NDArray[np.float64]
    n_of: NDArray[np.intp]
    atoms: sparse.csr_array
    atom_of: NDArray[np.intp]
    structure: sparse.csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    weighted: sparse.csr_array
    weighted_low: NDArray[np.float64]
    weighted_high: NDArray[np.float64]
    bounded: bool

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """Figures (f,) without the answers that bodies publish themselves."""
        return np.asarray(self.sums @ self.truth)

    @cached_property
    def is_n(self) -> NDArray[np.bool_]:
        """Figures (f,) that count respondents."""
        return np.asarray(self.n_of == np.arange(len(self.n_of)))

    @cached_property
    def widths(self) -> dict[bytes, float]:
        """What is uncertain of sums (u,) before any table, by their bytes: those that `audit.targets` worked out."""
        return {}


def figures_of(
    respondents: pl.DataFrame,
    tables: Sequence[Breakdown],
    answers: Sequence[str],
    population: pl.DataFrame | None = None,
    step: float | None = None,
) -> Figures:
    """Return the figures of tables (see `protect` for the arguments).

    Raises:
        BarometreError: a column is missing, or an answer is none of those told.
    """
    rows = _rows(respondents, tables, answers, population)
    columns = [*dict.fromkeys(name for table in tables for name in (*table.by, table.of) if name)]
    bounds = [name for name in population.columns if name != "population"] if population is not None else []
    keys = [*dict.fromkeys([*columns, *bounds, "weight"])]
    # Sorted: the result does not depend on the order of rows.
    hidden = rows.filter(~pl.col("known"))
    atoms = hidden.select(keys).unique().sort(keys)
    several = rows.schema["answer"] != pl.String
    names = [*([RESPONDENTS] if several or not answers else []), *answers]
    truth = _truth(hidden, atoms, names)
    cells = _cells(rows, tables, atoms)
    return _figures(rows, atoms, cells, truth, names, [*answers], population, step)


def _truth(hidden: pl.DataFrame, atoms: pl.DataFrame, names: Sequence[str]) -> NDArray[np.float64]:
    """Return the unknowns (atoms, names) as they are."""
    placed = hidden.join(atoms.with_row_index(_PLACE), on=atoms.columns, nulls_equal=True)
    truth = np.zeros((len(atoms), len(names)))
    for column, name in enumerate(names):
        gave = np.ones(len(placed)) if name == RESPONDENTS else _gave(placed["answer"], name)
        np.add.at(truth[:, column], placed[_PLACE].to_numpy(), gave)
    return truth


def _rows(
    respondents: pl.DataFrame, tables: Sequence[Breakdown], answers: Sequence[str], population: pl.DataFrame | None
) -> pl.DataFrame:
    """Return respondents with all their columns, checked."""
    named = {name for table in tables for name in (*table.by, table.of) if name} | ({"answer"} if answers else set())
    if population is not None:
        named |= set(population.columns) - {"population"}
    if lacking := sorted(named - set(respondents.columns)):
        raise BarometreError(f"Tables to protect: no column {', '.join(lacking)} in the respondents; add it")
    missing = [
        pl.lit(value).alias(name)
        for name, value in (("weight", 1.0), ("known", False), ("answer", ""))
        if name not in respondents.columns
    ]
    rows = respondents.with_columns(missing).with_columns(pl.col("known").fill_null(value=False))
    if answers:
        found = set(rows["answer"].explode() if rows.schema["answer"] != pl.String else rows["answer"])
        if other := sorted(str(one) for one in found - set(answers)):
            raise BarometreError(
                f"Tables to protect: answer {other[0]!r} is none of {', '.join(answers)}; leave it out"
            )
    return rows


@dataclass(frozen=True, slots=True)
class _Cell:
    table: str
    name: str
    # Rows of respondents, and atoms, that are in it.
    rows: NDArray[np.intp]
    atoms: NDArray[np.intp]


def _cells(rows: pl.DataFrame, tables: Sequence[Breakdown], atoms: pl.DataFrame) -> list[_Cell]:
    found = []
    for table in sorted(set(tables)):
        both = []
        for frame in (rows, atoms):
            inside = frame.with_row_index(_PLACE).filter(
                pl.lit(value=True) if not table.of else pl.col(table.of).fill_null(value=False),
                *(pl.col(name).is_not_null() for name in table.by),
            )
            cell = pl.concat_str(table.by, separator=",") if table.by else pl.lit("")
            both.append(inside.with_columns(cell.alias(_CELL)).group_by(_CELL).agg(_PLACE))
        counted, held = (dict(zip(one[_CELL], one[_PLACE], strict=True)) for one in both)
        for name in sorted(counted):
            parts = (np.sort(np.asarray(one.get(name, []), dtype=np.intp)) for one in (counted, held))
            found.append(_Cell(table.name, name, *parts))
    return found


def _figures(
    rows: pl.DataFrame,
    atoms: pl.DataFrame,
    cells: Sequence[_Cell],
    truth: NDArray[np.float64],
    names: Sequence[str],
    answers: Sequence[str],
    population: pl.DataFrame | None,
    step: float | None,
) -> Figures:
    told = [RESPONDENTS, *answers]
    inside = _membership([cell.atoms for cell in cells], len(atoms))
    pattern = sparse.csr_array(_pattern(told, names))
    sums = sparse.csr_array(sparse.kron(inside, pattern))
    weights = np.repeat(atoms["weight"].to_numpy(), len(names))
    weighted = sparse.csr_array(sums.multiply(weights[None, :]))
    gave = np.column_stack([np.ones(len(rows)), *(_gave(rows["answer"], one) for one in answers)])
    members = _membership([cell.rows for cell in cells], len(rows))
    row_weights = rows["weight"].to_numpy()
    counts = (members @ gave).ravel()
    totals = (members @ (gave * row_weights[:, None])).ravel()
    n_of = np.repeat(np.arange(len(cells)) * len(told), len(told))
    low, high = np.full(len(counts), -np.inf), np.full(len(counts), np.inf)
    if step is not None:
        # A share rounded to a step says the total to half a step; what bodies publish themselves is taken out.
        whole, public = totals[n_of], totals - weighted @ truth.ravel()
        share = np.round(totals / whole / step) * step
        shown = n_of != np.arange(len(counts))
        low[shown] = ((share - step / 2) * whole - public)[shown]
        high[shown] = ((share + step / 2) * whole - public)[shown]
    structure, least, most = _structure(rows, atoms, sums[:: len(told)], names, population, truth.ravel())
    keys = pl.DataFrame(
        {
            "table": np.repeat([cell.table for cell in cells], len(told)).tolist(),
            "cell": np.repeat([cell.name for cell in cells], len(told)).tolist(),
            "figure": told * len(cells),
            "count": counts.astype(np.int64),
        },
        schema={"table": pl.String, "cell": pl.String, "figure": pl.String, "count": pl.Int64},
    )
    by_atom = sparse.csr_array(sparse.kron(sparse.eye_array(len(atoms)), pattern[[0]]))
    answered = np.tile([name != RESPONDENTS for name in names], len(atoms))
    return Figures(
        keys=keys,
        sums=sums,
        truth=truth.ravel(),
        n_of=n_of,
        atoms=by_atom,
        atom_of=np.where(answered, np.repeat(np.arange(len(atoms)), len(names)), -1),
        structure=structure,
        low=least,
        high=most,
        weighted=weighted,
        weighted_low=low,
        weighted_high=high,
        bounded=population is not None,
    )


def _membership(parts: Sequence[NDArray[np.intp]], width: int) -> sparse.csr_array:
    """Return the matrix of 0 and 1 (parts, width) of who is in each part."""
    ends = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
    places = np.concatenate([*parts, np.zeros(0, dtype=np.intp)]) if parts else np.zeros(0, dtype=np.intp)
    return sparse.csr_array((np.ones(len(places)), places, ends), shape=(len(parts), width))


def _pattern(told: Sequence[str], names: Sequence[str]) -> NDArray[np.float64]:
    """Return which unknowns of one atom each figure sums: when one answer is given, n is the sum of all."""
    each = np.array([[float(one == name) for name in names] for one in told])
    if RESPONDENTS not in names:
        each[0] = 1.0
    return each


def _gave(given: pl.Series, answer: str) -> NDArray[np.float64]:
    ticked = given == answer if given.dtype == pl.String else given.list.contains(answer)
    return ticked.to_numpy().astype(np.float64)


def _structure(
    rows: pl.DataFrame,
    atoms: pl.DataFrame,
    respondents: sparse.csr_array,
    names: Sequence[str],
    population: pl.DataFrame | None,
    truth: NDArray[np.float64],
) -> tuple[sparse.csr_array, NDArray[np.float64], NDArray[np.float64]]:
    """Return what is known before any table: matrix, least and most."""
    # A cell that is shown has respondents.
    blocks = [respondents]
    least, most = [np.minimum(1.0, respondents @ truth)], [np.full(respondents.shape[0], np.inf)]
    if RESPONDENTS in names and len(names) > 1:
        # Several answers: each is given by n at most, and every respondent gave one.
        width = len(names)
        bound = np.vstack([np.column_stack([-np.ones(width - 1), np.eye(width - 1)]), [[1.0] + [-1.0] * (width - 1)]])
        blocks.append(sparse.csr_array(sparse.kron(sparse.eye_array(len(atoms)), sparse.csr_array(bound))))
        least.append(np.full(width * len(atoms), -np.inf))
        most.append(np.zeros(width * len(atoms)))
    if population is not None:
        by = [name for name in population.columns if name != "population"]
        matched = population.with_row_index(_ROW)
        held = atoms.with_row_index(_PLACE).join(matched, on=by).sort(_PLACE)
        inside = np.zeros((len(population), len(atoms)))
        inside[held[_ROW].to_numpy(), held[_PLACE].to_numpy()] = 1.0
        first = np.array([[float(name == RESPONDENTS or RESPONDENTS not in names) for name in names]])
        blocks.append(sparse.csr_array(sparse.kron(sparse.csr_array(inside), sparse.csr_array(first))))
        public = rows.filter("known").group_by(by).agg(pl.len().alias("@public"))
        taken = matched.join(public, on=by, how="left").sort(_ROW)["@public"].fill_null(0).to_numpy()
        least.append(np.full(len(population), -np.inf))
        most.append(population["population"].to_numpy() - taken.astype(np.float64))
    return sparse.csr_array(sparse.vstack(blocks)), np.concatenate(least), np.concatenate(most)
