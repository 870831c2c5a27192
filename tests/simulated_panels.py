"""Simulated panels whose effect is known: what the estimators are tested on.

Each collectivité has a level of its own, the higher the larger it is; each kind × strate its own trend; each edition a
shock common to all; the noise of one edition lasts into the next. Those of higher level, and some strata, ask for aid
more often, at different dates. None of that is an effect, and all of it would be taken for one by a plain comparison.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from barometre.programme.effect.panel import PANEL, Booleans, Floats, Integers

STRATES = (
    ("commune", "commune-0-499"),
    ("commune", "commune-500-999"),
    ("commune", "commune-3500-4999"),
    ("epci", "epci-0-14999"),
)
REGIONS = ("84", "76", "53")


@dataclass(frozen=True, slots=True)
class World:
    """What is true in a simulated panel.

    Attributes:
        units: collectivités.
        periods: editions.
        treated: share ever helped.
        effect: points gained after the aid.
        growth: more points at each later edition.
        uneven: part of the effect that differs by date of aid and stratum (their mean over the helped moves little).
        drift: points by edition that the helped gain anyway: a breach of parallel trends when not nil.
        selection: how much a higher level makes aid more likely.
        level: mean score.
        lagging: those whose first score was low ask for aid, whatever their level.
        missing: share of scores not known.
        binary: scores are 0 or 100.
    """

    units: int = 400
    periods: int = 6
    treated: float = 0.3
    effect: float = 0.0
    growth: float = 0.0
    uneven: float = 0.0
    drift: float = 0.0
    selection: float = 0.5
    lagging: bool = False
    level: float = 45.0
    noise: float = 6.0
    persistence: float = 0.4
    missing: float = 0.0
    binary: bool = False


@dataclass(frozen=True, slots=True)
class SimulatedPanel:
    """A simulated panel and its true effect: mean gain of the helped over the editions after the aid."""

    panel: pl.DataFrame
    truth: float


def simulate(world: World, seed: int) -> SimulatedPanel:
    """Simulate one panel; the same seed gives the same. Scores stay between 0 and 100, which the truth reflects."""
    rng = np.random.default_rng(seed)
    strate = rng.integers(0, len(STRATES), world.units)
    own = rng.normal(0, 12, world.units)
    population = np.exp(np.array([5.5, 6.5, 8.3, 9.2])[strate] + rng.normal(0, 0.3, world.units) + own / 60)
    without = _without(world, rng, own, strate)
    demand = -without[:, 0] / 12 if world.lagging else world.selection * own / 12
    rank = demand + np.array([-0.4, 0, 0.4, 0.4])[strate] + rng.normal(0, 1, world.units)
    helped = rank >= np.quantile(rank, 1 - world.treated)
    without = without + world.drift * helped[:, None] * np.arange(world.periods)
    # First edition after the aid: from the third one on, and sometimes after the last.
    first = np.where(helped, rng.integers(2, world.periods + 1, world.units), world.periods)
    since = np.arange(world.periods)[None, :] - first[:, None]
    size = world.effect + world.uneven * (np.array([-1, 1, -1, 1])[strate] + np.sign(first - world.periods / 2))
    gain = np.where(since >= 0, size[:, None] + world.growth * np.maximum(since, 0), 0)
    plain, reached = (_bounded(world, scores, seed) for scores in (without, without + gain))
    after = helped[:, None] & (since >= 0)
    truth = float((reached - plain)[after].mean()) if after.any() else 0.0
    known = rng.random(reached.shape) >= world.missing
    region = rng.integers(0, len(REGIONS), world.units)
    scores = np.where(known, reached, np.nan)
    return SimulatedPanel(_table(scores, first, helped, strate, region, population), truth)


def _without(world: World, rng: np.random.Generator, own: Floats, strate: Integers) -> Floats:
    """Return the scores as they would be if nobody were helped."""
    periods = np.arange(world.periods)
    shock = rng.normal(0, 3, world.periods)
    trend = np.array([0.5, 1.0, 2.0, 3.0])[strate][:, None] * periods
    noise = np.empty((world.units, world.periods))
    noise[:, 0] = rng.normal(0, world.noise, world.units)
    fresh = world.noise * np.sqrt(1 - world.persistence**2)
    for period in periods[1:]:
        noise[:, period] = world.persistence * noise[:, period - 1] + rng.normal(0, fresh, world.units)
    return np.asarray(world.level + own[:, None] + shock + trend + noise, dtype=np.float64)


def _bounded(world: World, scores: Floats, seed: int) -> Floats:
    """Bound scores to 0-100; for a yes or no, draw with the score as probability (same draw with and without aid)."""
    bounded = np.clip(scores, 0, 100)
    if not world.binary:
        return bounded
    draw = np.random.default_rng((seed, 1)).random(scores.shape) * 100
    return np.where(draw < bounded, 100.0, 0.0)


def _table(
    scores: Floats, first: Integers, helped: Booleans, strate: Integers, region: Integers, population: Floats
) -> pl.DataFrame:
    """Return the panel in the columns of `PANEL`; editions are half-yearly."""
    units, periods = scores.shape
    days = [date(2023, 1, 1) + timedelta(days=182 * number) for number in range(periods)]
    aid = [days[number - 1] + timedelta(days=40) if yes else None for number, yes in zip(first, helped, strict=True)]
    columns = {
        "siren": [f"{200_000_000 + number}" for number in range(units)],
        "treated_on": aid,
        "kind": [STRATES[number][0] for number in strate],
        "strate": [STRATES[number][1] for number in strate],
        "region": [REGIONS[number] for number in region],
        "population": population.astype(np.int64),
    }
    about = pl.DataFrame(columns, schema={name: PANEL[name] for name in columns})
    rows = about.join(pl.DataFrame({"period": days}), how="cross", maintain_order="left_right")
    return rows.with_columns(score=pl.Series(scores.ravel()).fill_nan(None)).select(list(PANEL))
