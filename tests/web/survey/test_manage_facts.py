"""Pages of the team: what is published, wave by wave; answers that another source says otherwise."""

import csv
import io

import pytest
from django.db import IntegrityError
from django.test import Client

from barometre.web.programme.permissions import READER, TEAM
from little_questionnaire import BREST, QUESTIONS, QUIMPER, options, question, questionnaire
from survey_answers import open_wave, send_answers

STATED, COMPARED = "/gestion/enquete/reponses/", "/gestion/enquete/ecarts/"
SITE = question(
    "site",
    "one-of",
    options=options([("propre", "Le nôtre"), ("aucun", "=Aucun site")]),
    known=[{"fact": "site.declared", "use": "compare", "same": {"yes": ["propre"], "no": ["aucun"]}}],
)
ASKED = questionnaire([*QUESTIONS, SITE])


def test_the_team_reads_how_many_are_published_and_how_many_facts_they_state(as_member, published):
    open_wave("vague-1", 2, published.date, ASKED)
    send_answers(BREST, {"formes": "oui", "sauvegarde": "jour"}, wave="vague-1", asked=ASKED)
    send_answers(QUIMPER, {"formes": "non"}, wave="vague-1", asked=ASKED)
    send_answers(QUIMPER, {"formes": "oui"}, asked=ASKED)
    send_answers(BREST, {"formes": "oui", "sauvegarde": "jour"}, published=True, asked=ASKED)
    waves = {one.wave: one for one in as_member(TEAM).get(STATED).context_data["waves"]}
    wave, any_time = waves["vague-1"], waves[""]
    assert (wave.bodies, wave.sent, wave.published, wave.facts) == (2, 2, 0, 0)
    assert (any_time.bodies, any_time.sent, any_time.published, any_time.facts) == (2, 2, 1, 2)


def test_nothing_answered_to_a_wave_can_be_published(undone):
    open_wave("vague-1", 2, undone.date, ASKED)
    with pytest.raises(IntegrityError, match="published_at_any_time_alone"):
        send_answers(BREST, {"formes": "oui"}, wave="vague-1", published=True, asked=ASKED)


def test_contradictions_by_question_and_by_body_and_as_a_file_until_they_are_corrected(as_member, published):
    team = as_member(TEAM)
    open_wave("vague-1", 2, published.date, ASKED)
    send_answers(BREST, {"site": "aucun"}, day=4, wave="vague-1", asked=ASKED)
    page = team.get(f"{COMPARED}?vague=vague-1")
    assert page.context_data["by_body"] == [(BREST, "Brest", 1)]
    assert [(name, count) for name, *_, count in page.context_data["by_question"]] == [("site", 1)]
    assert "4 novembre 2026" in page.content.decode() and "6 octobre 2026" in page.content.decode()
    file = team.get(f"{COMPARED}donnees.csv").content.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(file), delimiter=";")
    assert (line["siren"], line["valeur"], line["repondu_le"]) == (BREST, "oui", "2026-11-04")
    assert line["reponse"] == "'=Aucun site", "no spreadsheet runs it"
    send_answers(BREST, {"site": "propre"}, day=5, wave="vague-1", asked=ASKED)
    assert team.get(COMPARED).context_data["count"] == 0
    assert team.get(f"{COMPARED}?vague=nulle-part").status_code == 404


def test_others_see_none_of_it(as_member):
    reader = as_member(READER)
    for address in (STATED, COMPARED, f"{COMPARED}donnees.csv"):
        assert reader.get(address).status_code == 403
        assert Client(SERVER_NAME="localhost").get(address).status_code == 302
