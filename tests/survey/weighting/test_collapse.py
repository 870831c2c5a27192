"""Collapses are proposed with the smaller neighbour, and done only when asked for."""

import polars as pl
import pytest

from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from barometre.survey.weighting.collapse import Collapse, collapsed, proposals, propose
from barometre.survey.weighting.margins import prepare
from weighed import margins_of, sample_of

STRATES = ("0-499", "500-999", "1000-1999", "2000+")


@pytest.mark.parametrize(
    ("counts", "least", "groups"),
    [
        ((5, 0, 3, 4), 1, [("500-999", "1000-1999")]),
        ((3, 0, 5, 4), 1, [("0-499", "500-999")]),
        ((0, 2, 2, 2), 1, [("0-499", "500-999")]),
        ((9, 9, 9, 1), 2, [("1000-1999", "2000+")]),
        ((0, 0, 0, 8), 1, [STRATES]),
        ((1, 1, 8, 1), 2, [("0-499", "500-999"), ("1000-1999", "2000+")]),
        ((4, 4, 4, 4), 2, []),
    ],
)
def test_the_neighbour_with_fewer_respondents_is_proposed(counts, least, groups):
    found = propose("strate", STRATES, counts, (50, 30, 15, 5), least)
    assert [collapse.categories for collapse in found] == groups
    assert all(sum(collapse.respondents) >= least for collapse in found)


def test_between_neighbours_with_as_many_respondents_the_smaller_total():
    (collapse,) = propose("strate", STRATES, (3, 0, 3, 9), (50, 30, 15, 5), 1)
    assert collapse.categories == ("500-999", "1000-1999")
    assert str(collapse) == "strate=500-999 (0 respondents): proposed collapse with 1000-1999 (3)"


def test_a_variable_of_one_category_has_nothing_to_collapse_with():
    (collapse,) = propose("u", ["a"], [1], [10], 2)
    assert str(collapse) == "u=a (1 respondents): no other category to collapse it with"


def test_what_is_collapsed_can_be_weighed():
    sample = sample_of(u="aac", v="xyx")
    known = margins_of(u={"a": 50, "b": 20, "c": 30}, v={"x": 60, "y": 40})
    collapses = proposals(sample, known, 1)
    assert collapses == [Collapse("u", ("b", "c"), (0, 1), "b")]
    put, totals = collapsed(sample, known, collapses)
    assert put["u"].to_list() == ["a", "a", "b + c"]
    assert totals.filter(pl.col("variable") == "u")["total"].to_list() == [50, 50]
    assert proposals(put, totals, 1) == []
    assert calibrate(prepare(put, totals), CalibrationOptions()).weights == pytest.approx([10, 40, 50])
