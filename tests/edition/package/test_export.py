"""The package of an edition: the same bytes again, whole or absent, read by the field's own tools."""

import csv
import fcntl
import gzip
import json
import os
import resource
import subprocess

import frictionless
import polars as pl
import pytest
import yaml

from barometre.edition.package import layout
from barometre.edition.package.dcat import Publisher
from barometre.edition.package.export import export_edition, pack
from barometre.edition.package.sums import listed
from barometre.edition.package.wide import WIDE
from barometre.edition.schema import TABLES
from barometre.errors import BarometreError
from barometre.tables import original_texts
from handmade_edition import BEFORE, NOW, QUIMPER, handmade_edition

pytestmark = pytest.mark.heavy

WHO = Publisher("Département d’essai", "donnees@example.fr", "example.fr,2026")


@pytest.fixture(autouse=True)
def _bound_of_csv():
    """Frictionless lifts the bound of Python's reader of CSV for all: other tests of the worker read with it."""
    bound = csv.field_size_limit()
    yield
    csv.field_size_limit(bound)


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    out = tmp_path_factory.mktemp("editions")
    handmade_edition(out, BEFORE, without_site=(QUIMPER,), without=("actes-en-ligne",))
    return handmade_edition(out, NOW)


@pytest.fixture(scope="module")
def package(editions, tmp_path_factory):
    before = editions.with_name(str(BEFORE))
    return export_edition(editions, [before], tmp_path_factory.mktemp("packages") / "new" / str(NOW), WHO)


def csv_of(package, table, schema=None):
    return pl.read_csv(
        gzip.decompress((package / f"csv/{table}.csv.gz").read_bytes()),
        schema_overrides=schema,
        infer_schema_length=None,
    )


def test_the_same_edition_and_those_before_it_give_the_same_bytes(editions, package, tmp_path):
    before = editions.with_name(str(BEFORE))
    again = export_edition(editions, [before], tmp_path / "again", WHO)
    assert (again / layout.SUMS).read_bytes() == (package / layout.SUMS).read_bytes()
    for folder, name in ((package, "a.zip"), (again, "b.zip")):
        pack(folder, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    check = subprocess.run(["unzip", "-tqq", "a.zip"], cwd=tmp_path, capture_output=True, check=False)
    assert check.returncode == 0


def test_coreutils_check_every_file_and_the_edition_is_as_it_was(editions, package):
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", layout.SUMS], cwd=package, capture_output=True, check=False
    )
    there = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    assert (checked.returncode, set(listed(package))) == (0, there - {layout.SUMS})
    for file in editions.iterdir():
        assert (package / layout.EDITION / file.name).read_bytes() == file.read_bytes()


def test_frictionless_finds_every_table_as_described(package):
    report = frictionless.validate(str(package / layout.DATAPACKAGE))
    assert report.valid, report.flatten(["name", "fieldName", "message"])[:5]
    tables = [task.name for task in report.tasks if task.type == "table"]
    assert sorted(tables) == sorted([*TABLES, WIDE])
    described = {resource.path for resource in frictionless.Package(str(package / layout.DATAPACKAGE)).resources}
    assert described == set(listed(package)) - {layout.DATAPACKAGE, layout.DCAT}


def test_layers_of_the_map_are_told_to_people_and_to_programmes(package):
    (drawn,) = [one for one in json.loads((package / layout.DATAPACKAGE).read_text())["resources"] if "layers" in one]
    assert drawn["path"] == layout.GEOPACKAGE
    readme = (package / layout.README).read_text()
    assert all(f"`{layer['name']}`" in readme for layer in drawn["layers"])
    assert "`autorite.partage`" in readme


def test_frictionless_sees_a_value_that_is_not_allowed(package, tmp_path):
    described = frictionless.Package(str(package / layout.DATAPACKAGE)).get_resource("scores")
    described.schema.foreign_keys = []  # the other table is not beside this row
    heads, first, *_ = gzip.decompress((package / "csv/scores.csv.gz").read_bytes()).decode().splitlines()
    _, measure, _, *others = first.split(",")
    (tmp_path / "scores.csv").write_text("\n".join([heads, ",".join(["12", measure, "250", *others])]))
    report = frictionless.Resource(path="scores.csv", basepath=str(tmp_path), schema=described.schema).validate()
    assert {name for (name,) in report.flatten(["fieldName"])} == {"siren", "score"}


