"""Pages of a questionnaire: what is changed is kept, and nothing else; what is impossible is shown again."""

import pytest

from answering import answer, at, form_of, send_form
from barometre.web.survey.models import Answer, Invited, Response
from barometre.web.survey.respond import views
from townhall_visits import MENDE, QUIMPER, ROOM, browser, enter, text_of


def kept(questionnaire="essai"):
    response = Response.objects.filter(siren=MENDE, questionnaire=questionnaire).first()
    from barometre.web.survey.responses import values

    return values(response) if response else None


def test_from_the_room_to_a_saved_page(inside):
    page = inside.get(ROOM)
    assert "Vague d’essai" in text_of(page) and "0 sur 1 envoyé" in text_of(page)
    listed = text_of(inside.get("/mairie/questionnaires/"))
    assert "Questionnaire d’essai" in listed and "pas encore commencé" in listed
    first = inside.get("/mairie/questionnaires/essai-2026/essai/")
    assert first.headers["Location"] == at(1)
    shown = text_of(inside.get(at(1)))
    assert "Est-ce que votre commune a un site ?" in shown and "Page 1 sur" in shown
    sent = answer(inside, 1, "continuer", **{"q.site": "oui", "q.outils": ["b", "a"], "q.heures": "12,50"})
    assert sent.headers["Location"] == at(2)
    assert kept() == {"site": "oui", "outils": ["a", "b"], "heures": 12.5}
    assert "12,5" in inside.get(at(1)).content.decode()


def test_opening_makes_no_row(inside):
    for _ in range(3):
        inside.get(at(1)), inside.head(at(1)), inside.get("/mairie/questionnaires/")
        answer(inside, 1, "continuer")
    assert not Response.objects.filter(siren=MENDE).exists() and not Invited.objects.filter(siren=MENDE).exists()
