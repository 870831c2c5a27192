"""`barometre survey estimate`: from files to figures, whole or not at all; what is wrong in a file is named."""

import json
import random

import polars as pl
import pytest
from typer.testing import CliRunner

from barometre.cli.survey import survey_app
from barometre.errors import BarometreError
from barometre.survey.estimation.figures import FIGURES

N = 90
SAMPLE = ["id,kind,size,q1,q2,site"] + [
    f"{row:03},{'ab'[row % 2]},{'large' if row % 5 == 0 else 'small'},{('oui', 'non', 'nc', '')[row * 7 % 11 % 4]},"
    f"{'' if row % 13 == 5 else 40 + row * 37 % 23},{row % 3 % 2}"
    for row in range(N)
]
WEIGHTS = ["id,weight"] + [f"{row:03},{10 if row % 2 else 20}" for row in range(N)]
FILES = {
    "sample": SAMPLE,
    "weights": WEIGHTS,
    "margins": ["variable,category,total", "kind,a,900", "kind,b,450"],
    "population": ["stratum,total", "small,1000", "large,350"],
}

# Margins to which these weights do not sum, and a population smaller than its respondents.
OTHER = ["variable,category,total", "kind,a,800", "kind,b,450"]
FEW = ["stratum,total", "all,80"]


def write(folder, **changed):
    for name, lines in (FILES | changed).items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


def run(folder, *words, outcomes="q1,q2,site"):
    paths = [f"--{name}={folder / name}.csv" for name in ("sample", "weights")]
    words = [str(folder / word) if word.endswith(".csv") else word for word in words]
    return CliRunner().invoke(
        survey_app, ["estimate", *paths, f"--outcomes={outcomes}", f"--out={folder / 'e.csv'}", *words]
    )


def figures(folder, *words, **options):
    done = run(folder, *words, **options)
    assert done.exit_code == 0, done.exception
    return pl.read_csv(folder / "e.csv", schema=FIGURES)


def refusal(folder, *words, **options):
    done = run(folder, *words, **options)
    assert isinstance(done.exception, BarometreError)
    assert not (folder / "e.csv").exists()
    return str(done.exception)


def test_one_row_for_each_group_outcome_and_category(tmp_path):
    write(tmp_path)
    table = figures(tmp_path, "--by=kind")
    assert (tmp_path / "e.csv").read_text().startswith(",".join(FIGURES) + "\n,q1,non,0.")
    rows = table.select("by", "outcome", "category").rows()
    assert rows[:6] == [(by, "q1", category) for by in (None, "a", "b") for category in ("non", "oui")]
    assert rows[6:] == [(by, outcome, None) for outcome in ("q2", "site") for by in (None, "a", "b")]
    assert table["estimate"][:2].sum() == pytest.approx(1)
    assert set(table["quality"]) <= {*"ABCDE", "withheld"}
    site = table.row(by_predicate=(pl.col("outcome") == "site") & pl.col("by").is_null(), named=True)
    assert 0 < site["low"] < site["estimate"] < site["high"] < 1


def test_what_is_unknown_and_not_concerned_is_counted(tmp_path):
    write(tmp_path)
    done = run(tmp_path)
    unknown, not_concerned = (sum(line.split(",")[3] == cell for line in SAMPLE[1:]) for cell in ("", "nc"))
    assert f"q1: {unknown} unknown, {not_concerned} not concerned\n" in done.stderr
    assert "site" not in done.stderr
    found = json.loads(run(tmp_path, "--json").stdout)
    assert found["outcomes"][0] == {"outcome": "q1", "unknown": unknown, "not_concerned": not_concerned}
    assert (found["respondents"], found["weights"]) == (N, "as given")
    assert found["figures"][0]["n"] == N - unknown - not_concerned


