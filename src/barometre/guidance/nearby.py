"""Say who helps one collectivité, and in which order. Pure.

A helper is said to serve a département or a région, never that the collectivité is its member: no register tells that
here. That nobody is found does not mean that there is nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from barometre.catalogue.guidance import Helper

# How a helper reaches the place, the closest first.
Reach = Literal["departement", "region", "national"]
_REACHES: tuple[Reach, ...] = ("departement", "region", "national")
# Themes of the hubs of digital inclusion, and of the regional centres of response.
INCLUSION, SECURITY = "inclusion", "cybersecurite"
# Whom to call when something happens, at any hour.
ALWAYS_OPEN = "17cyber"
# La Suite territoriale serves those below these numbers of inhabitants without any operator (ANCT, April 2026).
SUITE, SUITE_BELOW = "suite-territoriale", {"commune": 3_500, "epci": 15_000}
# Federation of the public operators.
FEDERATION = "declic"


@dataclass(frozen=True)
class Place:
    """Where a collectivité is, and how large it is."""

    kind: str
    departements: tuple[str, ...]
    regions: tuple[str, ...]
    population: int | None = None


@dataclass(frozen=True)
class Help:
    """One helper, how it reaches the place, and whether one of the themes asked for, if any, was read of it."""

    helper: Helper
    reach: Reach
    fits: bool

    @property
    def words(self) -> str:
        """What may be said of it here, read after its name."""
        where = {"departement": "votre département", "region": "votre région", "national": "toute la France"}
        return f"sert {where[self.reach]}{'' if self.fits else ', à contacter'}"


@dataclass(frozen=True)
class Nearby:
    """Who helps here, in order; when nobody near is known, whom to ask further away."""

    near: tuple[Help, ...]
    further: tuple[Help, ...]


def place_of(row: Mapping[str, Any]) -> Place:
    """Return the place of a collectivité from its row: kind, departements, regions, population."""
    return Place(row["kind"], tuple(row["departements"]), tuple(row["regions"]), row["population"])


def helpers_for(
    helpers: Iterable[Helper],
    place: Place,
    themes: Collection[str] = (),
    kinds: Sequence[str] = (),
    *,
    incident: bool = False,
    geodata: bool = False,
) -> Nearby:
    """Return who helps a collectivité.

    In order: on an incident, 17Cyber then the centre of the région; the operators of the place, those read at the
    source first, then partners of La Suite territoriale, then those of which a theme asked for was read; management
    centres; the regional centre when the theme is security; hubs when it is inclusion. Bodies that only have
    geographic data are named when asked for alone. When nobody near is found: La Suite territoriale where it serves
    that size, then the federation of operators.

    Args:
        helpers: those of the catalogue.
        place: where the collectivité is.
        themes: what it needs help with; none: anything.
        kinds: kinds of helpers wanted near, in this order; none: those above.
        incident: an attack is under way: only those who answer at once are named.
        geodata: bodies that only have geographic data can help.
    """
    found = list(_reaching(helpers, place, themes, geodata=geodata))
    national = [one for one in found if one.reach == "national"]
    if incident:
        centres = [one for one in found if one.helper.kind == "csirt" and one.reach != "national"]
        return Nearby((*(one for one in national if one.helper.id == ALWAYS_OPEN), *sorted(centres, key=_order)), ())
    near: list[Help] = []
    for kind in kinds or _kinds(themes):
        near += sorted((one for one in found if one.helper.kind == kind and one.reach != "national"), key=_order)
    return Nearby(tuple(near), () if near else _further(national, place))


def _kinds(themes: Collection[str]) -> list[str]:
    return [
        "opsn",
        "cdg",
        *(["csirt"] if SECURITY in themes else []),
        *(["hub"] if INCLUSION in themes else []),
    ]


def _reaching(helpers: Iterable[Helper], place: Place, themes: Collection[str], *, geodata: bool) -> Iterable[Help]:
    """Return the helpers of which something was read that reach a place, for what it needs."""
    for helper in helpers:
        reach = _reach(helper, place)
        # An operator may do more than what was read of it; a body of geographic data does nothing else.
        if reach and helper.read != "unread" and not (helper.only_geodata and not geodata):
            yield Help(helper, reach, not themes or bool(set(helper.themes) & set(themes)))


def _reach(helper: Helper, place: Place) -> Reach | None:
    # Those who serve one of the départements of a région do not serve the région itself.
    if place.kind != "region" and set(place.departements) & set(helper.territories):
        return "departement"
    if {f"R{code}" for code in place.regions} & set(helper.territories):
        return "region"
    return "national" if "FR" in helper.territories else None


def _order(one: Help) -> tuple[bool, bool, bool, bool, int, str]:
    helper = one.helper
    reach = _REACHES.index(one.reach)
    return helper.only_geodata, helper.read != "read", not helper.partner, not one.fits, reach, helper.id


def _further(national: Iterable[Help], place: Place) -> tuple[Help, ...]:
    first = {SUITE: 0, FEDERATION: 1}
    small = place.population is not None and place.population < SUITE_BELOW.get(place.kind, 0)
    told = [one for one in national if one.helper.id == FEDERATION or (small and one.helper.id == SUITE)]
    return tuple(sorted(told, key=lambda one: first[one.helper.id]))
