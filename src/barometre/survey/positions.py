"""The place of a collectivité among its peers, on figures that do not move while a wave is open. Pure.

A live base would tell a neighbour's answer to who watches it. Peers are those of the same kind and size; when too few
of them are known, those of the same kind; else there is no place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from barometre.survey.answers import LEAST


@dataclass(frozen=True)
class Position:
    """A place: those with the same score share it, and the next one comes after them all (1, 2, 2, 4).

    Attributes:
        rank: 1 when no peer has a better score.
        among: how many are ranked: the peers that are known, and the collectivité. The unknown have no rank.
        shared: whether a peer has the same rank.
        wider: whether peers of all sizes are counted, since too few of its own are known.
    """

    rank: int
    among: int
    shared: bool
    wider: bool


def position(score: float, near: Sequence[float], wide: Sequence[float]) -> Position | None:
    """Return the place of a score; None when too few peers are known.

    Args:
        score: that of the collectivité, 0-100.
        near: known scores of the others of its kind and size.
        wide: known scores of the others of its kind.
    """
    for wider, peers in ((False, near), (True, wide)):
        if len(peers) >= LEAST:
            better = sum(one > score for one in peers)
            return Position(better + 1, len(peers) + 1, score in peers, wider)
    return None
