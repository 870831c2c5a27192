"""Equal to R and to the field's packages where definitions agree, to 1e-9.

Values below come from R 4.2.2, e1071 1.7-13 and matrixStats 0.63.0, in the words of COINr 1.1.14 (`n_*`, `a_*`,
`winsorise`, `log_CT`, `get_PCA`), whose formulas are written with base R; each test names the function and its options.
"""

import numpy as np
import pytest
import scipy

from barometre.index.compute import compute, fit, normalised
from barometre.index.options import Aggregation, Imputation, IndexTables, Normalisation, Outliers, Weighting
from barometre.index.outliers import choose_treatments, measure_shape, treat
from index_tables import FAR, NAN, A, B, C, D, flat, options, table, tree

exactly = pytest.approx
REVERSED = [-value for value in FAR]


def column(values, direction=1, tables=None, **given):
    """One indicator, normalised."""
    chosen, structure = options(**given), flat(1, directions=[direction])
    parameters = fit(table(values), structure, chosen, tables)
    return normalised(table(values), structure, chosen, parameters)[:, 0]


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_minmax_of_direction_minus_1_is_n_minmax_of_the_opposite():
    expected = [100, 61.111111111111114, 0, NAN, 83.333333333333329, 88.8888888888889, NAN]
    close(column(D, -1)[:7], expected)


def test_zscores_are_those_of_scale_with_n_minus_1():
    expected = [-1.028283004443918625, -0.015819738529906504, 1.575193965049255018, NAN, -0.594370176195056277]
    close(column(D, normalisation=Normalisation.ZSCORE)[:5], expected)
    close(column(D, -1, normalisation=Normalisation.ZSCORE)[:5], [-value for value in expected])


@pytest.mark.parametrize(
    ("values", "direction", "expected"),
    [
        (A, 1, [3 / 9, 0, 5 / 9, 0, 6 / 9, 1, 2 / 9, 8 / 9, 6 / 9, 3 / 9]),
        (A, -1, [5 / 9, 8 / 9, 4 / 9, 8 / 9, 2 / 9, 0, 7 / 9, 1 / 9, 2 / 9, 5 / 9]),
        (D, 1, [0, 4 / 7, 1, NAN, 3 / 7, 2 / 7, NAN, 5 / 7, 6 / 7, 1 / 7]),
    ],
)
def test_ranks_are_n_prank_of_rank_ties_min_na_keep(values, direction, expected):
    close(column(values, direction, normalisation=Normalisation.RANK, range=(0, 1)), expected)


def test_goalposts_are_n_goalposts_with_trunc2posts():
    tables = IndexTables(goalposts={"x0": (2, 8)})
    up = column(B, 1, tables, normalisation=Normalisation.GOALPOSTS, range=(0, 1))
    down = column(B, -1, tables, normalisation=Normalisation.GOALPOSTS, range=(0, 1))
    expected = [0.5 / 6, 0, 5.1 / 6, 1, 1, 0.8 / 6, 0, 0.8 / 6, 2.5 / 6, 1]
    close(up, expected)
    close(down, [1 - value for value in expected])


def test_targets_are_n_dist2targ_with_cap_max():
    up = column(B, 1, IndexTables(targets={"x0": 7}), normalisation=Normalisation.TARGET, range=(0, 1))
    down = column(B, -1, IndexTables(targets={"x0": 2}), normalisation=Normalisation.TARGET, range=(0, 1))
    close(up, [min((value - 0.5) / 6.5, 1) for value in B])
    close(down, [min((9 - value) / 7, 1) for value in B])


@pytest.mark.parametrize(
    ("values", "skewness", "kurtosis"),
    [
        (FAR, 3.0632410342394985, 9.7413908345691436),
        (A, 0.80645757472736324, 0.67390998323543361),
        ([*range(1, 13), 60, 60], 2.1596004664570425, 3.4086162986903412),
    ],
)
def test_shape_is_that_of_e1071_skewness_and_kurtosis_type_2(values, skewness, kurtosis):
    close(measure_shape(np.array(values, dtype=float)), [skewness, kurtosis])


def treated(values, method, most=5):
    given = table(values)
    return treat(given, choose_treatments(given, method, most))[:, 0]


def test_winsorise_brings_the_furthest_to_the_next_until_the_shape_is_right():
    """`winsorise(x, winmax = 5, skew_thresh = 2, kurt_thresh = 3.5)`."""
    close(treated(FAR, Outliers.WINSORISE), [*range(1, 11), 30, 30])
    close(treated(REVERSED, Outliers.WINSORISE), [*range(-1, -11, -1), -30, -30])


def test_skewness_alone_is_no_outlier():
    values = [*range(1, 13), 60, 60]
    for method in Outliers:
        close(treated(values, method), values)


LOG = [-0.010050335853501451, 0.688134638736401016, 1.095273387402595056, 1.383791230901772140, 1.607435909763427428]


def test_log_is_log_ct_and_of_a_negative_skew_log_ct_plus():
    close(treated(FAR, Outliers.LOG)[:5], LOG)
    close(treated(REVERSED, Outliers.LOG)[:5], [-value for value in LOG])


