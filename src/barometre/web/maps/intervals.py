"""A chart of gaps with their intervals, edition after edition, around the day of an aid; its table is on the page."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from barometre.web.maps.charts import WIDTH
from barometre.web.maps.svg import element, picture, text
from barometre.web.shared.french import NO_BREAK, number

_LEFT, _RIGHT, _TOP, _FLOOR, _HEIGHT = 44, 12, 34, 250, 306
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)

# Greatest number of horizontal lines.
_LINES = 6
# Number of editions from which only every second one is named.
_CROWDED = 13


class Gap(NamedTuple):
    """A gap in points and its interval, `relative` editions after the first that follows the aid (-1: reference)."""

    relative: int
    estimate: float
    low: float
    high: float

    @property
    def reference(self) -> bool:
        """Whether it is the edition that others are compared with."""
        return self.relative == -1

    @property
    def when(self) -> str:
        """The edition, in words."""
        if self.reference:
            return "dernière édition avant l’aide (référence)"
        if self.relative == 0:
            return "première édition après l’aide"
        if self.relative > 0:
            return f"{self.relative + 1}e édition après l’aide"
        return f"{-self.relative}e édition avant l’aide"

    @property
    def words(self) -> str:
        """Edition, gap and interval as a sentence."""
        return (
            f"{self.when.capitalize()}{NO_BREAK}: {number(self.estimate)}, "
            f"entre {number(self.low)} et {number(self.high)}."
        )


def gaps(rows: Sequence[Gap], *, key: str, title: str) -> str:
    """Return the chart: a point and a vertical line for each edition, a zero line, and the aid between two editions."""
    step = _step(rows)
    low, high = _bounds(rows, step)
    first, last = rows[0].relative, rows[-1].relative

    def across(relative: float) -> float:
        return _LEFT + 18 + (WIDTH - _LEFT - _RIGHT - 36) * (relative - first) / max(last - first, 1)

    def up(value: float) -> float:
        return _FLOOR - (_FLOOR - _TOP) * (value - low) / (high - low)

    parts = [_grid(low, high, step, up)]
    aid = across(-0.5)
    parts.append(element("line", x1=aid, x2=aid, y1=_TOP - 8, y2=_FLOOR, class_="tige"))
    parts.append(text("aide", aid, _TOP - 14, text_anchor="middle", class_="fort"))
    for row in rows:
        parts.append(_mark(row, across(row.relative), up))
    every = 2 if len(rows) >= _CROWDED else 1
    for row in rows:
        if (row.relative + 1) % every == 0:
            after = f"+{row.relative + 1}" if row.relative >= 0 else f"−{-row.relative}"
            label = "réf." if row.reference else after
            parts.append(text(label, across(row.relative), _FLOOR + 20, text_anchor="middle"))
    parts.append(text("éditions avant (−) et après (+) l’aide", WIDTH / 2 + 16, _FLOOR + 44, text_anchor="middle"))
    parts.append(text("points d’écart", 0, 14, class_="leger"))
    box, description = f"0 0 {WIDTH} {_HEIGHT}", " ".join(row.words for row in rows)
    return picture("".join(parts), key=key, kind="ecarts", box=box, title=title, description=description)


def _step(rows: Sequence[Gap]) -> float:
    span = max(max(row.high for row in rows), 0) - min(min(row.low for row in rows), 0)
    return next((step for step in _STEPS if span / step <= _LINES), _STEPS[-1])


def _bounds(rows: Sequence[Gap], step: float) -> tuple[float, float]:
    """Return whole steps around every interval and zero."""
    low, high = min(0.0, *(row.low for row in rows)), max(0.0, *(row.high for row in rows))
    return (low // step) * step, -((-high // step) * step) or step


def _grid(low: float, high: float, step: float, up: Callable[[float], float]) -> str:
    lines = []
    for i in range(round((high - low) / step) + 1):
        value = low + i * step
        zero, y = abs(value) < step / 2, up(value)
        lines.append(element("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y, class_="zero" if zero else "grille"))
        lines.append(text(number(value), _LEFT - 6, y + 5, text_anchor="end", class_="fort" if zero else "leger"))
    return "".join(lines)


def _mark(row: Gap, x: float, up: Callable[[float], float]) -> str:
    """Return a diamond for the reference, else a point on its interval, full when the interval excludes zero."""
    if row.reference:
        return element("path", d=f"M{x:.1f} {up(0) - 7:.1f}l6 7-6 7-6-7z", class_="repere")
    sure = row.low > 0 or row.high < 0
    ends = "".join(element("line", x1=x - 6, x2=x + 6, y1=up(y), y2=up(y), class_="ecart") for y in (row.low, row.high))
    line = element("line", x1=x, x2=x, y1=up(row.low), y2=up(row.high), class_="ecart")
    return line + ends + element("circle", cx=x, cy=up(row.estimate), r=5.5, class_="sur" if sure else "doute")
