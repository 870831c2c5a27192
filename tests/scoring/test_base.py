"""The base of comparison: for each kind, what is known of at least 80 % of those concerned."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.scoring.base import declare_base
from scored_panel import NOT_ASKED, NOT_CONCERNED, NOT_LOOKED, base_of, communes, scores_of, values, weights

SCORED = weights(a="t.seen", b="t.seen", c="t.seen")


def answered(*answers, to="a"):
    """One indicator, answered by as many bodies."""
    return {str(number): {to: answer} for number, answer in enumerate(answers)}


@pytest.mark.parametrize(
    ("answers", "known", "concerned"),
    [
        ([100, 0, 50, 100, NOT_LOOKED], 4, 5),
        ([100, 0, 100, NOT_CONCERNED, NOT_ASKED], 3, 3),
        ([100, 0, 100, 0, "we-failed", NOT_CONCERNED], 4, 5),
    ],
)
def test_an_indicator_known_of_four_in_five_of_those_concerned_is_in(answers, known, concerned):
    assert base_of(answered(*answers), SCORED).rows() == [("commune", "a", known, concerned)]


@pytest.mark.parametrize(
    "answers",
    [
        [100, 0, 50, NOT_LOOKED, NOT_LOOKED],
        [100, 100, 100, "we-failed", "they-failed"],
        [100] * 79 + [NOT_LOOKED] * 20,
        [NOT_CONCERNED, NOT_ASKED],
        [],
    ],
)
def test_an_indicator_known_of_fewer_is_not(answers):
    assert base_of(answered(*answers), SCORED).is_empty()


def test_each_kind_has_its_own_base():
    bodies = pl.DataFrame({"siren": ["0", "1", "2"], "kind": ["commune", "commune", "region"]})
    found = declare_base(values(answered(100, 0, NOT_LOOKED)), bodies, SCORED)
    assert found.select("kind", "indicator").rows() == [("commune", "a")]


def test_what_no_score_counts_is_in_no_base():
    assert base_of(answered(100, 0, to="record"), SCORED).is_empty()


@given(st.lists(st.sampled_from([0, 100, NOT_LOOKED, NOT_CONCERNED]), max_size=12), st.randoms(use_true_random=False))
def test_the_base_does_not_depend_on_the_order_of_rows(answers, chance):
    bodies = communes(answered(*answers))
    rows = values(answered(*answers))
    shuffled = rows.sample(fraction=1, shuffle=True, seed=chance.randrange(1000))
    assert declare_base(rows, bodies, SCORED).equals(declare_base(shuffled, bodies, SCORED))


def on_what_is_known_of_both(answers, one, other):
    """Compare two bodies as one might without a base: by their means on what is known of the two."""
    common = [name for name in answers[one] if NOT_LOOKED not in (answers[one][name], answers[other][name])]
    mean = {body: sum(answers[body][name] for name in common) / len(common) for body in (one, other)}
    return mean[one] - mean[other]


def test_comparing_each_pair_on_what_is_known_of_both_goes_round_in_circles():
    answers = {
        "A": {"a": 100, "b": NOT_LOOKED, "c": 0},
        "B": {"a": 50, "b": 100, "c": NOT_LOOKED},
        "C": {"a": NOT_LOOKED, "b": 50, "c": 50},
    }
    assert all(on_what_is_known_of_both(answers, one, other) > 0 for one, other in pairwise("ABCA"))
    # Each is known of two in three: in no base. Nobody is compared on so little.
    assert base_of(answers, SCORED).is_empty()
    assert scores_of(answers, SCORED).drop_nulls("comparable").is_empty()
