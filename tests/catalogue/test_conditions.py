"""Whom an indicator concerns: three-valued, and refused with the reason when it is not the language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.conditions import parse
from barometre.errors import BarometreError

PARIS = {"powers": ["commune", "departement"], "population": 2_103_778}
LYON = {"powers": ["epci", "departement"], "population": 1_433_613}
CORSE = {"powers": ["departement", "region"], "population": 358_080}
OUESSANT = {"powers": ["commune"], "population": 832}


@pytest.mark.parametrize(
    ("condition", "collectivite", "expected", "why"),
    [
        ("", OUESSANT, True, "no condition concerns everyone"),
        ("commune", PARIS, True, "Paris is a commune"),
        ("departement", PARIS, True, "and a département"),
        ("epci_fp and departement", LYON, True, "Lyon is both too"),
        ("departement and region", CORSE, True, "Corse holds both powers"),
        ("commune and population >= 3500", OUESSANT, False, "too small"),
        ("commune and population < 3500", OUESSANT, True, "under 3,500"),
        ("not commune", OUESSANT, False, "negation"),
        ("syndicat_ferme or commune", OUESSANT, True, "no syndicat is measured"),
        ("commune and agents >= 50", OUESSANT, None, "the number of agents is not known"),
        ("region and agents >= 50", OUESSANT, False, "false whatever the number of agents"),
        ("commune or agents >= 50", OUESSANT, True, "true whatever the number of agents"),
    ],
)
def test_conditions(condition, collectivite, expected, why):
    assert parse(condition).holds(collectivite) is expected, why


@pytest.mark.parametrize(
    "text", ["commune and", "ville", "population > 'a'", "population", "1 < population < 2", "f()"]
)
def test_what_is_not_the_language_is_refused_with_what_is(text):
    with pytest.raises(BarometreError, match=r"is not understood.*commune, epci_fp"):
        parse(text)


atoms = st.sampled_from(["commune", "departement", "region", "population >= 1000", "agents > 10"])
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(lambda c: f"not ({c})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
    ),
    max_leaves=5,
)


@given(conditions, st.sampled_from([PARIS, LYON, CORSE, OUESSANT]))
def test_a_negation_inverts_what_is_known_and_keeps_what_is_not(condition, collectivite):
    value, inverse = parse(condition).holds(collectivite), parse(f"not ({condition})").holds(collectivite)
    assert inverse is (None if value is None else not value)


@given(conditions, st.sampled_from([PARIS, OUESSANT]), st.integers(0, 100))
def test_learning_the_unknown_never_contradicts_what_was_known(condition, collectivite, agents):
    before = parse(condition).holds(collectivite)
    if before is not None:
        assert parse(condition).holds(collectivite | {"agents": agents}) is before
