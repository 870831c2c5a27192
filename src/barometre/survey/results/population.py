"""Whom results speak of: the population of a wave in its categories, those with too few respondents put together. Pure.

The rule, the same for every questionnaire: while a category has fewer than thirty respondents, the one with the fewest
joins the smaller of its neighbours. Of kinds and of strates, neighbours are the next in size; of régions, those of the
same side of the sea (one alone there stays from eleven on, and joins any other below); of the site, the two others.
Strates never leave their kind, unless their kinds were put together.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from barometre.survey.answers import LEAST
from barometre.survey.selection import WaveSelection, choose
from barometre.survey.weighting.collapse import Group, joined, next_ones
from barometre.territory.strates import STRATES

# Variables that respondents are calibrated on: kind and size, région, whether a site is declared.
CALIBRATED = ("strate", "region", "site")
# Variables that results are told by, beside the whole.
LEVELS = ("kind", "strate", "region")
# Respondents that a category has at least: with fewer its figures would be of the last grade (`estimation.quality`),
# and most of them withheld.
ENOUGH = 30
# Between the codes of categories put together.
JOINT = "+"
SITE_YES, SITE_NO, SITE_UNKNOWN = "oui", "non", "inconnu"
_KINDS = ("commune", "epci", "departement", "region")
_STRATES = tuple(strate.id for kind in _KINDS for strate in STRATES[kind])
_OVERSEAS = ("01", "02", "03", "04", "06")


class Merge(NamedTuple):
    """Categories of a variable that were put together, in their order."""

    variable: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class GroupedPopulation:
    """The population in the categories that are told.

    Attributes:
        bodies: columns siren, kind, strate, region, site; codes of categories put together are joined by `JOINT`.
        merges: those put together.
    """

    bodies: pl.DataFrame
    merges: tuple[Merge, ...]

    def totals(self, variable: str) -> dict[str, int]:
        """Return how many collectivités each category has, in order."""
        counts = dict(self.bodies.group_by(variable).len().iter_rows())
        return {category: counts[category] for category in ordered(variable, counts)}


def population(selection: WaveSelection, bodies: pl.DataFrame, declared: Mapping[str, bool]) -> pl.DataFrame:
    """Return the collectivités that a wave speaks of: all those among whom it chose whom to invite.

    Args:
        selection: whom the wave invites; what was drawn stands for those among whom it was.
        bodies: the measured collectivités: siren, kind, strate, region, departement.
        declared: SIREN -> whether a site is declared, of those of whom an edition knows it.

    Returns:
        Columns siren, kind, strate, region, site, by SIREN.
    """
    chosen = choose(replace(selection, size=0), bodies)
    words = {True: SITE_YES, False: SITE_NO, None: SITE_UNKNOWN}
    site = pl.Series("site", [words[declared.get(siren)] for siren in chosen["siren"]], pl.String)
    return chosen.select("siren", "kind", "strate", pl.col("region").fill_null("")).with_columns(site)


def grouped(bodies: pl.DataFrame, respondents: Collection[str]) -> GroupedPopulation:
    """Put together the categories that have too few respondents.

    Args:
        bodies: as `population` returns them.
        respondents: SIREN of those who answered.
    """
    answered = bodies.filter(pl.col("siren").is_in(list(respondents)))
    kinds = _groups("kind", bodies, answered, next_ones)
    strates: list[Group] = []
    for names, _ in kinds:
        inside = pl.col("kind").is_in(names)
        strates += _groups("strate", bodies.filter(inside), answered.filter(inside), next_ones)
    found = {
        "kind": kinds,
        "strate": strates,
        "region": _groups("region", bodies, answered, _same_side),
        "site": _groups("site", bodies, answered, _any_other),
    }
    merges = tuple(
        Merge(variable, names) for variable, groups in found.items() for names, _ in groups if len(names) > 1
    )
    told = {
        variable: {name: JOINT.join(names) for names, _ in groups for name in names}
        for variable, groups in found.items()
    }
    return GroupedPopulation(
        bodies.with_columns(pl.col(variable).replace_strict(codes) for variable, codes in told.items()), merges
    )


def ordered(variable: str, categories: Collection[str]) -> list[str]:
    """Return categories of a variable in their order: kinds and strates by size, others by code, « inconnu » last."""
    order = {"kind": _KINDS, "strate": _STRATES, "site": (SITE_YES, SITE_NO, SITE_UNKNOWN)}.get(variable, ())
    ranks = {name: rank for rank, name in enumerate(order)}
    return sorted(categories, key=lambda one: (ranks.get(one.split(JOINT)[0], len(ranks)), one))


def _groups(
    variable: str, bodies: pl.DataFrame, answered: pl.DataFrame, beside: Callable[[Sequence[Group], int], list[int]]
) -> list[Group]:
    counts = Counter(answered[variable].to_list())
    names = ordered(variable, set(bodies[variable].to_list()))
    return joined([(name, (counts[name],)) for name in names], beside, ENOUGH)


def _same_side(groups: Sequence[Group], at: int) -> list[int]:
    overseas = groups[at][0][0] in _OVERSEAS
    others = _any_other(groups, at)
    same = [place for place in others if (groups[place][0][0] in _OVERSEAS) == overseas]
    return same or ([] if groups[at][1][0] >= LEAST else others)


def _any_other(groups: Sequence[Group], at: int) -> list[int]:
    return [place for place in range(len(groups)) if place != at]
