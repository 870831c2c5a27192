"""The real collectivités of the demonstration, with what its draws rest on: how far each is, how fast it goes."""

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from barometre.programme.fund.demo import demonstration
from barometre.programme.fund.schema import AWARDED
from barometre.territory import reference

# Days of the five editions: before the awards of the demonstration of the fund, while they come, and since.
DAYS = (date(2021, 2, 15), date(2021, 10, 15), date(2022, 12, 31), date(2025, 5, 15), date(2026, 11, 1))
# Part of what draws a collectivité forward: inhabitants, département, itself.
_SIZE, _PLACE, _OWN = 0.62, 0.40, 0.68
# What one edition adds to the rank of those who go forward, and what an award adds once it is decided.
_STEP, _AWARD = 0.035, 0.3

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class RankedBodies:
    """Collectivités in order of SIREN, and their maturity, which draws every fact and answer.

    Attributes:
        frame: rows of the reference, measured ones alone.
        seed: of all draws.
        maturity: of each, about normal.
        pace: of each, how much of `_STEP` it goes forward from one edition to the next.
        awarded: the day of the first award of each in the demonstration of the fund; null: none.
    """

    frame: pl.DataFrame
    seed: int
    maturity: Floats
    pace: Floats
    awarded: pl.Series

    @property
    def sirens(self) -> pl.Series:
        """Their SIREN, in order."""
        return self.frame["siren"]

    def rank(self, name: str, tie: float = 0.72) -> Floats:
        """Return a rank from 0 to 1 of each for a fact or a question: tied to maturity, the same each time.

        Args:
            name: of what is drawn: another name gives another draw.
            tie: how much of it comes from maturity.
        """
        noise = self.draws(name).standard_normal(self.frame.height)
        mixed = tie * self.maturity + np.sqrt(1 - tie * tie) * noise
        ranks = np.empty(len(mixed))
        ranks[mixed.argsort()] = (np.arange(len(mixed)) + 0.5) / len(mixed)
        return ranks

    def draws(self, name: str) -> np.random.Generator:
        """Return the draws of one thing, apart from those of others."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def headway(self, edition: int) -> Floats:
        """Return what the rank of each has gained at an edition since the first one."""
        helped = (self.awarded <= DAYS[edition]).fill_null(False).to_numpy()
        return self.pace * _STEP * edition + helped * _AWARD


def bodies_of(reference_rows: pl.DataFrame, seed: int) -> RankedBodies:
    """Return the collectivités of a demonstration.

    Args:
        reference_rows: columns of `territory.reference.collectivites()`, all or some rows.
        seed: another seed gives another demonstration.
    """
    frame = reference_rows.filter("measured").sort("siren")
    draws = np.random.default_rng([seed, 0])
    size = frame["population"].fill_null(0).to_numpy().astype(float)
    places = frame["departement"].fill_null("")
    codes = places.unique().sort()
    of_place = dict(zip(codes, draws.standard_normal((len(codes), 2)), strict=True))
    effects = np.array([of_place[place] for place in places])
    own = draws.standard_normal(frame.height)
    pace = np.clip(1 + 0.5 * effects[:, 1] + 0.4 * draws.standard_normal(frame.height), 0, None)
    maturity = _SIZE * _standard(np.log10(size + 50)) + _PLACE * effects[:, 0] + _OWN * own
    return RankedBodies(frame, seed, _standard(maturity), pace, _awarded(frame["siren"], seed))


def all_bodies(seed: int) -> RankedBodies:
    """Return every collectivité measured."""
    return bodies_of(reference.collectivites(), seed)


def _standard(values: Floats) -> Floats:
    spread = float(values.std()) or 1.0
    centred: Floats = (values - values.mean()) / spread
    return centred


def _awarded(sirens: pl.Series, seed: int) -> pl.Series:
    """Return the day of the first award of each collectivité, null where the demonstration grants it none."""
    granted = demonstration(seed).filter(state=AWARDED).group_by("siren").agg(pl.col("decided_on").min().str.to_date())
    joined = sirens.to_frame("siren").join(granted, on="siren", how="left", maintain_order="left")
    return joined["decided_on"]
