"""What an index says of unknown values, of what does not concern a unit, of directions, and of newcomers; by hand."""

import numpy as np
import pytest

from barometre.errors import BarometreError
from barometre.index.compute import aggregated, compute, fit, normalised
from barometre.index.copeland import count_wins
from barometre.index.options import (
    Aggregation,
    Imputation,
    IndexOptions,
    IndexTables,
    Normalisation,
    Outliers,
    Weighting,
)
from index_tables import FAR, NAN, A, B, C, flat, options, table, tree

AS_IT_IS = IndexOptions(normalisation=Normalisation.NONE)


def scores(values, structure, chosen=AS_IT_IS, **given):
    """Scores of each aggregate, rounded for reading; None where there is none."""
    found = compute(values, structure, chosen, **given).scores
    return {code: [None if np.isnan(one) else round(float(one), 9) for one in each] for code, each in found.items()}


def test_less_is_better_is_applied_once():
    found = scores(table([0.6, 6.2, 15]), flat(1, directions=[-1]), IndexOptions())
    assert found == {"all": [100, pytest.approx(61.111111111), 0]}


def test_an_aggregate_where_less_is_better_is_reversed_for_its_parent_alone():
    structure = tree("all -\nharm all 1 -1\ngood all\nh harm\ng good")
    values = table([30, 80], [60, 60])
    assert scores(values, structure) == {"all": [65, 40], "harm": [30, 80], "good": [60, 60]}
    centred = scores(table([0, 10], [7, 9]), structure, IndexOptions(normalisation=Normalisation.ZSCORE))
    assert centred["all"] == [0, 0]
    assert centred["harm"] == centred["good"]


def test_weights_below_a_parent_are_shares_whatever_they_sum_to():
    values = table([100, 0], [0, 100])
    assert scores(values, flat(2, [3, 1])) == scores(values, flat(2, [0.75, 0.25])) == {"all": [75, 25]}


def test_a_child_without_weight_has_no_say_even_where_it_is_alone_or_zero():
    structure = flat(2, [1, 0])
    assert scores(table([50, NAN], [0, 0]), structure) == {"all": [50, None]}
    geometric = IndexOptions(normalisation=Normalisation.NONE, aggregation=Aggregation.GEOMETRIC)
    assert scores(table([50, 20], [0, 0]), structure, geometric) == {"all": [50, 20]}


def test_all_unknown_is_unknown_whatever_the_coverage():
    values = table([NAN, 50], [NAN, 50])
    for chosen in (options(), options(imputation=Imputation.MEAN), IndexOptions()):
        assert scores(table([NAN, 50, 0], [NAN, 50, 0]), flat(2), chosen)["all"][0] is None
    assert scores(values, flat(2), options(normalisation=Normalisation.NONE))["all"] == [None, 50]


TEN = "\n".join(
    ["all -", "A all", "B all", *[f"a{n} A" for n in range(10)], *[f"b{n} B" for n in range(10)]],
)


def test_a_theme_of_which_a_tenth_is_known_has_no_score_and_no_say():
    values = np.full((1, 20), 40.0)
    values[0, :10] = [100, *[NAN] * 9]
    found = scores(values, tree(TEN))
    assert found == {"all": [40], "A": [None], "B": [40]}, "not 70"


def test_coverage_is_counted_on_indicators_all_the_way_up():
    values = np.full((1, 20), 40.0)
    values[0, [0, 1, 2, 3, 10, 11, 12, 13]] = NAN
    assert scores(values, tree(TEN), IndexOptions(normalisation=Normalisation.NONE, coverage=0.6))["all"] == [40]
    assert scores(values, tree(TEN), IndexOptions(normalisation=Normalisation.NONE, coverage=0.61))["all"] == [None]


def test_half_known_is_enough_though_weights_are_not_exact():
    weights = [0.1, 0.2, 0.3]
    assert scores(table([NAN], [NAN], [60]), flat(3, weights)) == {"all": [60]}
    assert scores(table([10], [NAN], [NAN]), flat(3, weights)) == {"all": [None]}


