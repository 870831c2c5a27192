"""Sobol' indices: what each choice explains of the variance of a result."""

from itertools import product

import numpy as np
import pytest
import scipy

from barometre.errors import BarometreError
from barometre.index.sensitivity import pick, saltelli_design, sobol_indices

SEED = 20


def rng():
    return np.random.default_rng(SEED)


def ishigami(inputs):
    """The function of Ishigami and Homma (1990), a = 7 and b = 0.1, of inputs between -π and π."""
    x, y, z = (2 * inputs.T - 1) * np.pi
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def inside(indices, first, total):
    """Whether each interval holds the truth."""
    return [
        *(indices.first_low <= np.array(first)) & (np.array(first) <= indices.first_high),
        *(indices.total_low <= np.array(total)) & (np.array(total) <= indices.total_high),
    ]


def test_the_function_of_ishigami_has_its_known_indices():
    indices = sobol_indices(ishigami(saltelli_design(4096, [1, 1, 1], SEED)), 3, rng())
    # Analytic values: Saltelli et al., Global Sensitivity Analysis, 2008, section 4.
    first, total = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]
    np.testing.assert_allclose(indices.first, first, atol=0.02)
    np.testing.assert_allclose(indices.total, total, atol=0.02)
    assert all(inside(indices, first, total))


def test_estimates_are_those_of_salib_and_of_scipy():
    run = np.arange(40)
    outputs = ((run * 37 + 11) % 40) / 7 + run % 5
    indices = sobol_indices(outputs, 3, rng())
    # SALib 1.6.0: analyze.sobol.analyze({"num_vars": 3, …}, outputs, calc_second_order=False).
    salib_first = [0.48855989232839814, 0.6608344549125166, 1.216689098250336]
    salib_total = [0.34454912516823677, 0.46298788694481835, 1.0551816958277254]
    np.testing.assert_allclose(indices.first, salib_first, rtol=1e-12)
    np.testing.assert_allclose(indices.total, salib_total, rtol=1e-12)
    a, *mixed, b = outputs.reshape(8, 5).T
    peer = scipy.stats.sobol_indices(
        func={"f_A": a[None], "f_B": b[None], "f_AB": np.array(mixed)[:, None]}, n=8, method="saltelli_2010"
    )
    np.testing.assert_allclose(indices.total, peer.total_order.ravel(), rtol=1e-12)


def test_choices_are_discrete_and_the_inputs_of_one_factor_go_together():
    """Three options, two options, and a factor of two inputs: the truth by listing all equally likely results."""
    levels, gains = np.array([0.0, 1.0, 5.0]), np.array([1.0, 2.0])

    def result(option, gain, left, right):
        return levels[option] * gains[gain] + 2 * (left == right)

    runs = saltelli_design(2048, [1, 1, 2], SEED)
    picked = [pick(column, options) for column, options in zip(runs.T, (3, 2, 2, 2), strict=True)]
    indices = sobol_indices(result(*picked), 3, rng())
    every = np.array([[result(o, g, *p) for p in product((0, 1), repeat=2)] for o, g in product(range(3), range(2))])
    every = every.reshape(3, 2, 4)
    variance = every.var()
    first = [every.mean(axis=tuple({0, 1, 2} - {axis})).var() / variance for axis in range(3)]
    total = [every.var(axis=axis).mean() / variance for axis in range(3)]
    np.testing.assert_allclose(indices.first, first, atol=0.02)
    np.testing.assert_allclose(indices.total, total, atol=0.02)
    assert all(inside(indices, first, total))


@pytest.mark.parametrize(("options", "counts"), [(3, [33, 33, 34]), (4, [25] * 4), (1, [100])])
def test_each_option_has_an_equal_part_of_the_draws(options, counts):
    uniform = np.append(np.arange(99) / 99, np.nextafter(1, 0))
    assert sorted(np.bincount(pick(uniform, options))) == counts


@pytest.mark.parametrize("draws", [0, 1000])
def test_draws_are_a_power_of_two(draws):
    with pytest.raises(BarometreError, match=f"{draws} draws: Sobol' indices take a power of two, like 256"):
        saltelli_design(draws, [1, 1], SEED)


def test_runs_stand_draw_by_draw_in_a_known_order():
    runs = saltelli_design(8, [1, 2], SEED).reshape(8, 4, 3)
    a, of_first, of_second, b = runs.transpose(1, 0, 2)
    np.testing.assert_array_equal(of_first, np.column_stack([b[:, 0], a[:, 1:]]))
    np.testing.assert_array_equal(of_second, np.column_stack([a[:, 0], b[:, 1:]]))
    assert (a != b).all()
    np.testing.assert_array_equal(runs.reshape(-1, 3), saltelli_design(8, [1, 2], SEED))


def test_too_few_draws_are_said_and_an_impossible_index_is_not_cut():
    """Sixty-four draws of three choices, of which one weighs nearly nothing."""

    def estimated(draws):
        runs = saltelli_design(draws, [1, 1, 1], SEED)
        return sobol_indices(ishigami(runs) + 0.001 * runs[:, 2], 3, rng())

    few, many = estimated(64), estimated(4096)
    assert list(few.first_too_few) == [True, False, True]
    assert few.first_low[2] < 0
    assert list(many.first_too_few) == [False, False, True]
    assert not many.total_too_few.any()


def test_a_choice_without_effect_has_index_zero_and_a_constant_result_none():
    runs = saltelli_design(64, [1, 1], SEED)
    indices = sobol_indices(runs[:, 0], 2, rng())
    assert (indices.total[1], indices.total_low[1], indices.total_high[1]) == (0, 0, 0)
    assert np.isnan(sobol_indices(np.ones(256), 2, rng()).first).all()
