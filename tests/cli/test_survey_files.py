"""Answers taken in and given by the command: what is said, in words and as JSON."""

import json
from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
import yaml
from django.db import transaction
from typer.testing import CliRunner

from barometre.errors import BarometreError
from every_kind import every_kind

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MAPPING = {
    "id": "limesurvey",
    "questionnaire": "essai",
    "insee": "INSEE",
    "questions": [{"question": "k-oui", "column": "Q1", "codes": {"Y": "oui", "N": "non"}}],
}


@pytest.fixture
def command(published, monkeypatch, tmp_path):
    """Run a command of the survey in this process, on a wave that asks one questionnaire; what it writes is undone."""
    from barometre.cli.survey import survey_app
    from barometre.web.survey.models import Wave
    from barometre.web.survey.versions import freeze

    monkeypatch.setattr("barometre.web.database.site_database", nullcontext)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mapping.yaml").write_text(yaml.safe_dump([MAPPING]))
    (tmp_path / "answers.csv").write_text("INSEE;Q1;Autre\n48095;Y;x\n1004;N;x\n")

    def run(*words):
        done = CliRunner().invoke(survey_app, words)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output

    with transaction.atomic():
        days = {"opens_on": date(2026, 11, 1), "closes_on": date(2026, 12, 1), "base_edition": date(2026, 10, 1)}
        Wave.objects.create(id="essai-2026", title="Essai", **days).versions.add(freeze(every_kind(), NOW))
        yield run
        transaction.set_rollback(True)


def test_answers_come_in_and_go_out(command, tmp_path):
    words = ("import", "answers.csv", "--mapping", "mapping.yaml", "--wave", "essai-2026")
    said = command(*words, "--dry-run")
    assert "line 3, INSEE: « 1004 » is no INSEE code" in said and "columns not read: Autre" in said
    found = json.loads(command(*words, "--json"))
    assert (found["accepted"], found["added"], found["wave"]) == (1, 1, "essai-2026")
    assert [(one["row"], one["column"], one["proposed"]) for one in found["rejected"]] == [(3, "INSEE", "01004")]
    export = ("export", "--campaign", "essai-2026", "--out", "out", "--identified")
    assert json.loads(command(*export, "--json")) == {"folder": "out", "rows": {"essai": 1}, "withheld": []}
    assert (tmp_path / "out" / "essai.csv").read_text("utf-8").splitlines()[1].startswith("214800955,48095,Mende,")


def test_what_cannot_be_is_one_line(command, tmp_path):
    with pytest.raises(BarometreError, match="--linked is about pseudonyms"):
        command("export", "--campaign", "essai-2026", "--out", "out", "--identified", "--linked")
    (tmp_path / "answers.csv").write_text("INSEE;Q1\n1004;N\n")
    with pytest.raises(BarometreError, match=r"No line of answers\.csv is accepted"):
        command("import", "answers.csv", "--mapping", "mapping.yaml", "--wave", "essai-2026")