def test_nothing_depends_on_the_order_of_lines(tmp_path):
    shuffled = {name: [lines[0], *random.Random(1).sample(lines[1:], len(lines) - 1)] for name, lines in FILES.items()}
    for words in (
        ["--by=kind"],
        ["--margins", "margins.csv", "--bootstrap=20", "--strata=size", "--population", "population.csv"],
    ):
        write(tmp_path)
        run(tmp_path, *words)
        expected = (tmp_path / "e.csv").read_bytes()
        write(tmp_path, **shuffled)
        run(tmp_path, *words)
        assert (tmp_path / "e.csv").read_bytes() == expected


def test_the_margins_take_out_what_they_fix(tmp_path):
    write(tmp_path)
    given, calibrated = (
        figures(tmp_path, *words, outcomes="kind").row(0, named=True) for words in ([], ["--margins", "margins.csv"])
    )
    assert given["estimate"] == calibrated["estimate"] == pytest.approx(2 / 3)
    assert given["se"] > 0.04
    assert calibrated["se"] == 0


def test_strata_of_known_sizes(tmp_path):
    write(tmp_path)
    infinite, finite = (
        figures(tmp_path, "--strata=size", *words, outcomes="site")["se"][0]
        for words in ([], ["--population", "population.csv"])
    )
    assert 0.9 * infinite < finite < 0.97 * infinite
    write(tmp_path, population=["stratum,total", "all,90"])
    assert figures(tmp_path, "--population", "population.csv", outcomes="site")["se"].to_list() == [0]


def test_bootstrap_errors(tmp_path):
    write(tmp_path)
    exact = figures(tmp_path, "--margins", "margins.csv", outcomes="site")
    found = json.loads(run(tmp_path, "--margins", "margins.csv", "--bootstrap=300", "--json", outcomes="site").stdout)
    assert found["figures"][0]["estimate"] == exact["estimate"][0]
    assert found["figures"][0]["se"] == pytest.approx(exact["se"][0], rel=0.15)
    assert found["replicates"] == {"asked": 300, "failed": 0}
    assert found["weights"] == "calibrated"


def test_each_statistic(tmp_path):
    write(tmp_path)
    mean = figures(tmp_path, "--statistic=mean", outcomes="q2")["estimate"][0]
    assert figures(tmp_path, "--statistic=total", outcomes="q2")["estimate"][0] == pytest.approx(1350 * mean)
    median, quarter = (
        figures(tmp_path, "--statistic=quantile", f"--quantile={part}", outcomes="q2") for part in (0.5, 0.25)
    )
    assert 40 <= quarter["estimate"][0] < median["estimate"][0] < 62
    shares = figures(tmp_path, "--statistic=share", outcomes="site")
    assert shares["category"].to_list() == ["0", "1"]
    assert shares["estimate"][1] == figures(tmp_path, outcomes="site")["estimate"][0]
    counts = figures(tmp_path, "--statistic=total", outcomes="q1")
    assert counts["category"].to_list() == ["non", "oui"]
    assert counts["estimate"].sum() > 900


def test_who_has_no_group_is_in_the_whole_only(tmp_path):
    lines = [line.replace(",a,", ",,", 1) if line[:3] in ("000", "002") else line for line in SAMPLE]
    write(tmp_path, sample=lines)
    done = run(tmp_path, "--by=kind", outcomes="site")
    assert "2 respondents have no kind: in the whole only\n" in done.stderr
    assert pl.read_csv(tmp_path / "e.csv")["n"].to_list() == [90, 43, 45]


