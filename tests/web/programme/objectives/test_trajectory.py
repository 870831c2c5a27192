import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.web.programme.objectives.trajectory import HEIGHT, WIDTH, EditionShare, TargetLine, trajectory

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
SHARES = st.floats(0, 100)


@st.composite
def edition_shares(draw):
    value = draw(st.none() | SHARES)
    return EditionShare(draw(DAYS), value, draw(st.floats(value or 0, 100)))


@given(
    points=st.lists(edition_shares(), min_size=1, max_size=6),
    line=st.builds(TargetLine, SHARES, DAYS, st.none() | st.tuples(DAYS, SHARES)),
)
def test_everything_is_inside_the_drawing(points, line):
    drawn = trajectory(points, line, key="k", title="Essai")
    for name, limit in (("x", WIDTH), ("y", HEIGHT)):
        places = [float(one) for one in re.findall(rf' c?{name}[12]?="([^"]+)"', drawn)]
        assert all(0 <= place <= limit for place in places)
    assert drawn.count("<circle") == sum(point.value is not None for point in points) + (line.start is not None)


@pytest.mark.parametrize(
    ("point", "words"),
    [
        (EditionShare(date(2026, 11, 1), None, None), "Le 1er novembre 2026, rien n’est encore connu."),
        (EditionShare(date(2026, 11, 1), 12.5, 80.0), "12,5\u00a0% acquis, 80\u00a0% au mieux."),
    ],
)
def test_the_description_says_the_figures(point, words):
    drawn = trajectory([point], TargetLine(50, date(2022, 12, 31), (date(2021, 11, 1), 35)), key="k", title="Essai")
    assert words in drawn
    assert "Cible\u00a0: 50\u00a0% au plus tard le 31 décembre 2022. Départ\u00a0: 35\u00a0%" in drawn
    assert 'role="img"' in drawn and "style=" not in drawn
