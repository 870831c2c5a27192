import re

import polars as pl
import pytest
import shapely

from barometre.errors import BarometreError
from barometre.territory import reference
from barometre.web.maps.geometry import TALLEST, WIDTH, contours, national, projected

NUMBER = re.compile(r"-?\d+")
LEVELS = {"commune": 34_875, "epci": 1_253, "departement": 101, "region": 18}


def communes_of(departement):
    return reference.collectivites().filter(kind="commune", departement=departement)["code"].to_list()


def rings(d):
    """Points of each ring of a path made of `m x y dx dy … z`."""
    found, x, y = [], 0, 0
    for part in d.split("z")[:-1]:
        numbers = list(map(int, NUMBER.findall(part)))
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        x, y = points[0]
        found.append(points)
    return found


@pytest.mark.parametrize(("level", "count"), LEVELS.items())
def test_contours_are_complete_and_valid(level, count):
    table = contours(level)
    shapes = shapely.from_wkb(table["wkb"].to_list())
    assert table["code"].n_unique() == table.height == count
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()


def test_every_commune_has_its_contour():
    communes = reference.collectivites().filter(kind="commune")["code"]
    assert set(contours("commune")["code"]) == set(communes)


@pytest.mark.parametrize("departement", ["29", "62", "75", "2A", "971", "972", "973", "974", "976"])
def test_the_communes_of_a_departement_fill_their_drawing(departement):
    codes = communes_of(departement)
    drawing = projected("commune", codes)
    points = [point for outline in drawing.outlines for ring in rings(outline.d) for point in ring]
    assert [outline.code for outline in drawing.outlines] == sorted(codes)
    assert drawing.width == WIDTH
    assert drawing.height <= TALLEST + 8
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in points)
    assert max(x for x, _ in points) - min(x for x, _ in points) > WIDTH / 3


def test_the_whole_departement_is_light():
    drawing = projected("commune", communes_of("62"))
    assert sum(len(outline.d) for outline in drawing.outlines) < 80_000


def test_neighbours_share_their_border():
    drawing = projected("commune", communes_of("02"))
    edges = {}
    for outline in drawing.outlines:
        for ring in rings(outline.d):
            for edge in zip(ring, ring[1:] + ring[:1], strict=True):
                edges.setdefault(tuple(sorted(edge)), set()).add(outline.code)
    shared = sum(len(codes) == 2 for codes in edges.values())
    assert shared / len(edges) > 0.75


def test_the_same_codes_give_the_same_drawing_in_any_order():
    codes = communes_of("29")
    assert projected("commune", codes) is projected("commune", reversed(codes))


def test_france_has_five_insets_and_that_of_paris():
    drawing = national("departement")
    names = ["Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte", "Petite couronne"]
    assert [inset.name for inset in drawing.insets] == names
    assert len(drawing.outlines) == LEVELS["departement"]
    assert [outline.code for outline in drawing.repeated] == ["75", "92", "93", "94"]


@pytest.mark.parametrize(("code", "inset"), [("971", 0), ("972", 1), ("973", 2), ("974", 3), ("976", 4), ("93", 5)])
def test_a_territory_lies_in_its_inset(code, inset):
    drawing = national("departement")
    frame = drawing.insets[inset]
    (d,) = [outline.d for outline in drawing.outlines if outline.code == code]
    found = list(rings(d))
    assert found
    for ring in found:
        assert all(frame.x <= x <= frame.x + frame.width for x, _ in ring)
        assert all(frame.y <= y <= frame.y + frame.height for _, y in ring)


def test_regions_need_no_inset_of_paris():
    drawing = national("region")
    assert len(drawing.outlines) == LEVELS["region"]
    assert (len(drawing.insets), drawing.repeated) == (5, ())


@pytest.mark.parametrize(
    ("level", "codes", "message"),
    [
        ("commune", [], "at least one code"),
        ("commune", ["29232", "00000"], "no contour of level commune for 00000"),
        ("departement", ["29", "974"], "one map cannot hold them"),
        ("canton", ["1"], "choose one of commune, epci, departement, region"),
    ],
)
def test_errors_say_what_to_do(level, codes, message):
    with pytest.raises(BarometreError, match=message):
        projected(level, codes)


def test_contours_are_in_degrees_with_five_decimals():
    table = contours("departement").filter(pl.col("code") == "29")
    points = shapely.get_coordinates(shapely.from_wkb(table["wkb"].to_list()))
    assert (abs(points * 1e5 - (points * 1e5).round()) < 1e-3).all()
