"""`barometre programme` as an operator runs it, on an instance of its own with its own PostgreSQL.

Refusals, which write nothing, are asked for in this process and on the instance that all tests share.
"""

import json
import os
import tempfile
import time
from pathlib import Path

import polars as pl
import psycopg
import pytest

from barometre.programme.fund.demo import demonstration
from preparation import copy_server
from resident import Started, resident


@pytest.fixture(scope="module")
def environment(edition_folder):
    """An instance whose only edition is that of all tests, in a folder that PostgreSQL may read."""
    with tempfile.TemporaryDirectory(prefix="barometre-") as folder:
        yield of_instance(Path(folder), edition_folder)


def of_instance(var, edition_folder):
    (var / "editions").mkdir()
    (var / "editions" / edition_folder.name).symlink_to(edition_folder)
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"BAROMETRE_VAR": str(var), "COLUMNS": "200"}


@pytest.fixture(scope="module")
def server(environment, shared):
    """Its PostgreSQL, kept running between commands."""
    from barometre.web.database import embedded

    folder = Path(environment["BAROMETRE_VAR"]) / "postgresql"
    copy_server(shared, folder)
    with embedded(folder) as url:
        yield url


@pytest.fixture(scope="module")
def run(environment, server):
    """Run a command: (status, standard output, last line of standard error)."""
    with resident(environment) as commands:

        def command(*words, given=""):
            status, out, error = commands(*words, given=given)
            return status, out, error.strip().rpartition("\n")[2]

        yield command


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A file of awards that is no demonstration."""
    path = tmp_path_factory.mktemp("files") / "real.csv"
    columns = pl.col("call", "project", "title").str.replace("demo-", "").str.replace("Démonstration : ", "")
    demonstration(2).with_columns(columns, category=pl.lit("demarches")).write_csv(path)
    return path


def test_objectives_are_computed_and_only_json_is_printed(run):
    status, out, _ = run("programme", "objectives", "--edition", "2026-11-01", "--json")
    found = json.loads(out)
    assert (status, len(found) >= 4) == (0, True)
    wanted = {"id", "indicator", "population", "target", "due", "value", "gap", "state", "known", "met", "coverage"}
    assert all(wanted <= set(one) for one in found)
    assert {one["edition"] for one in found} == {"2026-11-01"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("objectives", "--edition", "2026-10-01"), "No edition of 2026-10-01 in"),
        (("effect", "--indicator", "site-declar"), "Unknown indicator site-declar: did you mean « site-declare »?"),
        (("brief", "--meeting", "copol", "--out", "x.pdf"), "Unknown meeting copol"),
        (("fund", "import", "absent.csv"), "absent.csv"),
        (("account", "anne", "--role", "team"), "No terminal to ask for the password"),
        (("account", "bob", "--role", "none"), "No account has the name bob: there is nothing to close"),
    ],
)
def test_a_mistake_is_one_line(run_here, published, importing, words, message):
    status, out, error = run_here("programme", *words)
    assert (status, out, len(error.splitlines())) == (1, "", 1)
    assert error.startswith("barometre: ")
    assert message in error


def test_an_account_is_made_with_the_password_of_standard_input(run):
    status, out, _ = run(
        "programme", "account", "anne", "--role", "team", "--password-stdin", given="Phrase-42-longue\n"
    )
    assert (status, "anne is made: team" in out) == (0, True)
    status, out, _ = run("programme", "account", "anne", "--role", "none", given="")
    assert (status, "anne is changed: none" in out) == (0, True)


def test_the_demonstration_goes_in_and_out(run, server, tmp_path):
    file = tmp_path / "demo.csv"
    assert run("programme", "fund", "demo", str(file))[0] == 0
    status, out, _ = run("programme", "fund", "import", str(file), "--dry-run", "--json")
    dry = json.loads(out)
    assert (status, dry["dry_run"], dry["demonstration"], dry["rejected"]) == (0, True, True, [])
    assert run("programme", "fund", "import", str(file))[0] == 0
    report = json.loads(run("programme", "fund", "report", "--json")[1])
    assert report["demonstration"]
    assert {name: report[name] for name in ("projects", "beneficiaries", "amount")} == {
        name: dry[name] for name in ("projects", "beneficiaries", "amount")
    }
    assert sum(one["amount"] for one in report["by_axis"]) == report["amount"]
    effect = json.loads(run("programme", "effect", "--indicator", "site-declare", "--json")[1])
    assert (effect["verdict"]["id"], effect["demonstration"]) == ("unknown", True)
    assert run("programme", "fund", "clear", "--yes")[0] == 0
    with psycopg.connect(server) as other:
        assert other.execute("SELECT count(*) FROM programme_award").fetchone() == (0,)


@pytest.mark.parametrize("given", ["n\n", "\n", ""])
def test_the_fund_is_kept_unless_one_says_yes(run_here, instance, given):
    status, out, error = run_here("programme", "fund", "clear", environment=instance, given=given)
    assert (status, error) == (1, "barometre: nothing was deleted\n")
    assert "deleted" not in out


def test_nothing_accepted_is_a_failure_with_its_reasons(run, tmp_path):
    path = tmp_path / "bad.csv"
    award = "g,1,anct,p,t,demarches,111111111,1,2021-09-01"
    path.write_text(f"call,axis,pilot,project,title,category,siren,amount,decided_on\n{award}\n")
    status, out, error = run("programme", "fund", "import", str(path), "--json")
    assert (status, json.loads(out)["accepted"]) == (1, 0)
    assert json.loads(out)["rejected"][0] | {"why": ""} == {"row": 2, "column": "siren", "why": ""}
    assert "No line of" in error


def test_an_import_killed_in_the_middle_leaves_nothing(run, environment, server, real):
    """It is killed while its awards wait to be written: imports and projects already are."""
    command = ["barometre", "programme", "fund", "import", str(real)]
    with psycopg.connect(server) as other:
        other.execute("LOCK TABLE programme_award IN SHARE MODE")  # readers pass, writers wait
        importing = Started(command, environment)
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'programme_award'::regclass"
        while other.execute(waits).fetchone()[0] == 0:
            assert importing.poll() is None, importing.communicate()
            time.sleep(0.05)
        importing.kill()
        importing.communicate()
    with psycopg.connect(server) as other:
        tables = ("programme_award", "programme_project", "programme_fundimport")
        assert [other.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0, 0, 0]
    first, again = (json.loads(run("programme", "fund", "import", str(real), "--json")[1]) for _ in range(2))
    assert (first["added"], again["added"], again["accepted"]) == (first["accepted"], 0, first["accepted"])
