"""Each collectivité is in the strate of its kind and population, and each strate holds some."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.territory import reference
from barometre.territory.strates import STRATES, strate, strate_expr


def identifier_of(kind, population):
    return pl.DataFrame({"kind": [kind], "population": [population]}).select(strate_expr()).item()


@pytest.mark.parametrize(
    ("kind", "population", "identifier", "label"),
    [
        ("commune", 0, "commune-0-499", "moins de 500 habitants"),  # Fleury-devant-Douaumont
        ("commune", 499, "commune-0-499", "moins de 500 habitants"),
        ("commune", 500, "commune-500-999", "de 500 à 999 habitants"),
        ("commune", 3_499, "commune-2000-3499", "de 2\u202f000 à 3\u202f499 habitants"),
        ("commune", 3_500, "commune-3500-4999", "de 3\u202f500 à 4\u202f999 habitants"),
        ("commune", 2_103_778, "commune-100000-plus", "100\u202f000 habitants et plus"),  # Paris
        ("epci", 14_999, "epci-0-14999", "moins de 15\u202f000 habitants"),
        ("epci", 300_000, "epci-300000-plus", "300\u202f000 habitants et plus"),
        ("ept", 440_000, "epci-300000-plus", "300\u202f000 habitants et plus"),
        ("departement", 76_000, "departement-0-249999", "moins de 250\u202f000 habitants"),  # Lozère
        ("departement", 1_000_000, "departement-1000000-plus", "1\u202f000\u202f000 habitants et plus"),
        ("region", 293_996, "region-toutes", "toutes les régions"),  # Guyane
    ],
)
def test_a_collectivite_is_in_the_strate_of_its_population(kind, population, identifier, label):
    assert identifier_of(kind, population) == identifier
    assert strate(identifier).label == label


@pytest.mark.parametrize("kind", STRATES)
def test_strates_follow_each_other_without_gap(kind):
    strates = STRATES[kind]
    assert strates[0].minimum == 0
    assert strates[-1].maximum is None
    assert [one.maximum for one in strates[:-1]] == [one.minimum for one in strates[1:]]


@given(st.sampled_from(sorted(STRATES)), st.integers(0, 70_000_000))
def test_the_population_is_within_the_bounds_of_the_strate(kind, population):
    found = strate(identifier_of(kind, population))
    assert found in STRATES[kind]
    assert found.minimum <= population < (found.maximum or math.inf)


def test_every_strate_holds_some_collectivites():
    measured = reference.collectivites().filter("measured")
    assert set(measured["strate"]) == {one.id for strates in STRATES.values() for one in strates}


@pytest.mark.parametrize(("kind", "population"), [("canton", 10), ("commune", -1), ("commune", None)])
def test_what_has_no_strate_is_given_none(kind, population):
    frame = pl.DataFrame({"kind": [kind], "population": [population]}, schema_overrides={"population": pl.Int64})
    assert frame.select(strate_expr()).item() is None


def test_an_unknown_strate_is_refused():
    with pytest.raises(BarometreError, match="commune-12"):
        strate("commune-12")
