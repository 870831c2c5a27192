"""What holds of every index: units of measure, order of rows and columns, monotony, bounds, weights, newcomers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from barometre.errors import BarometreError
from barometre.index.compute import compute
from barometre.index.options import Aggregation, Imputation, IndexOptions, Normalisation, Outliers, Weighting
from barometre.index.structure import Structure
from index_tables import FAR, NAN, flat, table, tree

TREE = tree("all -\nA all 2\nB all 1 -1\na A 1\nb A 3 -1\nc B 1\nd B 2")
# Learnt from the data: those that a change of unit leaves alone.
LEARNT = (Normalisation.MINMAX, Normalisation.ZSCORE, Normalisation.RANK)
# Eighths: sums and products by 2 or 4 are exact, so that ties stay ties.
numbers = st.integers(-80, 80).map(lambda whole: whole / 8)
matrices = st.integers(1, 12).flatmap(
    lambda units: arrays(np.float64, (units, 4), elements=st.one_of(numbers, st.just(NAN)))
)
choices = st.builds(
    IndexOptions,
    normalisation=st.sampled_from(LEARNT),
    aggregation=st.sampled_from([Aggregation.ARITHMETIC, Aggregation.MEDIAN, Aggregation.COPELAND]),
    outliers=st.sampled_from([Outliers.NONE, Outliers.WINSORISE, Outliers.LOG]),
    imputation=st.sampled_from([Imputation.NONE, Imputation.MEAN, Imputation.MEDIAN]),
    coverage=st.sampled_from([0.0, 0.5, 1.0]),
)
few = settings(max_examples=25)


def same(found, expected):
    for code, score in expected.items():
        np.testing.assert_allclose(found[code], score, rtol=1e-7, atol=1e-7)


@few
@given(matrices, choices, st.sampled_from([0.25, 2, 4]), st.sampled_from([-16, 0, 32]))
def test_units_of_measure_do_not_matter_when_the_scale_is_learnt(values, chosen, factor, shift):
    other = values.copy()
    other[:, :2] = other[:, :2] * factor + shift
    same(compute(other, TREE, chosen).scores, compute(values, TREE, chosen).scores)


@pytest.mark.parametrize("factor", [0.001, 3600])
@pytest.mark.parametrize("values", [FAR, [-value for value in FAR], [value - 5 for value in FAR]])
def test_box_cox_does_not_depend_on_the_unit_either(values, factor):
    chosen = IndexOptions(outliers=Outliers.BOXCOX)
    found = compute(table(values) * factor, flat(1), chosen).scores
    np.testing.assert_allclose(found["all"], compute(table(values), flat(1), chosen).scores["all"], atol=1e-5)


@few
@given(matrices, choices, st.randoms(use_true_random=False))
def test_order_of_units_does_not_matter(values, chosen, chance):
    order = list(range(len(values)))
    chance.shuffle(order)
    found = compute(values[order], TREE, chosen).scores
    same(found, {code: score[order] for code, score in compute(values, TREE, chosen).scores.items()})


@few
@given(matrices, choices, st.permutations(range(7)))
def test_order_of_the_structure_does_not_matter(values, chosen, order):
    fields = (TREE.codes, TREE.parents, TREE.weights, TREE.directions)
    other = Structure(*(tuple(field[place] for place in order) for field in fields))
    columns = [TREE.indicators.index(code) for code in other.indicators]
    same(compute(values[:, columns], other, chosen).scores, compute(values, TREE, chosen).scores)


@few
@given(matrices, choices, st.sampled_from(range(4)), st.data())
def test_better_on_one_indicator_is_never_worse_on_the_whole(values, chosen, place, data):
    """On a scale that is kept: the same parameters before and after."""
    values = np.nan_to_num(values)
    chosen = replace(chosen, aggregation=Aggregation.ARITHMETIC)
    kept = compute(values, TREE, chosen)
    unit = data.draw(st.sampled_from(range(len(values))))
    better = values.copy()
    # b is worse when there is more of it, and so are c and d, below B that the whole reverses.
    better[unit, place] += 4.0 if place == 0 else -4.0
    found = compute(better, TREE, chosen, parameters=kept.parameters).scores["all"]
    both = ~np.isnan(found)
    assert (found[both] >= kept.scores["all"][both] - 1e-9).all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=6, unique=True), st.sampled_from([(0.0, 100.0), (1.0, 7.3)]))
def test_the_worst_and_the_best_have_exactly_the_ends_of_the_range(values, range_):
    found = compute(table(values), flat(1), IndexOptions(range=range_)).scores["all"]
    assert (found.min(), found.max()) == range_


@few
@given(matrices, st.sampled_from(list(Aggregation)), st.sampled_from([(1.0, 100.0), (1.0, 7.0)]))
def test_means_lie_within_the_range(values, method, range_):
    chosen = IndexOptions(aggregation=method, range=range_, coverage=0)
    found = compute(values, TREE, chosen).scores
    if method is not Aggregation.COPELAND:
        known = np.concatenate(list(found.values()))
        known = known[~np.isnan(known)]
        assert ((known >= range_[0] - 1e-9) & (known <= range_[1] + 1e-9)).all()
    else:
        assert sum(found["A"][~np.isnan(found["A"])]) == 0, "who wins takes it from who loses"


@few
@given(matrices, st.sampled_from([1.0, 3.0]))
def test_harmonic_is_below_geometric_is_below_arithmetic(values, low):
    harmonic, geometric, arithmetic = (
        compute(values, TREE, IndexOptions(aggregation=method, range=(low, 100), coverage=0)).scores["A"]
        for method in (Aggregation.HARMONIC, Aggregation.GEOMETRIC, Aggregation.ARITHMETIC)
    )
    known = ~np.isnan(arithmetic)
    assert (harmonic[known] <= geometric[known] + 1e-9).all()
    assert (geometric[known] <= arithmetic[known] + 1e-9).all()


@few
@given(matrices, choices, arrays(np.float64, (3, 4), elements=st.one_of(numbers, st.just(NAN))))
def test_newcomers_move_nobody_when_parameters_are_kept(values, chosen, newcomers):
    if chosen.aggregation is Aggregation.COPELAND:
        chosen = replace(chosen, aggregation=Aggregation.ARITHMETIC)
    kept = compute(values, TREE, chosen)
    found = compute(np.vstack([values, newcomers]), TREE, chosen, parameters=kept.parameters).scores
    for code, score in kept.scores.items():
        np.testing.assert_array_equal(found[code][: len(values)], score)


@few
@given(matrices, st.sampled_from(list(Weighting)))
def test_weights_below_each_parent_sum_to_1(values, weighting):
    if weighting is Weighting.BUDGET:
        weighting = Weighting.EQUAL
    try:
        weights = compute(values, TREE, IndexOptions(weighting=weighting)).parameters.weights
    except BarometreError:
        assert weighting is Weighting.PCA, "which refuses small or contrary tables"
        return
    for parent in TREE.aggregates:
        total = sum(weights[child] for child in TREE.children(parent))
        assert total == pytest.approx(1) or (weighting is Weighting.PCA and total == 0), parent


@few
@given(matrices, st.lists(st.booleans(), min_size=4, max_size=4))
def test_what_does_not_concern_a_unit_is_as_if_it_were_not_in_its_tree(values, concerns):
    """One unit whom some indicators do not concern, scored beside others on a scale that is kept."""
    chosen = IndexOptions(coverage=0.5)
    kept = compute(values, TREE, chosen).parameters
    concerned = np.ones(values.shape, dtype=bool)
    concerned[0] = concerns
    found = compute(values, TREE, chosen, parameters=kept, concerned=concerned).scores["A"][0]
    left = [place for place in (0, 1) if concerns[place] and not kept.constant[place]]
    weights = {0: 1, 1: 3}
    normal = compute(values, TREE, chosen, parameters=kept).normalised[0]
    known = [place for place in left if not np.isnan(normal[place])]
    share = sum(weights[place] for place in known) / (sum(weights[place] for place in left) or 1)
    if known and share >= 0.5:
        expected = sum(weights[place] * normal[place] for place in known) / sum(weights[place] for place in known)
        assert found == pytest.approx(expected)
    else:
        assert np.isnan(found)
