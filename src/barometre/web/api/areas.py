"""Départements and régions as territories: official names and codes, with what the edition says of their authority."""

from dataclasses import replace
from typing import Any, cast

from barometre.territory import reference
from barometre.web.api import lookup
from barometre.web.api.fields import AUTHORITY, NEARNESS
from barometre.web.api.records import column, schema
from barometre.web.api.shapes import point_inside
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.maps.geometry import Level

_CHEF_LIEU = column("chefLieu", "chef_lieu", str, "29232", "Code INSEE de la commune chef-lieu.")

# What the keys of an authority mean for a territory.
_MEANINGS = {
    "siren": "SIREN de la collectivité qui en exerce les compétences.",
    "nature": "Nature de cette collectivité.",
    "population": "Somme des populations des communes.",
    "score": "Score de tout ce qui se voit de cette collectivité, de 0 à 100 ; null s’il n’est pas connu.",
}
_BY_NAME = {field.name: field for field in (*AUTHORITY, _CHEF_LIEU)}
_KEYS = ("nom", "code", "siren", "nature", "codeRegion", "population", "score", "couverture", "chefLieu")
_ON_DEMAND = ("scores", "indicateurs", "centre", "contour")

# Every key of a département or a région.
AREA = tuple(
    replace(field, description=_MEANINGS.get(field.name, field.description))
    for field in (_BY_NAME[name] for name in (*_KEYS, *_ON_DEMAND))
)
TERRITOIRE = schema(
    "Territoire",
    "Un département ou une région, avec le score de la collectivité qui en exerce les compétences.",
    (*AREA, NEARNESS),
)


def rows(edition: Edition, level: str) -> list[dict[str, Any]]:
    """Return the territories of a level, in order of codes, with the columns of their authority."""
    table = reference.departements() if level == "departement" else reference.regions()
    inhabitants = queries.inhabitants(edition, level)
    authorities = queries.with_coverage(queries.universe(edition).filter(siren__in=table["siren"].to_list()))
    columns = ["siren", "kind", "nature", "score", "coverage", "scores", "indicators"]
    by_siren = {authority["siren"]: authority for authority in authorities.values(*columns)}
    areas = []
    for place in table.iter_rows(named=True):
        code = place["code"]
        lon, lat = point_inside(cast("Level", level), code)
        profile = {"lon": lon, "lat": lat, "covers": [f"{level}:{code}"]}
        own = {"kind": level, "population": inhabitants.get(code), "profile": profile}
        areas.append({"region": code} | by_siren[place["siren"]] | place | own)
    return areas


def nearest(areas: list[dict[str, Any]], level: str, nom: str, boost: str | None) -> list[dict[str, Any]]:
    """Return the territories whose name is like the one asked for, in the order of the site's search."""
    by_code = {row["code"]: row for row in areas}
    hits = [hit for hit in lookup.by_name(nom) if hit.kind == level and hit.code in by_code]
    return lookup.nearest([by_code[hit.code] for hit in hits], nom, boost)
