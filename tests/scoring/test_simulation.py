"""Evidence that comes body after body, with the real functions: what moves, and what the bounds are worth.

The numbers found are those of `barometre.scoring.simulation.SIMULATION`, which the method page shows.
"""

import math
import random
from functools import cache

import polars as pl
import pytest

from barometre.scoring.aggregates import TERRITORY_FROM, aggregate
from barometre.scoring.peers import peers_of
from barometre.scoring.simulation import SIMULATION
from scored_panel import (
    LOOKED_AT,
    NOT_CONCERNED,
    NOT_LOOKED,
    PANEL,
    REGISTER,
    base_of,
    communes,
    draw_truth,
    first_seen,
    places_of,
    scores_of,
    values,
)

pytestmark = pytest.mark.heavy

BODIES, SEED = 60, 2026
# Territories of each way of missing, of as many bodies, and how many of them are known.
TERRITORIES, MEMBERS, KNOWN = 100, 400, 340


class Looks:
    """Everyone looked at once, in a random order: each look finds most of what is not known yet of one body."""

    def __init__(self):
        self.chance = random.Random(SEED)
        self.truth = draw_truth(self.chance, BODIES)
        self.known = first_seen(self.chance, self.truth)

    def __iter__(self):
        """Give whom each look is about, once its findings are in `known`."""
        for siren in self.chance.sample(list(self.truth), BODIES):
            found = {
                name: self.truth[siren][name]
                for name, answer in self.known[siren].items()
                if answer == NOT_LOOKED and (name in REGISTER or self.chance.random() < 0.9)
            }
            self.known = self.known | {siren: self.known[siren] | found}
            yield siren


def moved(before, after):
    """Whose place is another one, or comes, or goes."""
    return {siren for (siren, measure), quarter in after.items() if before.get((siren, measure)) != quarter}


def displaced(before, after):
    """Who had a place that is another one, or none."""
    return moved(
        {key: quarter for key, quarter in before.items() if quarter}, {key: after[key] for key in before if before[key]}
    )


def statements(known, scores):
    """What the only territory states: figures of indicators, and of scores on the base."""
    table = values(known).with_columns(measure="indicator", concerned=pl.col("status") != NOT_CONCERNED)
    of_indicators = table.with_columns(low="score", high="score", coverage=pl.lit(None, pl.Float64))
    of_scores = scores.with_columns(score="comparable", concerned=pl.lit(True))
    columns = ["siren", "measure", "score", "low", "high", "coverage", "concerned"]
    rows = pl.concat([of_indicators.select(columns), of_scores.select(columns)])
    found = aggregate(rows, communes(known), {"france": None}).drop_nulls("mean")
    return {row["measure"]: row for row in found.iter_rows(named=True)}


@cache
def looks():
    """What happens at each look, by both ways of declaring the base."""
    world = Looks()
    base = base_of(world.known, PANEL)
    scores = scores_of(world.known, PANEL, base)
    peers, places = peers_of(scores, communes(world.known)), places_of(scores)
    anew_base, anew_peers, anew_places = base, peers, places
    whole = statements(world.truth, scores_of(world.truth, PANEL, base))
    steps = []
    for siren in world:
        scores = scores_of(world.known, PANEL, base)
        after = places_of(scores, peers)
        anew = base_of(world.known, PANEL)
        crossed = set(anew["indicator"]) != set(anew_base["indicator"])
        anew_scores = scores_of(world.known, PANEL, anew) if crossed or not anew.equals(base) else scores
        if crossed:
            anew_peers = peers_of(anew_scores, communes(world.known))
        anew_after = places_of(anew_scores, anew_peers)
        steps.append(
            {
                "siren": siren,
                "crossed": len(set(anew["indicator"]) ^ set(anew_base["indicator"])),
                "moved": moved(places, after),
                "moved_anew": moved(anew_places, anew_after),
                "displaced_anew": displaced(anew_places, anew_after),
                "stated": [(found, whole[name]["mean"]) for name, found in statements(world.known, scores).items()],
            }
        )
        places, anew_base, anew_places = after, anew, anew_after
    return steps


def test_with_base_and_peers_declared_once_a_look_moves_nobody_else():
    assert len(looks()) == BODIES
    assert [step["moved"] - {step["siren"]} for step in looks()] == [set()] * BODIES


def test_a_look_may_move_whom_it_is_about():
    assert {step["siren"] in step["moved"] for step in looks()} == {True, False}


def test_with_a_base_declared_anew_others_move_only_when_an_indicator_crosses_80_percent():
    others = [step["moved_anew"] - {step["siren"]} for step in looks()]
    crossed = [step["crossed"] > 0 for step in looks()]
    assert 0 < sum(crossed) <= len(LOOKED_AT)
    assert any(step["displaced_anew"] - {step["siren"]} for step in looks()), "declaring it anew is not harmless"
    assert [found for found, at_crossing in zip(others, crossed, strict=True) if found and not at_crossing] == []


