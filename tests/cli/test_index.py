"""`barometre index compute`: a table and a tree become scores, or nothing is written."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from barometre.cli.index import index_app
from barometre.errors import BarometreError

VALUES = """unit,a1,a2,b1
u1,0.6,1,1
u2,6.2,2,2
u3,15,3,
u4,nc,2,NA
"""
STRUCTURE = """code,parent,weight,direction
all,,,
A,all,1,1
B,all,1,1
a1,A,1,-1
a2,A,3,1
b1,B,1,1
"""
SCORES = """unit,all,A,B
u1,12.5,25.0,0.0
u2,76.38888888888889,52.77777777777778,100.0
u3,75.0,75.0,
u4,50.0,50.0,
"""


@pytest.fixture
def run(tmp_path):
    """Run the command on these values and this structure, with more words; files are named below one folder."""
    (tmp_path / "values.csv").write_text(VALUES)
    (tmp_path / "structure.csv").write_text(STRUCTURE)

    def run_command(*words, out="scores.csv"):
        files = {"--values": "values.csv", "--structure": "structure.csv", "--out": out}
        given = [word for option, name in files.items() for word in (option, str(tmp_path / name))]
        done = CliRunner().invoke(index_app, ["compute", *given, *words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    run_command.folder = tmp_path
    return run_command


def lines(run, name="scores.csv"):
    return (run.folder / name).read_text()


def test_scores_are_written_in_the_order_of_the_structure(run):
    done = run()
    assert lines(run) == SCORES
    assert "4 units, 3 aggregates" in done.stdout
    assert done.stderr == "B: 2 of 4 units have no score, too little of what concerns them is known (coverage 0.5)\n"


def test_the_documentation_shows_what_the_command_does(run):
    page = (Path(__file__).parents[2] / "docs" / "composite-index.md").read_text(encoding="utf-8")
    run()
    for shown in (VALUES, STRUCTURE, lines(run)):
        assert f"```text\n{shown}```" in page


def test_a_scale_is_kept_for_those_who_come_later(run):
    run("--save-parameters", str(run.folder / "scale.json"))
    (run.folder / "values.csv").write_text(VALUES + "u5,90,90,90\n")
    done = run("--parameters", str(run.folder / "scale.json"))
    assert lines(run) == SCORES + "u5,87.5,75.0,100.0\n"
    assert "a2: held at the ends of the scale, 1 of 5 values that lie beyond" in done.stderr


def test_a_geometric_mean_wants_a_range_above_zero(run):
    with pytest.raises(BarometreError, match=r"no geometric mean can be made; .* --range 1,100"):
        run("--aggregate", "geometric")
    assert not (run.folder / "scores.csv").exists()
    run("--aggregate", "geometric", "--range", "1,100")
    assert float(lines(run).splitlines()[1].split(",")[2]) == pytest.approx(10**0.5)


TABLES = {
    "goalposts": ("--normalise", "goalposts", "code,low,high\na1,0,20\na2,0,4\nb1,0,2\n", "u2,77.375,54.75,100.0"),
    "targets": ("--normalise", "target", "code,target\na1,5\na2,3\nb1,2\n", "u2,79.75,59.5,100.0"),
    "budget": (
        "--weights",
        "budget",
        "expert,code,points\ne,A,1\ne,B,0\ne,a1,0\ne,a2,1\ne,b1,1\n",
        "u2,50.0,50.0,100.0",
    ),
    "groups": ("--missing", "group-mean", "unit,group\nu1,g\nu2,g\nu3,g\nu4,h\n", "u3,75.0,75.0,"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_choice_reads_its_table_and_no_other(run, name):
    option, choice, text, scored = TABLES[name]
    path = run.folder / "table.csv"
    path.write_text(text)
    with pytest.raises(BarometreError, match=f"A choice needs a file: give --{name} FILE"):
        run(option, choice)
    with pytest.raises(
        BarometreError, match=f"--{name} .*table.csv would not be used with these choices; leave it out"
    ):
        run(f"--{name}", str(path))
    run(option, choice, f"--{name}", str(path))
    assert scored in lines(run).splitlines()


def test_categories_are_read_from_their_names(run):
    (run.folder / "values.csv").write_text("unit,a1,a2,b1\nu1,no,yes,\nu2,yes,no,no\n")
    path = run.folder / "categories.csv"
    path.write_text("code,category,score\n" + "".join(f"{code},no,0\n{code},yes,100\n" for code in ("a1", "a2", "b1")))
    scale = str(run.folder / "scale.json")
    run("--normalise", "categories", "--categories", str(path), "--save-parameters", scale)
    assert lines(run) == "unit,all,A,B\nu1,100.0,100.0,\nu2,0.0,0.0,0.0\n"
    run("--normalise", "categories", "--parameters", scale, out="again.csv")
    assert lines(run, "again.csv") == lines(run)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--range", "1"), "--range '1': write it like 0,100"),
        (("--range", "a,b"), "--range 'a,b': write it like 0,100"),
        (("--range", "9,1"), "Range 9,1: give the worst score"),
        (("--aggregate", "copeland", "--parameters", "x.json"), "Copeland's rule compares the units of one table"),
    ],
)
def test_what_cannot_be_is_refused(run, words, said):
    with pytest.raises(BarometreError, match=said):
        run(*words)
    assert not (run.folder / "scores.csv").exists()


@pytest.mark.parametrize("out", [".", "values.csv", "structure.csv", "posts.csv"])
def test_nothing_is_written_over_a_folder_or_what_is_read(run, out):
    (run.folder / "posts.csv").write_text("code,low,high\na1,0,9\na2,0,9\nb1,0,9\n")
    read = {path.name: path.read_text() for path in run.folder.iterdir()}
    with pytest.raises(BarometreError, match=r"Cannot write .*: it is a folder, or another file of this command"):
        run("--normalise", "goalposts", "--goalposts", str(run.folder / "posts.csv"), out=out)
    assert {path.name: path.read_text() for path in run.folder.iterdir()} == read


def test_other_columns_of_the_values_are_not_read_and_said(run):
    rows = zip(VALUES.split(), ["name,", "X,", "Y,", ",", "2,"], strict=True)
    (run.folder / "values.csv").write_text("".join(f"{row},{more}\n" for row, more in rows))
    assert "values.csv: not read, for the structure has no such indicator: name\n" in run().stderr
    assert lines(run) == SCORES


def test_where_nothing_can_be_written_is_said(run):
    (run.folder / "file").write_text("")
    with pytest.raises(BarometreError, match=r"Cannot write .*scores.csv: File exists; choose a folder"):
        run(out="file/scores.csv")


def test_an_unknown_method_is_refused_with_those_there_are(run):
    done = run("--normalise", "magic")
    assert done.exit_code == 2
    assert "minmax" in done.stderr
