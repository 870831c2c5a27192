"""An index computed again with other choices is the index that would have been made with them."""

from dataclasses import replace

import numpy as np
import pytest

from barometre.errors import BarometreError
from barometre.index.choices import Choices, IndexRun
from barometre.index.compute import compute, fit
from barometre.index.options import Aggregation, IndexOptions, Normalisation, Weighting
from barometre.index.questioned import POSITIVE, question, usual_choices
from barometre.index.ranking import ranks
from barometre.index.structure import Structure

# Two parts under a root, one of a single indicator, one whose score counts against.
TREE = Structure(
    ("root", "A", "B", "a1", "a2", "a3", "b1"),
    ("", "root", "root", "A", "A", "A", "B"),
    (1.0, 2.0, 1.0, 1.0, 1.0, 3.0, 1.0),
    (1, 1, -1, 1, -1, 1, 1),
)
PLAIN = np.ones(len(TREE.codes))
OPTIONS = IndexOptions()
ALL = usual_choices(OPTIONS)


def values(seed=1, unknown=()):
    table = np.random.default_rng(seed).gamma(2, 3, size=(30, 4))
    for place in unknown:
        table[place] = np.nan
    return table


def run(normalisation=Normalisation.MINMAX, aggregation=Aggregation.ARITHMETIC, multipliers=PLAIN, left_out=None):
    return IndexRun(normalisation, aggregation, multipliers, left_out)


def root(table, structure=TREE, **options):
    return compute(table, structure, replace(OPTIONS, **options)).scores["root"]


@pytest.mark.parametrize("normalisation", ALL.normalisations)
@pytest.mark.parametrize("aggregation", [Aggregation.ARITHMETIC, Aggregation.MEDIAN])
def test_a_run_ranks_units_as_the_index_made_with_its_choices(normalisation, aggregation):
    """Also when a geometric mean is among the choices, for which scores are brought to 1-100."""
    table = values(unknown=[(3, 2), (5, 3)])
    alone = Choices(normalisations=ALL.normalisations, aggregations=(aggregation,))
    both = replace(alone, aggregations=(aggregation, Aggregation.GEOMETRIC))
    expected = ranks(root(table, normalisation=normalisation, aggregation=aggregation))
    for choices in (alone, both):
        found = question(table, TREE, OPTIONS, choices).score(run(normalisation, aggregation))
        np.testing.assert_array_equal(ranks(found), expected)


def test_a_geometric_run_is_the_geometric_mean_of_scores_from_1_to_100():
    found = question(values(), TREE, OPTIONS, ALL).score(run(aggregation=Aggregation.GEOMETRIC))
    np.testing.assert_allclose(found, root(values(), aggregation=Aggregation.GEOMETRIC, range=POSITIVE))


def test_a_range_above_zero_is_kept():
    options = replace(OPTIONS, range=(10.0, 20.0))
    found = question(values(), TREE, options, ALL).score(run(aggregation=Aggregation.GEOMETRIC))
    assert ((found >= 10) & (found <= 20)).all()


def test_a_multiplier_moves_a_weight_before_those_of_one_parent_are_scaled():
    multipliers = np.array([1, 0.8, 1.2, 1.1, 1, 0.9, 1])
    moved = replace(TREE, weights=tuple(np.array(TREE.weights) * multipliers))
    alone = Choices(normalisations=(Normalisation.MINMAX,), aggregations=(Aggregation.ARITHMETIC,))
    found = question(values(), TREE, OPTIONS, alone).score(run(multipliers=multipliers))
    np.testing.assert_allclose(found, root(values(), moved))


@pytest.mark.parametrize("left_out", range(4))
def test_an_indicator_left_out_is_not_in_the_tree_nor_its_parent_when_it_has_no_other(left_out):
    table = values(unknown=[(3, 2), (5, 3)])
    gone = {TREE.indicators[left_out]} | ({"B"} if left_out == 3 else set())
    kept = [place for place, code in enumerate(TREE.codes) if code not in gone]
    pruned = Structure(
        *(
            tuple(column[place] for place in kept)
            for column in (TREE.codes, TREE.parents, TREE.weights, TREE.directions)
        )
    )
    alone = Choices(normalisations=(Normalisation.MINMAX,), aggregations=(Aggregation.ARITHMETIC,))
    found = question(table, TREE, OPTIONS, alone).score(run(left_out=left_out))
    np.testing.assert_allclose(found, root(np.delete(table, left_out, axis=1), pruned))


def test_nothing_is_left_of_an_index_whose_one_indicator_is_left_out():
    one = Structure(("root", "a"), ("", "root"), (1.0, 1.0), (1, 1))
    found = question(values()[:, :1], one, OPTIONS, ALL).score(run(multipliers=np.ones(2), left_out=0))
    assert np.isnan(found).all()


def test_weights_are_those_that_the_index_found():
    options = replace(OPTIONS, weighting=Weighting.PCA)
    alone = Choices(normalisations=(Normalisation.MINMAX,), aggregations=(Aggregation.ARITHMETIC,))
    problem = question(values(), TREE, options, alone)
    np.testing.assert_allclose(problem.score(run()), root(values(), weighting=Weighting.PCA))


def test_a_former_scale_is_kept():
    former = fit(values(2), TREE, OPTIONS)
    alone = Choices(normalisations=(Normalisation.MINMAX,), aggregations=(Aggregation.ARITHMETIC,))
    problem = question(values(), TREE, OPTIONS, alone, parameters={Normalisation.MINMAX: former})
    expected = compute(values(), TREE, OPTIONS, None, former).scores["root"]
    np.testing.assert_allclose(problem.reference, expected)
    np.testing.assert_allclose(problem.score(run()), expected)


def test_scores_that_no_range_moves_have_no_geometric_run():
    raw = replace(OPTIONS, normalisation=Normalisation.NONE)
    assert Aggregation.GEOMETRIC not in usual_choices(raw).aggregations
    asked = Choices(normalisations=(Normalisation.NONE,), aggregations=(Aggregation.GEOMETRIC,))
    with pytest.raises(BarometreError, match="no geometric mean can be made"):
        question(values() - 5, TREE, raw, asked).score(run(Normalisation.NONE, Aggregation.GEOMETRIC))
