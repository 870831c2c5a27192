"""The proof of the design: the entry and the test shown in CONTRIBUTING.md, and nothing else, give a whole indicator.

Both are read from the page itself. The entry goes into a copy of the catalogue, and is followed to the files of an
edition of a part of the Côtes-d’Armor, to the documents, and to the pages, CSV and API of an instance of its own. Last,
the page is followed to the letter in a copy of the repository, whose tests of the content still pass. All this holds
too in a repository where the example has been committed.
"""

import json
import os
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
from barometre.edition.build import METHOD, compute
from barometre.edition.datapackage import datapackage
from barometre.edition.files import read_table, write_edition
from barometre.edition.schema import TABLES
from barometre.territory import history, reference
from barometre.web.database import embedded
from preparation import copy_server, database_of, prepare_static

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
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
# What an operator does, then what visitors do, on a new instance.
SCRIPT = """
import json, sys
from pathlib import Path
from barometre.web.database import site_database

with site_database():
    from django.test import Client
    from barometre.web.editions.publish import publish_edition

    publish_edition(Path(sys.argv[1]))
    client = Client(SERVER_NAME="localhost")
    answers = {name: client.get(address) for name, address in json.loads(sys.argv[2]).items()}
    texts = {
        name: answer.headers.get("Content-Disposition", "") + answer.getvalue().decode()
        for name, answer in answers.items()
    }
    print(json.dumps({name: [answer.status_code, texts[name]] for name, answer in answers.items()}))
"""


def _section():
    """What CONTRIBUTING.md says of adding an indicator."""
    return PAGE.read_text(encoding="utf-8").partition("## Add an indicator")[2].partition("\n## ")[0]


def example(language):
    """The block of code of one language in CONTRIBUTING.md."""
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", _section(), re.MULTILINE | re.DOTALL)
    return block


def add_entry(catalogue):
    """Add the entry at the end of the file of its theme, unless it has been committed."""
    path = catalogue / "indicators" / "communication.yaml"
    text = path.read_text(encoding="utf-8")
    if example("yaml") not in text:
        path.write_text(text + example("yaml"), encoding="utf-8")


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """The package's catalogue with the entry."""
    folder = shutil.copytree(FOLDER, tmp_path_factory.mktemp("content") / "catalogue")
    add_entry(folder)
    return folder


@pytest.fixture(scope="module")
def indicator():
    return yaml.safe_load(example("yaml"))[0]


@pytest.fixture(scope="module")
def with_it(content, national_edition, tmp_path_factory):
    """Folder of an edition of two EPCI, from the real reference and facts, by the method with the new entry."""
    catalogue = load_catalogue(content)
    everyone = reference.collectivites()
    towns = everyone.filter(pl.col("code").is_in([LANNION, SAINT_BRIEUC]))["epci"].implode()
    département = (pl.col("kind") == "departement") & (pl.col("departement") == "22")
    collectivites = everyone.filter(pl.col("epci").is_in(towns) | pl.col("siren").is_in(towns) | département)
    facts = read_table(national_edition, "facts").join(collectivites, on="siren", how="semi")
    tables, method = compute(collectivites, facts, catalogue, history.successors(), DAY)
    documents = {
        "catalogue.json": catalogue.model_dump(mode="json"),
        "datapackage.json": datapackage(DAY, []),
        "method.json": method,
    }
    manifest = {"date": DAY.isoformat(), "method": METHOD, "inputs": [], "versions": {}}
    return write_edition(tmp_path_factory.mktemp("editions"), DAY, tables, documents, manifest)


def test_the_entry_is_good(content, indicator):
    entries, problems = read_content(content)
    assert problems == []
    assert [located.entry.id for located in entries["indicators"]].count(indicator["id"]) == 1


def test_the_test_shown_passes(with_it):
    space = {}
    exec(example("python"), space)
    (name,) = (name for name in space if name.startswith("test_"))
    (cases,) = (mark.args[1] for mark in space[name].pytestmark if mark.name == "parametrize")
    assert cases
    for case in cases:
        space[name](with_it, *case)