def test_guarded_texts_read_back_and_numbers_are_never_touched(editions, package):
    written = csv_of(package, "collectivites", dict.fromkeys(("siren", "code"), pl.String))
    assert sorted(name for name in written["name"] if name.startswith("'")) == ["''+33 1 23 45 67 89", "'=Quimper"]
    own = pl.read_parquet(editions / "collectivites.parquet")
    assert written.select("name").with_columns(original_texts())["name"].to_list() == own["name"].to_list()
    overseas = written.filter(pl.col("lat") < 0)
    assert overseas.height >= 3, "negative numbers are numbers"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_in_csv_has_the_rows_and_columns_of_parquet(package, table):
    written, frozen = csv_of(package, table), pl.read_parquet(package / f"edition/{table}.parquet")
    assert (written.columns, written.height) == (frozen.columns, frozen.height)


def test_texts_say_what_it_is_and_how_to_cite(package):
    citation = yaml.safe_load((package / layout.CITATION).read_text())
    assert (citation["cff-version"], citation["type"], citation["license"]) == ("1.2.0", "dataset", "etalab-2.0")
    assert citation["date-released"] == NOW
    readme = (package / layout.README).read_text()
    assert all(f"`{path}`" in readme for path in listed(package) if path != layout.README)
    assert "apostrophe" in readme
    assert "366 jours" in readme
    assert "`pandas.read_csv(chemin, dtype=str)`" in readme, "a code is a text: its zero is not eaten"


def test_the_changelog_tells_evidence_method_and_territory(package):
    text = (package / layout.CHANGELOG).read_text()
    assert "Par rapport à l’édition du 1er mai 2026" in text
    assert "| Site internet déclaré | communes | 1 | 0 | 5 |" in text
    assert "(`actes-en-ligne`)" in text
    assert "Colonnes nouvelles de la table large, à la fin\u00a0: `actes-en-ligne`" in text


def test_a_column_that_is_new_is_the_last_one(package):
    assert csv_of(package, WIDE).columns[-1] == "actes-en-ligne"


def test_without_an_edition_before_nothing_is_compared(editions, tmp_path):
    package = export_edition(editions, [], tmp_path / "alone", WHO)
    assert "rien n’est comparé" in (package / layout.CHANGELOG).read_text()


def test_an_edition_that_is_not_there_or_was_edited_is_refused(editions, tmp_path):
    with pytest.raises(BarometreError, match="does not exist"):
        export_edition(tmp_path / "2020-01-01", [], tmp_path / "out", WHO)
    copy = handmade_edition(tmp_path / "editions")
    with (copy / "scores.parquet").open("ab") as file:
        file.write(b"!")
    with pytest.raises(BarometreError, match="broken or edited"):
        export_edition(copy, [], tmp_path / "out", WHO)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_left_as_it_is(editions, tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(BarometreError, match="not an empty folder"):
        export_edition(editions, [], tmp_path, WHO)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_that_another_process_writes_is_left_to_it(editions, tmp_path):
    aside = tmp_path / ".out.unfinished"
    aside.mkdir()
    (aside / "half").write_text("of the other")
    handle = os.open(aside, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(BarometreError, match="being written by another process"):
        export_edition(editions, [], tmp_path / "out", WHO)
    assert (aside / "half").exists()
    os.close(handle)  # killed: the next one clears what it left
    export_edition(editions, [], tmp_path / "out", WHO)
    assert not aside.exists()
    assert not (tmp_path / "out" / "half").exists()


@pytest.mark.parametrize("bound", [1_000, 20_000, 60_000])
def test_a_write_that_fails_in_the_middle_leaves_nothing(editions, tmp_path, bound):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bound, hard))  # a file that grows beyond fails, as on a full disk
    try:
        with pytest.raises(BarometreError) as error:
            export_edition(editions, [], tmp_path / "out", WHO)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_line(editions, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BarometreError, match=r"Cannot write .*file/out: Not a directory"):
        export_edition(editions, [], tmp_path / "file" / "out", WHO)


def test_the_command_makes_it_and_says_what_is_wrong_in_one_line(run_here, editions, tmp_path):
    (tmp_path / "editions").symlink_to(editions.parent)
    environment = os.environ | {"BAROMETRE_VAR": str(tmp_path)}
    status, out, error = run_here("edition", "export", NOW, "--out", tmp_path / "out", environment=environment)
    assert (status, error) == (0, "")
    assert "barometre.gpkg" in out
    other = tmp_path / "other"
    status, _, error = run_here("edition", "export", "2020-01-01", "--out", other, environment=environment)
    assert (status, error.count("\n"), other.exists()) == (1, 1, False)
    assert "2020-01-01 does not exist" in error
