"""Geometries in GeoJSON (RFC 7946): longitude then latitude, outer rings counter-clockwise."""

from functools import cache
from typing import Any, Literal, cast

import polars as pl
import shapely

from barometre.territory import reference
from barometre.web.api.records import Record
from barometre.web.maps.geometry import Level, contours

Geometry = dict[str, Any]


class Point(Record):
    """Point GeoJSON : longitude, latitude (WGS 84)."""

    type: Literal["Point"]
    coordinates: tuple[float, float]


class Contour(Record):
    """Polygone ou polygones GeoJSON (WGS 84)."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


def point(lon: float | None, lat: float | None) -> Geometry | None:
    """Return a point, None when its place is not known."""
    return None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}


def contour(kind: str, code: str, covers: list[str]) -> Geometry | None:
    """Return the contour of an authority: of the official territories of its kind in `covers` (« departement:67 »)."""
    if kind == "ept":
        return _united("commune", _communes_of_ept(code))
    covered = tuple(word.partition(":")[2] for word in covers if word.startswith(f"{kind}:"))
    return _united(cast("Level", kind), covered)


def point_inside(level: Level, code: str) -> tuple[float, float]:
    """Return the longitude and latitude of a point inside a territory."""
    inside = shapely.point_on_surface(shapely.from_wkb(_wkb(level)[code]))
    return round(inside.x, 5), round(inside.y, 5)


def _united(level: Level, codes: tuple[str, ...]) -> Geometry | None:
    outlines = [_wkb(level)[code] for code in codes if code in _wkb(level)]
    if not outlines:
        return None
    shapes = shapely.from_wkb(outlines)
    shape = shapes[0] if len(shapes) == 1 else shapely.coverage_union_all(shapes)
    return dict(shapely.geometry.mapping(shapely.orient_polygons(shape)))


@cache
def _wkb(level: Level) -> dict[str, bytes]:
    return dict(contours(level).iter_rows())


@cache
def _communes_of_ept(siren: str) -> tuple[str, ...]:
    return tuple(reference.collectivites().filter(pl.col("kind") == "commune", pl.col("ept") == siren)["code"])