def test_tables_and_aggregates(with_it, indicator):
    values = read_table(with_it, "indicators").filter(indicator=indicator["id"])
    assert set(values["status"]) == {"known", "not-concerned"}
    rows = read_table(with_it, "aggregates").filter(measure=indicator["id"], kind="commune")
    assert set(rows["territory_kind"]) == {"france", "region", "departement", "epci", "strate"}
    (there,) = rows.filter(territory_kind="departement", territory="22").to_dicts()
    known = values.filter(status="known")["score"]
    assert (there["known"], there["mean"]) == (known.len(), pytest.approx(known.mean()))


def test_dictionary_methodology_and_catalogue(with_it, content, indicator):
    catalogue = load_catalogue(content)
    assert f"(`{indicator['id']}`)" in document_methodology(catalogue, METHOD)
    assert f"| `{indicator['facts'][0]}` |" in document_dictionary(catalogue, TABLES)
    assert indicator["id"] in json.loads((with_it / "catalogue.json").read_text(encoding="utf-8"))["indicators"]


@pytest.fixture
def own_instance(shared, instance, tmp_path):
    """Environment of a new instance whose tables and static files are made already."""
    copy_server(shared, tmp_path / "postgresql")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "static").symlink_to(prepare_static(shared))
    with embedded(tmp_path / "postgresql") as url:
        yield instance | {"DATABASE_URL": database_of(url, "upgraded")}


def test_pages_tables_and_api_follow(own_instance, with_it, indicator):
    addresses = json.dumps({name: address.format(**indicator) for name, address in VISITS.items()})
    command = [sys.executable, "-c", SCRIPT, str(with_it), addresses]
    done = subprocess.run(command, env=own_instance, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert {name: status for name, (status, _) in answers.items() if status != 200} == {}
    showing = {name for name, (_, text) in answers.items() if indicator["title"] in text or indicator["id"] in text}
    assert showing == set(VISITS)
    assert re.search(rf"^{LANNION};Lannion;\d+;;", answers["map’s table"][1], re.MULTILINE)


# Tests that the content may break; those of this file that make an edition, which was just made, are left out.
CONTENT_TESTS = [
    "tests/catalogue/test_check.py::test_the_catalogue_of_the_package_has_no_problem",
    *("tests/catalogue/test_content.py", "tests/catalogue/test_document.py"),
    "tests/test_documentation.py::test_every_indicator_has_its_section",
    "tests/indicators/test_mail_valide.py",
    "tests/test_adding_an_indicator.py::test_the_entry_is_good",
]


@pytest.fixture
def copy(tmp_path):
    """A copy of the files under version control, or about to be, and of what is compiled of them."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    names += [path.relative_to(ROOT) for part in ("src", "tests") for path in (ROOT / part).rglob("*.pyc")]
    for name in filter(lambda name: (ROOT / name).is_file(), names):
        (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / "copy" / name)
    return tmp_path / "copy"


@pytest.fixture
def environment(copy, with_it, tmp_path):
    """Environment in which commands use the code of the copy, and its tests the edition made with the entry."""
    editions = tmp_path / "shared" / "france" / "editions"
    editions.mkdir(parents=True)
    (editions / DAY.isoformat()).symlink_to(with_it)
    return os.environ | {"PYTHONPATH": str(copy / "src"), "TESTS_OF_BAROMETRE_FOLDER": str(tmp_path / "shared")}


def test_the_example_can_be_committed(copy, environment):
    add_entry(copy / "src" / "barometre" / "catalogue" / "data")
    (copy / "tests" / "indicators" / "test_mail_valide.py").write_text(example("python"), encoding="utf-8")
    for command in (["tools/generate_docs.py"], ["-m", "pytest", "-v", "-n0", *CONTENT_TESTS]):
        done = subprocess.run([sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "tests/indicators/test_mail_valide.py .." in done.stdout