def test_box_cox_is_the_most_likely_power():
    """`optimize` of the profile likelihood in R gives -0.2006929382; `scipy.stats.boxcox` the same."""
    given = table(FAR)
    (treatment,) = choose_treatments(given, Outliers.BOXCOX, 5)
    assert treatment.power == exactly(-0.20069293824599219, abs=1e-6)
    assert treated(FAR, Outliers.BOXCOX)[10] == exactly(2.46494288068192979, abs=1e-5)
    close(treated(FAR, Outliers.BOXCOX), scipy.stats.boxcox(FAR)[0])


@pytest.mark.parametrize(
    ("method", "usual"), [(Imputation.MEAN, 6.2875), (Imputation.MEDIAN, 4.5999999999999996)], ids=str
)
def test_missing_values_are_i_mean_and_i_median(method, usual):
    parameters = fit(table(D), flat(1), options(imputation=method))
    assert parameters.usual[""][0] == exactly(usual, rel=1e-12)


@pytest.mark.parametrize(
    ("method", "usual"), [(Imputation.GROUP_MEAN, 9.86666666666666714), (Imputation.GROUP_MEDIAN, 12.4)], ids=str
)
def test_by_group_they_are_i_mean_grp_and_i_median_grp(method, usual):
    tables = IndexTables(groups=list("xxyyxyyxyx"))
    parameters = fit(table(D), flat(1), options(imputation=method), tables)
    assert parameters.usual["y"][0] == exactly(usual, rel=1e-12)


WEIGHTED = {
    Aggregation.ARITHMETIC: [18.259803921568626, 0, 39.076797385620914, 30.196078431372545, 45.081699346405223],
    Aggregation.GEOMETRIC: [18.2016242367384393, 1, 30.0876871041491256, 4.4927017986729334, 33.0304222780099224],
    Aggregation.HARMONIC: [17.3682236357600495, 1, 23.5014886122984308, 1.4917747242113413, 24.4365567232551903],
    Aggregation.COPELAND: [-3, -9, 0, -7, 2, 6, 2, 4, -3, 8],
}


@pytest.mark.parametrize("method", WEIGHTED, ids=str)
def test_means_are_a_amean_a_gmean_a_hmean_and_a_copeland(method):
    """Weights 1, 2 and 3; `a_copeland` counts wins less defeats."""
    low = 1 if method in (Aggregation.GEOMETRIC, Aggregation.HARMONIC) else 0
    found = compute(table(A, B, C), flat(3, [1, 2, 3]), options(aggregation=method, range=(low, 100)))
    expected = WEIGHTED[method]
    close(found.scores["all"][: len(expected)], expected)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([1, 2, 1], [23.52941176470588, 0, 57.573529411764703, 45.294117647058819, 69.705882352941174]),
        ([1, 1, 1], [23.52941176470588, 0, 37.5, 0, 50]),
    ],
)
def test_median_is_weighted_median_without_interpolation_ties_mean(weights, expected):
    """`matrixStats::weightedMedian(interpolate = FALSE, ties = "mean")`; with equal weights, `median`."""
    found = compute(table(A, B, C), flat(3, weights), options(aggregation=Aggregation.MEDIAN))
    close(found.scores["all"][:5], expected)


def test_unknown_children_leave_their_weight_to_the_others():
    """`weighted.mean(x, w, na.rm = TRUE)`, as `a_amean`."""
    known = table(A, B, C)
    known[1, 0] = known[4, 2] = known[6, 1] = NAN
    found = compute(known, flat(3, [1, 2, 3]), options())
    close(found.scores["all"][[1, 4, 6]], AMEAN_OF_SOME)


AMEAN_OF_SOME = [0, 76.274509803921561, 78.125]


def test_pca_weights_are_the_first_loadings_of_prcomp_scaled():
    """`prcomp(na.omit(x), center = TRUE, scale. = TRUE)$rotation[, 1]`, as `get_PCA`, then divided by their sum."""
    second = [a + b / 3 for a, b in zip(A, B, strict=True)]
    second[3] = NAN
    third = [c / 10 + a for a, c in zip(A, C, strict=True)]
    parameters = fit(table(A, second, third), flat(3), options(weighting=Weighting.PCA))
    close([parameters.weights[code] for code in ("x0", "x1", "x2")], PCA)


PCA = [0.35138955463940214, 0.34201070670510381, 0.30659973865549411]


def test_human_development_index_of_gabon():
    """UNDP, Human Development Report 2021-22, technical note 1: 65.8, 13.0 and 9.4 years, 13,367 dollars: 0.706."""
    tables = IndexTables(
        goalposts={"life": (20, 85), "expected": (0, 18), "mean": (0, 15), "income": (np.log(100), np.log(75_000))}
    )
    dimensions = tree(
        "hdi -\nhealth hdi\neducation hdi\nliving hdi\nlife health\nexpected education\nmean education\nincome living"
    )
    values = table([65.8], [13.0], [9.4], [np.log(13_367)])
    goalposts = options(normalisation=Normalisation.GOALPOSTS, range=(0, 1))
    found = compute(values, dimensions, goalposts, tables).scores
    index = options(normalisation=Normalisation.NONE, aggregation=Aggregation.GEOMETRIC, range=(0, 1))
    whole = compute(table(*(found[name] for name in ("health", "education", "living"))), flat(3), index)
    assert round(whole.scores["all"][0], 3) == 0.706
