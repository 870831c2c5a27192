"""Ranks of scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.index.ranking import ranks

UNKNOWN = float("nan")


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([70, 80, 80, 90], [4, 2, 2, 1]),
        ([50, UNKNOWN, 60], [2, UNKNOWN, 1]),
        ([UNKNOWN, UNKNOWN], [UNKNOWN, UNKNOWN]),
        ([], []),
        ([0.1 + 0.2, 0.3, 0.2], [1, 1, 3]),
        ([-0.0, 0.0, -1.0], [1, 1, 3]),
        # Equal to the nearest billionth, on either side of where decimals are cut: ties do not hang on rounding alone.
        ([1 / 3 + 1e-13, 1 / 3 - 1e-13], [1, 1]),
    ],
)
def test_ties_share_the_best_rank_and_the_unknown_have_none(scores, expected):
    np.testing.assert_array_equal(ranks(np.array(scores, dtype=float)), expected)


@given(st.lists(st.integers(0, 5) | st.just(UNKNOWN)))
def test_a_rank_is_one_more_than_the_number_of_better_ones(scores):
    table = np.array(scores, dtype=float)
    expected = [1 + (table > score).sum() if score == score else UNKNOWN for score in table]
    np.testing.assert_array_equal(ranks(table), expected)
