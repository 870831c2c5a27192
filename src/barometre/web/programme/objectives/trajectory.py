"""The path of an objective as SVG text: what each edition establishes, how far it may go, the line to the target."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from barometre.web.maps.svg import element, picture, text
from barometre.web.maps.timeline import FLOOR, HEIGHT, LEFT, RIGHT, TOP, WIDTH, height, levels, point, scale, years
from barometre.web.shared.french import NO_BREAK, percent
from barometre.web.shared.words import day_words


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
    days = [*(one.day for one in points), line.due, *([line.start[0]] if line.start else [])]
    x = scale(days)
    parts = [*levels("%"), *years(min(days).year, max(days).year, x), *_target(line, x)]
    for one in points:
        parts += point(x(one.day), one.value, None if one.at_most is None else one.value or 0.0, one.at_most)
    box = f"0 0 {WIDTH} {HEIGHT}"
    description = " ".join([*_line_words(line), *(_point_words(one) for one in points)])
    return picture("".join(parts), key=key, kind="trajectoire", box=box, title=title, description=description)


def _target(line: TargetLine, x: Callable[[date], float]) -> list[str]:
    at, y = x(line.due), height(line.target)
    parts = [
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="cible"),
        element("line", x1=at, x2=at, y1=TOP - 6, y2=FLOOR, class_="tige"),
        element("path", d=f"M{at:.1f} {y - 7:.1f}l7 7-7 7-7-7z", class_="repere"),
    ]
    if line.start:
        parts.append(element("line", x1=x(line.start[0]), x2=at, y1=height(line.start[1]), y2=y, class_="rythme"))
        parts.append(element("circle", cx=x(line.start[0]), cy=height(line.start[1]), r=4, class_="depart"))
    anchor = "start" if at < WIDTH / 3 else "end" if at > 2 * WIDTH / 3 else "middle"
    words = f"Cible{NO_BREAK}: {percent(line.target)}, {day_words(line.due)}"
    parts.append(text(words, at, 16, text_anchor=anchor, class_="fort"))
    return parts


def _line_words(line: TargetLine) -> list[str]:
    words = [f"Cible{NO_BREAK}: {percent(line.target)} au plus tard le {day_words(line.due)}."]
    if line.start:
        words.append(f"Départ{NO_BREAK}: {percent(line.start[1])} le {day_words(line.start[0])}.")
    return words


def _point_words(one: EditionShare) -> str:
    if one.value is None or one.at_most is None:
        return f"Le {day_words(one.day)}, rien n’est encore connu."
    return f"Le {day_words(one.day)}, {percent(one.value)} acquis, {percent(one.at_most)} au mieux."
