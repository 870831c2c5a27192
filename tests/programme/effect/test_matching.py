"""Matched comparison: who is beside whom, and what the gap is then."""

import pytest

from barometre.programme.effect.matching import match
from barometre.programme.effect.panel import widen
from simulated_panels import World, simulate

FAR = [[90 + number, 90 + number, 90 + number, 0] for number in range(6)]
"""Collectivités of another level: they fall while nobody else does, and must be nobody's partners."""


def near(village, level, start=0, count=6, **about):
    paths = [[level + n / 10, level + n / 10, level + n / 10, level + 4 + n / 10] for n in range(count)]
    return [row for n, path in enumerate(paths) for row in village(f"3{start + n:08d}", path, None, **about)]


def helped(village, count=2, level=20, **about):
    path = [level, level, level, level + 10]
    return [row for n in range(count) for row in village(f"2{n:08d}", path, 2, **about)]


def test_change_against_change(made, village):
    found = match(widen(made(helped(village) + near(village, 20))))
    assert (found.estimate, found.n, found.n_control, found.alone) == (pytest.approx(6), 2, 5, 0)


def test_partners_have_the_same_level(made, village):
    far = [row for n, path in enumerate(FAR) for row in village(f"4{n:08d}", path, None)]
    found = match(widen(made(helped(village) + near(village, 20) + far)))
    assert found.estimate == pytest.approx(6)


def test_partners_have_the_same_strate(made, village):
    others = near(village, 20, start=50, strate="commune-500-999")
    assert match(widen(made(helped(village) + others))) is None
    assert match(widen(made(helped(village) + near(village, 20) + others))).n_control == 5


def test_without_partner_near_enough_a_body_is_alone(made, village):
    table = made(helped(village) + near(village, 20) + village("299999999", [60, 60, 60, 99], 2))
    assert match(widen(table)).alone == 1


def test_a_body_not_helped_yet_is_no_partner(made, village):
    late = [row for n in range(6) for row in village(f"5{n:08d}", [20, 20, 20, 20], 1)]
    found = match(widen(made(helped(village) + near(village, 20) + late)))
    assert found.n == 8 and found.n_control == 5


def test_same_editions_on_both_sides(made, village):
    """A partner not known after the aid is none."""
    unknown = [row for n in range(6) for row in village(f"6{n:08d}", [20, 20, 20, None], None)]
    assert match(widen(made(helped(village) + unknown))) is None


def test_all_partners_as_near_count(made, village):
    """Ties are not broken by the order of rows: nine identical partners all serve."""
    same = [row for n in range(9) for row in village(f"7{n:08d}", [20, 20, 20, 20 + n], None)]
    found = match(widen(made(helped(village) + same)))
    assert found.n_control == 9 and found.estimate == pytest.approx(10 - 4)


def test_groups_that_differ_in_level_are_balanced():
    made = simulate(World(units=800, selection=1.5), 0)
    found = match(widen(made.panel))
    assert abs(found.balance) < 3 and found.n > 150
