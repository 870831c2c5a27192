"""A picture for those who share the address of a page: the same words as a badge, at the size that networks show."""

from barometre.web.maps.fitted import line
from barometre.web.maps.label import SITE, Label, Row, set_rows
from barometre.web.maps.slide import FONTS
from barometre.web.maps.styles import GREY, INK, PAPER, WARNING
from barometre.web.maps.svg import Attribute, element
from barometre.web.shared.marks import drawn_mark

# Size that social networks show whole (https://ogp.me).
WIDTH, HEIGHT = 1200, 630
_MARGIN, _TOP, _END = 70, 50, HEIGHT - 74
_ROOM = WIDTH - 2 * _MARGIN
_COLOURS = {"encre": INK, "gris": GREY, "bleu": "#123e73"}
# Sizes tried until the longest names fit.
_SCALES = (1.0, 0.85, 0.7, 0.55)


def card(label: Label) -> str:
    """Return the picture as SVG text."""
    for scale in _SCALES:
        drawn, end = _drawn(label, scale)
        if end <= _END:
            break
    parts = [
        element("rect", width=WIDTH, height=HEIGHT, fill=PAPER),
        element("rect", width=WIDTH, height=16, fill=_COLOURS["bleu"]),
        drawn,
        line(f"{SITE}, édition du {label.day}", _MARGIN, HEIGHT - 30, 26, fill=GREY),
    ]
    if mark := drawn_mark():
        parts.append(line(mark, WIDTH - _MARGIN, 52, 26, bold=True, text_anchor="end", fill=WARNING))
    box = f"0 0 {WIDTH} {HEIGHT}"
    return element("svg", "".join(parts), xmlns="http://www.w3.org/2000/svg", viewBox=box, font_family=FONTS, fill=INK)


def _drawn(label: Label, scale: float) -> tuple[str, float]:
    rows = [
        Row(label.name, 64 * scale, bold=True, most=3),
        Row(label.about, 32 * scale, "gris"),
        Row(label.subject, 36 * scale, most=2, gap=36 * scale),
        Row(label.figure, 60 * scale, "bleu", bold=True, most=2),
        Row(" ".join(label.details), 30 * scale, most=3, gap=10 * scale),
    ]
    return set_rows(rows, _MARGIN, _TOP, _ROOM, _coloured)


def _coloured(look: str) -> dict[str, Attribute]:
    return {"fill": _COLOURS[look]}
