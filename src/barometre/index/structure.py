"""The tree of an index: indicators below aggregates, at any number of levels, with weights and directions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, isnan
from pathlib import Path
from typing import NamedTuple

from barometre.errors import BarometreError
from barometre.index.csv_file import read_csv

# What a direction may be written like.
_DIRECTIONS = {"1": 1, "+1": 1, "1.0": 1, "-1": -1, "-1.0": -1}


@dataclass(frozen=True)
class Structure:
    """A tree of codes, in the order of its file.

    Attributes:
        codes: of indicators (leaves) and aggregates.
        parents: code of the parent of each; empty for the root.
        weights: of each among the children of its parent, whatever they sum to; that of the root is not used.
        directions: 1, or -1 where more is worse; that of the root is not used.
    """

    codes: tuple[str, ...]
    parents: tuple[str, ...]
    weights: tuple[float, ...]
    directions: tuple[int, ...]

    def __post_init__(self) -> None:
        if fault := _find_fault(self.codes, self.parents, self.weights):
            raise BarometreError(f"Structure, row {fault.row + 1}, {fault.column}: {fault.what}")

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for code, parent in zip(self.codes, self.parents, strict=True):
            found[parent].append(code)
        return {parent: tuple(codes) for parent, codes in found.items()}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def root(self) -> str:
        """Code of the one aggregate without a parent."""
        return self._children[""][0]

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Codes without children, in the order of the file: the columns of a matrix of values."""
        return tuple(code for code in self.codes if code not in self._children)

    @cached_property
    def aggregates(self) -> tuple[str, ...]:
        """Codes with children, each after all its own: the order of computation."""
        order: list[str] = []
        waiting = [self.root]
        while waiting:
            code = waiting.pop()
            order.append(code)
            waiting += [child for child in self.children(code) if child in self._children]
        return tuple(reversed(order))

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes right below one, in the order of the file."""
        return self._children.get(code, ())

    def parent(self, code: str) -> str:
        """Return the code right above one; empty for the root."""
        return self.parents[self._places[code]]

    def weight(self, code: str) -> float:
        """Return the weight of a code as given."""
        return self.weights[self._places[code]]

    def direction(self, code: str) -> int:
        """Return 1, or -1 where more is worse."""
        return self.directions[self._places[code]]

    @cached_property
    def _levels(self) -> dict[str, int]:
        levels = dict.fromkeys(self.indicators, 1)
        for code in self.aggregates:
            levels[code] = 1 + max(levels[child] for child in self.children(code))
        return levels

    def level(self, code: str) -> int:
        """Return the level of a code: 1 for an indicator, one more than its highest child for an aggregate."""
        return self._levels[code]


class _Fault(NamedTuple):
    """What is wrong at a row of a structure, and in which column."""

    row: int
    column: str
    what: str


def read_structure(path: Path) -> Structure:
    """Read a structure: columns `code`, `parent` (empty for the root), `weight`, `direction` (1 or -1).

    Weight and direction of the root may be empty: nothing uses them. Other columns are not read.

    Raises:
        BarometreError: the file is not such a tree; names line and column.
    """
    file = read_csv(path)
    file.require(("code", "parent", "weight", "direction"))
    codes, parents = file.unique("code"), file.column("parent")
    weights, directions = file.numbers("weight"), file.column("direction")
    for row, parent in enumerate(parents):
        if codes[row] == "unit":
            raise file.fault(row, "code", "unit is the column that names units in other files; choose another code")
        if not parent and isnan(weights[row]):
            weights[row] = 1.0
        if not parent and not directions[row]:
            directions[row] = "1"
        if isnan(weights[row]):
            raise file.fault(row, "weight", "nothing is written; give a number of 0 or more")
        if directions[row] not in _DIRECTIONS:
            raise file.fault(row, "direction", f"{directions[row]!r} is neither 1 nor -1; write -1 where more is worse")
    if fault := _find_fault(codes, parents, weights.tolist()):
        raise file.fault(*fault)
    return Structure(
        tuple(codes), tuple(parents), tuple(weights.tolist()), tuple(_DIRECTIONS[text] for text in directions)
    )


def _find_fault(codes: Sequence[str], parents: Sequence[str], weights: Sequence[float]) -> _Fault | None:
    """Find why codes are not one tree with usable weights; None when they are."""
    above = dict(zip(codes, parents, strict=True))
    if len(above) < len(codes):
        return _Fault(len(codes) - 1, "code", "a code is there twice; keep one of them")
    roots = [row for row, parent in enumerate(parents) if not parent]
    if len(roots) > 1:
        return _Fault(roots[1], "parent", f"a second root, after {codes[roots[0]]}; only one line has an empty parent")
    if cycle := _find_cycle(above):
        row = list(codes).index(cycle[0])
        return _Fault(row, "parent", f"{' > '.join(cycle)} goes round in a circle; one line has an empty parent")
    totals: dict[str, float] = defaultdict(float)
    for row, parent in enumerate(parents):
        if parent and parent not in above:
            return _Fault(row, "parent", f"{parent} is the code of no line; add it, or correct it")
        if not (isfinite(weights[row]) and weights[row] >= 0):
            return _Fault(row, "weight", f"{weights[row]:g} is not a weight; give a number of 0 or more")
        totals[parent] += weights[row]
    for row, parent in enumerate(parents):
        if parent and not totals[parent]:
            return _Fault(row, "weight", f"all weights below {parent} are 0; give one of them more")
    if len(above) < 2:
        return _Fault(0, "code", "an index needs a root and indicators below it; add their lines")
    return None


def _find_cycle(above: Mapping[str, str]) -> list[str]:
    """Return the codes of a cycle, from one back to itself, following parents; nothing when all paths end."""
    ended: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        code = start
        while code in above and code not in ended:
            if code in path:
                codes = list(path)
                return [*codes[codes.index(code) :], code]
            path[code] = None
            code = above[code]
        ended |= path.keys()
    return []
