"""`barometre survey`: the questionnaires, for people and for other programs."""

import json

from typer.testing import CliRunner

from barometre.catalogue.load import load_catalogue
from barometre.cli.survey import survey_app


def run(*words):
    return CliRunner().invoke(survey_app, words)


def test_questionnaires_are_given_as_json_with_what_others_rely_on():
    found = {one["id"]: one for one in json.loads(run("questionnaires", "--json").stdout)}
    assert list(found) == list(load_catalogue().questionnaires)
    assert all(list(one) == ["id", "theme", "version", "questions"] for one in found.values())
    (restored,) = [one for one in found["cybersecurite"]["questions"] if one["id"] == "cybersecurite-restauration"]
    assert list(restored) == ["id", "kind", "text", "options", "condition", "indicator"]
    assert restored["condition"] == "cybersecurite-sauvegarde in (jour, semaine, moins)"
    assert restored["indicator"] == "sauvegarde-essayee"
    assert restored["options"][2] == {"code": "jamais", "label": "Jamais"}
    assert found["fiche"]["theme"] is None


def test_questionnaires_are_listed_to_be_read():
    shown = run("questionnaires").stdout
    for name, questionnaire in load_catalogue().questionnaires.items():
        assert name in shown
        assert str(len(questionnaire.questions)) in shown
