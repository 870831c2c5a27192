"""Correlations of indicators and Cronbach's alpha, equal to R's."""

import numpy as np
import pytest

from barometre.index.consistency import correlations, cronbach_alpha

UNKNOWN = float("nan")
# Twelve units, four indicators with ties and gaps: what the values of R below were computed on.
VALUES = np.array(
    [
        [2.2, -2.4, 0.6, 0],
        [0.7, 0.9, -0.9, 1],
        [UNKNOWN, 3.1, 0.0, -1],
        [-1.2, -1.6, -2.0, -1],
        [1.1, 0.3, 1.5, 0],
        [0.6, UNKNOWN, UNKNOWN, 0],
        [-0.4, 0.3, 1.7, 0],
        [-1.0, 0.2, -1.7, -1],
        [1.1, 0.8, 0.3, 1],
        [-5.3, -1.5, -3.5, -4],
        [1.0, 1.4, 0.2, 0],
        [0.5, 0.4, 1.9, 1],
    ]
)
CONSTANT = np.full((12, 1), 100.0)


def upper(matrix):
    return matrix[np.triu_indices(len(matrix), 1)]


def test_pairs_are_correlated_on_the_units_known_of_both():
    found = correlations(VALUES)
    # R 4.2.2: cor(m, use = "pairwise.complete.obs"), then method = "spearman".
    pearson = [0.318694310720782, 0.756733833729525, 0.897749624724570]
    pearson += [0.322649960409639, 0.321738923222265, 0.751877451710610]
    spearman = [0.271341463414634, 0.553194044748859, 0.614560096272681]
    spearman += [0.177676998555500, 0.389866671465977, 0.659367861362426]
    np.testing.assert_allclose(upper(found.pearson), pearson, rtol=1e-12)
    np.testing.assert_allclose(upper(found.spearman), spearman, rtol=1e-12)
    assert list(upper(found.known)) == [10, 10, 11, 11, 11, 11]
    np.testing.assert_allclose(np.diag(found.pearson), 1)


def test_correlations_do_not_depend_on_units_nor_on_a_far_origin():
    moved = VALUES * [1e-6, 1, 1e6, 1] + [0, 1e6, 0, -1e6]
    np.testing.assert_allclose(correlations(moved).pearson, correlations(VALUES).pearson, rtol=1e-8)
    np.testing.assert_allclose(correlations(np.exp(VALUES)).spearman, correlations(VALUES).spearman, rtol=1e-12)


@pytest.mark.parametrize(
    "column",
    [
        CONSTANT[:, 0],
        np.full(12, UNKNOWN),
        # Constant among the units known of the others, and known of two units.
        np.where(np.isnan(VALUES[:, 0]), 1.0, 2.0),
        np.where(np.arange(12) < 2, VALUES[:, 0], UNKNOWN),
    ],
)
def test_what_divides_nobody_correlates_with_nothing(column):
    found = correlations(np.column_stack([VALUES[:, 0], column]))
    assert np.isnan([found.pearson[0, 1], found.spearman[0, 1]]).all()


def test_alpha_is_that_of_complete_cases():
    # R 4.2.2, psych 2.2.9: alpha(m[complete.cases(m), ])$total, raw_alpha and std.alpha.
    alpha = cronbach_alpha(VALUES)
    assert (alpha.raw, alpha.standardised) == (pytest.approx(0.861897480403907), pytest.approx(0.862906268934584))
    assert (alpha.items, alpha.cases) == (4, 10)


def test_a_constant_item_or_one_known_of_nobody_is_left_out_of_alpha():
    for useless in (CONSTANT, np.full((12, 1), UNKNOWN)):
        assert cronbach_alpha(np.hstack([VALUES, useless])) == cronbach_alpha(VALUES)


@pytest.mark.parametrize(
    ("items", "varying", "cases"),
    [
        (VALUES[:, :1], 1, 11),
        (np.hstack([VALUES[:, :1], CONSTANT]), 1, 11),
        (VALUES[:2], 4, 2),
        (np.full((5, 3), UNKNOWN), 0, 0),
        (VALUES[:, :0], 0, 0),
    ],
)
def test_alpha_needs_two_items_that_vary_and_three_cases(items, varying, cases):
    alpha = cronbach_alpha(items)
    assert np.isnan([alpha.raw, alpha.standardised]).all()
    assert (alpha.items, alpha.cases) == (varying, cases)