def test_what_does_not_concern_a_unit_is_in_no_denominator():
    values = table([100, 100], [0, NAN], [NAN, NAN])
    concerned = np.array([[True, False, False], [True, True, True]])
    assert scores(values, flat(3), concerned=concerned) == {"all": [100, None]}
    nobody = tree("all -\nA all\nB all\na A\nb B")
    found = scores(table([30.0], [NAN]), nobody, concerned=np.array([[True, False]]))
    assert found == {"all": [30], "A": [30], "B": [None]}


def test_a_value_of_whom_it_does_not_concern_counts_for_nobody():
    values = table([1, 2, 3, 1000], [5, 6, 7, 8])
    concerned = np.array([[True, True]] * 3 + [[False, True]])
    assert fit(values, flat(2), IndexOptions(), concerned=concerned).maximum.tolist() == [3, 8]
    assert scores(values, flat(2), IndexOptions(), concerned=concerned)["all"] == [0, 41.666666667, 83.333333333, 100]


@pytest.mark.parametrize("method", [Normalisation.MINMAX, Normalisation.ZSCORE, Normalisation.RANK], ids=str)
def test_an_indicator_the_same_for_all_divides_nobody_and_is_left_out(method):
    values = table([0.1] * 3, [1, 2, 3])
    found = compute(values, flat(2), IndexOptions(normalisation=method, coverage=1))
    assert np.isnan(found.normalised[:, 0]).all()
    alone = compute(values[:, 1:], flat(1), IndexOptions(normalisation=method))
    assert found.scores["all"].tolist() == alone.scores["all"].tolist()
    assert found.notes == ("x0: the same for all whom it is known of, it divides nobody and is left out",)


def test_a_theme_of_constants_has_no_score_and_leaves_the_rest_alone():
    structure = tree("all -\nA all\nB all\na A\nb B")
    found = compute(table([7, 7], [1, 2]), structure, IndexOptions(coverage=1))
    assert scores(table([7, 7], [1, 2]), structure, IndexOptions(coverage=1)) == {
        "all": [0, 100],
        "A": [None, None],
        "B": [0, 100],
    }
    assert found.notes[1:] == ("A: no score, all below it is left out",)


def test_on_a_scale_that_is_given_a_constant_has_its_score():
    tables = IndexTables(goalposts={"x0": (0, 10)})
    chosen = IndexOptions(normalisation=Normalisation.GOALPOSTS)
    assert scores(table([7, 7]), flat(1), chosen, tables=tables) == {"all": [70, 70]}


@pytest.mark.parametrize("method", [Aggregation.GEOMETRIC, Aggregation.HARMONIC], ids=str)
def test_no_geometric_nor_harmonic_mean_of_zero(method):
    with pytest.raises(BarometreError, match=f"x0 has 2 scores of 0 or less, of which no {method} mean.*--range 1,100"):
        compute(table(A, B), flat(2), options(aggregation=method, range=(0, 100), outliers=Outliers.NONE))
    assert compute(table(A, B), flat(2), options(aggregation=method, range=(1, 100))).scores["all"].min() >= 1


def test_a_newcomer_moves_nobody():
    before = table([10, 20, 30])
    kept = compute(before, flat(1), IndexOptions())
    assert kept.scores["all"].tolist() == [0, 50, 100]
    after = table([10, 20, 30, 110])
    assert scores(after, flat(1), IndexOptions()) == {"all": [0, 10, 20, 100]}
    found = compute(after, flat(1), IndexOptions(), parameters=kept.parameters)
    assert found.scores["all"].tolist() == [0, 50, 100, 100], "beyond the scale, it is held at its end"
    assert found.notes == ("x0: held at the ends of the scale, 1 of 4 values that lie beyond",)


@pytest.mark.parametrize("outliers", Outliers, ids=str)
@pytest.mark.parametrize("method", [Normalisation.MINMAX, Normalisation.ZSCORE, Normalisation.RANK], ids=str)
@pytest.mark.parametrize("weighting", [Weighting.GIVEN, Weighting.PCA], ids=str)
def test_whatever_is_learnt_is_kept(method, outliers, weighting):
    structure = flat(2)
    values = table(FAR, [*range(11, -1, -1)][::-1])
    chosen = IndexOptions(normalisation=method, outliers=outliers, imputation=Imputation.MEDIAN, weighting=weighting)
    kept = compute(values, structure, chosen)
    more = np.vstack([values, [[-500, 700], [10_000, NAN]]])
    found = compute(more, structure, chosen, parameters=kept.parameters)
    np.testing.assert_array_equal(found.scores["all"][:12], kept.scores["all"])
    assert np.isfinite(found.scores["all"]).all()
    if method is not Normalisation.ZSCORE:
        assert found.normalised.min() == 0 and found.normalised.max() == 100


