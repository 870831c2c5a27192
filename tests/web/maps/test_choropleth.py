import pytest

from barometre.errors import BarometreError
from barometre.web.maps.choropleth import choropleth, map_figure
from barometre.web.maps.geometry import Drawing, Inset, Outline
from barometre.web.maps.legend import ANSWERS, SCORES, SHARES, ColouredArea, legend

DRAWING = Drawing(
    1000,
    500,
    tuple(Outline(code, f"m{x} 0 9 0 0 9z") for x, code in enumerate(["29019", "29155", "29232", "85113"])),
)
AREAS = {
    "29232": ColouredArea("Quimper", "/communes/29232/", 75),
    "29019": ColouredArea("Brest", "/communes/29019/", 0),
    "29155": ColouredArea("Ouessant", "/communes/29155/", None),
    "85113": ColouredArea('L’Île-d\'Yeu "<&>"', "/communes/85113/?a=1&b=2", 12.34, concerned=False),
}


def drawn(drawing=DRAWING, areas=AREAS, **given):
    wanted = {"key": "carte", "title": "Finistère", "description": "Par commune", "scale": SHARES}
    return choropleth(drawing, areas, **(wanted | given))


def links(root):
    return {"".join(link.itertext()): link for link in root.iter("a")}


def test_each_territory_is_a_link_with_a_name_in_alphabetical_order(read):
    names = list(links(read(drawn())))
    assert names == [
        "Brest\u00a0: 0\u00a0%",
        'L’Île-d\'Yeu "<&>"\u00a0: non concerné',
        "Ouessant\u00a0: non renseigné",
        "Quimper\u00a0: 75\u00a0%",
    ]


def test_addresses_are_kept_whole(read):
    assert "/communes/85113/?a=1&b=2" in {link.attrib["href"] for link in read(drawn()).iter("a")}


def test_unknown_zero_and_not_concerned_are_told_apart(read):
    fills = {name[:5]: (link.attrib["class"], link.get("fill")) for name, link in links(read(drawn())).items()}
    assert fills == {
        "Brest": ("c1", None),
        "Quimp": ("c4", None),
        "Ouess": ("c0", "url(#carte-hachure)"),
        "L’Île": ("cn", "url(#carte-points)"),
    }


def test_the_current_territory_is_said_and_outlined(read):
    root = read(drawn(current="29232"))
    assert [link.attrib["href"] for link in root.iter("a") if link.get("aria-current") == "page"] == [
        "/communes/29232/"
    ]
    (outlined,) = [group for group in root.iter("g") if "ici" in group.get("class", "")]
    assert outlined.get("aria-hidden") == "true"


@pytest.mark.parametrize(("side", "css"), [(9, "ici petit"), (300, "ici")])
def test_a_small_territory_is_outlined_thinner(side, css):
    drawing = Drawing(1000, 500, (Outline("29232", f"m500 400 {side} 0 0 {side}z"),))
    assert f'<g class="{css}"' in drawn(drawing, current="29232")


def test_the_map_is_a_group_told_by_its_title(read):
    root = read(drawn())
    assert (root.get("role"), root.find("title").text, root.find("desc").text) == (
        "group",
        "Finistère",
        "Par commune",
    )


def test_insets_are_named_and_what_they_repeat_is_silent(read):
    inset = Inset("Petite couronne", 0, 40, 100, 90)
    paris = Outline("75", "m5 5 1 0 0 1z")
    drawing = Drawing(1000, 500, (Outline("75", "m0 40 9 0 0 9z"),), (inset,), (paris,))
    root = read(drawn(drawing, {"75": ColouredArea("Paris", "/departements/75/", 50)}))
    assert [text.text for text in root.findall("text")] == [
        "Passez sur un territoire pour lire sa valeur",
        "Petite couronne",
        "Encadrés agrandis (×) ou réduits (÷) par rapport à la métropole",
    ]
    assert [path.get("aria-hidden") for path in root.findall("path")] == ["true"]
    assert len(links(root)) == 1


@pytest.mark.parametrize(("room", "written"), [((50, 60, 80), ["Quimper"]), ((50, 60, 60), []), (None, [])])
def test_a_name_is_written_where_it_fits_for_the_eye_only(read, room, written):
    drawing = Drawing(1000, 500, (Outline("29232", "m0 0 9 0 0 9z", room),))
    root = read(drawn(drawing))
    names = [text for text in root.findall("text") if "etiquette" in text.get("class")]
    assert [text.text for text in names] == written
    assert all(text.get("aria-hidden") == "true" for text in names)
    assert list(links(root)) == ["Quimper\u00a0: 75\u00a0%"]


def test_the_same_arguments_give_the_same_bytes():
    assert drawn(current="29019") == drawn(areas=dict(reversed(AREAS.items())), current="29019")


def test_a_territory_without_area_is_an_error():
    with pytest.raises(BarometreError, match="no area for 29155"):
        drawn(areas={code: area for code, area in AREAS.items() if code != "29155"})


@pytest.mark.parametrize(
    ("value", "css"),
    [(0, "c1"), (19.9, "c1"), (20, "c2"), (59.9, "c3"), (60, "c4"), (80, "c5"), (100, "c5"), (None, "c0")],
)
def test_a_value_is_in_the_class_that_begins_at_it_or_below(value, css):
    assert SHARES.class_of(ColouredArea("", "", value)) == css


def test_the_legend_says_intervals_and_counts():
    shown = legend(SCORES, AREAS.values(), current="Quimper & Cie")
    assert shown.count("<li>") == 8
    assert "moins de 20 (1)" in shown
    assert "de 60 à moins de 80 (1)" in shown
    assert "non renseigné (1)" in shown
    assert "Quimper &amp; Cie</li>" in shown


def test_the_legend_leaves_out_what_the_map_does_not_show():
    assert "non renseigné" not in legend(SHARES, [ColouredArea("", "", 1)])


def test_intervals_are_left_out_when_nothing_is_known():
    assert legend(SCORES, [ColouredArea("", "", None)] * 2).count("<li>") == 1


@pytest.mark.parametrize(
    ("value", "concerned", "css", "words"),
    [
        (100, True, "c4", "Oui"),
        (0, True, "c1", "Non"),
        (None, True, "c0", "non renseigné"),
        (0, False, "cn", "non concerné"),
    ],
)
def test_answers_have_two_classes(value, concerned, css, words):
    area = ColouredArea("", "", value, concerned)
    assert (ANSWERS.class_of(area), ANSWERS.words(area)) == (css, words)
    assert [label in legend(ANSWERS, [ColouredArea("", "", 100)]) for label in ("Oui", "Non (0)")] == [True, True]


def test_a_figure_is_the_map_and_its_legend():
    shown = map_figure(
        DRAWING, AREAS, key="m", title="Finistère", description="Par commune", scale=SHARES, current="29232"
    )
    assert shown.startswith('<figure class="carte-figure"><svg role="group"')
    assert shown.endswith("Quimper</li></ul></figure>")


def test_what_a_score_rests_on_stands_beside_it():
    area = ColouredArea("Altier", "/communes/48004/", 75.0, note="provisoire, connu à 67\u00a0%")
    assert SCORES.words(area) == "75 (provisoire, connu à 67\u00a0%)"
    assert SCORES.words(ColouredArea("Altier", "/communes/48004/", None, note="connu à 10\u00a0%")) == "non renseigné"
