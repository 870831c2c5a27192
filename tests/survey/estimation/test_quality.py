"""A letter says what a figure is worth by written thresholds; what is worth too little is withheld."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from barometre.survey.estimation.design import Design, one_stratum
from barometre.survey.estimation.estimates import Estimate
from barometre.survey.estimation.figures import FIGURES, Statistic, figures
from barometre.survey.estimation.outcomes import choice, number
from barometre.survey.estimation.quality import Quality, grade

SHARE = Estimate(0.5, 0.01, 0.48, 0.52, 500, 1.0, 500.0)


@pytest.mark.parametrize(
    ("half", "letter"),
    [
        (0.02, "A"),
        (0.025, "A"),
        (0.026, "B"),
        (0.05, "B"),
        (0.07, "C"),
        (0.09, "D"),
        (0.12, "E"),
        (0.15, "E"),
        (0.16, "withheld"),
    ],
)
def test_a_share_by_the_half_width_of_its_interval(half, letter):
    # Exact in binary, so that thresholds are met as written.
    assert grade(replace(SHARE, low=0.0, high=2 * half), share=True) == letter


@pytest.mark.parametrize(
    ("se", "letter"), [(4, "A"), (5, "A"), (9, "B"), (14, "C"), (24, "D"), (33, "E"), (34, "withheld")]
)
def test_a_number_by_its_coefficient_of_variation(se, letter):
    estimate = replace(SHARE, estimate=-100.0, se=float(se), low=-100 - 1.95 * se, high=-100 + 1.95 * se)
    assert grade(estimate, share=False) == letter


@pytest.mark.parametrize(
    ("change", "quality"),
    [
        ({"n": 11}, "A"),
        ({"n": 10}, "withheld"),
        ({"carried": 11.0}, "A"),
        ({"carried": 10.9}, "withheld"),
        ({"effective": 30.0}, "A"),
        ({"effective": 29.9}, "E"),
        ({"low": math.nan}, "withheld"),
        ({"se": math.nan}, "withheld"),
        ({"se": 0.0, "low": 0.5, "high": 0.5, "effective": math.inf}, "A"),
    ],
)
def test_few_respondents_make_a_figure_poor_or_withheld(change, quality):
    assert grade(replace(SHARE, **change), share=True) == quality


def test_a_mean_of_zero_is_worth_nothing_unless_it_is_known():
    unknown = replace(SHARE, estimate=0.0, se=1.0, low=-2.0, high=2.0)
    assert grade(unknown, share=False) is Quality.WITHHELD
    assert grade(replace(unknown, se=0.0, low=0.0, high=0.0), share=False) is Quality.A


def design(n):
    return Design([f"{row:04}" for row in range(n)], np.full(n, 3.0), one_stratum(n))


def test_a_withheld_figure_keeps_its_number_of_respondents_alone():
    answers = choice("q", ["oui"] * 200 + ["non"] * 100)
    few = np.arange(300) < 10
    table = figures(design(300), [answers], {"few": few, "many": ~few})
    assert table.schema == FIGURES
    assert table["by"].to_list() == [None, None, "few", "few", "many", "many"]
    assert table["category"].to_list() == ["non", "oui"] * 3
    withheld = table.filter(by="few").drop("by", "outcome", "category")
    assert withheld.unique().row(0) == (None, None, None, None, 10, None, "withheld")
    assert table.filter(by="many").null_count().sum_horizontal().item() == 0


def test_a_category_that_nobody_of_a_group_gave_is_a_figure_too():
    answers = choice("q", ["oui"] * 200 + ["non"] * 100)
    table = figures(design(300), [answers], {"first": np.arange(300) < 150})
    none = table.row(by_predicate=(pl.col("by") == "first") & (pl.col("category") == "non"), named=True)
    assert (none["estimate"], none["low"], none["n"], none["deff"]) == (0, 0, 150, None)
    assert none["high"] == pytest.approx(0.025, abs=1e-3)


def test_each_statistic_of_numbers():
    numbers = number("q", [str(row % 9 + 1) for row in range(300)])
    found = {statistic: figures(design(300), [numbers], {}, statistic).row(0, named=True) for statistic in Statistic}
    assert {one["category"] for one in found.values()} == {None}
    assert found[Statistic.TOTAL]["estimate"] == pytest.approx(900 * found[Statistic.MEAN]["estimate"])
    assert found[Statistic.QUANTILE]["estimate"] == 5
    assert {one["quality"] for one in found.values()} <= {"A", "B"}
