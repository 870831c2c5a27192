"""What a lighter page saves, by worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.guidance.responsible import LEVERS, Page, centilitres, gain, gains, grams, lightened

HEAVY, LIGHT = Page(elements=1076, requests=130, kilobytes=2866.31), Page(elements=603, requests=78, kilobytes=1448.32)
PAGES = st.builds(Page, st.floats(0, 5000), st.floats(0, 500), st.floats(0, 20_000))


def test_the_formulas_give_the_published_example():
    """ecoindex-compute 5.5.0 on PyPI: score 72, 1.56 g of CO2 equivalent, 2.34 cl of water."""
    assert (grams(72), centilitres(72)) == (pytest.approx(1.56), pytest.approx(2.34))
    assert (grams(50), centilitres(50)) == (2, 3)
    assert (grams(0), grams(100)) == (3, 1)


def test_a_page_brought_from_the_fifteenth_twentieth_to_the_tenth():
    """Bounds of twentieths: 15 of 20 is a score of 25, 10 of 20 one of 50, so that 25 points are won.

    1,000 views save 1,000 × 2 × 25 / 100 = 500 g and 750 cl; within a point of rounding, 480 to 520 g.
    """
    assert (HEAVY.score, LIGHT.score) == (25, 50)
    found = gain(HEAVY, LIGHT, 1000)
    assert (found.grams.low, found.grams.high) == (pytest.approx(480), pytest.approx(520))
    assert (found.centilitres.low, found.centilitres.high) == (pytest.approx(720), pytest.approx(780))


def test_each_count_alone_saves_its_own_weight():
    """Elements weigh 3, files 2, kilobytes 1, out of 6: a quarter of the scale is 12.5, 8.3 and 4.2 points."""
    found = gains(HEAVY, LIGHT, 1000)
    assert {name: one.score for name, one in found.items()} == {
        "elements": 38,
        "requests": 33,
        "kilobytes": 29,
        "all": 50,
    }


def test_nothing_is_saved_by_a_page_that_is_light_already():
    found = gains(LIGHT, HEAVY, 1000)
    assert all((one.score, one.grams.high, one.centilitres.high) == (50, 0, 0) for one in found.values())


@given(PAGES, PAGES)
def test_a_target_never_makes_a_page_heavier(page, target):
    after = lightened(page, target)
    assert all(getattr(after, lever) <= getattr(page, lever) for lever in LEVERS)
    assert after.score >= page.score
    found = gains(page, target, 1000)
    assert all(0 <= one.grams.low <= one.grams.high for one in found.values())
    assert found["all"].grams.high >= max(found[lever].grams.high for lever in LEVERS)