@pytest.mark.parametrize(
    ("changed", "words", "says"),
    [
        ({"weights": WEIGHTS[:-1]}, [], "not of the same respondents: 089 in the first only, none in the second only"),
        ({"sample": SAMPLE[:-7]}, [], "none in the first only, 083, 084, 085, 086, 087 and 2 more in the second only"),
        ({"weights": [*WEIGHTS, "089,3"]}, [], "weights.csv: 089 on several lines"),
        ({"sample": [*SAMPLE, SAMPLE[-1]]}, [], "sample.csv: 089 on several lines"),
        ({"sample": [*SAMPLE, ",a,small,oui,1,1"]}, [], "sample.csv: 1 lines have no id"),
        ({"weights": ["id,weight"]}, [], "weights.csv has no respondent"),
        ({"weights": ["id,poids"]}, [], "has no column weight"),
        ({"weights": [*WEIGHTS[:-1], "089,0"]}, [], "the weight of id 089 is 0; weights are numbers above zero"),
        ({"weights": [*WEIGHTS[:-1], "089,-2"]}, [], "the weight of id 089 is -2"),
        ({"weights": [*WEIGHTS[:-1], '089,"1,5"']}, [], "the weight of id 089 is 1,5"),
        ({"weights": [*WEIGHTS[:-1], "089,"]}, [], "the weight of id 089 is (empty)"),
        ({"weights": [*WEIGHTS[:-1], "089,inf"]}, [], "the weight of id 089 is inf"),
        ({}, ["--by=region"], "no column 'region'; its columns are id, kind, size, q1, q2, site"),
        ({}, ["--statistic=mean"], "Outcome q1, id 000: 'oui' is not a number"),
        ({}, ["--margins", "population.csv"], "has no column variable"),
        ({"margins": OTHER}, ["--margins", "margins.csv"], "900 for kind=a, of which the total is 800"),
        ({}, ["--strata=q2"], "Sample: q2 is empty for 005, 018, 031, 044, 057 and 2 more"),
        ({}, ["--population", "population.csv"], "has 2 strata; name the column of the sample with --strata"),
        ({}, ["--strata=kind", "--population", "population.csv"], "has no total for stratum a, b"),
        ({"population": ["stratum,total", "small,x"]}, ["--population", "population.csv"], "stratum small has total x"),
        ({"population": ["stratum,total", "s,9", "s,9"]}, ["--population", "population.csv"], "give each stratum once"),
        ({"population": FEW}, ["--population", "population.csv"], "90 respondents for a population of 80"),
        ({}, ["--strata=id"], "Stratum 000 has one respondent"),
        ({}, ["--bootstrap=1"], "One bootstrap replicate shows no variation"),
        ({}, ["--cap=3"], "say how weights were calibrated to --margins"),
        ({}, ["--bounds=0.5,3"], "say how weights were calibrated to --margins"),
        ({}, ["--method=linear"], "say how weights were calibrated to --margins"),
        ({}, ["--margins", "margins.csv", "--bounds=a"], "--bounds a"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_named(tmp_path, changed, words, says):
    write(tmp_path, **changed)
    assert says in refusal(tmp_path, *words)


def test_a_question_that_nobody_answered_has_a_row_that_says_so(tmp_path):
    write(tmp_path, sample=[line + ("," if place else ",empty") for place, line in enumerate(SAMPLE)])
    assert figures(tmp_path, outcomes="empty").rows() == [(None, "empty", None, *[None] * 4, 0, None, "withheld")]


def test_an_outcome_that_is_no_column(tmp_path):
    write(tmp_path)
    assert "no column 'q9'" in refusal(tmp_path, outcomes="q1,q9")
    assert "no column ''" in refusal(tmp_path, outcomes="q1,")


def test_a_file_that_is_not_there(tmp_path):
    assert "Cannot read" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["sample.csv", "weights.csv", "margins.csv", "."])
def test_nothing_is_written_over_a_folder_or_what_is_read(tmp_path, name):
    write(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    told = refusal(tmp_path, "--margins", "margins.csv", "--out", name if name != "." else str(tmp_path))
    assert told.startswith(f"Cannot write {tmp_path / name}: it is a folder, or another file of this command")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("words", [[], ["--bootstrap=20"], ["--statistic=total"]])
def test_of_one_respondent_nothing_is_told(tmp_path, words):
    write(tmp_path, sample=SAMPLE[:2], weights=WEIGHTS[:2])
    table = figures(tmp_path, *words, "--by=kind")
    assert table["n"].to_list() == [1] * 6
    assert set(table["quality"]) == {"withheld"}
