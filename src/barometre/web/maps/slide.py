"""A drawing of the site as a picture that stands alone, ready for a slide: title, legend, source, licence.

Everything is in the file: looks as attributes, no link, no style sheet, no font but those that every system has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.etree import ElementTree

from barometre.web.maps.styles import INK, KINDS, PAPER, STYLES, WARNING
from barometre.web.maps.svg import Attribute, element, patterns, text
from barometre.web.shared.french import GROUP, NO_BREAK
from barometre.web.shared.marks import drawn_mark

WIDTH, HEIGHT = 1280, 720
FONTS = "Lato, Liberation Sans, Arial, Helvetica, sans-serif"

_MARGIN = 40
_LEGEND = 330
# Width of a printed map beside its legend.
_PRINTED = 700
# Characters of a line of the title, of the legend and of the source, at their size of text.
_TITLE, _LABEL, _SOURCE = 72, 30, 135
_KEY = "legende"
_PATTERNS = {"c0": f"url(#{_KEY}-hachure)", "cn": f"url(#{_KEY}-points)"}


@dataclass(frozen=True)
class Slide:
    """What a picture shows and says.

    Attributes:
        drawing: SVG text of a map or a chart of the site.
        title: what it is about.
        subtitle: what is measured, and when.
        legend: CSS class (empty: words alone, in bold) and words of each line.
        sources: where it comes from and under which licence, a paragraph each.
    """

    drawing: str
    title: str
    subtitle: str
    legend: Sequence[tuple[str, str]]
    sources: Sequence[str]


def slide(shown: Slide) -> str:
    """Return the picture as SVG text, the same bytes for the same content."""
    titles = wrap(shown.title, _TITLE)
    sources = [line for words in shown.sources for line in wrap(words, _SOURCE)]
    parts = [element("title", _plain(shown.title)), element("rect", width=WIDTH, height=HEIGHT, fill=PAPER)]
    if mark := drawn_mark():
        parts.append(text(mark, WIDTH - _MARGIN, 34, font_size=24, font_weight=700, text_anchor="end", fill=WARNING))
    y = 24.0
    for line in titles:
        y += 40
        parts.append(text(line, _MARGIN, y, font_size=34, font_weight=700))
    y += 34
    parts.append(text(shown.subtitle, _MARGIN, y, font_size=22))
    below = HEIGHT - 20 - 22 * len(sources)
    for place, line in enumerate(sources):
        parts.append(text(line, _MARGIN, below + 22 * (place + 1) - 8, font_size=16))
    width = WIDTH - 2 * _MARGIN - (_LEGEND if shown.legend else 0)
    parts.append(_placed(shown.drawing, _MARGIN, y + 18, width, below - y - 36))
    parts.append(_legend(shown.legend, WIDTH - _MARGIN - _LEGEND, y + 60))
    return element(
        "svg",
        "".join(parts).replace(GROUP, NO_BREAK),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        font_family=FONTS,
        fill=INK,
    )


def printed(drawing: str, legend: Sequence[tuple[str, str]] = ()) -> str:
    """Return a drawing of the site as SVG that stands alone on paper, with its legend beside it if it has one.

    Its title, its date, its sources and the mark of a demonstration are those of the page that it is on.
    """
    _, top, wide, high = map(float, ElementTree.fromstring(drawing).get("viewBox", "").split())
    high += min(top, 0.0)
    width = float(_PRINTED if legend else wide)
    height = high * width / wide if legend else high
    parts = [_placed(drawing, 0, 0, width, height), _legend(legend, width + 24, 40)]
    return element(
        "svg",
        "".join(parts).replace(GROUP, NO_BREAK),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width + (_LEGEND + 24 if legend else 0):g} {height:g}",
        font_family=FONTS,
        fill=INK,
    )


def _plain(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _legend(lines: Sequence[tuple[str, str]], x: float, y: float) -> str:
    """Return a swatch and its words on each line."""
    parts = [patterns(_KEY)] if any(css in _PATTERNS for css, _ in lines) else []
    for css, words in lines:
        if css:
            looks: dict[str, Attribute] = {"fill": _PATTERNS.get(css), **STYLES.get(css, {})}
            looks |= {"stroke": "#6a6a6a", "stroke-width": 1}
            if css == "ici":
                looks = {"fill": PAPER, "stroke": INK, "stroke-width": 3}
            looks = {name.replace("-", "_"): value for name, value in looks.items()}
            looks |= {"x": x, "y": y - 18, "width": 36, "height": 24}
            parts.append(element("rect", "", **looks))
        for line in wrap(words, _LABEL):
            weight = None if css else 700
            parts.append(text(line, x + (48 if css else 0), y, font_size=20, font_weight=weight))
            y += 26
        y += 12
    return _looked("".join(parts))


def _placed(drawing: str, x: float, y: float, width: float, height: float) -> str:
    """Return a drawing of the site inside a box, without what only the site can do."""
    root = ElementTree.fromstring(drawing)
    left, top, wide, high = map(float, root.get("viewBox", "").split())
    # Nothing is drawn above a map but the name under the pointer.
    top, high = max(top, 0.0), high + min(top, 0.0)
    kinds = [KINDS[word] for word in root.get("class", "").split() if word in KINDS] or [KINDS["graphique"]]
    drawn = [child for child in root if child.tag not in ("title", "desc")]
    inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in drawn)
    looks: dict[str, Attribute] = {name.replace("-", "_"): value for name, value in kinds[0].items()}
    looks |= {"x": x, "y": y, "width": width, "height": height, "viewBox": f"{left:g} {top:g} {wide:g} {high:g}"}
    return element("svg", _looked(inner), **looks)


def _looked(markup: str) -> str:
    """Return markup with its looks as attributes; a link becomes a group with its words as title."""
    root = ElementTree.fromstring(f"<g>{markup}</g>")
    for parent in list(root.iter()):
        for child in list(parent):
            if "carte-aide" in child.get("class", ""):
                parent.remove(child)
            elif parent.tag == "a" and child.tag == "text":
                child.tag, child.attrib = "title", {}
    for one in root.iter():
        looks = {"stroke": "none"} if one.tag == "text" else {}
        for word in one.attrib.pop("class", "").split():
            looks |= STYLES.get(word, {})
        one.attrib = {
            name: value
            for name, value in {**looks, **one.attrib}.items()
            if not name.startswith("aria-") and name not in ("href", "role")
        }
        if one.tag == "tspan" and one.text and one.text[0] == " ":
            one.text = NO_BREAK + one.text[1:]  # readers of SVG do not agree on a space at the beginning
        if one.tag == "a":
            one.tag = "g"
    return "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
