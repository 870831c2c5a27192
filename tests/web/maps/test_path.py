import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from barometre.web.maps.path import paths, roomiest, simplified


def as_array(*shapes):
    return np.array(shapes, dtype=object)


@pytest.mark.parametrize(
    ("shape", "d"),
    [
        (Polygon([(0, 0), (10, 0), (10, 5), (0, 5)]), "m0 0 10 0 0 5-10 0z"),
        (Polygon([(3, 4), (3.2, 4.1), (9, 4), (9, 8)]), "m3 4 6 0 0 4z"),  # a point that rounds to its neighbour
        (box(0.1, 0.1, 0.2, 0.2), "m-1-1 3 0 0 3-3 0z"),  # smaller than the drawing can show
    ],
)
def test_a_path(shape, d):
    assert paths(as_array(shape)) == [d.replace("m-1-1", "m-1 -1")]


def test_parts_and_holes_follow_each_other():
    with_hole = Polygon(box(0, 0, 9, 9).exterior, [box(3, 3, 6, 6).exterior])
    (d,) = paths(as_array(MultiPolygon([with_hole, box(20, 0, 29, 9)])))
    assert d.count("m") == d.count("z") == 3


def test_neighbours_keep_touching_when_simplified():
    wavy = [(50 + (y % 3) / 2, y) for y in range(101)]
    left = Polygon([(0, 0), *wavy, (0, 100)])
    right = Polygon([(100, 0), *wavy, (100, 100)])
    fewer = simplified(as_array(left, right), 5)
    assert shapely.get_num_coordinates(fewer).sum() < 20
    assert shapely.coverage_is_valid(fewer)


def test_the_roomiest_place_of_a_shape_is_inside_it():
    bay = Polygon([(0, 0), (100, 0), (100, 100), (90, 40), (10, 40), (0, 100)])
    ((x, y, width),) = roomiest(as_array(bay))
    assert bay.contains(shapely.Point(x, y))
    assert 95 <= width <= 100


def test_no_word_fits_in_a_strip():
    ((_, _, width),) = roomiest(as_array(box(0, 0, 100, 20)))
    assert width == 0
