"""Pictures for slides: everything is in the file, the same on every server; looks are those of the site."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from barometre.web.maps.card import card
from barometre.web.maps.charts import Bar, bars
from barometre.web.maps.choropleth import choropleth
from barometre.web.maps.geometry import Drawing, Inset, Outline, national
from barometre.web.maps.label import Label
from barometre.web.maps.legend import SHARES, ColouredArea
from barometre.web.maps.png import png
from barometre.web.maps.slide import Slide, slide
from barometre.web.maps.styles import STYLES

SHEETS = Path(__file__).parents[3] / "src/barometre/web/static/barometre"
OUTLINES = (Outline("29", "m0 40 9 0 0 9z", (5, 45, 90)), Outline("971", "m50 40 9 0 0 9z"))
DRAWING = Drawing(1000, 500, OUTLINES, (Inset("Guadeloupe", 0, 40, 100, 90, 2.24),))
AREAS = {
    "29": ColouredArea("Finistère & Cie", "/departements/29/", 61.6),
    "971": ColouredArea("Guadeloupe", "/departements/971/", None),
}
MAP = choropleth(DRAWING, AREAS, key="carte", title="t", description="d", scale=SHARES, current="29")
BARS = bars([Bar("Moins de 500 habitants", 61.6, 3, 4), Bar("Paris", None, 0, 1)], key="b", title="t", unit="%")
FRANCE = "France\u00a0: 61,6\u00a0%"
LEGEND = [("", FRANCE), ("c4", "de 60 à moins de 80\u00a0% (1)"), ("c0", "non renseigné (1)"), ("ici", "Ici")]


def made(drawing, legend=LEGEND):
    sources = ["Source\u00a0: DILA.", "Licence"]
    return slide(Slide(drawing, "Adresse en https & site", "Édition du 1er novembre 2026", legend, sources))


@pytest.mark.parametrize("drawing", [MAP, BARS], ids=["map", "bars"])
def test_a_picture_stands_alone(drawing):
    root = ElementTree.fromstring(made(drawing))
    names = {name for one in root.iter() for name in one.attrib}
    assert not names & {"class", "href", "style", "role", "aria-hidden", "aria-labelledby"}
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {
        *("svg", "g", "title", "text", "tspan", "rect", "path", "line", "circle", "defs", "pattern"),
    }
    ids = {one.get("id") for one in root.iter() if one.get("id")}
    assert set(re.findall(r"url\(#([\w-]+)\)", made(drawing))) <= ids


def test_it_says_what_when_from_where_and_under_which_licence():
    text = " ".join(ElementTree.fromstring(made(MAP)).itertext())
    for words in ("Adresse en https & site", "1er novembre 2026", "DILA", "Licence", FRANCE, "non renseigné (1)"):
        assert words in text
    assert "Guadeloupe ×2,2" in text, "the scale of an inset is said"
    assert "Finistère & Cie\u00a0: 61,6\u00a0%" in text, "each territory keeps its name"
    assert "Passez sur" not in text


def test_the_unknown_is_hatched_and_nothing_else_is():
    root = ElementTree.fromstring(made(MAP))
    fills = [one.get("fill") for one in root.iter() if one.tag.endswith("}g") and one.find("{*}title") is not None]
    assert sorted(fills) == ["#2f74ae", "url(#carte-hachure)"]


def test_a_png_has_the_width_asked_for_and_is_the_same_each_time():
    first = png(made(MAP), 640)
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", first[16:24]) == (640, 360)
    assert first == png(made(MAP), 640)


def test_letters_of_french_names_are_drawn():
    """A letter that the font has not is a box, the same as that of any other one."""
    made = [png(card(Label(name, "", "", "", (), "")), 300) for name in ("\u4e00", *"œŒŸÿÉçï’−×÷")]
    assert len(set(made)) == 12


@pytest.mark.parametrize("name", [name for name in STYLES if name not in ("etiquette", "carte-nom")])
def test_looks_are_those_of_the_style_sheet(name):
    rules = "".join(path.read_text("utf-8") for path in SHEETS.glob("*.css"))
    bodies = "".join(body for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", rules) if f".{name}" in selector)
    looks = STYLES[name].items()
    said = [f"{key}: {value};" for key, value in looks if key in ("fill", "stroke", "stroke-dasharray", "font-weight")]
    assert [one for one in said if one not in bodies and "none" not in one] == []


def test_all_101_départements_are_on_the_map_with_a_code_where_it_fits():
    drawing = national("departement")
    assert len(drawing.outlines) == 101
    assert sum(outline.room is not None and outline.room[2] >= 22 for outline in drawing.outlines) > 95
    scales = {inset.name: inset.scale for inset in drawing.insets}
    assert scales["Guyane"] < 1 < scales["Mayotte"]
