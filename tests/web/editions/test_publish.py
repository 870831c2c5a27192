"""An edition is published whole or not at all, once, and readers keep the old one until the new one is there."""

import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from barometre.edition.files import read_table
from barometre.web.database import embedded


@pytest.fixture(scope="module")
def site(edition_folder, tmp_path_factory):
    """An instance of its own on which the edition was published by the command."""
    var = tmp_path_factory.mktemp("site")
    publish(var, edition_folder)
    return var


def publish(var, folder):
    command = Path(sys.executable).with_name("barometre")
    environment = {"BAROMETRE_VAR": str(var), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([command, "publish", folder], env=environment, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stderr


@contextmanager
def connected(var):
    with embedded(var / "postgresql") as url, psycopg.connect(url) as connection:
        yield connection


def rows(var, query):
    with connected(var) as connection:
        return connection.execute(query).fetchall()


def test_every_row_of_the_edition_is_there(site, edition_folder):
    counts = rows(
        site, "SELECT (SELECT count(*) FROM editions_collectivite), (SELECT count(*) FROM editions_aggregate)"
    )
    assert counts == [(36_251, read_table(edition_folder, "aggregates").height)]


def test_scores_arrive_unchanged(site, edition_folder):
    (quimper,) = read_table(edition_folder, "scores").filter(siren="212902324", measure="communication").to_dicts()
    query = "SELECT scores->'communication' FROM editions_collectivite WHERE siren = '212902324'"
    assert rows(site, query)[0][0]["score"] == quimper["score"]


def test_publishing_the_same_again_loads_nothing(site, edition_folder):
    query = "SELECT date, build_id, published_at, current FROM editions_edition"
    before = rows(site, query)
    assert publish(site, edition_folder)[0] == 0
    assert rows(site, query) == before
    assert [row[3] for row in before] == [True]


def test_a_broken_edition_changes_nothing(site, edition_folder, tmp_path):
    broken = shutil.copytree(edition_folder, tmp_path / "broken")
    (broken / "facts.parquet").unlink()
    before = rows(site, "SELECT date, current FROM editions_edition")
    status, error = publish(site, broken)
    assert (status, "facts.parquet is missing" in error) == (1, True)
    assert rows(site, "SELECT date, current FROM editions_edition") == before


def test_a_later_edition_becomes_the_current_one_and_the_older_stays(site, edition_folder, tmp_path):
    later = shutil.copytree(edition_folder, tmp_path / "2026-12-01")
    manifest = json.loads((later / "manifest.json").read_text())
    (later / "manifest.json").write_text(json.dumps(manifest | {"date": "2026-12-01"}))
    assert publish(site, later)[0] == 0
    found = rows(site, "SELECT date::text, current FROM editions_edition ORDER BY date")
    assert found == [(edition_folder.name, False), ("2026-12-01", True)]
    publish(site, edition_folder)
    assert rows(site, "SELECT date::text FROM editions_edition WHERE current") == [(edition_folder.name,)]
