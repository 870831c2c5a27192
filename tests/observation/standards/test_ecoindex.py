"""EcoIndex: results published with the reference implementation (cnumr/ecoindex_python, its tests)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.standards.ecoindex import ecoindex, grade


@pytest.mark.parametrize(
    ("dom", "requests", "kilobytes", "score", "letter"),
    [
        (100, 100, 100, 72, "B"),
        (100, 100, 1000, 67, "C"),
        (100, 100, 10000, 58, "C"),
        (200, 200, 10000, 46, "D"),
        (2355, 267, 2493, 10, "G"),
        (240, 20, 331, 83, "A"),
        (2240, 100, 310182.902, 16, "F"),  # heavier than any page of the reference
        (0, 0, 0, 100, "A"),
        (594601, 3920, 223212.26, 0, "G"),
        (10**9, 10**9, 1e12, 0, "G"),
    ],
)
def test_published_results(dom, requests, kilobytes, score, letter):
    assert ecoindex(dom, requests, kilobytes) == score
    assert grade(score) == letter


@pytest.mark.parametrize(
    ("score", "letter"),
    [
        (2, "G"),
        (10, "G"),
        (11, "F"),
        (25, "F"),
        (26, "E"),
        (50.2, "D"),
        (55, "D"),
        (56, "C"),
        (71, "B"),
        (80, "B"),
        (81, "A"),
    ],
)
def test_a_grade_is_strictly_above_its_bound(score, letter):
    assert grade(score) == letter


PAGES = st.tuples(st.integers(0, 10**6), st.integers(0, 10**4), st.floats(0, 1e6))


@given(PAGES, PAGES)
def test_a_heavier_page_never_has_a_better_mark(one, other):
    lighter, heavier = (tuple(map(choose, one, other)) for choose in (min, max))
    assert 0 <= ecoindex(*heavier) <= ecoindex(*lighter) <= 100
