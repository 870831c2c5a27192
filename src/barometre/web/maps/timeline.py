"""Figures along time as SVG text: the frame that the curves of the site share, and the curve of a measure."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from barometre.web.maps.svg import element, picture, text
from barometre.web.shared.french import NO_BREAK, percent, score
from barometre.web.shared.words import day_words

WIDTH, HEIGHT = 420, 252
LEFT, RIGHT, TOP, FLOOR = 46, 14, 34, 226
_MOST_TICKS = 6


class Moment(NamedTuple):
    """A figure in one edition, from 0 to 100 (None: too little is known), with its bounds.

    `compares` is false when it was not made as the one before: no line joins them.
    """

    day: date
    value: float | None
    low: float | None
    high: float | None
    compares: bool = True


def curve(moments: Sequence[Moment], *, key: str, title: str, unit: str) -> str:
    """Draw a figure along editions: a point each, its bounds, and a line between those that compare."""
    first, last = moments[0].day, moments[-1].day
    x = scale([first, last])
    parts = [*levels(unit), *years(first.year, last.year, x)]
    parts += [line for before, now in pairwise(moments) for line in _joined(before, now, x)]
    parts += [mark for one in moments for mark in point(x(one.day), one.value, one.low, one.high)]
    description = " ".join(_words(one, unit) for one in moments)
    box = f"0 0 {WIDTH} {HEIGHT}"
    return picture("".join(parts), key=key, kind="trajectoire", box=box, title=title, description=description)


def scale(days: Sequence[date]) -> Callable[[date], float]:
    """Return the place of a day on a drawing of whole years that holds all these."""
    first = date(min(days).year, 1, 1)
    span = max((date(max(days).year + 1, 1, 1) - first).days, 1)
    return lambda day: LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span


def height(value: float) -> float:
    """Return the place of a value from 0 to 100."""
    return FLOOR - (FLOOR - TOP) * value / 100


def levels(unit: str) -> list[str]:
    """Draw the lines of the values, with their words."""
    parts, after = [], f"{NO_BREAK}{unit}" if unit else ""
    for value in (0, 25, 50, 75, 100):
        y = height(value)
        parts.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="axe" if not value else "niveau"))
        parts.append(text(f"{value}{after}", LEFT - 6, y + 5, text_anchor="end", class_="leger"))
    return parts


def years(first: int, last: int, x: Callable[[date], float]) -> list[str]:
    """Draw the beginning of years, as many as can be read."""
    step = max(1, -(-(last + 1 - first) // _MOST_TICKS))
    parts = []
    for year in range(first, last + 2, step):
        at = x(date(year, 1, 1))
        parts.append(element("line", x1=at, x2=at, y1=FLOOR, y2=FLOOR + 5, class_="axe"))
        anchor = "end" if at > WIDTH - 30 else "middle"
        parts.append(text(str(year), at if anchor == "middle" else WIDTH, FLOOR + 20, text_anchor=anchor))
    return parts


def point(at: float, value: float | None, low: float | None, high: float | None) -> list[str]:
    """Draw what is established, and between which bounds it stays."""
    parts = []
    if low is not None and high is not None:
        parts.append(element("line", x1=at, x2=at, y1=height(low), y2=height(high), class_="marge"))
    if value is not None:
        parts.append(element("circle", cx=at, cy=height(value), r=5, class_="point"))
    return parts


def _joined(before: Moment, now: Moment, x: Callable[[date], float]) -> list[str]:
    """Draw the line between two figures, or a break where they do not compare; nothing next to what is not known."""
    if not now.compares:
        at = x(now.day) - 8
        return [element("line", x1=at, x2=at, y1=TOP, y2=FLOOR, class_="cible")]
    if before.value is None or now.value is None:
        return []
    y1, y2 = height(before.value), height(now.value)
    return [element("line", x1=x(before.day), x2=x(now.day), y1=y1, y2=y2, class_="rythme")]


def _words(one: Moment, unit: str) -> str:
    broken = "" if one.compares else " (autre méthode ou autre source, ne se compare pas à ce qui précède)"
    if one.value is None:
        return f"Le {day_words(one.day)}, trop peu est connu{broken}."
    shown = percent(one.value) if unit else f"{score(one.value)} sur 100"
    return f"Le {day_words(one.day)}, {shown}{broken}."
