"""The estimators on made-up panels: a known effect is found as often as promised, and none is invented.

Bounds: what a rate gives in so many draws, 998 times out of a thousand. In few a rate of 5 % has no lower bound;
20 % has one.
"""

from functools import cache

import numpy as np
import pytest

from barometre.programme.effect.panel import PANEL
from barometre.programme.effect.study import effect
from effort import DRAWS, HARD_DRAWS, TREND_DRAWS
from simulated_panels import World, simulate

pytestmark = pytest.mark.heavy
NONE = World(units=300, periods=5)
SOME = World(units=300, periods=5, effect=5, growth=1, uneven=2)


@cache
def studies(world, draws=DRAWS):
    """Studies of as many panels of one world, with what is true in each."""
    return [(effect(made.panel, "x"), made.truth) for made in (simulate(world, 1000 + n) for n in range(draws))]


def expected(rate, draws=DRAWS):
    from scipy.stats import binom  # slow to import: by this test alone, not by whoever collects tests

    return binom.ppf(0.001, draws, rate), binom.ppf(0.999, draws, rate)


@pytest.mark.parametrize("rate", [0.05, 0.2])
@pytest.mark.parametrize("test", ["p_value", "pretrend"])
def test_without_effect_it_rejects_at_the_nominal_rate(test, rate):
    low, high = expected(rate)
    assert low <= sum(getattr(study, test) < rate for study, _ in studies(NONE)) <= high


def test_without_effect_an_effect_is_seldom_announced():
    assert sum(study.verdict != "unknown" for study, _ in studies(NONE)) <= expected(0.05)[1]


def test_a_known_effect_is_in_its_interval_at_the_nominal_rate():
    low, high = expected(0.95)
    assert low <= sum(study.low <= truth <= study.high for study, truth in studies(SOME)) <= high


def test_a_known_effect_is_found_without_bias():
    gaps = np.array([study.estimate - truth for study, truth in studies(SOME)])
    assert abs(gaps.mean()) < 3.1 * gaps.std() / np.sqrt(DRAWS)
    assert sum(study.verdict == "more" for study, _ in studies(SOME)) > 0.85 * DRAWS


@pytest.mark.parametrize(
    "world",
    [
        World(units=300, periods=5, level=85, selection=1.5),  # many scores at 100: the helped cannot rise
        World(units=300, periods=5, lagging=True),  # the helped had a bad day, and recover
        World(units=300, periods=5, binary=True, missing=0.1),
        World(units=300, periods=5, persistence=0.8),
    ],
    ids=["ceiling", "lagging", "yes-or-no", "persistent"],
)
def test_hard_worlds_without_effect(world):
    """Where one comparison is wrong the other is not: together they announce no more than they should."""
    found = studies(world, HARD_DRAWS)
    assert sum(study.verdict != "unknown" for study, _ in found) <= expected(0.05, HARD_DRAWS)[1]


def test_a_trend_before_the_aid_is_not_taken_for_an_effect():
    found = [study for study, _ in studies(World(units=300, periods=6, drift=2), HARD_DRAWS)]
    assert sum("different-before" in [reason.id for reason in study.reasons] for study in found) >= 0.9 * HARD_DRAWS


def test_a_trend_too_small_to_be_seen_is_seldom_announced():
    """One point by edition: the test of trends misses it half the time, and the smallest gaps are not told."""
    found = [study for study, _ in studies(World(drift=1), TREND_DRAWS)]
    held = sum([reason.id for reason in study.reasons] == ["weak-check"] for study in found)
    announced = sum(study.verdict != "unknown" for study in found)
    assert held >= 0.05 * len(found) and announced < 0.35 * len(found)
    assert sum(study.p_value < 0.05 for study in found) > 0.4 * len(found)


def test_same_seed_same_panel():
    one, two, other = (simulate(SOME, seed) for seed in (7, 7, 8))
    assert one.panel.equals(two.panel) and one.truth == two.truth
    assert not one.panel.equals(other.panel)


def test_panels_are_made_as_the_study_reads_them():
    table = simulate(World(missing=0.2, effect=90), 0).panel
    assert dict(table.schema) == PANEL
    assert table["score"].min() >= 0 and table["score"].max() <= 100
    assert 0.15 < table["score"].is_null().mean() < 0.25


def test_the_truth_counts_the_ceiling():
    assert 30 < simulate(World(effect=90), 0).truth < 60
    assert simulate(World(), 0).truth == 0
