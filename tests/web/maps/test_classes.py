"""Classes suit the values shown; a map that would be of one colour is not drawn."""

import pytest

from barometre.web.maps.classes import answers, classes
from barometre.web.maps.legend import ColouredArea

EVEN = [float(value) for value in range(40, 80)]


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        (EVEN, (50, 55, 65, 70)),
        ([97 + value / 40 for value in range(101)], (97.5, 98, 98.5, 99)),
        ([0] * 80 + [5] * 5 + [80] * 15, (20,)),
        ([20] * 11 + [99.9] * 90, (40,)),
        ([0, 100], (100,)),
    ],
)
def test_bounds_are_round_and_follow_the_values(values, breaks):
    assert classes(values).breaks == breaks


@pytest.mark.parametrize(
    "values",
    [[], [None] * 60 + EVEN, [100] * 100, [100] * 98 + [20] * 3, [61 + value / 100 for value in range(101)]],
    ids=["nothing", "too few are known", "one value", "nearly all alike", "alike within two points"],
)
def test_no_classes_where_a_map_would_say_nothing(values):
    assert classes(values) is None


def test_every_class_has_a_value_and_its_own_colour():
    scale = classes(EVEN)
    used = {scale.class_of(ColouredArea("", "", value)) for value in EVEN}
    assert used == set(list(scale.labels())[:-2]) == {"c1", "c2", "c3", "c4", "c5"}


@pytest.mark.parametrize(
    ("values", "drawn"),
    [([100, 0], True), ([100] * 99 + [0], False), ([100, None, None], False), ([], False), ([0, None, 100], True)],
)
def test_a_yes_or_no_is_drawn_when_answers_differ(values, drawn):
    assert (answers(values) is not None) is drawn
