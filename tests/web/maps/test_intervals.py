import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.web.maps.intervals import Gap, gaps

ROWS = [Gap(-2, 0.3, -1, 1.6), Gap(-1, 0, 0, 0), Gap(0, 8.6, 7.4, 9.8), Gap(1, 0.5, -2, 3)]


def by_class(root, css):
    return [node for node in root.iter() if css in node.get("class", "").split()]


def test_a_chart_says_its_figures(read):
    root = read(gaps(ROWS, key="e", title="Écart"))
    told = root.find("desc").text.replace("\xa0", " ")
    assert told.startswith("2e édition avant l’aide : 0,3, entre −1 et 1,6. Dernière édition avant l’aide (référence)")
    assert "Première édition après l’aide : 8,6, entre 7,4 et 9,8. 2e édition après l’aide" in told
    assert (len(by_class(root, "sur")), len(by_class(root, "doute")), len(by_class(root, "repere"))) == (1, 2, 1)
    assert len(by_class(root, "zero")) == 1


@pytest.mark.parametrize("height", [0.01, 3, 480])
def test_points_stand_where_their_value_is(read, height):
    root = read(gaps([Gap(-1, 0, 0, 0), Gap(0, height, height / 2, 1.5 * height)], key="e", title="t"))
    zero, point = float(by_class(root, "zero")[0].get("y1")), float(by_class(root, "sur")[0].get("cy"))
    assert point < zero
    ends = sorted(float(node.get("y1")) for node in by_class(root, "ecart") if node.get("y1") == node.get("y2"))
    assert (ends[0] + ends[1]) / 2 == pytest.approx(point, abs=0.2)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0, 80)), min_size=2, max_size=14))
def test_everything_keeps_inside(values):
    rows = [Gap(i - 1, value if i else 0, value - half, value + half) for i, (value, half) in enumerate(values)]
    drawn = gaps(rows, key="e", title="t")
    assert "nan" not in drawn
    assert "inf" not in drawn
