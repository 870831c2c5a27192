"""Pictures that a collectivité shows on its own site: a badge, and its themes as bars. Each stands alone.

They hold their two schemes, light and dark, and their own background, so that they are readable on any page. Their only
style sheet is always the same, so that its digest allows it and nothing else (`POLICY`).
"""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from barometre.web.maps.fitted import line, plain, width, wrapped
from barometre.web.maps.label import SITE, Label, Row, set_rows
from barometre.web.maps.slide import FONTS
from barometre.web.maps.svg import Attribute, element, patterns
from barometre.web.shared.french import NO_BREAK, counted
from barometre.web.shared.marks import drawn_mark

# Look -> its colour in the light and in the dark scheme.
FILLS = {
    "papier": ("#ffffff", "#161616"),
    "encre": ("#161616", "#f6f6f6"),
    "gris": ("#3a3a3a", "#cecece"),
    "bleu": ("#123e73", "#9cc7f0"),
    "alerte": ("#8d3300", "#ffb27a"),
    "barre": ("#2f74ae", "#6aa3cb"),
    "fond": ("#eeeeee", "#3a3a3a"),
    "hachure-fond": ("#ffffff", "#161616"),
    "hachure-trait": ("none", "none"),
    "points-fond": ("#bdbdbd", "#6a6a6a"),
    "points-point": ("#ffffff", "#161616"),
}
STROKES = {"papier": ("#929292", "#929292"), "hachure-trait": ("#6a6a6a", "#b0b0b0")}
WIDTH = 400

_LEFT, _RIGHT, _TOP, _BOTTOM = 22, 16, 8, 14
_ROOM = WIDTH - _LEFT - _RIGHT
# Height of a bar: that of a line of dots.
_BAR = 10
_KEY = "b"


class ThemeBar(NamedTuple):
    """One theme: its name, its score (None: too little is known), what is said of it, whether the question arises."""

    name: str
    score: float | None
    words: str
    concerned: bool = True


class Picture(NamedTuple):
    """A drawing, its height (all are `WIDTH` wide), and what it says in words, for what stands for it elsewhere."""

    svg: str
    height: int
    description: str


def _rules(scheme: int) -> str:
    fills = "".join(f".{look}{{fill:{colours[scheme]}}}" for look, colours in FILLS.items())
    return fills + "".join(f".{look}{{stroke:{colours[scheme]}}}" for look, colours in STROKES.items())


SHEET = f"{_rules(0)}@media (prefers-color-scheme:dark){{{_rules(1)}}}"
_DIGEST = base64.b64encode(hashlib.sha256(SHEET.encode()).digest()).decode()
# Nothing runs nor is fetched, even when the picture is opened by itself.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox"
)


def badge(label: Label) -> Picture:
    """Return one figure with what goes with it. Its height hangs on names, which change little, not on the figure."""
    rows = [
        *_head(label, label.subject),
        Row(label.figure, 22, "bleu", bold=True, most=2, least=1),
        Row(" ".join(label.details), 13, most=3, least=2, gap=3),
        Row(f"Édition du {label.day}", 12, "gris", gap=3),
    ]
    drawn, end = set_rows(rows, _LEFT, _TOP, _ROOM, _classed)
    return _whole(label.title, label.sentence, drawn, end + _BOTTOM)


def themes_chart(label: Label, themes: Sequence[ThemeBar], unseen: Sequence[str] = ()) -> Picture:
    """Return the themes of a collectivité as bars; those of which too little is known are hatched, never empty.

    Args:
        label: what is said of the whole.
        themes: those that can be seen.
        unseen: names of those of which only the collectivité can tell.
    """
    drawn, y = set_rows([*_head(label, f"{label.subject}, thème par thème")], _LEFT, _TOP, _ROOM, _classed)
    parts, y = [patterns(_KEY), drawn], y + 6
    for theme in themes:
        y += 18
        room = _ROOM - width(theme.words, 12, bold=True) - 8
        parts.append(line(theme.words, WIDTH - _RIGHT, y, 12, bold=True, text_anchor="end", class_="encre"))
        parts += [line(words, _LEFT, y, 12, class_="encre") for words in wrapped(theme.name, 12, room, 1)]
        y += 5
        parts.append(_bar(theme, y))
        y += _BAR + 1
    apart = f"Ne se {'voient' if len(unseen) > 1 else 'voit'} pas de l’extérieur{NO_BREAK}: {', '.join(unseen)}."
    apart = apart if unseen else ""
    rows = [
        Row(f"Ensemble{NO_BREAK}: {' – '.join([label.figure, *label.details])}", 12, most=3),
        Row(_legend(themes), 12, most=3),
        Row(apart, 12, most=3),
        Row(f"Édition du {label.day}", 12, "gris", gap=3),
    ]
    feet, end = set_rows(rows, _LEFT, y + 4, _ROOM, _classed)
    said = " ".join(f"{theme.name}{NO_BREAK}: {theme.words}." for theme in themes)
    said = " ".join(filter(None, [label.sentence, said, apart]))
    return _whole(label.title, said, "".join(parts) + feet, end + _BOTTOM)


def _legend(themes: Sequence[ThemeBar]) -> str:
    """Return what hatching and dots mean, with how many themes have them."""
    unknown = sum(theme.score is None and theme.concerned for theme in themes)
    aside = sum(not theme.concerned for theme in themes)
    of_unknown, of_aside = (counted(many, "thème", "thèmes") for many in (unknown, aside))
    words = [
        f"Rayé{NO_BREAK}: pas de score ({of_unknown}), il faut deux réponses, et la moitié." if unknown else "",
        f"Points{NO_BREAK}: non concernée ({of_aside})." if aside else "",
    ]
    return " ".join(filter(None, words))


def _head(label: Label, subject: str) -> list[Row]:
    mark = [Row(drawn_mark(), 13, "alerte", bold=True)] if drawn_mark() else []
    return [*mark, Row(SITE, 12, "gris"), Row(label.name, 16, bold=True, most=3), Row(subject, 13, most=2)]


def _bar(theme: ThemeBar, y: float) -> str:
    """Return a bar from 0 to 100: filled up to the score, hatched when there is none, dotted when none is asked."""
    if theme.score is None:
        pattern = "hachure" if theme.concerned else "points"
        bars = element("rect", width=_ROOM, height=_BAR, fill=f"url(#{_KEY}-{pattern})")
    else:
        bars = element("rect", width=_ROOM, height=_BAR, class_="fond")
        bars += element("rect", width=_ROOM * theme.score / 100, height=_BAR, class_="barre") if theme.score else ""
    return element("g", bars, transform=f"translate({_LEFT} {y:g})")


def _classed(look: str) -> dict[str, Attribute]:
    return {"class_": look}


def _whole(title: str, description: str, drawn: str, height: float) -> Picture:
    """Return the picture with its background, its name and its description."""
    high = round(height)
    parts = [
        element("title", escape(plain(title), quote=False), id="t"),
        element("desc", escape(plain(description), quote=False), id="d"),
        element("style", SHEET),
        element("rect", x=0.5, y=0.5, width=WIDTH - 1, height=high - 1, rx=4, class_="papier"),
        element("rect", x=0, y=8, width=5, height=high - 16, class_="barre"),
        drawn,
    ]
    svg = element(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {high}",
        width=WIDTH,
        height=high,
        role="img",
        aria_labelledby="t d",
        font_family=FONTS,
    )
    return Picture(svg, high, plain(description))
