"""The classes of a map, chosen for the values that it shows; none when a map would be of one colour."""

from collections.abc import Sequence
from itertools import pairwise
from math import floor, log10

from barometre.web.maps.legend import ANSWERS, ColourScale

# Share of the territories whose value must be known: a map of few says where something was looked at.
KNOWN_FROM = 0.5
# Share of the known values from which one class that has them all makes a map of one colour.
ALIKE = 0.95
# Points between the highest and the lowest of most values under which a map would tell apart what is alike.
LEAST_SPREAD = 2
_CLASSES = 5


def classes(values: Sequence[float | None], unit: str = "") -> ColourScale | None:
    """Return classes with about as many territories in each, between round bounds; None when a map would say nothing.

    Args:
        values: one for each territory concerned, None when it is not known.
        unit: that of the values.
    """
    known = sorted(value for value in values if value is not None)
    if not known or len(known) < KNOWN_FROM * len(values):
        return None
    trimmed = len(known) // 20
    low, high = known[trimmed], known[-1 - trimmed]
    if high - low < LEAST_SPREAD and known[-1] - known[0] < _CLASSES * LEAST_SPREAD:
        return None
    step = _round_step(max(high - low, LEAST_SPREAD) / _CLASSES)
    shared = [known[len(known) * place // _CLASSES] for place in range(1, _CLASSES)]
    regular = [low + (high - low) * place / _CLASSES for place in range(1, _CLASSES)]
    breaks = _rounded(shared, step, known) or _rounded(regular, step, known)
    return _unless_alike(ColourScale(unit, breaks), known) if breaks else None


def _rounded(cuts: Sequence[float], step: float, known: Sequence[float]) -> tuple[float, ...]:
    """Return round bounds near the cuts, without those that would leave a class empty."""
    kept: list[float] = []
    for cut in sorted({round(round(cut / step) * step, 4) for cut in cuts}):
        before = kept[-1] if kept else float("-inf")
        if any(before <= value < cut for value in known) and cut <= known[-1]:
            kept.append(cut)
    return tuple(kept)


def answers(values: Sequence[float | None]) -> ColourScale | None:
    """Return the two classes of a yes or no; None when too few are known, or nearly all say the same."""
    known = [value for value in values if value is not None]
    return _unless_alike(ANSWERS, known) if known and len(known) >= KNOWN_FROM * len(values) else None


def _round_step(span: float) -> float:
    """Return 1, 2 or 5 times a power of ten, the greatest that is not over a quarter more than the span."""
    power = 10.0 ** floor(log10(span))
    return max((factor * power for factor in (1, 2, 5) if factor * power <= 1.25 * span), default=power)


def _unless_alike(scale: ColourScale, known: Sequence[float]) -> ColourScale | None:
    """Return the classes, None when one of them has nearly all the values."""
    bounds = (float("-inf"), *scale.breaks, float("inf"))
    fullest = max(sum(low <= value < high for value in known) for low, high in pairwise(bounds))
    return scale if fullest < ALIKE * len(known) else None
