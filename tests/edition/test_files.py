"""An edition on disk is whole or absent, says what it holds, and gives the same bytes for the same tables."""

import json
from datetime import date

import polars as pl
import pytest

from barometre.edition.files import latest_edition, read_manifest, read_table, verify_edition, write_edition
from barometre.edition.schema import TABLES, schema_of
from barometre.errors import BarometreError

DAY = date(2026, 11, 1)


def tables(score=50.0):
    empty = {name: pl.DataFrame(schema=schema_of(name)) for name in TABLES}
    row = ("212902324", "overall.seen", score, 0.5, 3, 6, None, True, score, score, score, 1.0, 2)
    return empty | {"scores": pl.DataFrame([row], schema=schema_of("scores"), orient="row")}


def write(out, score=50.0):
    documents = {"catalogue.json": {"themes": {}}, "datapackage.json": {}}
    return write_edition(out, DAY, tables(score), documents, {"date": DAY.isoformat()})


def test_what_is_written_is_read_back(tmp_path):
    folder = write(tmp_path)
    assert folder == tmp_path / "2026-11-01"
    assert read_table(folder, "scores").equals(tables()["scores"])
    assert {file["name"] for file in verify_edition(folder)["files"]} == {
        *(f"{name}.parquet" for name in TABLES),
        "catalogue.json",
        "datapackage.json",
    }


def test_the_manifest_counts_rows_and_bytes(tmp_path):
    folder = write(tmp_path)
    (scores,) = [file for file in read_manifest(folder)["files"] if file["name"] == "scores.parquet"]
    assert scores["rows"] == 1
    assert scores["bytes"] == (folder / "scores.parquet").stat().st_size


def test_the_same_tables_give_the_same_bytes(tmp_path):
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    assert {p.name: p.read_bytes() for p in first.iterdir()} == {p.name: p.read_bytes() for p in second.iterdir()}


def test_building_again_replaces_the_edition_and_leaves_nothing_beside_it(tmp_path):
    write(tmp_path, 50.0)
    folder = write(tmp_path, 60.0)
    assert read_table(folder, "scores")["score"].to_list() == [60.0]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_failed_build_keeps_the_edition_that_was_there(tmp_path):
    folder = write(tmp_path)
    with pytest.raises(BarometreError, match="Table scores: missing"):
        write_edition(tmp_path, DAY, tables() | {"scores": pl.DataFrame({"siren": ["1"]})}, {}, {})
    assert read_table(folder, "scores")["score"].to_list() == [50.0]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_build_killed_half_way_leaves_no_edition_and_is_swept_by_the_next(tmp_path):
    (tmp_path / ".2026-11-01.999999999.tmp").mkdir(parents=True)
    with pytest.raises(BarometreError, match="No edition in"):
        latest_edition(tmp_path)
    assert latest_edition(write(tmp_path).parent).name == "2026-11-01"
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-01"]


def test_the_old_edition_comes_back_when_the_swap_was_cut(tmp_path):
    write(tmp_path).rename(tmp_path / ".2026-11-01.999999999.old")
    assert read_table(latest_edition(tmp_path), "scores")["score"].to_list() == [50.0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("scores.parquet", b"PAR1", "not what the edition's manifest says"),
        ("scores.parquet", None, "is missing from the edition"),
        ("manifest.json", None, "is not an edition"),
        ("manifest.json", b"{", "cannot be read"),
        ("manifest.json", b"[]", "cannot be read"),
        ("manifest.json", json.dumps({"date": "2026-11-01", "files": []}).encode(), "does not list"),
    ],
)
def test_a_broken_edition_is_refused_and_named(tmp_path, name, content, message):
    folder = write(tmp_path)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(BarometreError, match=message) as refused:
        verify_edition(folder)
    assert "build the edition again" in str(refused.value)


@pytest.mark.parametrize("day", ["31/12/2026", "2026-02-30", "", None, 20261101, ["2026-11-01"], {}])
def test_a_manifest_with_a_date_that_is_none_is_refused(tmp_path, day):
    folder = write(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"date": day}))
    with pytest.raises(BarometreError, match=r"manifest\.json cannot be read") as refused:
        verify_edition(folder)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "file",
    [7, "scores.parquet", {}, {"name": "scores.parquet"}, {"name": 7, "sha256": "0"}]
    + [{"name": name, "sha256": "0"} for name in ("../scores.parquet", "/etc/passwd", "a\0b", "a/b")],
)
def test_a_manifest_that_lists_something_else_than_its_files_is_refused(tmp_path, file):
    folder = write(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"files": [*manifest["files"], file]}))
    with pytest.raises(BarometreError, match=r"manifest\.json cannot be read"):
        verify_edition(folder)


def test_a_manifest_nested_without_end_is_refused(tmp_path):
    folder = write(tmp_path)
    (folder / "manifest.json").write_text("[" * 200_000)
    with pytest.raises(BarometreError, match=r"manifest\.json cannot be read"):
        verify_edition(folder)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(BarometreError, match="Cannot write the edition to"):
        write(tmp_path / "out")
