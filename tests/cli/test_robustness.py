"""`barometre index robustness`: tables in a folder or beside a file, or nothing is written."""

import json

import pytest
from typer.testing import CliRunner

from barometre.cli.index import index_app
from barometre.errors import BarometreError

VALUES = "unit,a1,a2,b1\nu1,0.6,1,1\nu2,6.2,2,2\nu3,15,3,1.5\nu4,nc,2,NA\n"
STRUCTURE = "code,parent,weight,direction\nall,,,\nA,all,1,1\nB,all,1,1\na1,A,1,-1\na2,A,3,1\nb1,B,1,1\n"
NAMES = {"ranks", "sobol", "indicators", "correlations", "alpha"}


@pytest.fixture
def run(tmp_path):
    """Run the command on these values and this structure, with more words."""
    (tmp_path / "values.csv").write_text(VALUES)
    (tmp_path / "structure.csv").write_text(STRUCTURE)

    def run_command(*words):
        given = ["--values", str(tmp_path / "values.csv"), "--structure", str(tmp_path / "structure.csv")]
        done = CliRunner().invoke(
            index_app, ["robustness", *given, "--runs", "20", "--seed", "1", "--draws", "8", *map(str, words)]
        )
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    run_command.folder = tmp_path
    return run_command


def test_tables_are_written_in_a_folder_the_same_each_time(run):
    folder = run.folder / "out"
    done = run("--out", folder)
    assert {path.stem for path in folder.iterdir()} == NAMES
    ranks = (folder / "ranks.csv").read_text()
    assert ranks.startswith("unit,rank,median,mean,low,high,shift,runs\nu1,4.0,")
    assert "4 units, 20 runs" in done.stdout
    assert "B: 1 of 4 units have no score" in done.stderr
    run("--out", run.folder / "again")
    assert (run.folder / "again" / "ranks.csv").read_text() == ranks


def test_ranks_may_be_one_file_the_other_tables_beside_it(run):
    run("--out", run.folder / "r.csv")
    names = {path.name for path in run.folder.iterdir()} - {"values.csv", "structure.csv"}
    assert names == {"r.csv"} | {f"r-{name}.csv" for name in NAMES - {"ranks"}}


def test_json_holds_all_and_what_was_asked(run):
    found = json.loads(run("--json", "--explain", "u2", "--aggregations", "arithmetic,median", "--keep-all").stdout)
    assert set(found) > NAMES
    assert (found["runs"], found["seed"], found["draws"], found["leave_out"]) == (20, 1, 8, False)
    assert found["aggregations"] == ["arithmetic", "median"]
    assert {row["result"] for row in found["sobol"]} == {"mean rank shift", "u2"}
    assert [row["unit"] for row in found["ranks"]] == ["u1", "u2", "u3", "u4"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "give --out FOLDER, or --json"),
        (("--json", "--normalisations", "minmax,z"), "--normalisations: 'z' is none of minmax, zscore"),
        (("--json", "--explain", "u2,u9"), "--explain: 'u9' is no unit of the values"),
        (("--json", "--draws", "9"), "9 draws: Sobol' indices take a power of two"),
        (("--out", "values.csv"), "Cannot write .*values.csv: it is a folder, or another file of this command"),
        (("--out", "kept"), "Cannot write into .*kept: it is a file"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(run, monkeypatch, words, message):
    monkeypatch.chdir(run.folder)
    (run.folder / "kept").write_text("mine")
    with pytest.raises(BarometreError, match=message):
        run(*words)
    assert {path.name for path in run.folder.iterdir()} == {"values.csv", "structure.csv", "kept"}


def test_where_nothing_is_drawn_nothing_is_explained(run):
    one = ("--normalisations", "minmax", "--aggregations", "arithmetic", "--spread", "0", "--keep-all")
    found = json.loads(run("--json", *one).stdout)
    assert found["sobol"] == []
    assert all(row["low"] == row["rank"] == row["high"] for row in found["ranks"])


def test_why_nothing_is_explained_is_said(run, monkeypatch):
    monkeypatch.chdir(run.folder)
    (run.folder / "values.csv").write_text("unit,a1,a2,b1\nu1,1,1,1\n")
    assert "no rank in some run" in run("--out", "tables").stdout
