"""A small picture of one collectivité, for those who share the address of its page: name, date, what is known."""

from textwrap import wrap

from barometre.web.maps.slide import FONTS
from barometre.web.maps.styles import GREY, INK, PAPER, WARNING
from barometre.web.maps.svg import element, text
from barometre.web.shared.french import GROUP, NO_BREAK
from barometre.web.shared.marks import drawn_mark

# Size that social networks show whole (https://ogp.me).
WIDTH, HEIGHT = 1200, 630
_MARGIN = 70
# Characters of a line of the name, and of the lines under it.
_NAME, _LINE = 32, 70
_BLUE = "#123e73"


def card(name: str, about: str, figure: str, lines: list[str], foot: str) -> str:
    """Return the picture as SVG text.

    Args:
        name: of the collectivité.
        about: its kind and where it is.
        figure: what is known, in large; empty when nothing is.
        lines: what goes with it.
        foot: edition and name of the site.
    """
    parts = [
        element("rect", width=WIDTH, height=HEIGHT, fill=PAPER),
        element("rect", width=WIDTH, height=16, fill=_BLUE),
    ]
    if mark := drawn_mark():
        parts.append(text(mark, WIDTH - _MARGIN, 60, font_size=30, font_weight=700, text_anchor="end", fill=WARNING))
    y = 60
    for line in wrap(name, _NAME):
        y += 76
        parts.append(text(line, _MARGIN, y, font_size=68, font_weight=700))
    y += 52
    parts.append(text(about, _MARGIN, y, font_size=34, fill=GREY))
    if figure:
        y += 110
        parts.append(text(figure, _MARGIN, y, font_size=64, font_weight=700, fill=_BLUE))
    y += 20
    for line in (part for words in lines for part in wrap(words, _LINE)):
        y += 44
        parts.append(text(line, _MARGIN, y, font_size=32))
    parts.append(text(foot, _MARGIN, HEIGHT - 40, font_size=26, fill=GREY))
    box = f"0 0 {WIDTH} {HEIGHT}"
    drawn = "".join(parts).replace(GROUP, NO_BREAK)
    return element("svg", drawn, xmlns="http://www.w3.org/2000/svg", viewBox=box, font_family=FONTS, fill=INK)
