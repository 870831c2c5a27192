"""Départements and régions as territories: official names and codes, with what the edition says of their body."""

from typing import Any, cast

from barometre.territory import reference
from barometre.web.api import lookup
from barometre.web.api.fields import fields_of_body
from barometre.web.api.records import Field, Row, column
from barometre.web.api.shapes import point_inside
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.maps.geometry import Level

_SHARED = ("nom", "code", "siren", "nature", "codeRegion", "population", "score", "couverture")
_ASKED = ("scores", "indicateurs", "centre", "contour")
_CHEF_LIEU = column("chefLieu", "chef_lieu")

NAMES = [*_SHARED, _CHEF_LIEU.name, *_ASKED]
"""Every key that `fields` may ask for."""


def fields_of_area(edition: Edition) -> tuple[Field, ...]:
    """Every key of a département or a région in an edition."""
    of_body = {field.name: field for field in fields_of_body(edition)}
    return tuple(_CHEF_LIEU if name == _CHEF_LIEU.name else of_body[name] for name in NAMES)


def rows(edition: Edition, level: str) -> list[dict[str, Any]]:
    """Territories of a level, in order of codes, with the columns of their body.

    Args:
        edition: the published edition.
        level: departement or region.
    """
    table = reference.departements() if level == "departement" else reference.regions()
    inhabitants = queries.inhabitants(edition, level)
    columns = ["siren", "kind", "nature", "overall", "coverage", "scores", "indicators"]
    found = queries.with_coverage(Collectivite.objects.filter(edition=edition, siren__in=table["siren"].to_list()))
    bodies = {body["siren"]: body for body in found.values(*columns)}
    return [_row(level, place, bodies[place["siren"]], inhabitants) for place in table.iter_rows(named=True)]


def _row(level: str, place: dict[str, Any], body: Row, inhabitants: dict[str, int]) -> dict[str, Any]:
    code = place["code"]
    lon, lat = point_inside(cast("Level", level), code)
    return {
        **body,
        "name": place["name"],
        "code": code,
        "kind": level,
        "region": place.get("region", code),
        "chef_lieu": place["chef_lieu"],
        "population": inhabitants.get(code),
        "profile": {"lon": lon, "lat": lat, "covers": [f"{level}:{code}"]},
    }


def nearest(found: list[dict[str, Any]], level: str, nom: str, boost: str | None) -> list[dict[str, Any]]:
    """The territories whose name is like one, nearest first."""
    by_code = {row["code"]: row for row in found}
    hits = [hit for hit in lookup.by_name(nom) if hit.kind == level and hit.code in by_code]
    return lookup.nearest([by_code[hit.code] for hit in hits], nom, boost)
