"""Tables of an index as CSV files: values, and what some options need beside them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.csv_file import UNKNOWN, CsvFile, read_csv
from barometre.index.parameters import Matrix, Vector
from barometre.index.structure import Structure

# What stands in a cell for « does not concern this unit ».
NOT_CONCERNED = "nc"


@dataclass(frozen=True, slots=True)
class IndexValues:
    """Values of units.

    Attributes:
        units: identifiers, in the order of the file.
        matrix: units × indicators of the structure, in its order; NaN is unknown.
        concerned: units × indicators, False where an indicator does not concern a unit; None: all concern all.
        unread: columns that are no indicator of the structure.
    """

    units: list[str]
    matrix: Matrix
    concerned: NDArray[np.bool_] | None
    unread: tuple[str, ...] = ()


def read_values(
    path: Path, structure: Structure, categories: Mapping[str, Mapping[str, float]] | None = None
) -> IndexValues:
    """Read values: column `unit`, one column for each indicator of the structure, in any order; others are not read.

    An empty cell or NA is unknown; `nc` does not concern the unit.

    Args:
        path: the file.
        structure: whose indicators are read.
        categories: of each indicator, when cells name categories; their places are read.

    Raises:
        BarometreError: a column is missing, a unit is twice there, or a cell is not a number or a
            category; names line and column.
    """
    file = read_csv(path)
    file.require(("unit", *structure.indicators))
    units = file.unique("unit")
    columns = [
        _places(file, code, list(categories[code])) if categories else file.numbers(code, (*UNKNOWN, NOT_CONCERNED))
        for code in structure.indicators
    ]
    concerned = np.column_stack([(file.cells[code] != NOT_CONCERNED).to_numpy() for code in structure.indicators])
    # A column without a name nor a text is a comma at the end of lines.
    unread = [name for name in file.cells.columns if name not in ("unit", *structure.indicators)]
    unread = [name or "a column without a name" for name in unread if name or any(file.column(name))]
    matrix = np.asfortranarray(np.column_stack(columns))
    return IndexValues(units, matrix, None if concerned.all() else concerned, tuple(unread))


def _places(file: CsvFile, code: str, categories: Sequence[str]) -> Vector:
    """Return the place of the category of each cell; NaN where it is unknown or does not concern the unit."""
    places = {name: float(place) for place, name in enumerate(categories)}
    places |= dict.fromkeys((*UNKNOWN, NOT_CONCERNED), float("nan"))
    texts = file.column(code)
    for row, text in enumerate(texts):
        if text not in places:
            raise file.fault(row, code, f"{text!r} is none of its categories ({', '.join(categories)})")
    return np.array([places[text] for text in texts])


def scores_csv(units: Sequence[str], scores: Mapping[str, Vector]) -> bytes:
    """Return scores as CSV: `unit`, then each aggregate; empty where there is none, all digits of each number."""
    columns = {code: pl.Series(score).fill_nan(None) for code, score in scores.items()}
    return pl.DataFrame({"unit": units} | columns).write_csv().encode()


def read_goalposts(path: Path, structure: Structure) -> dict[str, tuple[float, float]]:
    """Read goalposts: columns `code`, `low`, `high`, in the unit of the indicator, whatever its direction.

    Raises:
        BarometreError: a code is no indicator, or `low` is not below `high`.
    """
    file = read_csv(path)
    file.require(("code", "low", "high"))
    codes, lows, highs = _indicators(file, structure), _known(file, "low"), _known(file, "high")
    for row, (low, high) in enumerate(zip(lows, highs, strict=True)):
        if low >= high:
            raise file.fault(row, "high", f"{high:g} is not above {low:g}; direction -1 says that less is better")
    return {code: (low, high) for code, low, high in zip(codes, lows, highs, strict=True)}


def read_targets(path: Path, structure: Structure) -> dict[str, float]:
    """Read targets: columns `code`, `target`, in the unit of the indicator.

    Raises:
        BarometreError: a code is no indicator, or a target is no number.
    """
    file = read_csv(path)
    file.require(("code", "target"))
    return dict(zip(_indicators(file, structure), _known(file, "target"), strict=True))


def read_categories(path: Path, structure: Structure) -> dict[str, dict[str, float]]:
    """Read ordered categories: columns `code`, `category`, `score` (on the range of scores).

    Raises:
        BarometreError: a code is no indicator, a category is empty or twice there, or a score is no number.
    """
    file = read_csv(path)
    file.require(("code", "category", "score"))
    found: dict[str, dict[str, float]] = defaultdict(dict)
    scores = _known(file, "score")
    for row, (code, category) in enumerate(zip(file.column("code"), file.column("category"), strict=True)):
        _check_code(file, row, code, structure.indicators)
        if category in (*UNKNOWN, NOT_CONCERNED):
            raise file.fault(row, "category", f"{category!r} stands for what is not known; name the category")
        if category in found[code]:
            raise file.fault(row, "category", f"{category} of {code} is there twice; keep one of them")
        found[code][category] = scores[row]
    return dict(found)


def read_groups(path: Path, units: Sequence[str]) -> list[str]:
    """Read the group of each unit, in the order of `units`: columns `unit`, `group`.

    Raises:
        BarometreError: a unit is twice there, or has no group.
    """
    file = read_csv(path)
    file.require(("unit", "group"))
    found = dict(zip(file.unique("unit"), file.column("group"), strict=True))
    if lacking := [unit for unit in units if not found.get(unit)]:
        raise BarometreError(f"{path} gives no group to {', '.join(lacking[:5])}; add its line")
    return [found[unit] for unit in units]


def read_budget(path: Path, structure: Structure) -> dict[str, float]:
    """Read points that experts divided among the children of each parent: columns `expert`, `code`, `points`.

    Points of each expert below one parent are scaled to sum to 1, so that all have the same say; shares are averaged.

    Raises:
        BarometreError: an expert gave no points to a code, or none but 0 below a parent.
    """
    file = read_csv(path)
    file.require(("expert", "code", "points"))
    points: dict[str, dict[str, float]] = defaultdict(dict)
    numbers = _known(file, "points")
    for row, (expert, code) in enumerate(zip(file.column("expert"), file.column("code"), strict=True)):
        _check_code(file, row, code, structure.codes)
        if code in points[expert]:
            raise file.fault(row, "code", f"{expert} gives points to {code} twice; keep one of them")
        if numbers[row] < 0:
            raise file.fault(row, "points", f"{numbers[row]:g} is below 0; give 0 or more")
        points[expert][code] = numbers[row]
    budget = dict.fromkeys(structure.codes, 0.0)
    for expert, given in points.items():
        for parent in structure.aggregates:
            children = structure.children(parent)
            if lacking := [child for child in children if child not in given]:
                raise BarometreError(
                    f"{path}: {expert} gives no points to {', '.join(lacking[:5])}; add them, 0 included"
                )
            total = sum(given[child] for child in children)
            if not total:
                raise BarometreError(f"{path}: {expert} gives 0 points to all below {parent}; give some")
            for child in children:
                budget[child] += given[child] / total / len(points)
    return budget


def _indicators(file: CsvFile, structure: Structure) -> list[str]:
    codes = file.unique("code")
    for row, code in enumerate(codes):
        _check_code(file, row, code, structure.indicators)
    return codes


def _check_code(file: CsvFile, row: int, code: str, known: Sequence[str]) -> None:
    if code not in known:
        raise file.fault(row, "code", f"{code!r} is not in the structure; correct it, or remove the line")


def _known(file: CsvFile, name: str) -> list[float]:
    """Return a column of numbers that are all there."""
    numbers = file.numbers(name)
    unknown = np.isnan(numbers)
    if unknown.any():
        raise file.fault(int(np.argmax(unknown)), name, "nothing is written; give a number")
    found: list[float] = numbers.tolist()
    return found
