"""Who a wave invites: criteria restrict, and a draw is the same each time."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.survey.selection import Selection, choose

BODIES = pl.DataFrame(
    {
        "siren": [f"{number:09}" for number in range(40)],
        "kind": ["commune", "epci"] * 20,
        "region": ["53", "53", "76", "76"] * 10,
        "departement": ["29", "29", "48", "48"] * 10,
        "strate": ["a", "b", "a", "c"] * 10,
    }
)


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (Selection(), 40),
        (Selection(kinds=["commune"]), 20),
        (Selection(kinds=["commune"], regions=["53"]), 10),
        (Selection(departements=["48", "29"], strates=["c"]), 10),
        (Selection(sirens=["000000001", "999999999"]), 1),
        (Selection(sirens=["000000001"], kinds=["commune"]), 0),
        (Selection(size=7, seed="2026"), 7),
        (Selection(size=100, seed="2026"), 40),
    ],
)
def test_criteria_all_restrict(selection, count):
    assert choose(selection, BODIES).height == count
    assert choose(Selection.of(selection.document()), BODIES).height == count, "as JSON keeps it"


@given(size=st.integers(1, 50), seed=st.text(max_size=5), shuffled=st.randoms())
def test_a_draw_depends_on_its_seed_alone(size, seed, shuffled):
    order = list(range(40))
    shuffled.shuffle(order)
    drawn = choose(Selection(size=size, seed=seed), BODIES)["siren"].to_list()
    assert drawn == choose(Selection(size=size, seed=seed), BODIES[order])["siren"].to_list()
    assert set(drawn) <= set(choose(Selection(size=size + 1, seed=seed), BODIES)["siren"])


def test_another_seed_draws_others():
    drawn = {tuple(choose(Selection(size=5, seed=str(seed)), BODIES)["siren"]) for seed in range(10)}
    assert len(drawn) == 10
