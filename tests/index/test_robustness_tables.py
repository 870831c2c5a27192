"""The tables of a robustness study."""

from dataclasses import replace

import numpy as np
import pytest

from barometre.index.choices import Choices
from barometre.index.compute import compute
from barometre.index.consistency import correlations, cronbach_alpha
from barometre.index.options import Aggregation, IndexOptions, Normalisation
from barometre.index.questioned import usual_choices
from barometre.index.ranking import ranks
from barometre.index.robustness_tables import SHIFT, TABLES, RobustnessPlan, robustness_tables
from barometre.index.structure import Structure

# B is of direction -1; b2 is the same for all.
TREE = Structure(
    ("root", "A", "B", "a1", "a2", "b1", "b2"),
    ("", "root", "root", "A", "A", "B", "B"),
    (1.0,) * 7,
    (1, 1, -1, 1, -1, 1, 1),
)
UNITS = [f"u{number}" for number in range(20)]
VALUES = np.random.default_rng(4).normal(size=(20, 4))
VALUES[:, 3] = 7
VALUES[2, 0] = np.nan
CONCERNED = np.ones((20, 4), dtype=bool)
CONCERNED[5, 1] = False
OPTIONS = IndexOptions()
PLAN = RobustnessPlan(choices=usual_choices(OPTIONS), runs=50, draws=16, seed=1, asked=[0, 2])


@pytest.fixture(scope="module")
def found():
    return robustness_tables(UNITS, VALUES, TREE, OPTIONS, PLAN, concerned=CONCERNED)


@pytest.fixture(scope="module")
def own():
    return compute(VALUES, TREE, OPTIONS, concerned=CONCERNED)


def test_ranks_are_those_of_the_index_with_where_runs_put_each_unit(found, own):
    table = found.tables["ranks"]
    assert table["unit"].to_list() == UNITS
    np.testing.assert_array_equal(table["rank"].to_numpy(), ranks(own.scores["root"]))
    inside = table.filter((table["low"] <= table["median"]) & (table["median"] <= table["high"]))
    assert inside.height == 20
    assert (table["runs"] <= 50).all()


def test_what_divides_nobody_is_out_of_correlations_and_of_alpha_and_said(found):
    assert tuple(found.tables) == TABLES
    b2 = found.tables["indicators"].row(3, named=True)
    assert (b2["indicator"], b2["varies"], b2["pearson"], b2["shift"], b2["farthest"]) == ("b2", False, None, 0, 0)
    pairs = found.tables["correlations"].filter(second="b2")
    assert pairs.height == 3
    assert pairs["pearson"].null_count() == 3
    assert found.tables["alpha"].filter(aggregate="B").row(0)[1:] == (None, None, 1, 20)
    assert any("b2: the same for all" in note for note in found.notes)


def test_indicators_are_correlated_in_their_direction_where_they_are_told(found, own):
    told = VALUES[:, :2] * [1, -1]
    told[5, 1] = np.nan
    pair = found.tables["correlations"].filter(first="a1", second="a2").row(0, named=True)
    assert (pair["known"], pair["pearson"]) == (18, pytest.approx(correlations(told).pearson[0, 1]))
    assert found.tables["indicators"]["known"].to_list() == [19, 19, 20, 20]


def test_alpha_of_an_aggregate_is_that_of_its_children_as_it_uses_them(found, own):
    alpha = cronbach_alpha(np.column_stack([own.scores["A"], -own.scores["B"]]))
    row = found.tables["alpha"].filter(aggregate="root").row(0, named=True)
    assert row["raw"] == pytest.approx(alpha.raw)
    assert (row["items"], row["cases"]) == (alpha.items, alpha.cases)


def test_the_mean_shift_and_the_units_asked_about_are_explained(found):
    table = found.tables["sobol"]
    assert table["result"].unique(maintain_order=True).to_list() == [SHIFT, "u0", "u2"]
    assert table.height == 3 * 4
    assert table["first_too_few"].null_count() == table["first"].null_count()


def test_leaving_out_is_done_with_the_choices_of_the_index(found):
    alone = Choices(normalisations=(Normalisation.ZSCORE,), aggregations=(Aggregation.ARITHMETIC,))
    other = robustness_tables(
        UNITS, VALUES, TREE, OPTIONS, replace(PLAN, choices=alone, draws=0, runs=1), concerned=CONCERNED
    )
    assert other.tables["indicators"].equals(found.tables["indicators"])
    assert other.tables["sobol"].is_empty()
