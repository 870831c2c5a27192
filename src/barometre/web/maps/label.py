"""What a picture says of a collectivité or a territory, and how its lines are set, in badges, charts and cards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from barometre.web.maps.fitted import line, wrapped
from barometre.web.maps.svg import Attribute
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.marks import drawn_mark

SITE = "Baromètre du numérique des collectivités"

# Look -> attributes of what has it: classes in a picture with two schemes, colours in one.
Paint = Callable[[str], dict[str, Attribute]]


@dataclass(frozen=True)
class Label:
    """What is said, the same words in every picture.

    Attributes:
        name: of whom.
        about: its kind and where it is.
        subject: what is measured; empty when nothing is.
        figure: what is known of it, in large: a score, an answer, or how much is known.
        details: what goes with the figure: provisional, coverage, source and day, or why nothing is known.
        day: of the edition, in words.
    """

    name: str
    about: str
    subject: str
    figure: str
    details: tuple[str, ...]
    day: str

    @property
    def title(self) -> str:
        """Who, what, the figure and its date."""
        return self._mark + self._said

    @property
    def sentence(self) -> str:
        """The same with all that goes with it: what stands for the picture."""
        return " ".join([f"{self._mark}{SITE}, {self._said}.", *(f"{words.rstrip('.')}." for words in self.details)])

    @property
    def _mark(self) -> str:
        return f"{drawn_mark()}. " if drawn_mark() else ""

    @property
    def _said(self) -> str:
        said = f"{self.subject}{NO_BREAK}: {self.figure}" if self.subject and self.figure else self.figure
        return f"{self.name}{f' – {said}' if said else ''} (édition du {self.day})"


class Row(NamedTuple):
    """A paragraph: how large, how it looks, in how many lines at most, how many are kept for it, room above it."""

    words: str
    size: float
    look: str = "encre"
    bold: bool = False
    most: int = 1
    least: int = 0
    gap: float = 0


def set_rows(rows: Sequence[Row], x: float, y: float, room: float, paint: Paint) -> tuple[str, float]:
    """Return paragraphs one under the other, from a top, and where they end."""
    parts = []
    for row in rows:
        lines = wrapped(row.words, row.size, room, row.most, row.bold)
        y += row.gap if lines else 0
        for words in [*lines, *[""] * (row.least - len(lines))]:
            y += round(row.size * 1.35)
            if words:
                parts.append(line(words, x, y, row.size, row.bold, **paint(row.look)))
    return "".join(parts), y