def test_an_imputed_value_counts_in_the_score_not_in_the_coverage():
    values = table([0, 100, NAN], [0, 100, 100], [0, 100, NAN])
    chosen = IndexOptions(imputation=Imputation.MEAN, coverage=0.3)
    assert scores(values, flat(3), chosen)["all"][2] == pytest.approx(200 / 3)
    strict = IndexOptions(imputation=Imputation.MEAN)
    assert scores(values, flat(3), strict)["all"] == [0, 100, None]


def test_the_scale_is_learnt_after_values_are_put_in_place_where_they_concern():
    values, concerned = table([0, 100, NAN, NAN]), np.array([[True], [True], [True], [False]])
    chosen = IndexOptions(imputation=Imputation.MEAN)
    parameters = fit(values, flat(1), chosen, concerned=concerned)
    assert parameters.sd[0] == 50, "of 0, 100 and 50"
    assert np.isnan(normalised(values, flat(1), chosen, parameters, concerned=concerned)).tolist() == [[False]] * 3 + [
        [True]
    ]


def test_a_score_of_whom_it_does_not_concern_is_not_aggregated():
    parameters = fit(table([0, 100], [0, 100]), flat(2), AS_IT_IS)
    concerned = np.array([[True, False], [True, True]])
    found = aggregated(table([0, 100], [100, 100]), flat(2), AS_IT_IS, parameters, concerned)
    assert found["all"].tolist() == [0, 100]


def test_by_group_each_has_what_is_usual_in_its_own():
    values = table([0, 100, NAN, 10, NAN], [0, 100, 50, 50, 50])
    chosen = IndexOptions(imputation=Imputation.GROUP_MEAN)
    found = compute(values, flat(2), chosen, IndexTables(groups=["a", "b", "b", "a", "a"]))
    assert found.normalised[:, 0].tolist() == [0, 100, 100, 10, 5]
    with pytest.raises(BarometreError, match="Group c has no usual value"):
        compute(values, flat(2), chosen, IndexTables(groups=["a", "b", "b", "a", "c"]), found.parameters)
    with pytest.raises(BarometreError, match="need the group of each unit"):
        compute(values, flat(2), chosen)


def test_categories_have_the_score_that_they_are_given():
    tables = IndexTables(categories={"x0": {"no": 0, "a little": 30, "yes": 100}})
    up = compute(table([0, 1, 2, NAN]), flat(1), IndexOptions(normalisation=Normalisation.CATEGORIES), tables)
    assert up.scores["all"][:3].tolist() == [0, 30, 100]
    down = flat(1, directions=[-1])
    found = compute(table([0, 1, 2, NAN]), down, IndexOptions(normalisation=Normalisation.CATEGORIES), tables)
    assert found.scores["all"][:3].tolist() == [100, 70, 0]


def test_a_budget_is_shared_below_each_parent():
    structure = tree("all -\nA all\nB all\na A\nb A\nc B")
    tables = IndexTables(budget={"A": 30, "B": 10, "a": 1, "b": 4, "c": 9})
    weights = fit(table(A, B, C), structure, IndexOptions(weighting=Weighting.BUDGET), tables).weights
    assert weights == {"all": 1, "A": 0.75, "B": 0.25, "a": 0.2, "b": 0.8, "c": 1}
    with pytest.raises(BarometreError, match="The budget gives no points to c"):
        fit(
            table(A, B, C),
            structure,
            IndexOptions(weighting=Weighting.BUDGET),
            IndexTables(budget={"A": 1, "B": 1, "a": 1, "b": 1}),
        )


def test_equal_weights_are_equal_below_each_parent():
    structure = tree("all -\nA all 9\nB all 1\na A 5\nb A 1\nc B 1")
    weights = fit(table(A, B, C), structure, IndexOptions(weighting=Weighting.EQUAL)).weights
    assert weights == {"all": 1, "A": 0.5, "B": 0.5, "a": 0.5, "b": 0.5, "c": 1}


