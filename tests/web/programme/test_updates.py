"""The operator's page on updates: for the team alone, from what the instance keeps on disk."""

import re
from dataclasses import replace
from datetime import date

import pytest

from barometre.settings import settings
from barometre.sources import intake, registry
from barometre.update.journal import one_run, write_entry

PAGE = "/gestion/mises-a-jour/"


@pytest.fixture
def var(tmp_path, monkeypatch):
    """A folder of the instance that nobody else reads."""
    monkeypatch.setattr(settings(), "var", tmp_path)
    return tmp_path


@pytest.fixture
def text(someone):
    team = someone("team")

    def read():
        html = team.get(PAGE).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("content-main") :]))

    return read


def test_only_the_team_sees_it(var, someone, client):
    browsers = [someone("team"), someone("reader")]
    assert client.get(PAGE).status_code == 302
    assert [browser.get(PAGE).status_code for browser in browsers] == [200, 403]
    assert [PAGE in browser.get("/gestion/").content.decode() for browser in browsers] == [True, False]


def test_a_source_that_never_came_is_not_zero_rows(var, text):
    assert "fibre jamais reçu – – – – à la prochaine mise à jour aucun" in text()
    assert "Aucune mise à jour n’est en cours" in text()
    assert "Aucune mise à jour n’a encore eu lieu" in text()


def test_a_source_has_its_age_its_counts_its_next_question_and_its_failure(var, text):
    state = {"date": "2026-01-02", "rows": 34970, "matched": 34900, "unmatched": 0, "checked_on": "2026-01-02"}
    intake.write_state(intake.source_folder(var, "fibre"), state | {"failure": "answered 404"})
    age = (date.today() - date(2026, 1, 2)).days
    said = f"2 janvier 2026 {age} (plus que les 92 prévus) 34970 34900 0 à la prochaine mise à jour answered 404"
    assert said in text()


def test_a_source_that_is_not_due_has_the_day_of_the_next_question(var, text):
    state = {"date": "2999-01-01", "rows": 3, "matched": 2, "unmatched": 1, "checked_on": "2026-01-02"}
    intake.write_state(intake.source_folder(var, "fibre"), state)
    assert "3 2 1 3 avril 2999 aucun" in text()


def test_a_broken_state_is_said_and_the_page_stands(var, text):
    (intake.source_folder(var, "fibre") / intake.STATE).write_text("{")
    assert "cannot be read" in text()


def test_the_run_under_way_has_its_step(var, text):
    with one_run(var) as tell:
        tell("fetch", "fibre")
        assert "Étape : téléchargement (fibre)" in text()


def test_runs_have_their_decision_with_who_forced_and_why(var, text):
    run = {"started": "2026-11-20T04:10:00+00:00", "ended": "2026-11-20T04:12:00+00:00", "by": "alice"}
    write_entry(var, run | {"decision": "refused", "odd": ["indicator fibre <b>"], "problems": [], "moved": 12})
    write_entry(var, run | {"decision": "published", "forced": "the producer confirms", "edition": "2026-11-20"})
    write_entry(var, {"started": "2026-11-21T04:10:00+00:00", "ended": None, "decision": "killed"})
    said = text()
    assert "édition publiée ; passage en force : « the producer confirms » 2026-11-20 – alice rien" in said
    assert "édition retenue, à regarder – 12 alice indicator fibre &lt;b&gt;" in said
    assert said.index("interrompue") < said.index("édition publiée") < said.index("édition retenue")


def test_every_register_is_there_in_a_table_with_headers(var, someone, monkeypatch):
    other = replace(registry.REGISTERS["fibre"], id="bal")
    monkeypatch.setitem(registry.REGISTERS, "bal", other)
    html = someone("team").get(PAGE).content.decode()
    assert html.count('<th scope="row">') == len(registry.REGISTERS)
    assert "<caption>État de chaque registre" in html
    assert "<script>" not in html
