"""Who a wave invites: criteria restrict, and a draw is the same each time."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.survey.selection import WaveSelection, choose

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
        (WaveSelection(), 40),
        (WaveSelection(kinds=["commune"]), 20),
        (WaveSelection(kinds=["commune"], regions=["53"]), 10),
        (WaveSelection(departements=["48", "29"], strates=["c"]), 10),
        (WaveSelection(sirens=["000000001", "999999999"]), 1),
        (WaveSelection(sirens=["000000001"], kinds=["commune"]), 0),
        (WaveSelection(size=7, seed="2026"), 7),
        (WaveSelection(size=100, seed="2026"), 40),
    ],
)
def test_criteria_all_restrict(selection, count):
    assert choose(selection, BODIES).height == count
    assert choose(WaveSelection.of(selection.document()), BODIES).height == count, "as JSON keeps it"


@given(size=st.integers(1, 50), seed=st.text(max_size=5), shuffled=st.randoms())
def test_a_draw_depends_on_its_seed_alone(size, seed, shuffled):
    order = list(range(40))
    shuffled.shuffle(order)
    drawn = choose(WaveSelection(size=size, seed=seed), BODIES)["siren"].to_list()
    assert drawn == choose(WaveSelection(size=size, seed=seed), BODIES[order])["siren"].to_list()
    assert set(drawn) <= set(choose(WaveSelection(size=size + 1, seed=seed), BODIES)["siren"])


def test_another_seed_draws_others():
    drawn = {tuple(choose(WaveSelection(size=5, seed=str(seed)), BODIES)["siren"]) for seed in range(10)}
    assert len(drawn) == 10