def test_the_bounds_of_a_territory_hold_at_each_step():
    stated = [one for step in looks() for one in step["stated"]]
    assert {found["measure"] for found, _ in stated} > {"r0", "o0", "t.seen"}
    assert min(found["known"] / found["concerned"] for found, _ in stated) >= TERRITORY_FROM
    assert [found for found, truth in stated if not found["low"] - 1e-9 <= truth <= found["high"] + 1e-9] == []


@cache
def missing(for_a_reason):
    """Territories where a yes or a no is not known of all: whom it is not known of is drawn, or has no site.

    A body without a site, which answers no, is not seen by who looks at sites.
    """
    chance = random.Random(SEED)
    rows = []
    for territory in range(TERRITORIES):
        truth = [100.0 if number < KNOWN and chance.random() < 0.6 else 0.0 for number in range(MEMBERS)]
        seen = set(range(KNOWN)) if for_a_reason else set(chance.sample(range(MEMBERS), KNOWN))
        rows += [(f"{territory:03}", truth[n], truth[n] if n in seen else None) for n in range(MEMBERS)]
    table = pl.DataFrame(rows, schema=["departement", "truth", "score"], orient="row").with_row_index("siren")
    bodies = table.select(pl.col("siren").cast(pl.String), "departement", kind=pl.lit("commune"))
    measured = table.select(
        bodies["siren"], "score", measure=pl.lit("m"), low="score", high="score", coverage=1.0, concerned=pl.lit(True)
    )
    truths = table.group_by(territory="departement").agg(pl.col("truth").mean())
    found = aggregate(measured, bodies, {"departement": "departement"}).join(truths, on="territory")
    assert found.height == TERRITORIES
    return found.to_dicts()


def usual_interval(row):
    """The 95 % interval around a share that assumes that whom it is known of were drawn (Wald)."""
    share = row["mean"] / 100
    margin = 1.96 * math.sqrt(share * (1 - share) / row["known"]) * 100
    return row["mean"] - margin, row["mean"] + margin


def misses(interval, rows):
    """Share of the territories whose truth is outside the interval."""
    return sum(not low <= row["truth"] <= high for row in rows for low, high in [interval(row)]) / len(rows)


def bounds(row):
    return row["low"], row["high"]


def test_what_is_missing_for_a_reason_makes_the_usual_interval_miss_and_the_bounds_hold():
    assert misses(usual_interval, missing(False)) <= 0.05
    assert misses(usual_interval, missing(True)) >= 0.5
    assert misses(bounds, missing(False)) == misses(bounds, missing(True)) == 0


def percent(part, whole):
    return round(100 * part / whole)


def found():
    """The numbers of `SIMULATION`."""
    own = [step for step in looks() if step["siren"] in step["moved"]]
    others = [len(step["moved"] - {step["siren"]}) for step in looks()]
    crossings = [step for step in looks() if step["crossed"]]
    elsewhere = [len(step["moved_anew"] - {step["siren"]}) for step in looks() if not step["crossed"]]
    most = max(len(step["displaced_anew"] - {step["siren"]}) for step in crossings)
    stated = [one for step in looks() for one in step["stated"]]
    held = [one for one, truth in stated if one["low"] - 1e-9 <= truth <= one["high"] + 1e-9]
    return {
        "looks": {
            "bodies": BODIES,
            "declared_once_others_moved": sum(others),
            "declared_once_looks_that_move_their_own_percent": percent(len(own), BODIES),
            "declared_anew_indicators_that_cross": sum(step["crossed"] for step in crossings),
            "declared_anew_others_displaced_at_a_crossing_at_most_percent": percent(most, BODIES - 1),
            "declared_anew_others_moved_at_another_look": sum(elsewhere),
        },
        "bounds": {"statements": len(stated), "that_hold_percent": percent(len(held), len(stated))},
        "missing": {
            "territories": TERRITORIES,
            "members": MEMBERS,
            "known_percent": percent(KNOWN, MEMBERS),
            "usual_interval_misses_when_drawn_percent": percent(misses(usual_interval, missing(False)), 1),
            "usual_interval_misses_for_a_reason_percent": percent(misses(usual_interval, missing(True)), 1),
            "bounds_miss_percent": percent(misses(bounds, missing(True) + missing(False)), 1),
        },
    }


@pytest.mark.parametrize("part", SIMULATION)
def test_the_numbers_shown_are_those_found(part):
    assert SIMULATION[part] == found()[part]
