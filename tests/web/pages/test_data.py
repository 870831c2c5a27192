"""The door of the data: the workbook first, every file with its checksum, and what engines and catalogues read."""

import hashlib
import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from rdflib import RDF, Graph, Namespace

from barometre.edition.package import layout
from barometre.edition.package.sums import listed
from barometre.settings import settings
from barometre.web.shared import caching
from preparation import DAY

DCAT = Namespace("http://www.w3.org/ns/dcat#")
PACKAGE = f"/editions/{DAY}/paquet/"


def got(client, address):
    return b"".join(client.get(address).streaming_content)


def test_the_first_links_are_the_workbook_the_csv_the_map_and_all_of_it(client):
    text = client.get("/donnees/").content.decode()
    links = re.findall(r'href="(/[^"]*)"', text.split("<h1>")[1])
    files = ["barometre.xlsx", "csv/collectivites-indicateurs.csv.gz", "barometre.gpkg"]
    assert links[:4] == [*(PACKAGE + name for name in files), f"/editions/{DAY}/paquet.zip"]
    assert client.get(links[0])["Content-Disposition"] == f'attachment; filename="barometre-{DAY}.xlsx"'
    assert got(client, links[2]).startswith(b"SQLite format 3")


def test_an_empty_cell_is_what_nobody_looked_at_in_the_column_of_an_answer_alone(client):
    text = client.get("/donnees/").content.decode()
    assert "Dans la colonne d’une réponse, une cellule vide veut dire «\u00a0pas regardé\u00a0»" in text
    assert "Un score vide n’est pas connu" in text


def test_the_page_says_which_identity_stays(client):
    text = client.get("/donnees/").content.decode()
    said = "le jeu de données de chaque édition garde le sien\u202f; celui de la série ne change jamais"
    assert said in text


def test_every_file_of_the_package_is_listed_with_its_checksum_and_is_what_it_says(client):
    sums = listed(layout.package_folder(settings().var, DAY))
    text = client.get(f"/editions/{DAY}/").content.decode()
    for path, digest in sums.items():
        assert f'href="{PACKAGE}{path}"' in text
        assert digest in text
    assert hashlib.sha256(got(client, PACKAGE + layout.WORKBOOK)).hexdigest() == sums[layout.WORKBOOK]
    with ZipFile(BytesIO(got(client, f"/editions/{DAY}/paquet.zip"))) as archive:
        assert set(archive.namelist()) == {*sums, layout.SUMS}


@pytest.mark.parametrize(
    "address",
    [f"{PACKAGE}nothing.csv", f"{PACKAGE}../manifest.json", f"{PACKAGE}/etc/passwd", "/editions/2020-01-01/paquet.zip"],
)
def test_what_is_not_in_a_package_is_not_here(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("where", ["/donnees/", f"/editions/{DAY}/"])
def test_former_addresses_of_the_wide_table_lead_to_the_package(client, where):
    for name, path in (("xlsx", layout.WORKBOOK), ("csv", "csv/collectivites-indicateurs.csv.gz")):
        answer = client.get(f"{where}collectivites-indicateurs.{name}")
        assert (answer.status_code, answer["Location"]) == (302, PACKAGE + path)


def test_a_site_without_the_package_of_this_build_says_so(client, tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "package_folder", lambda _var, day: tmp_path / str(day))
    for address in ("/donnees/", f"/editions/{DAY}/"):
        text = client.get(address).content.decode()
        assert "Ce site n’a pas le paquet de cette édition" in text
        assert "paquet.zip" not in text
    other = tmp_path / str(DAY)
    other.mkdir()
    (other / layout.SUMS).write_text(f"{'0' * 64}  edition/manifest.json\n")
    assert client.get(f"{PACKAGE}edition/manifest.json").status_code == 404, "it is of another build"


def test_the_page_of_an_edition_is_another_once_its_files_are_gone(client, tmp_path, monkeypatch):
    address = f"/editions/{DAY}/"
    here = client.get(address)["ETag"]
    monkeypatch.setattr(caching, "settings", lambda: settings().model_copy(update={"var": tmp_path}))
    (tmp_path / "packages").symlink_to(settings().var / "packages")
    gone = client.get(address, headers={"If-None-Match": here})
    assert (gone.status_code, gone["ETag"] != here) == (200, True)


def test_the_dataset_is_described_in_a_block_that_runs_nothing(client):
    text = client.get("/donnees/").content.decode()
    ((kind, block),) = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert kind == ' type="application/ld+json"'
    described = json.loads(block)
    assert (described["@type"], described["identifier"]) == ("Dataset", "barometre-numerique-collectivites")
    assert described["temporalCoverage"].endswith(f"/{DAY}")
    assert "etalab" in described["license"]
    addresses = [one["contentUrl"] for one in described["distribution"]]
    assert {client.head(address).status_code for address in addresses} == {200}
    assert f"http://localhost{PACKAGE}{layout.WORKBOOK}" in addresses


def test_catalogues_harvest_addresses_that_answer(client):
    page = client.get("/donnees/").content.decode()
    assert '<link rel="alternate" type="application/ld+json"' in page
    answer = client.get("/donnees/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    read = Graph().parse(data=answer.content, format="json-ld")
    assert list(read.subjects(RDF.type, DCAT.Catalog))
    downloads = sorted(map(str, read.objects(None, DCAT.downloadURL)))
    assert f"http://localhost/editions/{DAY}/paquet.zip" in downloads
    assert {client.head(address).status_code for address in downloads} == {200}


def test_every_column_has_its_meaning(client):
    text = client.get("/donnees/dictionnaire/").content.decode()
    assert "<dt><code>reason_context</code></dt>" in text
