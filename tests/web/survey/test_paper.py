"""Questionnaires on paper: what they ask of whom, their conditions in words, a tagged PDF."""

from datetime import date

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.only_if import parse
from barometre.web.survey.respond.paper import condition_words, contents, paper
from pdf_structure import faults, read_structure

TODAY = date(2026, 11, 30)


def asked(name, kind):
    questionnaire = load_catalogue().questionnaires[name]
    return contents(questionnaire, kind, {"powers": [kind], "population": 300}, TODAY)["questions"]


def test_a_question_that_does_not_concern_a_kind_is_not_on_its_paper():
    commune, region = asked("inclusion", "commune"), asked("inclusion", "region")
    assert "Y a-t-il, sur votre territoire" in commune[0]["text"]
    assert not [one for one in region if "Y a-t-il, sur votre territoire" in one["text"]]
    assert [one["number"] for one in region] == list(range(1, len(region) + 1))


def test_it_speaks_to_who_reads_it():
    texts = " ".join(one["text"] for one in asked("cybersecurite", "epci"))
    assert "votre intercommunalité" in texts and "votre collectivité" not in texts
    assert "novembre 2024" in texts


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("inclusion-lieu == oui", "vous avez répondu «\u00a0Oui\u00a0» à la question 1"),
        ("inclusion-lieu != oui", "vous n’avez pas répondu «\u00a0Oui\u00a0» à la question 1"),
        ("inclusion-lieu in (oui, non)", "vous avez répondu «\u00a0Oui\u00a0» ou «\u00a0Non\u00a0» à la question 1"),
        ("inclusion-lieu-heures >= 3", "la réponse à la question 2 est d’au moins 3"),
        (
            "inclusion-lieu == oui and not inclusion-lieu-heures < 2",
            "vous avez répondu «\u00a0Oui\u00a0» à la question 1 et il n’est pas vrai que la réponse à la question 2 "
            "est de moins de 2",
        ),
    ],
)
def test_conditions_are_said_in_words(condition, words):
    questionnaire = load_catalogue().questionnaires["inclusion"]
    numbers = {"inclusion-lieu": 1, "inclusion-lieu-heures": 2}
    assert condition_words(parse(condition), questionnaire, numbers) == words


def test_it_is_a_tagged_pdf_the_same_each_time():
    questionnaire = load_catalogue().questionnaires["outils-internes"]
    made = paper(questionnaire, "commune", {"powers": ["commune"], "population": 300}, TODAY)
    assert faults(read_structure(made)) == []
    assert made == paper(questionnaire, "commune", {"powers": ["commune"], "population": 300}, TODAY)


def test_it_is_offered_on_the_first_page(inside):
    page = inside.get("/mairie/questionnaires/repondre-2026/repondre/page-1/")
    assert "papier.pdf" in page.content.decode()
    pdf = inside.get("/mairie/questionnaires/repondre-2026/repondre/papier.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