def test_pca_weights_go_up_level_after_level():
    structure = tree("all -\nA all\nB all\na A\nb A\nc B\nd B")
    columns = [A, [a + b for a, b in zip(A, B, strict=True)], C, [a + c for a, c in zip(A, C, strict=True)]]
    chosen = IndexOptions(weighting=Weighting.PCA)
    found = compute(table(*columns), structure, chosen)
    above = fit(table(found.scores["A"], found.scores["B"]), flat(2), chosen).weights
    assert [found.parameters.weights[code] for code in "AB"] == pytest.approx([above["x0"], above["x1"]])
    assert found.parameters.weights["a"] + found.parameters.weights["b"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ((A, B, C), r"A PCA weighs x1 negatively below all \(-0\.\d+\)"),
        (([1, 2, 3], [1, 2, 4], [2, 1, 3]), "Only 3 units have all 3 children of all: too few for a PCA"),
        (
            ([1, 2, 3, 4, 5], [5, 5, 5, 5, 6], [0, 0, 1, 1, NAN]),
            "x1 is the same for all units that have all children of all",
        ),
    ],
)
def test_a_pca_that_gives_no_weights_is_refused(columns, said):
    with pytest.raises(BarometreError, match=said):
        fit(table(*columns), flat(3), IndexOptions(weighting=Weighting.PCA))


def test_pairs_are_compared_on_what_is_known_of_both():
    values = table([3, 2, 1], [NAN, 1, 2], [NAN, 1, 2])
    found = compute(values, flat(3), options(normalisation=Normalisation.NONE, aggregation=Aggregation.COPELAND))
    assert found.scores["all"].tolist() == [2, -2, 0], "the first beats both on x0, the third the second on x1 and x2"


def test_who_has_no_score_is_nobodys_rival():
    values = table([3, 2, 1], [NAN, 1, 2], [NAN, 1, 2])
    found = scores(values, flat(3), IndexOptions(normalisation=Normalisation.NONE, aggregation=Aggregation.COPELAND))
    assert found == {"all": [None, -1, 1]}


def test_weights_that_float_tie():
    values = [np.array([1.0, 0]), np.array([1.0, 0]), np.array([0, 1.0])]
    assert count_wins(values, np.array([0.1, 0.2, 0.3])).tolist() == [0, 0]


def test_blocks_do_not_change_who_wins():
    chance = np.random.default_rng(17)
    values = [chance.integers(0, 90, 700).astype(float) for _ in range(3)]
    weights = np.array([0.5, 0.3, 0.2])
    margin = sum(w * (np.sign(one[:, None] - one)) for one, w in zip(values, weights, strict=True))
    assert count_wins(values, weights).tolist() == np.sign(np.round(margin, 9)).sum(axis=1).tolist()


def test_too_many_units_that_differ_are_refused_and_those_alike_are_compared_once(monkeypatch):
    monkeypatch.setattr("barometre.index.copeland.MOST_UNITS", 3)
    many = [np.tile([1.0, 2.0, 3.0], 50)]
    assert set(count_wins(many, np.ones(1))) == {-100, 0, 100}
    with pytest.raises(BarometreError, match="4 that differ are too many, 3 at most"):
        count_wins([np.arange(4.0)], np.ones(1))


def test_outliers_are_said_with_what_became_of_them():
    found = compute(table(FAR), flat(1), options(outliers=Outliers.WINSORISE, winsorised=1))
    assert found.notes[0].startswith("x0: outliers, brought in between 1 and 30 (1 of 12 values); skewness 3.06 and")
    assert found.scores["all"].tolist()[-2:] == [100, 100]


