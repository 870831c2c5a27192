"""Charts of results as SVG text: respondents beside the population, shares with their interval."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from barometre.web.maps.charts import WIDTH
from barometre.web.maps.svg import element, picture, text
from barometre.web.shared.french import NO_BREAK, percent

# Characters of a label that fit beside its figures.
_LINE = 42


class Pair(NamedTuple):
    """A category: its share of the respondents and its share of the population, from 0 to 1."""

    label: str
    respondents: float
    population: float


class SharePoint(NamedTuple):
    """A share among those who answered, the one estimated for all and its interval, from 0 to 1; None: not told."""

    label: str
    raw: float | None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


def pairs_chart(rows: Sequence[Pair], *, key: str, title: str) -> SafeString:
    """Draw two bars for each category, the population under the respondents, on one scale that holds them all."""
    most = max([0.01, *(max(row.respondents, row.population) for row in rows)])
    parts, sentences = [], []
    for place, row in enumerate(rows):
        y = place * 52 + 14
        respondents, population = percent(100 * row.respondents), percent(100 * row.population)
        parts.append(text(_cut(row.label), 0, y))
        for shift, share, words, css in (
            (6, row.respondents, respondents, "barre"),
            (20, row.population, population, "barre-ici"),
        ):
            width = (WIDTH - 70) * share / most
            parts.append(element("rect", x=0, y=y + shift, width=max(width, 0.5), height=11, class_=css))
            parts.append(text(words, width + 5, y + shift + 10, class_="leger"))
        sentences.append(f"{row.label}{NO_BREAK}: {respondents} des réponses, {population} des collectivités.")
    return _chart("paires", parts, key, 52 * len(rows), title, sentences)


def shares_chart(rows: Sequence[SharePoint], *, key: str, title: str) -> SafeString:
    """Draw a bar for each share estimated, a line for its interval, a diamond for the raw one; from 0 to 100 %."""
    parts, sentences = [], []
    for place, row in enumerate(rows):
        y = place * 44 + 14
        told = row.estimate if row.estimate is not None else row.raw
        parts.append(text(_cut(row.label), 0, y))
        parts.append(
            text(percent(100 * told, 0) if told is not None else "–", WIDTH, y, text_anchor="end", class_="fort")
        )
        parts.append(element("rect", x=0, y=y + 7, width=WIDTH, height=14, class_="fond"))
        words = "non diffusé"
        if row.estimate is not None:
            parts.append(element("rect", x=0, y=y + 7, width=WIDTH * row.estimate, height=14, class_="barre"))
            words = f"{percent(100 * row.estimate, 0)} estimés pour toutes"
        if row.low is not None and row.high is not None:
            parts.append(
                element("line", x1=WIDTH * row.low, x2=WIDTH * row.high, y1=y + 14, y2=y + 14, class_="mediane")
            )
        if row.raw is not None:
            x = WIDTH * row.raw
            parts.append(element("path", d=f"M{x:.1f} {y + 6}l6 8-6 8-6-8z", class_="repere"))
            raw = f"{percent(100 * row.raw, 0)} parmi celles qui ont répondu"
            words = raw if row.estimate is None else f"{words}, {raw}"
        sentences.append(f"{row.label}{NO_BREAK}: {words}.")
    return _chart("parts", parts, key, 44 * len(rows), title, sentences)


def _cut(label: str) -> str:
    return label if len(label) <= _LINE else f"{label[: _LINE - 1].rstrip()}…"


def _chart(kind: str, parts: Sequence[str], key: str, height: int, title: str, sentences: Sequence[str]) -> SafeString:
    box = f"0 0 {WIDTH} {max(height, 1)}"
    return mark_safe(picture("".join(parts), key=key, kind=kind, box=box, title=title, description=" ".join(sentences)))
