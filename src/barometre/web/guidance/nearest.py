"""The nearest place of each kind that the registers know, for a body: the commune that has it, and how far."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.shared.memory import per_edition

# Kind of help near -> the fact by which a register says that a commune has such a place, and what it is.
PLACES = {
    "france-services": ("inclusion.france-services", "France services"),
    "conseillers-numeriques": ("inclusion.conseiller-recense", "Conseiller numérique"),
}
# Mean radius of the Earth (IUGG), in kilometres.
_RADIUS = 6371.0


class Near(NamedTuple):
    """A place: what it is, the commune that has it (code, name), how far (km, 0 in the commune itself)."""

    what: str
    code: str
    commune: str
    distance: float


def nearest(edition: Edition, body: Collectivite, kinds: tuple[str, ...]) -> list[Near]:
    """Return the nearest known place of each kind wanted; none where no register is in the edition.

    A register of places lists those that exist: that none is near here is not said, since some may not be in it.
    """
    lon, lat = body.profile.get("lon"), body.profile.get("lat")
    found = []
    for kind in kinds:
        fact, what = PLACES.get(kind, ("", ""))
        places = _places(edition, fact) if fact and lon is not None and lat is not None else ()
        if places:
            away, code, name = min(
                (0.0 if code == body.code else distance(lon, lat, *at), code, name) for code, name, at in places
            )
            found.append(Near(what, code, name, away))
    return found


def distance(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return kilometres between two points (degrees, WGS 84) along a great circle (haversine formula)."""
    up, across = radians(other_lat - lat), radians(other_lon - lon)
    chord = sin(up / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(across / 2) ** 2
    return 2 * _RADIUS * asin(sqrt(chord))


@per_edition
def _places(edition: Edition, fact: str) -> tuple[tuple[str, str, tuple[float, float]], ...]:
    """Return the communes where a fact is yes: code, name, longitude and latitude."""
    return tuple(
        (code, name, (profile["lon"], profile["lat"]))
        for code, name, profile in queries.communes_with(edition, fact)
        if profile.get("lon") is not None
    )
