"""The proof of the design: the entry and the test shown in CONTRIBUTING.md, and nothing else, give a whole indicator.

Both are read from the page itself. The entry goes into a copy of the catalogue, and is followed to the files of an
edition of the Côtes-d’Armor, to the documents, and to the pages, CSV and API of an instance of its own.
"""

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from barometre.catalogue.check import FOLDER, read_content
from barometre.catalogue.document import document_dictionary, document_methodology
from barometre.catalogue.load import load_catalogue
from barometre.edition.build import METHOD, compute_tables
from barometre.edition.datapackage import datapackage
from barometre.edition.files import read_table, write_edition
from barometre.edition.schema import TABLES
from barometre.territory import history, reference

PAGE = Path(__file__).parents[1] / "CONTRIBUTING.md"
DAY = date(2026, 11, 1)
LANNION, SAINT_BRIEUC = "22113", "22278"
VISITS = {
    "indicator": "/indicateurs/{id}/",
    "its table": "/indicateurs/{id}/donnees.csv",
    "theme": "/themes/{theme}/",
    "methodology": "/methodologie/",
    "commune": f"/communes/{SAINT_BRIEUC}/",
    "commune’s table": f"/communes/{SAINT_BRIEUC}/donnees.csv",
    "map": "/departements/22/?mesure={id}",
    "map’s table": "/departements/22/donnees.csv?mesure={id}",
    "API": "/api/v1/indicators/{id}",
    "API, values": f"/api/v1/communes/{LANNION}?fields=nom,indicateurs",
    "API, aggregates": "/api/v1/aggregates?mesure={id}&territoire=departement",
    "API, aggregates in CSV": "/api/v1/aggregates?mesure={id}&territoire=departement&format=csv",
}
SCRIPT = """
import json, sys
from pathlib import Path
from barometre.web.database import site_database

with site_database():
    from django.core.management import call_command
    from django.test import Client
    from barometre.web.editions.publish import publish_edition

    call_command("collectstatic", interactive=False, verbosity=0)
    publish_edition(Path(sys.argv[1]))
    answers = {name: Client(SERVER_NAME="localhost").get(address) for name, address in json.loads(sys.argv[2]).items()}
    told = {name: one.headers.get("Content-Disposition", "") + one.getvalue().decode() for name, one in answers.items()}
    print(json.dumps({name: [one.status_code, told[name]] for name, one in answers.items()}))
"""
"""What an operator does, then what visitors do, on an instance that is nobody else's."""


def example(language):
    """The block of code of one language in CONTRIBUTING.md."""
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return block


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """The package's catalogue with the entry added at the end of the file of its theme."""
    folder = shutil.copytree(FOLDER, tmp_path_factory.mktemp("content") / "catalogue")
    with (folder / "indicators" / "communication.yaml").open("a", encoding="utf-8") as file:
        file.write(example("yaml"))
    return folder


@pytest.fixture(scope="module")
def indicator():
    return yaml.safe_load(example("yaml"))[0]


@pytest.fixture(scope="module")
def with_it(content, edition_folder, tmp_path_factory):
    """Folder of an edition of one département, from the real reference and facts, by the method with the new entry."""
    catalogue = load_catalogue(content)
    bodies = reference.collectivites().filter(pl.col("departement") == "22")
    facts = read_table(edition_folder, "facts").join(bodies, on="siren", how="semi")
    tables = compute_tables(bodies, facts, catalogue, history.successors())
    documents = {"catalogue.json": catalogue.model_dump(mode="json"), "datapackage.json": datapackage(DAY, [])}
    manifest = {"date": DAY.isoformat(), "method": METHOD, "inputs": [], "versions": {}}
    return write_edition(tmp_path_factory.mktemp("editions"), DAY, tables, documents, manifest)


def test_the_entry_is_good_and_new(content, indicator):
    assert read_content(content)[1] == []
    assert indicator["id"] not in load_catalogue().indicators, "it is in the catalogue now: show another example"


def test_the_test_shown_passes(with_it):
    space = {}
    exec(example("python"), space)
    (name,) = (name for name in space if name.startswith("test_"))
    (cases,) = (mark.args[1] for mark in space[name].pytestmark if mark.name == "parametrize")
    for case in cases:
        space[name](with_it, *case)


def test_tables_and_aggregates(with_it, indicator):
    ours = read_table(with_it, "indicators").filter(indicator=indicator["id"])
    assert set(ours["status"]) == {"known", "not-concerned"}
    rows = read_table(with_it, "aggregates").filter(measure=indicator["id"], kind="commune")
    assert set(rows["territory_kind"]) == {"france", "region", "departement", "epci", "strate"}
    (there,) = rows.filter(territory_kind="departement", territory="22").to_dicts()
    known = ours.filter(status="known")["score"]
    assert (there["known"], there["mean"]) == (known.len(), pytest.approx(known.mean()))


def test_dictionary_methodology_and_catalogue(with_it, content, indicator):
    catalogue = load_catalogue(content)
    assert f"(`{indicator['id']}`)" in document_methodology(catalogue, METHOD)
    assert f"| `{indicator['facts'][0]}` |" in document_dictionary(catalogue, TABLES)
    assert indicator["id"] in json.loads((with_it / "catalogue.json").read_text(encoding="utf-8"))["indicators"]


def test_pages_tables_and_api_follow(instance, with_it, indicator):
    addresses = json.dumps({name: address.format(**indicator) for name, address in VISITS.items()})
    command = [sys.executable, "-c", SCRIPT, str(with_it), addresses]
    done = subprocess.run(command, env=instance, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert {name: status for name, (status, _) in answers.items() if status != 200} == {}
    told = {name for name, (_, text) in answers.items() if indicator["title"] in text or indicator["id"] in text}
    assert told == set(VISITS)
    assert re.search(rf"^{LANNION};Lannion;\d+;0;", answers["map’s table"][1], re.MULTILINE)