def test_an_indicator_known_of_nobody_is_said():
    found = compute(table([NAN, NAN], [1, 2]), flat(2), IndexOptions())
    assert found.notes == ("x0: known of nobody",)
    assert found.scores["all"].tolist() == [0, 100]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"range": (100, 0)}, "Range 100,0: give the worst score"),
        ({"range": (0, float("inf"))}, "Range 0,inf"),
        ({"coverage": 1.5}, "Coverage 1.5: give a share"),
        ({"coverage": NAN}, "Coverage nan: give a share"),
        ({"winsorised": 0}, "Winsorised 0"),
        (
            {"outliers": Outliers.LOG, "normalisation": Normalisation.GOALPOSTS},
            "Outliers by log and normalisation by goal",
        ),
        (
            {"imputation": Imputation.MEAN, "normalisation": Normalisation.CATEGORIES},
            "Missing values by mean: categories",
        ),
    ],
)
def test_choices_that_do_not_go_together_are_refused(given, said):
    with pytest.raises(BarometreError, match=said):
        IndexOptions(**given)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.ones(3), r"Values of shape \(3,\)"),
        (np.ones((3, 2)), r"Values of shape \(3, 2\): give at least one unit, and the 1 indicators"),
        (np.ones((0, 1)), "at least one unit"),
        (table([1, float("inf")]), "an infinite number"),
    ],
)
def test_values_that_are_no_table_of_the_structure_are_refused(values, said):
    with pytest.raises(BarometreError, match=said):
        compute(values, flat(1), IndexOptions())


@pytest.mark.parametrize(
    ("normalisation", "tables", "said"),
    [
        (Normalisation.GOALPOSTS, {}, "Normalisation by goalposts needs a line for x0"),
        (Normalisation.TARGET, {}, "Normalisation by target needs a line for x0"),
        (Normalisation.CATEGORIES, {}, "Normalisation by categories needs a line for x0"),
        (Normalisation.TARGET, {"targets": {"x0": 1}}, "The target of x0, 1, is not better than its worst value, 1"),
        (
            Normalisation.CATEGORIES,
            {"categories": {"x0": {"no": -1}}},
            "Category no of x0 scores -1, outside the range",
        ),
    ],
)
def test_tables_that_the_choices_need(normalisation, tables, said):
    with pytest.raises(BarometreError, match=said):
        fit(table([1, 2]), flat(1), IndexOptions(normalisation=normalisation), IndexTables(**tables))


@pytest.mark.parametrize("method", [Normalisation.RANK, Normalisation.GOALPOSTS, Normalisation.TARGET], ids=str)
def test_parameters_of_another_method_are_refused(method):
    parameters = fit(table([1, 2]), flat(1), IndexOptions())
    with pytest.raises(BarometreError, match=f"not fitted for {method}"):
        normalised(table([1, 2]), flat(1), IndexOptions(normalisation=method), parameters)


def test_scores_are_in_the_order_of_the_structure():
    structure = tree("a A\nA all\nall -\nb B\nB all")
    parameters = fit(table([1, 2], [2, 1]), structure, AS_IT_IS)
    assert list(aggregated(table([1, 2], [2, 1]), structure, AS_IT_IS, parameters)) == ["A", "all", "B"]


@pytest.mark.parametrize("scale", [1e-200, 1e-3, 1e150, 1e299])
@pytest.mark.parametrize("method", [Normalisation.MINMAX, Normalisation.ZSCORE, Normalisation.RANK], ids=str)
def test_no_value_is_too_great_nor_too_small_for_its_square(method, scale):
    values = table([1, 2, 4, 8, 9, 5, -3, 7])
    chosen = IndexOptions(normalisation=method)
    expected = compute(values, flat(1), chosen).normalised
    np.testing.assert_allclose(compute(values * scale, flat(1), chosen).normalised, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("method", [Outliers.WINSORISE, Outliers.LOG], ids=str)
def test_nor_for_its_fourth_power(method):
    values = table(FAR)
    chosen = IndexOptions(outliers=method)
    expected = compute(values, flat(1), chosen).normalised
    np.testing.assert_allclose(compute(values * 1e200, flat(1), chosen).normalised, expected, rtol=1e-9)


@pytest.mark.parametrize("method", [Aggregation.ARITHMETIC, Aggregation.GEOMETRIC, Aggregation.HARMONIC], ids=str)
def test_who_is_best_at_all_has_the_best_score_to_the_last_digit(method):
    """Without being held, the sums of these shares take it to 100.00000000000001 or more."""
    chosen = IndexOptions(aggregation=method, range=(1, 100))
    for weights in ([3, 0.5, 0.1, 2, 1], [0.1, 0.1, 3, 2, 0.5]):
        best = compute(table(*[[1, 2]] * 5), flat(5, weights), chosen).scores["all"][1]
        assert 100 - 1e-12 < best <= 100
