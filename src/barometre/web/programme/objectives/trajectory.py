"""The path of an objective as SVG text: what each edition establishes, how far it may go, the line to the target."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from barometre.web.maps.svg import element, picture, text
from barometre.web.shared.french import NO_BREAK, percent
from barometre.web.shared.words import day_words

WIDTH, HEIGHT = 420, 252
_LEFT, _RIGHT, _TOP, _FLOOR = 46, 14, 34, 226
_MOST_TICKS = 6


class EditionShare(NamedTuple):
    """What one edition establishes, from 0 to 100; None when nothing is known."""

    day: date
    value: float | None
    at_most: float | None


class TargetLine(NamedTuple):
    """The target (0 to 100), its due date, and the start of the straight line to it when one can be drawn."""

    target: float
    due: date
    start: tuple[date, float] | None = None


def trajectory(points: Sequence[EditionShare], line: TargetLine, *, key: str, title: str) -> str:
    """Draw points with their bounds, the straight line to the target, and the target as a level."""
    days = [*(point.day for point in points), line.due, *([line.start[0]] if line.start else [])]
    first = date(min(days).year, 1, 1)
    span = max((date(max(days).year + 1, 1, 1) - first).days, 1)

    def x(day: date) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first).days / span

    parts = [*_levels(), *_years(first.year, max(days).year, x), *_target(line, x)]
    for point in points:
        parts += _point(point, x(point.day))
    box = f"0 0 {WIDTH} {HEIGHT}"
    description = " ".join([*_line_words(line), *(_point_words(point) for point in points)])
    return picture("".join(parts), key=key, kind="trajectoire", box=box, title=title, description=description)


def _y(value: float) -> float:
    return _FLOOR - (_FLOOR - _TOP) * value / 100


def _levels() -> list[str]:
    parts = []
    for value in (0, 25, 50, 75, 100):
        y = _y(value)
        parts.append(element("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y, class_="axe" if not value else "niveau"))
        parts.append(text(f"{value}{NO_BREAK}%", _LEFT - 6, y + 5, text_anchor="end", class_="leger"))
    return parts


def _years(first: int, last: int, x: Callable[[date], float]) -> list[str]:
    step = max(1, -(-(last + 1 - first) // _MOST_TICKS))
    parts = []
    for year in range(first, last + 2, step):
        at = x(date(year, 1, 1))
        parts.append(element("line", x1=at, x2=at, y1=_FLOOR, y2=_FLOOR + 5, class_="axe"))
        anchor = "end" if at > WIDTH - 30 else "middle"
        parts.append(text(str(year), at if anchor == "middle" else WIDTH, _FLOOR + 20, text_anchor=anchor))
    return parts


def _target(line: TargetLine, x: Callable[[date], float]) -> list[str]:
    at, y = x(line.due), _y(line.target)
    parts = [
        element("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y, class_="cible"),
        element("line", x1=at, x2=at, y1=_TOP - 6, y2=_FLOOR, class_="tige"),
        element("path", d=f"M{at:.1f} {y - 7:.1f}l7 7-7 7-7-7z", class_="repere"),
    ]
    if line.start:
        parts.append(element("line", x1=x(line.start[0]), x2=at, y1=_y(line.start[1]), y2=y, class_="rythme"))
        parts.append(element("circle", cx=x(line.start[0]), cy=_y(line.start[1]), r=4, class_="depart"))
    anchor = "start" if at < WIDTH / 3 else "end" if at > 2 * WIDTH / 3 else "middle"
    words = f"Cible{NO_BREAK}: {percent(line.target)}, {day_words(line.due)}"
    parts.append(text(words, at, 16, text_anchor=anchor, class_="fort"))
    return parts


def _point(point: EditionShare, at: float) -> list[str]:
    parts = []
    if point.at_most is not None:
        low = point.value or 0.0
        parts.append(element("line", x1=at, x2=at, y1=_y(low), y2=_y(point.at_most), class_="marge"))
    if point.value is not None:
        parts.append(element("circle", cx=at, cy=_y(point.value), r=5, class_="point"))
    return parts


def _line_words(line: TargetLine) -> list[str]:
    words = [f"Cible{NO_BREAK}: {percent(line.target)} au plus tard le {day_words(line.due)}."]
    if line.start:
        words.append(f"Départ{NO_BREAK}: {percent(line.start[1])} le {day_words(line.start[0])}.")
    return words


def _point_words(point: EditionShare) -> str:
    if point.value is None or point.at_most is None:
        return f"Le {day_words(point.day)}, rien n’est encore connu."
    return f"Le {day_words(point.day)}, {percent(point.value)} acquis, {percent(point.at_most)} au mieux."
