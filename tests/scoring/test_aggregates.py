"""A territory has a figure from 80 % known, with bounds that assume nothing; below, it has counts."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.scoring.aggregates import aggregate

FIGURES = ("mean", "low", "high", "coverage", "q1", "median", "q3", "histogram")


def measured(*scores, concerned=None, coverage=None, low=None, high=None):
    """One measure of as many bodies."""
    columns = {
        "siren": [str(number) for number in range(len(scores))],
        "measure": ["m"] * len(scores),
        "score": scores,
        "low": low or scores,
        "high": high or scores,
        "coverage": coverage or [None] * len(scores),
        "concerned": concerned or [True] * len(scores),
    }
    floats = dict.fromkeys(("score", "low", "high", "coverage"), pl.Float64)
    return pl.DataFrame(
        columns, schema_overrides=floats | {"siren": pl.String, "measure": pl.String, "concerned": pl.Boolean}
    )


def bodies(number, **columns):
    """Communes of one strate, one EPCI and one département, except what `columns` say."""
    everyone = {"kind": "commune", "strate": "s", "epci": "E", "departement": "29", "region": "53"}
    return pl.DataFrame({"siren": [str(n) for n in range(number)]}, schema={"siren": pl.String}).with_columns(
        *(pl.lit(value).alias(name) for name, value in everyone.items() if name not in columns),
        *(pl.Series(name, values, dtype=pl.String) for name, values in columns.items()),
    )


def row(frame, territory_kind="france", territory="FR"):
    return frame.row(
        by_predicate=(pl.col("territory_kind") == territory_kind) & (pl.col("territory") == territory), named=True
    )


def france(*scores, **columns):
    return row(aggregate(measured(*scores, **columns), bodies(len(scores))))


def test_60_percent_met_of_80_percent_known_is_between_48_and_68():
    found = france(*[100] * 48, *[0] * 32, *[None] * 20)
    assert (found["mean"], found["low"], found["high"]) == (60, 48, 68)
    assert (found["met"], found["known"], found["concerned"]) == (48, 80, 100)


def test_one_known_less_and_there_are_counts_only():
    found = france(*[100] * 48, *[0] * 31, *[None] * 21, coverage=[0.9] * 79 + [None] * 21)
    assert {name: found[name] for name in FIGURES} == dict.fromkeys(FIGURES)
    assert (found["met"], found["known"], found["concerned"]) == (48, 79, 100)


def test_a_territory_where_nothing_is_known_has_no_mean():
    found = france(None, None)
    assert (found["mean"], found["met"], found["known"], found["concerned"]) == (None, 0, 0, 2)


def test_whom_it_does_not_concern_is_not_counted():
    found = france(100, 0, None, 100, concerned=[True, True, False, True])
    assert (found["mean"], found["known"], found["concerned"]) == (pytest.approx(200 / 3), 3, 3)
    assert aggregate(measured(None, concerned=[False]), bodies(1)).is_empty()


def test_bounds_take_in_those_of_each_and_the_unknown():
    found = france(50, 50, 50, 50, None, low=[40, 50, 50, 50, None], high=[70, 50, 50, 50, None])
    assert (found["low"], found["mean"], found["high"]) == ((40 + 150) / 5, 50, (70 + 150 + 100) / 5)


def test_each_territory_has_those_that_belong_to_it():
    scores = measured(100, 0, 100, None)
    found = aggregate(
        scores, bodies(4, strate=["s", "s", "b", "b"], epci=["E", "E", None, "E"], departement=["29", "29", "29", "35"])
    )
    assert row(found, "departement", "29")["mean"] == pytest.approx(200 / 3)
    assert row(found, "epci", "E")["concerned"] == 3
    assert (row(found, "strate", "b")["known"], row(found, "strate", "b")["mean"]) == (1, None)
    assert row(found)["mean"] is None, "3 of 4 are known"


def test_each_kind_is_aggregated_apart():
    found = aggregate(measured(100, 0), bodies(2, kind=["commune", "region"]), {"france": None})
    assert found.select("kind", "mean").rows() == [("commune", 100), ("region", 0)]


def test_the_histogram_puts_100_in_the_last_bin():
    assert france(0, 9.99, 10, 100)["histogram"] == [2, 1, *[0] * 7, 1]


def test_quartiles_and_coverage_are_those_of_the_known():
    found = france(0, 25, 50, 75, 100, coverage=[0.5, 0.6, 0.7, 0.8, 0.9])
    assert (found["q1"], found["median"], found["q3"], found["coverage"]) == (25, 50, 75, pytest.approx(0.7))


def test_nobody_gives_nothing():
    assert aggregate(measured(), bodies(0)).is_empty()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_whole_truth_is_within_the_bounds_whatever_is_missing(truth, chance):
    missing = set(chance.sample(range(len(truth)), len(truth) // 5))
    found = france(*[None if number in missing else score for number, score in enumerate(truth)])
    assert found["low"] - 1e-9 <= sum(truth) / len(truth) <= found["high"] + 1e-9
    assert found["low"] - 1e-9 <= found["mean"] <= found["high"] + 1e-9


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=4, max_size=4))
def test_parts_add_up_to_the_whole(scores):
    found = aggregate(measured(*scores), bodies(4, strate=["s", "s", "b", "b"], departement=["29", "29", "29", "35"]))
    for kind in ("region", "departement", "strate"):
        parts = found.filter(pl.col("territory_kind") == kind)
        for count in ("met", "known", "concerned"):
            assert parts[count].sum() == row(found)[count]
    figures = found.drop_nulls("mean")
    assert figures["histogram"].list.sum().to_list() == figures["known"].to_list()


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=1, max_size=12))
def test_all_figures_are_there_or_none(scores):
    found = france(*scores, coverage=[1.0] * len(scores))
    enough = 5 * found["known"] >= 4 * found["concerned"]
    assert {found[name] is not None for name in FIGURES} == {enough}
