"""A mirror that was given the package alone serves what its origin serves: the same bodies, the same ETags."""

import json
import shutil
from datetime import date

import psycopg
import pytest

from barometre.edition.package.layout import SUMS
from barometre.edition.package.opening import check_all, files_of
from barometre.settings import MARKER
from barometre.tables import sha256
from handmade_edition import BEFORE, NOW, PARIS, QUIMPER, handmade_edition
from preparation import copy_store, prepare_static
from small_edition import small_edition
from small_package import sealed, small_package

EARLIER = date(2025, 5, 5)
# Where the visit begins; every kind of page that these lead to is visited too.
DOORS = [
    "/",
    "/api/",
    "/communes/29232/",
    "/departements/29/",
    "/epci/200068120/",
    "/communes/29232/flux.atom",
]
# One answer of each kind of the API.
API = [
    f"/api/v1/{call}"
    for call in (
        *("openapi.json", "collectivites?codeDepartement=29&limit=5", "collectivites/212902324?fields=indicateurs"),
        *("communes/29232?fields=scores,faits", "communes?codeDepartement=29&format=csv", "epcis?codeDepartement=29"),
        *(
            "scores?mesure=communication.seen&codeDepartement=29",
            "themes",
            "indicators",
        ),
        *("aggregates?mesure=site-declare&territoire=departement", "indicators", "editions"),
    )
]
# What a mirror says of itself: the files of earlier editions that it does not hold.
OWN = {"/editions/", *(f"/editions/{day}/" for day in (EARLIER, BEFORE))}


def visited(instance, addresses, *options):
    """Return what an instance answers at some addresses, and with `follow` at those that they lead to."""
    status, out, error = instance.run("visit", *options, *addresses)
    assert (status, error) == (0, "")
    return json.loads(out)


def rows(instance, query):
    with psycopg.connect(instance.url) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def origin(make_instance, upgraded, shared):
    instance = make_instance("origin", upgraded)
    copy_store(prepare_static(shared), instance.var / "static")
    handmade_edition(instance.var / "editions", EARLIER, without_site=(PARIS,))
    handmade_edition(instance.var / "editions", BEFORE, without_site=(QUIMPER,))
    handmade_edition(instance.var / "editions", NOW)
    assert instance.run("publish")[0] == 0
    return instance


@pytest.fixture(scope="module")
def package(origin):
    """The package that the origin made when it published the edition."""
    return origin.var / "packages" / str(NOW)


@pytest.fixture(scope="module")
def mirror(make_instance, upgraded, package, shared):
    instance = make_instance("mirror", upgraded)
    copy_store(prepare_static(shared), instance.var / "static")
    status, out, error = instance.run("publish", package.with_name(f"{NOW}.zip"))
    assert (status, error) == (0, "")
    assert "Compared with 2 editions before it" in out
    return instance


def test_every_kind_of_page_file_and_answer_is_the_same_with_the_same_etag(origin, package, mirror):
    files = [path.relative_to(package) for path in package.rglob("*") if path.is_file()]
    addresses = {f"/editions/{NOW}/paquet/{path}" for path in files}
    addresses |= {f"/editions/{NOW}/{path.name}" for path in files if path.parent.name == "edition"}
    theirs = visited(origin, [*DOORS, *API, f"/editions/{NOW}/paquet.zip", *sorted(addresses)], "follow")
    ours = visited(mirror, list(theirs))
    assert len(theirs) > 80
    for address in theirs.keys() - OWN:
        assert ours[address] == theirs[address], address
    assert {one: theirs[one][0] for one in [*DOORS, *API] if theirs[one][0] != 200} == {}
    assert sum(answer[2] is not None for answer in theirs.values()) > 80
    for address in addresses:
        assert theirs[address][2] == f'"{theirs[address][4]}"', address


def test_curves_movements_and_changes_are_those_of_the_origin(origin, mirror):
    for table in ("aggregate", "past", "movement", "change", "tally", "grid", "collectivite"):
        columns = f"SELECT (to_jsonb(one) - 'id')::text FROM editions_{table} one ORDER BY 1"
        assert rows(mirror, columns) == rows(origin, columns)
    editions = "SELECT to_jsonb(one) - 'published_at' FROM editions_edition one ORDER BY date"
    assert rows(mirror, editions) == rows(origin, editions)
    assert rows(mirror, "SELECT count(*) > 0 FROM editions_change") == [(True,)]


def test_the_package_is_kept_whole_with_its_edition_and_not_made_again(mirror, package):
    kept = mirror.var / "packages" / str(NOW)
    assert check_all(files_of(kept)) == check_all(files_of(package))
    assert (kept / SUMS).read_bytes() == (package / SUMS).read_bytes()
    assert sha256(kept.with_name(f"{NOW}.zip")) == sha256(package.with_name(f"{NOW}.zip"))
    assert (mirror.var / "editions" / str(NOW) / "manifest.json").samefile(kept / "edition" / "manifest.json")


def test_published_again_nothing_is_loaded_again(mirror, package):
    query = "SELECT date, build_id, published_at, current FROM editions_edition ORDER BY date"
    before = rows(mirror, query)
    assert mirror.run("publish", package)[0] == 0
    assert rows(mirror, query) == before


def test_a_package_with_one_byte_changed_changes_nothing(mirror, package, tmp_path):
    spoilt = shutil.copytree(package, tmp_path / "package")
    content = bytearray((spoilt / "history" / "past.parquet").read_bytes())
    content[-20] ^= 1
    (spoilt / "history" / "past.parquet").write_bytes(content)
    query = "SELECT date, build_id, published_at FROM editions_edition ORDER BY date"
    before = rows(mirror, query), sorted(mirror.var.rglob("*"))
    status, _, error = mirror.run("publish", spoilt)
    assert (status, error.count("\n"), "history/past.parquet is not what" in error) == (1, 1, True)
    assert (rows(mirror, query), sorted(mirror.var.rglob("*"))) == before


def test_a_demonstration_stays_one_and_is_never_mixed_with_what_is_real(
    make_instance, upgraded, package, mirror, tmp_path
):
    edition = small_edition(tmp_path, NOW)
    manifest = json.loads((edition / "manifest.json").read_text()) | {"demonstration": True}
    (edition / "manifest.json").write_text(json.dumps(manifest))
    made_up = small_package(edition, [], tmp_path / "made-up")
    status, _, error = mirror.run("publish", made_up)
    assert (status, f"{made_up}: edition is of a demonstration and this instance is a real one" in error) == (1, True)
    assert not (mirror.var / MARKER).exists()
    other = make_instance("made_up", upgraded)
    assert other.run("publish", made_up)[0] == 0
    assert (other.var / MARKER).is_file()
    status, _, error = other.run("publish", package)
    assert (status, "is a real one and this instance is of a demonstration" in error) == (1, True)


def test_sums_that_are_right_do_not_make_an_edition_of_another(mirror, package, tmp_path):
    other = shutil.copytree(package, tmp_path / "package")
    (other / "edition" / "facts.parquet").write_bytes(b"PAR1")
    status, _, error = mirror.run("publish", sealed(other))
    assert (status, f"{other}: edition/facts.parquet is not what the edition's manifest says" in error) == (1, True)
