"""Pictures for the sites of others: nothing runs, nothing overflows, and the figure never goes without its date."""

import base64
import hashlib
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.web.maps import badge as module
from barometre.web.maps.badge import FILLS, POLICY, STROKES, WIDTH, ThemeBar, badge, themes_chart
from barometre.web.maps.card import HEIGHT, card
from barometre.web.maps.fitted import plain
from barometre.web.maps.label import Label
from barometre.web.maps.png import png

DAY = "30 novembre 2026"
HOSTILE = '<script>alert(1)</script> & "Ville" \' 🏛 مدينة \u202e ]]>'
LABEL = Label("Brest", "Commune", "Ce qui se voit", "63 sur 100", ("Score provisoire, connu à 55\u00a0%.",), DAY)
THEMES = [
    ThemeBar("Communication avec les administrés", 62.0, "62 sur 100, provisoire"),
    ThemeBar("Cybersécurité", None, "2 connus sur 9"),
    ThemeBar("Infrastructures", None, "non concernée", concerned=False),
    ThemeBar("Données", 0.0, "0 sur 100"),
]
TAGS = {"svg", "title", "desc", "style", "defs", "pattern", "g", "rect", "path", "circle", "text"}
WORDS = st.text(max_size=100) | st.just(HOSTILE)


def read(svg):
    return ElementTree.fromstring(svg)


def tag(one):
    return one.tag.rpartition("}")[2]


@given(WORDS, WORDS, WORDS, WORDS)
def test_whatever_is_said_nothing_runs_and_no_line_overflows(name, subject, figure, detail):
    label = Label(name, "", subject, figure, (detail,), DAY)
    for made in (badge(label), themes_chart(label, [ThemeBar("Données", None, "non concernée")], [subject])):
        root = read(made.svg)
        assert {tag(one) for one in root.iter()} <= TAGS
        names = {attribute for one in root.iter() for attribute in one.attrib}
        assert not [one for one in names if one.startswith("on") or one.endswith("href") or one == "style"]
        assert "url(" not in re.sub(r'fill="url\(#b-(hachure|points)\)"', "", made.svg), "nothing is fetched"
        lines = root.findall(".//{*}text")
        assert lines[0].text == "Baromètre du numérique des collectivités"
        for line in lines:
            x, long = float(line.get("x")), float(line.get("textLength"))
            left = x - long if line.get("text-anchor") == "end" else x
            assert left >= 0
            assert left + long <= WIDTH
            assert float(line.get("y")) < made.height
        assert DAY in root.find("{*}title").text
        assert plain(name) in root.find("{*}desc").text


@pytest.mark.parametrize(
    "made", [badge(LABEL), themes_chart(LABEL, THEMES, ["Outils internes"])], ids=["badge", "themes"]
)
def test_figure_state_and_date_are_drawn_and_said(made):
    root = read(made.svg)
    drawn = " ".join(one.text for one in root.findall(".//{*}text"))
    for words in ("Brest", "63 sur 100", "provisoire", "connu à 55\u00a0%", f"Édition du {DAY}"):
        assert words in drawn
    assert root.find("{*}title").text == f"Brest – Ce qui se voit\u00a0: 63 sur 100 (édition du {DAY})"
    assert root.find("{*}desc").text == made.description
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "t d")
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(made.height))


def test_what_is_not_known_is_hatched_what_is_not_concerned_dotted_and_the_legend_counts_them():
    root = read(themes_chart(LABEL, THEMES, ["Outils internes"]).svg)
    fills = [one.get("fill") or one.get("class") for group in root.findall("{*}g") for one in group]
    assert fills == ["fond", "barre", "url(#b-hachure)", "url(#b-points)", "fond"]
    drawn = " ".join(one.text for one in root.findall(".//{*}text"))
    for words in (
        "(1\u00a0thème)",
        "Points\u00a0: non concernée",
        "Ne se voit pas de l’extérieur\u00a0: Outils internes.",
    ):
        assert words in drawn


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Of two colours (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast_is_enough_in_both_schemes(scheme):
    paper = FILLS["papier"][scheme]
    for look in ("encre", "gris", "bleu", "alerte"):
        assert contrast(FILLS[look][scheme], paper) >= 4.5, look
    for look in (FILLS["barre"], STROKES["hachure-trait"], STROKES["papier"]):
        assert contrast(look[scheme], paper) >= 3
    assert contrast(FILLS["barre"][scheme], FILLS["fond"][scheme]) >= 3


def test_its_policy_allows_its_own_style_sheet_and_nothing_else():
    style = read(badge(LABEL).svg).find("{*}style").text
    assert style == read(themes_chart(LABEL, THEMES).svg).find("{*}style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert POLICY.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
    assert "unsafe" not in POLICY
    assert POLICY.endswith("; sandbox")


def test_a_demonstration_says_so_in_the_picture_and_in_its_words(monkeypatch):
    monkeypatch.setattr(module, "drawn_mark", lambda: "Données de démonstration")
    monkeypatch.setattr("barometre.web.maps.label.drawn_mark", lambda: "Données de démonstration")
    for made in (badge(LABEL), themes_chart(LABEL, THEMES)):
        assert made.svg.count("Données de démonstration") == 3, "title, description, drawing"
        assert "Données de démonstration" in made.description


@pytest.mark.parametrize("label", [LABEL, Label("Ville " * 20, "a " * 40, "s " * 90, "f " * 40, ("d " * 300,), DAY)])
def test_a_card_says_the_same_words_and_holds_in_its_frame(label):
    root = read(card(label))
    lines = [(float(one.get("y")), one.text) for one in root.findall(".//{*}text")]
    assert max(y for y, _ in lines[:-1]) < HEIGHT - 60, "nothing runs over the foot"
    assert lines[-1] == (HEIGHT - 30, f"Baromètre du numérique des collectivités, édition du {DAY}")
    assert all(plain(words).split()[0] in {one for _, text in lines for one in text.split()} for words in label.details)
    assert png(card(label), 300)[:4] == b"\x89PNG"
