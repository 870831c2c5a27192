"""`barometre survey weigh`: from two files to weights, whole or not at all."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from barometre.cli.survey import survey_app
from barometre.errors import BarometreError
from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from weighed import MARGINS, SAMPLE, frame


@pytest.fixture
def files(tmp_path):
    (tmp_path / "sample.csv").write_text(SAMPLE)
    (tmp_path / "margins.csv").write_text(MARGINS)
    return tmp_path


def weigh(files, *words):
    paths = [f"--{name}={files / name}.csv" for name in ("sample", "margins")]
    return CliRunner().invoke(survey_app, ["weigh", *paths, f"--out={files / 'weights.csv'}", *words])


def test_weights_are_written_in_full_by_id(files):
    outcome = weigh(files, "--method", "raking")
    assert outcome.exit_code == 0
    assert "design effect" in outcome.stdout
    written = pl.read_csv(files / "weights.csv", schema={"id": pl.String, "weight": pl.Float64})
    assert written["id"].to_list() == list(frame().ids)
    assert written["weight"].to_list() == list(calibrate(frame(), CalibrationOptions()).weights)


def test_what_was_found_is_given_as_json(files):
    found = json.loads(weigh(files, "--method=logit", "--bounds=0.5,3", "--cap=5", "--json").stdout)
    assert (found["respondents"], found["population"], found["bounds"], found["cap"]) == (16, 1000, [0.5, 3], 5)
    assert found["iterations"] > 0
    assert found["missed"] <= 1e-8
    assert 0.5 < found["ratios"][0] < 1 < found["ratios"][1] < 3
    assert 16 / found["design_effect"] == pytest.approx(found["effective_respondents"])
    assert found["margins"][0] == {
        "variable": "kind",
        "category": "commune",
        "respondents": 10,
        "total": 700,
        "weighted": pytest.approx(700),
    }
    assert "propensity" not in found


def test_what_a_cap_misses_is_told_on_standard_error(files):
    outcome = weigh(files, "--cap=1.2")
    assert outcome.exit_code == 0
    assert "Note: Cap 1.2 is held and margins are missed" in outcome.stderr


def test_propensities_are_a_check_beside(files):
    sample = "\n".join(line.rpartition(",")[0] for line in SAMPLE.splitlines())
    (files / "sample.csv").write_text(sample)
    counts = {"kind": {"commune": 20, "epci": 12}, "region": {"nord": 12, "sud": 10, "est": 10}}
    rows = [f"{name},{category},{total}" for name, known in counts.items() for category, total in known.items()]
    (files / "margins.csv").write_text("\n".join(["variable,category,total", *rows]))
    twice = sample.splitlines()[1:] * 2
    (files / "all.csv").write_text("\n".join(["id,kind,region,site", *twice]))
    found = json.loads(weigh(files, f"--population={files / 'all.csv'}", "--json").stdout)
    assert found["propensity"]["probabilities"] == pytest.approx([0.5, 0.5])
    assert found["propensity"]["missed"] < 1e-9
    assert found["propensity"]["correlation"] is None, "all weigh the same"
    assert "all equal" in weigh(files, f"--population={files / 'all.csv'}").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--bounds=wide",), "--bounds wide is not two numbers"),
        (("--bounds=1,3",), "0 <= L < 1 < U"),
        (("--method=linear", "--bounds=0.6,1.45"), "Infeasible bounds"),
    ],
)
def test_a_refusal_writes_nothing(files, words, told):
    outcome = weigh(files, *words)
    assert isinstance(outcome.exception, BarometreError)
    assert told in str(outcome.exception)
    assert not (files / "weights.csv").exists()


@pytest.mark.parametrize("name", ["sample.csv", "margins.csv", "."])
def test_nothing_is_written_over_a_folder_or_what_is_read(files, name):
    outcome = weigh(files, f"--out={files / name}")
    assert str(outcome.exception).startswith(f"Cannot write {files / name}: it is a folder, or another file of")
    assert {path.name for path in files.iterdir()} == {"sample.csv", "margins.csv"}
    assert ((files / "sample.csv").read_text(), (files / "margins.csv").read_text()) == (SAMPLE, MARGINS)
