"""The curve of a measure: joined where editions compare and enough is known, cut elsewhere, and told in words."""

from datetime import date

import pytest

from barometre.web.maps.timeline import Moment, curve

OLD, MIDDLE, NEW = (date(year, 1, 1) for year in (2021, 2023, 2026))


def drawn(middle, compares=True):
    moments = [
        Moment(OLD, 50.0, 48.0, 52.0),
        Moment(MIDDLE, middle, 40.0, 70.0, compares),
        Moment(NEW, 60.0, 60.0, 60.0),
    ]
    return curve(moments, key="c", title="Site déclaré", unit="%")


@pytest.mark.parametrize(
    ("middle", "compares", "lines", "breaks", "points"),
    [(55.0, True, 2, 0, 3), (None, True, 0, 0, 2), (55.0, False, 1, 1, 3)],
    ids=["all known", "too little known between", "another method"],
)
def test_no_movement_is_drawn_where_it_is_not_known(middle, compares, lines, breaks, points):
    svg = drawn(middle, compares)
    found = (svg.count('class="rythme"'), svg.count('class="cible"'), svg.count('class="point"'))
    assert found == (lines, breaks, points)


def test_it_is_read_without_the_drawing():
    assert "Le 1er janvier 2021, 50\u00a0%. Le 1er janvier 2023, trop peu est connu." in drawn(None)
    assert "ne se compare pas" in drawn(55.0, compares=False)
