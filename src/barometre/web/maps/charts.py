"""Charts as SVG text: where a collectivité is among its peers, and bars.

Each says its figures in its description; the page gives them as a table too.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from barometre.web.maps.svg import element, patterns, picture, text
from barometre.web.shared.french import NO_BREAK, UNKNOWN, counted, number, percent, score

# Width of every chart in its own units: text of 14 stays readable on a telephone 360 px wide.
WIDTH = 420

# Characters that fit above a bar: when they do not, only the description says how many are known.
LINE = 58

_LEFT, _RIGHT = 10, 10
_SPAN = WIDTH - _LEFT - _RIGHT


class Mark(NamedTuple):
    """The collectivité shown among its peers: its name and its value from 0 to 100."""

    name: str
    value: float

    @property
    def words(self) -> str:
        """Name and value as they are read."""
        return f"{self.name}{NO_BREAK}: {score(self.value, 1)}"


class Quartiles(NamedTuple):
    """Values under which a quarter, a half and three quarters of the peers are."""

    low: float
    median: float
    high: float

    @property
    def words(self) -> str:
        """The three values as a sentence."""
        return (
            f"La moitié du groupe est entre {score(self.low, 1)} et {score(self.high, 1)}{NO_BREAK}; "
            f"médiane{NO_BREAK}: {score(self.median, 1)}."
        )


class Bar(NamedTuple):
    """One bar: a value from 0 to 100 (null = not known), known for so many of those concerned, in `words` if given."""

    label: str
    value: float | None
    known: int
    concerned: int
    words: str = ""


def histogram(
    bins: Sequence[int], *, key: str, title: str, mark: Mark | None = None, quartiles: Quartiles | None = None
) -> str:
    """Return the distribution of scores in ten classes of ten points, with the quartiles and one collectivité."""
    top, floor, step = 60, 190, _SPAN / len(bins)
    tallest = max(*bins, 1)
    here = min(int(mark.value // (100 / len(bins))), len(bins) - 1) if mark else None
    parts = [_axis(floor)]
    if mark and here is not None:
        reached = floor - (floor - top) * bins[here] / tallest
        parts.append(_line(_at(mark.value), 30, reached, "tige"))
    for i, count in enumerate(bins):
        height = (floor - top) * count / tallest
        css = "barre-ici" if i == here else "barre"
        x = _LEFT + i * step
        parts.append(element("rect", x=x + 1.5, y=floor - height, width=step - 3, height=height, class_=css))
        if count:
            label = number(count, 0)
            parts.append(text(label, x + step / 2, floor - height - 4, text_anchor="middle", class_="leger halo"))
    sentences = [f"{counted(sum(bins), 'collectivité', 'collectivités')}."]
    if quartiles:
        parts.append(_half(quartiles, floor + 36))
        sentences.append(quartiles.words)
    if mark:
        parts.append(_pointer(mark, floor, 30))
        sentences.append(f"{mark.words}.")
    return _chart("histogramme", "".join(parts), key, 256 if quartiles else 216, title, sentences)


def bars(rows: Sequence[Bar], *, key: str, title: str, unit: str = "") -> str:
    """Return horizontal bars from 0 to 100, each under its label; the unknown is hatched and said in words.

    Shares (`unit` is %) have a decimal and scores none, as in the tables of the pages.
    """
    parts, sentences = [patterns(key)], []
    for i, row in enumerate(rows):
        y = i * 42 + 14
        shown = percent if unit else score
        words = row.words or (UNKNOWN if row.value is None else shown(row.value))
        part = f"connu pour {number(row.known, 0)} sur {number(row.concerned, 0)}"
        label = escape(row.label, quote=False)
        if len(row.label) + len(part) + len(words) <= LINE:
            label += f'<tspan class="leger"> ({part})</tspan>'
        parts.append(element("text", label, x=0, y=y))
        parts.append(text(words, WIDTH, y, text_anchor="end", class_="fort"))
        fill = f"url(#{key}-hachure)" if row.value is None else None
        css = "inconnu" if row.value is None else "fond"
        parts.append(element("rect", x=0, y=y + 6, width=WIDTH, height=12, class_=css, fill=fill))
        if row.value:
            parts.append(element("rect", x=0, y=y + 6, width=WIDTH * row.value / 100, height=12, class_="barre"))
        sentences.append(f"{row.label}{NO_BREAK}: {words} ({part}).")
    return _chart("barres", "".join(parts), key, 42 * len(rows), title, sentences)


def _chart(kind: str, content: str, key: str, height: int, title: str, sentences: Sequence[str]) -> str:
    box = f"0 0 {WIDTH} {height}"
    return picture(content, key=key, kind=kind, box=box, title=title, description=" ".join(sentences))


def _at(value: float) -> float:
    return _LEFT + _SPAN * value / 100


def _line(x: float, top: float, bottom: float, css: str) -> str:
    return element("line", x1=x, x2=x, y1=top, y2=bottom, class_=css)


def _axis(y: float) -> str:
    marks = [_line(_at(value), y, y + 5, "axe") for value in range(0, 101, 20)]
    labels = [text(str(value), _at(value), y + 20, text_anchor="middle") for value in range(0, 101, 20)]
    return element("line", x1=_LEFT, x2=_LEFT + _SPAN, y1=y, y2=y, class_="axe") + "".join(marks + labels)


def _half(quartiles: Quartiles, y: float) -> str:
    """Return a thick line from the lowest to the highest quartile, with its median and its words."""
    line = element("line", x1=_at(quartiles.low), x2=_at(quartiles.high), y1=y, y2=y, class_="moitie")
    median = _line(_at(quartiles.median), y - 7, y + 7, "mediane")
    return line + median + text(quartiles.words, _LEFT, y + 24, class_="leger")


def _pointer(mark: Mark, floor: float, y: float) -> str:
    """Return a diamond on the axis with the name and value above it, kept inside the drawing."""
    x = _at(mark.value)
    anchor = "start" if mark.value < 33 else "end" if mark.value > 67 else "middle"
    diamond = element("path", d=f"M{x:.1f} {floor - 9}l7 9-7 9-7-9z", class_="repere")
    return text(mark.words, x, y - 6, text_anchor=anchor, class_="fort") + diamond
