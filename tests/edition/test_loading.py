"""An edition is read from wherever it is, once its bytes are checked, and says what it is."""

import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

import barometre.edition
from barometre.edition.files import read_table
from barometre.edition.package.history import HISTORY_TABLES, earlier_editions
from barometre.edition.schema import TABLES, schema_of
from barometre.errors import BarometreError
from barometre.tables import sha256
from small_package import DAYS, NOW, small_package, three_editions, zipped


@pytest.fixture(scope="module")
def edition(finistere_edition, tmp_path_factory):
    return three_editions(finistere_edition, tmp_path_factory.mktemp("editions"))


@pytest.fixture(scope="module")
def site(edition, tmp_path_factory):
    """The folder of a site that serves the package of an edition as the real one does, and its address."""
    root = tmp_path_factory.mktemp("site")
    page = root / "editions" / str(NOW)
    page.mkdir(parents=True)
    package = small_package(edition, earlier_editions(edition.parent, NOW), page / "paquet")
    zipped(package, page / "paquet.zip")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            asked.append(self.path.rpartition("/")[2])

    asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield page, f"http://127.0.0.1:{server.server_port}/editions/{NOW}/", asked
        server.shutdown()


def test_it_is_the_same_from_a_folder_a_package_a_zip_and_a_site(edition, site):
    page, address, _ = site
    for place in (
        edition,
        str(edition),
        page / "paquet",
        page / "paquet.zip",
        address,
        address[:-1],
        f"{address[:-1]}/paquet.zip",
    ):
        loaded = barometre.edition.load(place)
        assert (loaded.day, loaded.build) == (NOW, sha256(edition / "manifest.json"))
        assert loaded.scores.equals(read_table(edition, "scores"))
        assert (repr(loaded), loaded.demonstration) == ("<edition of 2026-11-01>", False)


def test_of_a_site_only_what_is_read_is_brought(site):
    _, address, asked = site
    asked.clear()
    loaded = barometre.edition.load(address)
    assert loaded.aggregates.equals(loaded.aggregates)
    assert asked == ["SHA256SUMS", "manifest.json", "aggregates.parquet"]


def test_every_table_is_given_with_its_types(edition):
    loaded = barometre.edition.load(edition)
    for name in TABLES:
        assert dict(getattr(loaded, name).schema) == schema_of(name)


def test_titles_and_themes_are_in_french(edition):
    titles = barometre.edition.load(edition).titles
    assert titles["accessibilite"] == "Accessibilité numérique"
    assert titles["site-https"]


def test_one_call_gives_a_pandas_frame(edition):
    import pandas

    loaded = barometre.edition.load(edition)
    frame = loaded.to_pandas("collectivites")
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["siren"]) == loaded.collectivites["siren"].to_list()


def test_a_package_tells_of_the_editions_before(edition, site):
    loaded = barometre.edition.load(site[0] / "paquet.zip")
    assert loaded.history("figures")["edition"].unique().sort().to_list() == DAYS
    assert all(loaded.history(name).columns == list(HISTORY_TABLES[name]) for name in HISTORY_TABLES)
    with pytest.raises(BarometreError, match="is one edition alone"):
        barometre.edition.load(edition).history("figures")


@pytest.mark.parametrize(("ask", "said"), [("table", "An edition has no table 'x'"), ("history", "has no table 'x'")])
def test_a_table_that_there_is_not_is_one_line(edition, ask, said):
    with pytest.raises(BarometreError, match=said):
        getattr(barometre.edition.load(edition), ask)("x")


def test_a_byte_changed_on_a_site_is_found_when_it_is_read(edition, site, tmp_path):
    page, address, _ = site
    loaded = barometre.edition.load(address)
    file = page / "paquet" / "edition" / "scores.parquet"
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"x")
    try:
        with pytest.raises(BarometreError, match=r"edition/scores\.parquet is not what SHA256SUMS says"):
            loaded.table("scores")
    finally:
        file.write_bytes(content)
    assert loaded.table("scores").height


def test_a_file_and_its_checksum_edited_together_do_not_pass_for_the_edition(site, tmp_path):
    page, _, _ = site
    copy = tmp_path / "package"
    shutil.copytree(page / "paquet", copy)
    file, sums = copy / "edition" / "scores.parquet", copy / "SHA256SUMS"
    before = sha256(file)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    sums.write_text(sums.read_text().replace(before, sha256(file)))
    with pytest.raises(BarometreError, match=r"scores\.parquet is not what the manifest of its edition says; take"):
        barometre.edition.load(copy)


@pytest.mark.parametrize("name", ["nothing", "nothing.zip"])
def test_what_is_not_there_is_one_line(site, tmp_path, name):
    with pytest.raises(BarometreError, match="does not exist"):
        barometre.edition.load(tmp_path / name)
    with pytest.raises(BarometreError, match="answered 404"):
        barometre.edition.load(site[1] + name)


def test_a_site_without_encryption_is_not_asked():
    with pytest.raises(BarometreError, match="is not https"):
        barometre.edition.load("http://barometre.example.fr/editions/2026-11-01/")


def test_importing_the_package_imports_nothing_else():
    code = "import sys, barometre.edition; print(sorted({'polars', 'pydantic', 'httpx'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
