"""The place among peers moves with what is known of a collectivité on the base, and with nothing else."""

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.scoring.peers import peers_of, with_places
from scored_panel import (
    LOOKED_AT,
    NOT_ASKED,
    NOT_CONCERNED,
    NOT_LOOKED,
    PANEL,
    base_of,
    communes,
    draw_truth,
    first_seen,
    places_of,
    scores_of,
)

TYPES = dict.fromkeys(("siren", "measure"), pl.String) | dict.fromkeys(
    ("comparable", "low", "high", "overlap"), pl.Float64
)


def table(comparable, low=None, high=None, overlap=None):
    """Scores of one measure, one body each."""
    columns = {
        "siren": [f"{number:02}" for number in range(len(comparable))],
        "measure": ["t.seen"] * len(comparable),
        "comparable": comparable,
        "low": low or comparable,
        "high": high or comparable,
        "overlap": overlap or [1.0] * len(comparable),
    }
    return pl.DataFrame(columns, schema=TYPES)


def quarters(comparable, **others):
    return list(places_of(table(comparable, **others)).values())


def test_quarters_of_eight_peers():
    assert quarters([10, 20, 30, 40, 50, 60, 70, 80]) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_those_with_the_same_score_have_a_place_when_one_quarter_holds_them_all():
    assert quarters([0, 50, 60, 60, 70, 70, 80, 90]) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert quarters([0, 50, 50, 50, 60, 70, 80, 90]) == [1, None, None, None, 3, 3, 4, 4]


def test_a_third_of_the_peers_is_not_in_the_lowest_quarter():
    assert quarters([0, 0, 0, 40, 50, 60, 70, 80, 90])[:3] == [None] * 3


def test_none_is_placed_when_most_peers_are_where_it_is():
    assert quarters([0, 0, 100, 100, 100, 100, 100, 100]) == [1, 1, *[None] * 6]


def test_no_place_with_fewer_than_eight_to_compare_with():
    assert quarters([10, 20, 30, 40, 50, 60, 70]) == [None] * 7


def test_no_place_where_fewer_than_four_in_five_are_compared():
    assert quarters([*range(10, 90, 10), None, None])[:3] == [1, 1, 2]
    assert quarters([*range(10, 90, 10), None, None, None]) == [None] * 11


def test_whom_the_base_does_not_concern_is_no_peer():
    overlap = [1.0] * 8 + [None] * 20
    assert quarters([*range(10, 90, 10), *[None] * 20], overlap=overlap)[:8] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_no_place_when_what_is_missing_could_change_the_quarter():
    scores = [10, 20, 30, 40, 50, 60, 70, 80]
    assert quarters(scores, low=[5, 20, 30, 30, 50, 60, 70, 80])[0] == 1
    assert quarters(scores, high=[30, 20, 30, 40, 50, 60, 70, 80])[0] is None


def test_peers_are_of_the_same_kind_strate_and_measure():
    scores = table([*range(8), *range(100, 108)])
    halves = communes(scores["siren"]).with_columns(strate=pl.when(pl.col("siren") < "08").then(pl.lit("s")))
    peers = peers_of(scores, halves)
    assert {key: list(found) for key, found in peers.items()} == {
        ("commune", "s", "t.seen"): list(range(8)),
        ("commune", None, "t.seen"): list(range(100, 108)),
    }
    assert with_places(scores, halves, peers)["quartile"].to_list() == [1, 1, 2, 2, 3, 3, 4, 4] * 2


def test_nobody_has_no_peers():
    empty = table([])
    assert peers_of(empty, communes([])) == {}
    assert with_places(empty, communes([]), {}).schema["quartile"] == pl.Int8
    assert with_places(table([50.0]), communes(["00"]), {})["quartile"].to_list() == [None]


@given(st.lists(st.floats(0, 100), min_size=8, max_size=40))
def test_a_higher_score_is_never_in_a_lower_quarter(scores):
    placed = [(score, quarter) for score, quarter in zip(scores, quarters(scores), strict=True) if quarter]
    assert placed or len(set(scores)) < len(scores), "different scores all have a place"
    assert all(quarter <= other for score, quarter in placed for value, other in placed if score <= value)


class Drawn:
    """A panel of 24 communes as an edition knows it, its base, and one of them who is looked at."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.seen = first_seen(self.chance, draw_truth(self.chance, 24))
        # In half of the panels, one of those of whose theme « v » the register is a corner.
        corner = [siren for siren, found in self.seen.items() if found["o4"] != NOT_ASKED]
        self.one = self.chance.choice(corner if corner and seed % 2 else list(self.seen))
        self.base = base_of(self.seen, PANEL)
        self.inside = [name for name in PANEL["indicator"] if name in set(self.base["indicator"])]
        self.scores = scores_of(self.seen, PANEL, self.base)
        self.places = places_of(self.scores)

    def scores_with(self, indicators):
        """The scores once the one has been looked at for these indicators, whatever is found."""
        known = self.seen[self.one]
        answers = (0.0, 50.0, 100.0, NOT_CONCERNED, "they-failed")
        found = {name: self.chance.choice(answers) for name in indicators if known[name] != NOT_ASKED}
        return scores_of(self.seen | {self.one: known | found}, PANEL, self.base)


def test_panels_are_such_that_many_have_a_place():
    placed = [sum(quarter is not None for quarter in Drawn(seed).places.values()) for seed in range(5)]
    assert min(placed) > 10, placed


@given(st.integers(0, 10_000), st.sets(st.sampled_from(sorted(LOOKED_AT)), min_size=1))
def test_evidence_outside_the_base_moves_nobody_not_even_whom_it_is_about(seed, indicators):
    panel = Drawn(seed)
    after = places_of(panel.scores_with(indicators))
    known_before = {key: quarter for key, quarter in panel.places.items() if quarter}
    assert {key: quarter for key, quarter in after.items() if quarter} == known_before


@given(st.integers(0, 10_000))
def test_evidence_inside_the_base_moves_others_only_by_the_answer_of_whom_it_is_about(seed):
    panel = Drawn(seed)
    after = panel.scores_with(panel.inside)
    others = pl.col("siren") != panel.one
    assert after.filter(others).equals(panel.scores.filter(others)), "nobody else has another score"
    own = pl.DataFrame(schema=after.schema)
    unchanged = pl.concat([own, panel.scores.filter(~others), after.filter(others)]).sort("siren", "measure")
    assert places_of(unchanged) == panel.places, "the same answer, the same places"


@given(st.integers(0, 10_000))
def test_with_the_peers_of_the_edition_no_evidence_moves_anybody_else(seed):
    panel = Drawn(seed)
    after = places_of(panel.scores_with(PANEL["indicator"]), peers_of(panel.scores, communes(panel.seen)))
    assert {key: quarter for key, quarter in after.items() if key[0] != panel.one} == {
        key: quarter for key, quarter in panel.places.items() if key[0] != panel.one
    }


@pytest.mark.parametrize("answer", [NOT_LOOKED, "we-failed", "they-failed"])
def test_not_knowing_more_outside_the_base_is_all_the_same(answer):
    panel = Drawn(1)
    other = {
        siren: {n: answer if n in LOOKED_AT else a for n, a in found.items()} for siren, found in panel.seen.items()
    }
    assert places_of(scores_of(other, PANEL, panel.base)) == panel.places
