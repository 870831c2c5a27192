"""Messages shared among connections: few for each operator, and no operator in the way of another."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue, load_mail_operators
from barometre.web.mailing.operators import LARGE, SMALL, TOGETHER, lanes, operator_of

BIG = {"orange", "free"}


@pytest.mark.parametrize(
    ("address", "operator"),
    [
        ("mairie.xyz@wanadoo.fr", "orange"),
        ("Mairie@Orange.FR", "orange"),
        ("m@neuf.fr", "sfr"),
        ("m@hotmail.com", "microsoft"),
        ("m@laposte.net", "laposte.net"),
        ("mairie@mende.fr", "mende.fr"),
        (f"mairie@{'m' * 63}.fr", "m" * 60),
    ],
)
def test_who_receives_for_an_address(address, operator):
    assert operator_of(address, load_mail_operators()) == operator


def test_operators_are_those_of_the_catalogue():
    assert load_mail_operators() == load_catalogue().mail_operators


@given(
    operators=st.lists(st.sampled_from(["orange", "free", "mende.fr", "quimper.bzh", "c.fr"]), max_size=400),
    lately=st.dictionaries(st.sampled_from(["orange", "mende.fr"]), st.integers(0, 80)),
)
def test_limits_hold(operators, lately):
    found = lanes(list(enumerate(operators)), BIG, lately)
    sent = Counter(operators[number] for lane in found for number in lane)
    for operator, count in sent.items():
        most = (LARGE if operator in BIG else SMALL).a_minute
        assert count + min(lately.get(operator, 0), most) <= most
        carrying = [lane for lane in found if operator in {operators[number] for number in lane}]
        assert len(carrying) <= (LARGE.connections if operator in BIG else SMALL.connections)
    assert all(lane == sorted(lane) for lane in found)
    mixed = [lane for lane in found if not {operators[number] for number in lane} & BIG]
    assert len(mixed) <= TOGETHER.connections


def test_what_is_within_the_limits_goes():
    operators = ["orange"] * 100 + [f"town{number}.fr" for number in range(1000)]
    found = lanes(list(enumerate(operators)), BIG, {"orange": 10, "elsewhere.fr": 100})
    sent = Counter("orange" if operators[number] == "orange" else "" for lane in found for number in lane)
    assert sent == {"orange": LARGE.a_minute - 10, "": TOGETHER.a_minute - 100}
