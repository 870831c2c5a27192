"""`barometre update`, on some communes: what is published, what is not, and what is left when it is killed."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from barometre.edition.files import latest_edition, read_table
from barometre.errors import BarometreError
from barometre.update.journal import JOURNAL, last_entries, one_run, under_way, write_entry
from barometre.update.run import update
from little_update import TODAY, kill, plan
from official_file import facts_of, official_file, served

pytestmark = pytest.mark.heavy


@pytest.fixture
def file():
    with served(official_file()) as one:
        yield one


@pytest.fixture
def run(tmp_path, file):
    """Run an update, of a day some days later, and return the line of its journal and what was published so far."""
    published = []

    def make(days=0, force=None, **others):
        wanted = replace(plan(tmp_path, file.address, published, **others), today=TODAY + timedelta(days))
        return update(wanted, force), list(published)

    return make


def tables(var):
    return read_table(latest_edition(var / "editions"), "facts")


def test_the_first_update_publishes(tmp_path, run):
    entry, published = run()
    assert (entry["decision"], published) == ("published", ["2026-11-20"])
    assert [one["outcome"] for one in entry["sources"]] == ["taken-in"]
    assert tables(tmp_path).height == 200
    assert last_entries(tmp_path, 9) == [entry]
    assert under_way(tmp_path) is None


def test_with_nothing_new_nothing_is_asked_built_nor_published(tmp_path, file, run):
    run()
    entry, published = run(days=1, build=kill)
    assert (entry["decision"], entry["sources"], published) == ("nothing-new", [], ["2026-11-20"])
    assert len(file.asked) == 1


def test_a_source_that_did_not_change_when_due_is_nothing_new(file, run):
    run()
    entry, _ = run(days=200, build=kill)
    assert ([one["outcome"] for one in entry["sources"]], entry["decision"]) == (["unchanged"], "nothing-new")


def test_a_small_change_is_published_with_what_moved(tmp_path, file, run):
    run()
    file.body = official_file(201, share=52)
    entry, published = run(days=200)
    assert (entry["decision"], entry["odd"], published) == ("published", [], ["2026-11-20", "2027-06-08"])
    changes = (tmp_path / "updates" / "changes.csv").read_text("utf-8-sig").splitlines()
    assert len(changes) == 1 + entry["moved"]
    why = "facts/fibre/2026-11-02-r2.parquet"
    assert f"indicator;infrastructures.fibre;commune;FR;50.0;52.0;200.0;201.0;{why}" in changes


def test_a_source_that_loses_half_its_rows_is_not_published(tmp_path, file, run):
    run()
    file.body = official_file(100, share=52)
    entry, published = run(days=200)
    assert (entry["sources"][0]["outcome"], entry["decision"], published) == ("held", "nothing-new", ["2026-11-20"])
    assert entry["problems"][0].startswith("fibre: rows: 200 before, 100 now")
    assert facts_of(tmp_path)["number"].unique().to_list() == [50.0]


def test_an_indicator_that_moves_too_far_is_not_published(tmp_path, file, run):
    run()
    file.body = official_file(share=60)
    for day in (200, 201):
        entry, published = run(days=day)
        assert (entry["decision"], published) == ("refused", ["2026-11-20"])
        assert entry["odd"] == ["indicator infrastructures.fibre, commune: 50.0 before, 60.0 now"]
    assert latest_edition(tmp_path / "editions").name == "2026-11-20"


def test_a_refused_edition_is_not_built_twice(file, run):
    run()
    file.body = official_file(share=60)
    run(days=200)
    assert run(days=201, build=kill)[0]["edition"] == "2027-06-08"


def test_force_publishes_and_the_journal_keeps_who_and_why(tmp_path, file, run):
    run()
    file.body = official_file(100, share=90)
    run(days=200)
    entry, published = run(days=200, force="the producer confirms")
    assert (entry["decision"], published) == ("published", ["2026-11-20", "2027-06-08"])
    line = json.loads((tmp_path / JOURNAL).read_text("utf-8").splitlines()[-1])
    assert (line["forced"], line["decision"], bool(line["by"])) == ("the producer confirms", "published", True)
    assert line["odd"] == ["indicator infrastructures.fibre, commune: 50.0 before, 70.0 now"]


def test_a_source_that_fails_is_told_and_the_rest_goes_on(file, run):
    file.turns = [(404, {})]
    entry, published = run()
    assert entry["problems"] == [f"fibre: {file.address}: answered 404"]
    assert (entry["decision"], published) == ("published", ["2026-11-20"])


def test_a_failure_of_the_observation_is_told_and_the_rest_goes_on(run):
    def observe():
        raise BarometreError("The resolver knew no name at all")

    entry, _ = run(observe=observe)
    assert entry["problems"] == ["observation: The resolver knew no name at all"]
    assert entry["decision"] == "published"


def test_a_publication_that_fails_is_made_by_the_next_run(run):
    def publish(folder):
        raise BarometreError("The database went away")

    assert run(publish=publish)[0]["decision"] == "failed"
    entry, published = run(build=kill)
    assert (entry["decision"], published) == ("published", ["2026-11-20"])


def start(var, address, step):
    command = [sys.executable, "-m", "little_update", str(var), address, step]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])})


@pytest.mark.parametrize("step", ["fetch", "build", "publish"])
def test_killed_anywhere_the_next_one_goes_on(tmp_path, file, run, step):
    file.turns = ["stuck"] if step == "fetch" else []
    process = start(tmp_path, file.address, step)
    if step == "fetch":
        assert file.half_sent.wait(60)
        process.kill()
    assert process.wait(60) == -9
    assert not (tmp_path / "editions").exists()
    entry, published = run()
    assert (entry["decision"], published, tables(tmp_path).height) == ("published", ["2026-11-20"], 200)
    assert [(one["decision"], one.get("step")) for one in last_entries(tmp_path, 9)] == [
        ("published", None),
        ("killed", step),
    ]


def test_two_at_once_are_refused_in_one_line(tmp_path, run):
    with one_run(tmp_path) as tell:
        tell("fetch", "fibre")
        with pytest.raises(BarometreError, match=rf"^An update is under way since .+ \(process {os.getpid()}\)"):
            run()
        assert (under_way(tmp_path)["step"], under_way(tmp_path)["about"]) == ("fetch", "fibre")
    assert not (tmp_path / JOURNAL).exists()


def test_a_torn_line_of_the_journal_is_left_aside(tmp_path):
    (tmp_path / JOURNAL).write_text('{"decision": "published"}\n{"deci')
    write_entry(tmp_path, {"decision": "failed"})
    assert last_entries(tmp_path, 9) == [{"decision": "failed"}, {"decision": "published"}]
