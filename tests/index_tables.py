"""Small tables of an index: ten units, four indicators with ties and unknown values, and the trees above them."""

import numpy as np

from barometre.index.options import IndexOptions
from barometre.index.structure import Structure

NAN = float("nan")
A = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]
B = [2.5, 0.5, 7.1, 8.2, 8.1, 2.8, 1.8, 2.8, 4.5, 9]
C = [27, 18, 28, 18, 28, 45, 90, 45, 23, 53]
D = [0.6, 6.2, 15, NAN, 3, 2.2, NAN, 9.9, 12.4, 1]
# One value is far from the others, one further.
FAR = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100]


def table(*columns):
    """Values, units × indicators."""
    return np.array(columns, dtype=float).T


def tree(text):
    """A structure from lines `code parent weight direction`, the last two 1 when they are not there."""
    rows = [(*line.split(), *["1"] * (4 - len(line.split()))) for line in text.strip().splitlines()]
    codes, parents, weights, directions = zip(*rows, strict=True)
    parents = tuple("" if parent == "-" else parent for parent in parents)
    return Structure(codes, parents, tuple(map(float, weights)), tuple(map(int, directions)))


def flat(count, weights=None, directions=None):
    """A root `all` above indicators x0, x1 …"""
    weights, directions = weights or [1] * count, directions or [1] * count
    lines = [f"x{n} all {weights[n]} {directions[n]}" for n in range(count)]
    return tree("\n".join(["all -", *lines]))


def options(**given):
    """Options where everything known is scored, unless said otherwise."""
    return IndexOptions(**{"coverage": 0.0} | given)
