"""Aggregates count each collectivité once, keep the unknown apart, and skip whom it does not concern."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.index.aggregates import aggregate

COLLECTIVITES = pl.DataFrame(
    {
        "siren": ["1", "2", "3", "4"],
        "kind": "commune",
        "strate": ["small", "small", "big", "big"],
        "epci": ["E", "E", None, "E"],
        "departement": ["29", "29", "29", "35"],
        "region": "53",
    }
)


def scored(scores, concerned=None):
    sirens = [str(n + 1) for n in range(len(scores))]
    return pl.DataFrame(
        {"siren": sirens, "measure": "m", "score": scores, "concerned": concerned or [True] * len(scores)},
        schema_overrides={"score": pl.Float64},
    )


def row(frame, territory_kind, territory):
    return frame.row(
        by_predicate=(pl.col("territory_kind") == territory_kind) & (pl.col("territory") == territory), named=True
    )


def test_mean_known_and_concerned_by_territory():
    found = aggregate(scored([100, 0, None, 100]), COLLECTIVITES)
    assert row(found, "france", "FR")["mean"] == pytest.approx(200 / 3)
    assert (row(found, "france", "FR")["known"], row(found, "france", "FR")["concerned"]) == (3, 4)
    assert row(found, "departement", "29")["mean"] == 50
    assert row(found, "strate", "big")["known"] == 1


def test_a_commune_without_epci_is_in_no_epci():
    assert row(aggregate(scored([100, 0, None, 100]), COLLECTIVITES), "epci", "E")["concerned"] == 3


def test_whom_it_does_not_concern_is_not_counted():
    found = aggregate(scored([100, 0, None, 100], [True, True, False, True]), COLLECTIVITES)
    assert row(found, "france", "FR")["concerned"] == 3


def test_a_territory_where_nothing_is_known_has_no_mean():
    found = row(aggregate(scored([None, None, None, None]), COLLECTIVITES), "region", "53")
    assert (found["mean"], found["known"], found["concerned"]) == (None, 0, 4)


def test_the_histogram_puts_100_in_the_last_bin():
    assert row(aggregate(scored([0, 9.99, 10, 100]), COLLECTIVITES), "france", "FR")["histogram"] == [2, 1] + [
        0
    ] * 7 + [1]


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=4, max_size=4))
def test_parts_add_up_to_the_whole(scores):
    found = aggregate(scored(scores), COLLECTIVITES)
    for kind in ("region", "departement", "strate"):
        parts = found.filter(pl.col("territory_kind") == kind)
        assert parts["known"].sum() == row(found, "france", "FR")["known"]
        assert sum(row(found, "france", "FR")["histogram"]) == row(found, "france", "FR")["known"]
