"""Who answers the made-up wave: with the profile that was published of those who answered the national barometer.

2,729 answers, 88 % of communes, 60 % of these under 1,000 inhabitants and 25 % from 1,000 to 5,000; 400 to 600 answers
in Nouvelle-Aquitaine and as many in Auvergne-Rhône-Alpes (results of its first wave, as the press told them in 2025).
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from barometre.demonstration.bodies import RankedBodies

COUNT = 2_729
# Regions that answered most (codes of INSEE), and the share of all answers that each gave.
REGIONS = {"75": 0.18, "84": 0.18}
# How much more the mature answer.
_KEEN = 0.35


class Quota(NamedTuple):
    """Collectivités of one size, and their share of the answers."""

    share: float
    kind: str
    least: int
    most: int


QUOTAS = (
    Quota(0.88 * 0.60, "commune", 0, 999),
    Quota(0.88 * 0.25, "commune", 1_000, 4_999),
    Quota(0.88 * 0.15, "commune", 5_000, 10**9),
    Quota(0.105, "epci", 0, 10**9),
    Quota(0.0125, "departement", 0, 10**9),
    Quota(0.0025, "region", 0, 10**9),
)


def respondents(bodies: RankedBodies, count: int = COUNT, wave: str = "respondents") -> list[int]:
    """Return the places, among the collectivités, of those who answer, in order.

    Args:
        bodies: the collectivités.
        count: how many answer; fewer when a size has not as many.
        wave: name of the draw: another name gives others.
    """
    draws = bodies.draws(wave)
    weights = np.exp(_KEEN * bodies.maturity) * _of_regions(bodies)
    kinds, people = bodies.frame["kind"], bodies.frame["population"].fill_null(0)
    found: list[int] = []
    for quota in QUOTAS:
        inside = ((kinds == quota.kind) & people.is_between(quota.least, quota.most)).to_numpy().nonzero()[0]
        wanted = min(round(count * quota.share), len(inside))
        if wanted:
            chances = weights[inside] / weights[inside].sum()
            found += draws.choice(inside, wanted, replace=False, p=chances).tolist()
    return sorted(found)


def _of_regions(bodies: RankedBodies) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return how much likelier than others each is to answer, for its region to have its share."""
    regions = bodies.frame["region"].fill_null("")
    of_each = dict(bodies.frame.group_by("region").agg(pl.len() / bodies.frame.height).iter_rows())
    rest = (1 - sum(REGIONS.values())) / max(1 - sum(of_each.get(code, 0.0) for code in REGIONS), 0.01)
    ratios = {code: share / of_each[code] for code, share in REGIONS.items() if of_each.get(code)}
    return np.array([ratios.get(code, rest) for code in regions])
