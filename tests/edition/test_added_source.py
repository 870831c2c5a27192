"""A file added by a mapping goes as far as the edition: its facts, and who made them."""

import json
from datetime import date
from types import SimpleNamespace

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import build_edition
from barometre.edition.files import read_manifest, read_table
from barometre.sources.mapping import read_mapping, take_in_mapped
from barometre.territory import reference
from barometre.web.shared.catalogue import sources_of_indicator
from preparation import copy_store

MAPPING = """\
- id: inventaire-syndicat
  name: Inventaire du syndicat
  kind: register
  producer: Syndicat d’exemple
  licence: Licence Ouverte 2.0
  date: 2026-10-20
  form: {format: csv}
  key: {insee: code}
  facts: [{fact: infrastructures.fibre, column: taux}]
"""


@pytest.fixture(scope="module")
def built(bundled_facts, tmp_path_factory):
    """Two editions of Quimper, one of the day before the file."""
    var, catalogue = tmp_path_factory.mktemp("var"), load_catalogue()
    copy_store(bundled_facts, var / "facts")
    mapping, file = var / "mapping.yaml", var / "file.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    file.write_text("code;taux\n29232;87,5\n", encoding="utf-8")
    mapped = read_mapping(mapping, "inventaire-syndicat", catalogue)
    take_in_mapped(mapped, file, mapped.date, var, catalogue)
    days = (date(2026, 10, 19), date(2026, 10, 20))
    bodies = reference.collectivites().filter(siren="212902324")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reference, "collectivites", lambda: bodies)
        return [build_edition(var / "editions", day, var / "facts", lambda step: None)[0] for day in days]


def test_its_facts_score(built):
    row = read_table(built[1], "indicators").filter(indicator="fibre-locaux", siren="212902324").row(0, named=True)
    assert (row["source"], row["value"], row["status"]) == ("inventaire-syndicat", 87.5, "known")


def test_the_edition_says_who_made_it_and_from_which_files(built):
    source = json.loads((built[1] / "catalogue.json").read_text("utf-8"))["sources"]["inventaire-syndicat"]
    assert (source["producer"], source["licence"], source["kind"]) == (
        "Syndicat d’exemple",
        "Licence Ouverte 2.0",
        "register",
    )
    inputs = {entry["name"] for entry in read_manifest(built[1])["inputs"]}
    assert {
        "facts/inventaire-syndicat/2026-10-20.parquet",
        "sources/inventaire-syndicat/source.yaml",
    } <= inputs


def test_an_edition_of_before_does_not_know_it(built):
    assert "inventaire-syndicat" not in json.loads((built[0] / "catalogue.json").read_text("utf-8"))["sources"]
    assert not [one for one in read_manifest(built[0])["inputs"] if "inventaire" in one["name"]]


def test_pages_of_the_indicator_credit_it(built):
    content = json.loads((built[1] / "catalogue.json").read_text("utf-8"))
    edition = SimpleNamespace(catalogue=content)
    assert sources_of_indicator(edition, content["indicators"]["fibre-locaux"]) >= {"fibre", "inventaire-syndicat"}
