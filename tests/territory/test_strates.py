import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.territory import reference
from barometre.territory.strates import STRATES, strate, strate_expr, strate_of


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
def test_a_body_is_in_the_strate_of_its_population(kind, population, identifier, label):
    found = strate_of(kind, population)
    assert (found.id, found.label) == (identifier, label)
    assert strate(identifier) == found


@pytest.mark.parametrize("kind", STRATES)
def test_strates_follow_each_other_without_gap(kind):
    strates = STRATES[kind]
    assert strates[0].minimum == 0
    assert strates[-1].maximum is None
    assert [one.maximum for one in strates[:-1]] == [one.minimum for one in strates[1:]]


@given(st.sampled_from(sorted(STRATES)), st.integers(0, 70_000_000))
def test_the_expression_agrees_with_the_function(kind, population):
    frame = pl.DataFrame({"kind": [kind], "population": [population]})
    assert frame.select(strate_expr()).item() == strate_of(kind, population).id


def test_every_strate_holds_someone():
    bodies = reference.collectivites().filter("measured")
    used = set(bodies["strate"])
    assert used == {one.id for strates in STRATES.values() for one in strates}


@pytest.mark.parametrize(("kind", "population"), [("canton", 10), ("commune", -1)])
def test_nonsense_is_refused(kind, population):
    with pytest.raises(BarometreError):
        strate_of(kind, population)


def test_an_unknown_strate_is_refused():
    with pytest.raises(BarometreError, match="commune-12"):
        strate("commune-12")
