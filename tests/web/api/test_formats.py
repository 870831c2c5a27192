import json
import re

import pytest
import shapely
from django.db import connection
from django.test import RequestFactory

from barometre.web.api.formats import written
from streams import connection_kept


def test_a_csv_says_what_json_says(call):
    address = "communes?codeDepartement=90&fields=population,codesPostaux,centre,scores"
    rows = call(f"{address}&format=csv").rows
    bodies = call(address).json
    assert len(rows) == len(bodies)
    for row, body in zip(rows, bodies, strict=True):
        assert row["nom"] == body["nom"]
        assert row["code"] == body["code"]
        assert int(row["population"]) == body["population"]
        assert row["codesPostaux"].split() == body["codesPostaux"]
        assert [float(row["longitude"]), float(row["latitude"])] == body["centre"]["coordinates"]
        for measure, score in body["scores"].items():
            cell = row[f"scores.{measure}.score"]
            assert (float(cell) if cell else None) == score["score"]
            covered = row[f"scores.{measure}.couverture"]
            assert (float(covered) if covered else None) == score["couverture"]


def test_a_csv_has_comma_header_and_a_name(call):
    answer = call("communes?codeDepartement=90&format=csv")
    assert answer.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="barometre-communes-2026-11-01.csv"'
    assert answer.body.startswith(b"nom,code,siren,")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+33 2", "'+33 2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("\t=1", "'\t=1"),
        (["=1"], "'=1"),
        ("L’Haÿ", "L’Haÿ"),
        (-2.5, "-2.5"),
        (None, ""),
        (True, "true"),
        (["29000", "29200"], "29000 29200"),
    ],
)
def test_no_cell_of_a_csv_is_a_formula(value, cell):
    assert written(value) == cell


@pytest.mark.parametrize(
    "address",
    [
        "communes?codeDepartement=90&fields=contour,siren&format=geojson",
        "departements?fields=contour&format=geojson",
        "regions?fields=contour&format=geojson&geometry=contour",
        "collectivites?type=ept&fields=contour&format=geojson",
        "collectivites?type=departement&fields=contour&format=geojson",
    ],
)
def test_contours_are_valid_geojson(call, address):
    answer = call(address)
    collection = answer.json
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in collection["features"]]
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert collection["type"] == "FeatureCollection" and len(shapes) > 4
    assert all(shape.is_valid and not shape.is_empty and shape.area > 0 for shape in shapes)
    rings = [part.exterior for shape in shapes for part in getattr(shape, "geoms", [shape])]
    assert all(ring.is_ccw for ring in rings), "RFC 7946, 3.1.6"
    assert all("contour" not in feature["properties"] for feature in collection["features"])


def test_geojson_without_contour_gives_points_inside(call):
    points = call("communes?codeDepartement=90&format=geojson").json["features"]
    contours = call("communes?codeDepartement=90&format=geojson&geometry=contour").json["features"]
    assert points
    for point, contour in zip(points, contours, strict=True):
        inside = shapely.from_geojson(json.dumps(point["geometry"]))
        assert shapely.from_geojson(json.dumps(contour["geometry"])).covers(inside)


def test_one_body_is_a_feature(call):
    feature = call("communes/29232?format=geojson").json
    assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "Point")


def test_alsace_is_one_polygon_of_two_departements(call):
    alsace = call("collectivites/200094332?fields=contour").json["contour"]
    parts = [call(f"departements/{code}?fields=contour").json["contour"] for code in ("67", "68")]
    whole, low, high = (shapely.from_geojson(json.dumps(shape)) for shape in (alsace, *parts))
    assert whole.area == pytest.approx(low.area + high.area)
    assert len(getattr(whole, "geoms", [whole])) == 1


HEAVY = "communes?codeRegion=53&fields=indicateurs"
# Lists that take several readings of the database.
LONG = ["communes?format=csv", "communes", "communes?format=geojson", "collectivites?format=csv", "scores?format=csv"]


def test_a_list_with_heavy_keys_is_given_by_parts(call, table):
    answer = call(HEAVY)
    total = table("collectivites").filter(kind="commune", region="53").height
    assert (len(answer.json), int(answer.headers["X-Total-Count"])) == (1000, total)
    following, whole = answer.headers["Link"].split(", ")
    assert re.search(r'&limit=1000&cursor=[A-Za-z0-9_-]+>; rel="next"$', following)
    assert whole == '</donnees/indicators.parquet>; rel="alternate"; type="application/vnd.apache.parquet"'


def test_the_parts_of_a_heavy_list_are_the_light_list(call, codes):
    parts, address = [], "communes?codeDepartement=48&fields=indicateurs,faits&limit=40"
    while address:
        answer = call(address)
        parts += [row["code"] for row in answer.json]
        links = [link for link in answer.headers["Link"].split(", ") if 'rel="next"' in link]
        address = links[0].partition("/api/v1/")[2].partition(">")[0] if links else ""
    assert parts == codes("communes?codeDepartement=48&fields=code")
    assert len(parts) > 3 * 40


@pytest.mark.parametrize("fields", ["indicateurs", "faits", "nom,faits"])
@pytest.mark.parametrize("way", ["", "&format=csv", "&nom=saint"])
def test_a_limit_beyond_what_a_heavy_list_gives_is_refused_by_its_name(call, fields, way):
    if fields != "indicateurs" and "csv" in way:
        assert call(f"communes?fields={fields}{way}&limit=1001").status == 200  # no cell holds facts
        return
    answer = call(f"communes?fields={fields}{way}&limit=1001")
    assert answer.status == 400
    assert "« limit »" in answer.json["detail"].replace("\u202f", " ").replace("\xa0", " ")


def test_names_with_heavy_keys_keep_their_order(call, codes):
    heavy = [row["code"] for row in call("communes?nom=saint&fields=faits&limit=150&offset=20").json]
    assert heavy == codes("communes?nom=saint&fields=code")[20:170]


@pytest.mark.parametrize(("method", "held"), [("GET", 1), ("HEAD", 0)])
@pytest.mark.parametrize("read", [0, 1])
@pytest.mark.parametrize("address", LONG)
def test_a_stream_that_is_left_holds_no_cursor(published, address, method, held, read):
    """Left to the garbage collector, it could be closed in the midst of another query of the same thread, and hang."""
    from barometre.web.wsgi import application

    def cursors():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_cursors WHERE name <> ''")
            return cursor.fetchone()[0]

    before = cursors()
    environ = RequestFactory(SERVER_NAME="localhost").generic(method, f"/api/v1/{address}").environ
    answer = application(environ, lambda status, headers, _=None: None)
    parts = iter(answer)
    for _ in range(read if method == "GET" else 0):
        next(parts)
    assert cursors() == before + held
    with connection_kept():
        answer.close()
    assert cursors() == before


def test_a_stream_holds_few_records_at_a_time(client):
    response = client.get(f"/api/v1/{HEAVY}")
    assert max(len(part) for part in response.streaming_content) < 150_000
