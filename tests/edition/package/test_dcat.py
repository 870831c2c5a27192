"""DCAT-AP: what catalogues harvest is whole, and is the same thing whatever the host, the title and the edition."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef

from barometre.edition.package.dcat import Edition, Publisher, catalogue_of, described

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own is of the version before series
SHAPES = Path(__file__).with_name("dcat_shapes.ttl")
WHO = Publisher("Département d’essai", "donnees@example.fr", "example.fr,2026")
FORMER, NEWER = date(2026, 5, 1), date(2026, 11, 1)
FILES = {
    name: (digit * 64, size)
    for digit, (name, size) in zip(
        "0123456",
        {
            "README.md": 12,
            "barometre.xlsx": 5_663_761,
            "barometre.gpkg": 22_085_632,
            "csv/indicators.csv.gz": 12_833_790,
            "edition/indicators.parquet": 5_085_344,
            "edition/catalogue.json": 847_895,
            "datapackage.json": 104_893,
        }.items(),
        strict=True,
    )
}


def graph(document, base="https://example.fr/editions/2026-11-01/paquet/dcat.jsonld"):
    return Graph().parse(data=json.dumps(document), format="json-ld", publicID=base)


def faults(document):
    conforms, _, text = validate(graph(document), shacl_graph=str(SHAPES))
    return [] if conforms else text.splitlines()


def edition(day, before=None, **more):
    return described(Edition(day, date(2025, 5, 5), before, **more), FILES, WHO)


@pytest.fixture(scope="module")
def catalogue():
    packages = [(NEWER, edition(NEWER, FORMER)), (FORMER, edition(FORMER))]
    return catalogue_of(
        packages,
        WHO,
        "https://site.example/donnees/",
        lambda day, path: f"https://site.example/editions/{day}/paquet/{path}",
        {NEWER: ("https://site.example/editions/2026-11-01/paquet.zip", 99)},
    )


def test_a_package_and_a_catalogue_have_what_the_profile_asks(catalogue):
    assert faults(edition(NEWER, FORMER)) == []
    assert faults(catalogue) == []


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("dcat:Dataset", "dct:title"),
        ("dcat:Dataset", "dcat:contactPoint"),
        ("dcat:DatasetSeries", "dct:description"),
        ("dcat:Distribution", "dcat:accessURL"),
        ("dcat:Distribution", "dct:format"),
        ("foaf:Agent", "foaf:name"),
    ],
)
def test_what_is_missing_is_seen(kind, key):
    document = copy.deepcopy(edition(NEWER))
    next(node for node in document["@graph"] if node["@type"] == kind).pop(key)
    assert faults(document)


def test_identities_hold_whatever_the_host_the_title_and_who_reads():
    here, there = edition(NEWER), edition(NEWER, FORMER)
    for document, base in ((here, "https://a.example/dcat.jsonld"), (there, "file:///tmp/dcat.jsonld")):
        read = graph(document, base)
        (dataset,) = read.subjects(RDF.type, DCAT.Dataset)
        (series,) = read.subjects(RDF.type, DCAT.DatasetSeries)
        assert str(dataset) == "tag:example.fr,2026:donnees/2026-11-01"
        assert str(series) == "tag:example.fr,2026:donnees"
        assert str(read.value(dataset, DCTERMS.identifier)) == str(dataset)
        distributions = set(map(str, read.objects(dataset, DCAT.distribution)))
        assert "tag:example.fr,2026:donnees/2026-11-01/csv/indicators.csv.gz" in distributions
        assert len(distributions) == len(FILES) - 1, "a text about the package is no distribution"


def test_a_package_gives_addresses_beside_itself():
    read = graph(edition(NEWER))
    found = set(map(str, read.objects(None, DCAT.downloadURL)))
    assert "https://example.fr/editions/2026-11-01/paquet/csv/indicators.csv.gz" in found


def test_the_catalogue_of_a_site_has_its_own_addresses_and_each_edition_once(catalogue):
    read = graph(catalogue, "https://elsewhere.example/")
    (whole,) = read.subjects(RDF.type, DCAT.Catalog)
    days = [f"tag:example.fr,2026:donnees/{day}" for day in (FORMER, NEWER)]
    assert sorted(map(str, read.objects(whole, DCAT.dataset))) == days
    assert len(list(read.subjects(RDF.type, DCAT.DatasetSeries))) == 1
    assert read.value(URIRef(days[1]), DCAT.prev) == URIRef(days[0])
    downloads = sorted(map(str, read.objects(None, DCAT.downloadURL)))
    assert all(one.startswith("https://site.example/editions/") for one in downloads)
    assert "https://site.example/editions/2026-11-01/paquet.zip" in downloads
    assert read.value(predicate=DCAT.last, object=URIRef(days[1])) is not None


def test_a_demonstration_says_that_it_is_one():
    read = graph(edition(NEWER, demonstration=True))
    told = [one for kind in (DCAT.Dataset, DCAT.DatasetSeries) for one in read.subjects(RDF.type, kind)]
    titles = [str(title) for one in told for title in read.objects(one, DCTERMS.title)]
    assert titles
    assert all(title.startswith("[Démonstration") for title in titles)


@pytest.mark.parametrize("contact", ["", "https://example.fr/contact", "donnees@example.fr"])
def test_who_publishes_can_be_reached_as_the_operator_said(contact):
    document = described(Edition(NEWER, FORMER, None), FILES, WHO._replace(contact=contact))
    assert faults(document) == []
    assert contact in json.dumps(document)
