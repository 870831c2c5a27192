"""The classes of a map and their legend, an HTML list that says the same without colours."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from barometre.web.shared.french import NO_BREAK, UNKNOWN, number, percent, score

# Number of breaks -> CSS classes of the classes that they part.
_SHADES = {1: ("c1", "c4"), 2: ("c1", "c3", "c5"), 3: ("c1", "c2", "c4", "c5"), 4: ("c1", "c2", "c3", "c4", "c5")}

UNKNOWN_CLASS = "c0"
NOT_CONCERNED_CLASS = "cn"
NOT_CONCERNED = "non concerné"


@dataclass(frozen=True, slots=True)
class ColouredArea:
    """One territory of a map: its name, the address of its page, and its value (null = not known).

    `note` goes with a score wherever it stands: how much it rests on, and whether it is provisional.
    """

    name: str
    href: str
    value: float | None
    concerned: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class ColourScale:
    """Two to five classes between breaks, the darkest for the highest values."""

    unit: str = ""
    breaks: tuple[float, ...] = (20, 40, 60, 80)

    def class_of(self, area: ColouredArea) -> str:
        """Return the CSS class: cn not concerned, c0 unknown, c1 … c5 from the lowest to the highest value."""
        if not area.concerned:
            return NOT_CONCERNED_CLASS
        if area.value is None:
            return UNKNOWN_CLASS
        return self._shades[bisect_right(self.breaks, area.value)]

    def words(self, area: ColouredArea) -> str:
        """Return the value of an area as it is read."""
        if not area.concerned:
            return NOT_CONCERNED
        if area.value is None:
            return UNKNOWN
        value = percent(area.value) if self.unit == "%" else score(area.value, 1)
        return value + (f" ({area.note})" if area.note else "")

    def labels(self) -> dict[str, str]:
        """Return what each class means, in the order of the legend."""
        first, last, shades = self.breaks[0], self.breaks[-1], self._shades
        labels = {shades[0]: f"moins de {number(first)}{self._unit}"}
        for shade, low, high in zip(shades[1:], self.breaks, self.breaks[1:], strict=False):
            labels[shade] = f"de {number(low)} à moins de {number(high)}{self._unit}"
        labels[shades[-1]] = f"{number(last)}{self._unit} et plus"
        return labels | {UNKNOWN_CLASS: UNKNOWN, NOT_CONCERNED_CLASS: NOT_CONCERNED}

    @property
    def _shades(self) -> tuple[str, ...]:
        """The CSS class of each class of values: few classes are as far from each other as shades can be."""
        return _SHADES[len(self.breaks)]

    @property
    def _unit(self) -> str:
        return f"{NO_BREAK}{self.unit}" if self.unit else ""


class Answers(ColourScale):
    """Two classes for a question answered by yes (100) or no (0)."""

    def words(self, area: ColouredArea) -> str:
        """Return the answer as it is read."""
        return self.labels()[self.class_of(area)]

    def labels(self) -> dict[str, str]:
        """Return what each class means, in the order of the legend."""
        return {"c4": "Oui", "c1": "Non", UNKNOWN_CLASS: UNKNOWN, NOT_CONCERNED_CLASS: NOT_CONCERNED}


# For yes or no.
ANSWERS = Answers(breaks=(50,))

# For shares from 0 to 100 %.
SHARES = ColourScale("%")

# For scores from 0 to 100.
SCORES = ColourScale()


def legend_lines(scale: ColourScale, areas: Iterable[ColouredArea]) -> list[tuple[str, str, int]]:
    """Return the lines of the legend: CSS class, what it means, number of territories in it.

    The unknown and the not concerned are named when the map shows some, the intervals when something is known.
    """
    counts = Counter(scale.class_of(area) for area in areas)
    known = set(counts) - {UNKNOWN_CLASS, NOT_CONCERNED_CLASS}
    return [
        (css, label, counts[css])
        for css, label in scale.labels().items()
        if counts[css] or (known and css not in (UNKNOWN_CLASS, NOT_CONCERNED_CLASS))
    ]


def legend(scale: ColourScale, areas: Iterable[ColouredArea], *, current: str | None = None, note: str = "") -> str:
    """Return the legend as a list, after a note; `current` names the territory that is outlined."""
    items = [f"<li><strong>{escape(note, quote=False)}</strong></li>"] if note else []
    items += [_item(css, f"{label} ({number(count, 0)})") for css, label, count in legend_lines(scale, areas)]
    if current:
        items.append(_item("ici", escape(current, quote=False)))
    return f'<ul class="carte-legende">{"".join(items)}</ul>'


def _item(css: str, label: str) -> str:
    return f'<li><span class="pastille {css}" aria-hidden="true"></span>{label}</li>'
