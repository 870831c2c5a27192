"""The GeoPackage: every territory at its true place, turned as RFC 7946 asks, with who exercises its powers."""

from datetime import date

import polars as pl
import pyogrio
import pytest
import shapely

from barometre.edition.package.geopackage import LAYERS, features, fields, layers, write_geopackage
from barometre.edition.package.wide import wide_scores
from barometre.edition.schema import schema_of
from barometre.errors import BarometreError
from barometre.territory import reference

DAY = date(2026, 11, 1)
CATALOGUE = {"themes": {"inclusion": {}}, "indicators": {}}
NO_SCORE = wide_scores(pl.DataFrame(schema=schema_of("scores")), CATALOGUE)
# Where each département overseas is: west, south, east, north.
OVERSEAS = {
    "971": (-62, 15.5, -60.9, 16.6),
    "972": (-61.3, 14.3, -60.7, 15.0),
    "973": (-54.7, 2.0, -51.5, 5.9),
    "974": (55.1, -21.5, 56.0, -20.7),
    "976": (44.9, -13.1, 45.4, -12.5),
}


@pytest.fixture(scope="module")
def departements():
    return features("departement", reference.collectivites(), NO_SCORE, CATALOGUE)


@pytest.fixture(scope="module")
def regions():
    return features("region", reference.collectivites(), NO_SCORE, CATALOGUE)


def test_all_101_departements_are_there_each_with_who_exercises_its_powers(departements, regions):
    assert (departements.height, regions.height) == (101, 18)
    who = dict(departements.select("territoire", "autorite.nom").iter_rows())
    assert (who["75"], who["2A"]) == ("Paris", "Collectivité de Corse")
    assert who["67"] == who["68"] == "Collectivité européenne d’Alsace"


def test_name_and_population_are_those_of_the_territory_not_of_the_authority(departements, regions):
    of = {row["territoire"]: row for row in departements.iter_rows(named=True)}
    assert [of[code]["nom"] for code in ("2A", "2B", "67", "69")] == [
        "Corse-du-Sud",
        "Haute-Corse",
        "Bas-Rhin",
        "Rhône",
    ]
    assert of["2A"]["population"] + of["2B"]["population"] == of["2A"]["autorite.population"]
    assert of["67"]["population"] + of["68"]["population"] == of["68"]["autorite.population"]
    assert {of[code]["autorite.territoires"] for code in ("67", "68")} == {"67,68"}
    assert (of["67"]["codeRegion"], of["29"]["autorite.territoires"]) == ("44", "29")
    everyone = reference.collectivites().filter(kind="commune")["population"].sum()
    assert departements["population"].sum() == regions["population"].sum() == everyone


def test_a_departement_that_two_authorities_serve_names_the_other(departements):
    shared = departements.filter(pl.col("autorite.partage").is_not_null())
    (rhone,) = shared.iter_rows(named=True)
    assert (rhone["territoire"], rhone["autorite.partage"]) == ("69", "Métropole de Lyon")
    lyon = reference.collectivites().filter(name="Métropole de Lyon")["population"].item()
    assert rhone["population"] == rhone["autorite.population"] + lyon


@pytest.mark.parametrize("level", ["departement", "region"])
def test_no_score_of_an_authority_passes_for_the_territory_s(level):
    names = [heading.name for heading in fields(level, CATALOGUE)]
    assert any(name.startswith("autorite.scores.") for name in names)
    assert not any(name.startswith("scores.") or name == "siren" for name in names)


@pytest.mark.parametrize("code", OVERSEAS)
def test_overseas_is_at_its_true_place(departements, code):
    contour = shapely.from_wkb(departements.row(by_predicate=pl.col("territoire") == code, named=True)["wkb"])
    assert shapely.box(*OVERSEAS[code]).covers(contour)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    bodies = reference.collectivites().filter(pl.col("departement").is_in(["972", "75"]) | (pl.col("kind") == "region"))
    schema = schema_of("scores")
    score = dict.fromkeys(schema) | {"siren": "217500016", "measure": "overall.seen", "score": 61.66, "coverage": 0.5}
    unknown = score | {"siren": "200055507", "score": None, "coverage": 0.2}
    tables = {"collectivites": bodies, "scores": pl.DataFrame([score, unknown], schema=schema)}
    folder = tmp_path_factory.mktemp("gpkg")
    for name in ("a.gpkg", "b.gpkg"):
        write_geopackage(folder / name, tables, CATALOGUE, DAY)
    return folder / "a.gpkg"


def read(path, layer):
    about, _, contours, values = pyogrio.raw.read(path, layer=layer)
    return about, shapely.from_wkb(contours), dict(zip(about["fields"], values, strict=True))


def test_the_same_edition_gives_the_same_bytes(written):
    assert written.read_bytes() == written.with_name("b.gpkg").read_bytes()


def test_every_column_of_every_layer_is_described(written):
    for layer in layers(CATALOGUE):
        about, _, _ = read(written, layer["name"])
        assert list(about["fields"]) == [field["name"] for field in layer["fields"]]
        assert all(field["description"] for field in layer["fields"])


def test_layers_are_in_wgs_84_outer_rings_counter_clockwise(written):
    assert [name for name, _ in pyogrio.list_layers(written)] == [layer.name for layer in LAYERS]
    for layer in LAYERS:
        about, contours, _ = read(written, layer.name)
        assert (about["crs"], about["geometry_type"]) == ("EPSG:4326", "MultiPolygon")
        parts = [part for contour in contours for part in contour.geoms]
        assert all(part.exterior.is_ccw for part in parts)
        assert not any(ring.is_ccw for part in parts for ring in part.interiors)


def test_what_is_not_known_is_null_not_zero(written):
    _, _, values = read(written, "communes")
    scores = dict(zip(values["siren"], values["scores.overall.seen.score"], strict=True))
    assert scores.pop("217500016") == 61.7
    assert all(score != score for score in scores.values()), "no score is NaN, never 0"
    assert set(values["codeRegion"]) == {"11", "02"}, "a code keeps its zero"


def test_coverage_stays_beside_a_score_that_is_not_known(written):
    _, _, values = read(written, "regions")
    place = list(values["territoire"]).index("02")
    score, coverage = (values[f"autorite.scores.overall.seen.{end}"][place] for end in ("score", "couverture"))
    assert (score != score, coverage) == (True, 0.2)


def test_a_place_that_cannot_be_written_is_one_line(tmp_path):
    bodies = reference.collectivites().filter(kind="region")
    tables = {"collectivites": bodies, "scores": pl.DataFrame(schema=schema_of("scores"))}
    with pytest.raises(BarometreError, match="Cannot write") as error:
        write_geopackage(tmp_path / "absent" / "a.gpkg", tables, CATALOGUE, DAY)
    assert "\n" not in str(error.value)
