"""Pages of a questionnaire: what is changed is kept, and nothing else; what is impossible is shown again."""

import re

import pytest
from django.test import override_settings

from answering import answer, at, form_of, kept, send_form
from barometre.web.survey.models import Answer, Invited, Response
from townhall_visits import MENDE, ROOM, text_of

HOME, SUMMARY = "/mairie/questionnaires/", "/mairie/questionnaires/repondre-2026/repondre/envoyer/"


def test_from_the_room_to_a_saved_page(inside):
    page = inside.get(ROOM)
    assert "Vague d’essai" in text_of(page) and "0 sur 1 envoyé" in text_of(page)
    listed = text_of(inside.get(HOME))
    assert "Questionnaire d’essai" in listed and "pas encore commencé" in listed
    first = inside.get("/mairie/questionnaires/repondre-2026/repondre/")
    assert first.headers["Location"] == at(1)
    shown = text_of(inside.get(at(1)))
    assert "Est-ce que votre commune a un site ?" in shown and "Page 1 sur" in shown
    sent = answer(inside, 1, "continuer", **{"q.site": "oui", "q.outils": ["b", "a"], "q.heures": "12,50"})
    assert sent.headers["Location"] == at(2)
    assert kept() == {"site": "oui", "outils": ["a", "b"], "heures": 12.5}
    assert 'value="12,5"' in inside.get(at(1)).content.decode()
    assert "commencé : 3 sur" in text_of(inside.get(HOME))


def test_opening_makes_no_row(inside):
    """A scanner, three clicks, and a page left as it came."""
    for _ in range(3):
        inside.get(at(1)), inside.head(at(1)), inside.get(HOME)
        answer(inside, 1, "continuer")
    assert not Response.objects.filter(siren=MENDE).exists() and not Invited.objects.filter(siren=MENDE).exists()


def test_every_kind_is_kept_and_shown_again(inside):
    answer(inside, 1, **{"q.site": "oui", "q.avis": "mal", "q.heures": "nsp"})
    answer(inside, 2, **{"q.detail": "Un <b>site</b>", "q.depuis": "03/2020", "q.courriel": "non"})
    answer(inside, 3, **{"q.logiciels.paie": "ligne", "q.logiciels.etat-civil": "poste"})
    expected = {"site": "oui", "avis": "mal", "heures": "nsp", "detail": "Un <b>site</b>", "depuis": "2020-03"}
    assert kept() == expected | {"courriel": "non", "logiciels": {"paie": "ligne", "etat-civil": "poste"}}
    before = Answer.objects.filter(response__siren=MENDE).count()
    for number in (1, 2, 3):
        answer(inside, number)
    assert Answer.objects.filter(response__siren=MENDE).count() == before, "what is shown again is not written again"
    assert "<b>site" not in inside.get(at(2)).content.decode()
    shown = text_of(inside.get(SUMMARY))
    assert "mars 2020" in shown and "Paie : Choix ligne" in shown and "Je ne sais pas" in shown


def test_fields_are_those_a_keyboard_and_a_screen_reader_take(inside):
    answer(inside, 1, **{"q.site": "oui"})
    pages = "".join(inside.get(at(number)).content.decode().partition("<main")[2] for number in (1, 2, 3))
    assert 'inputmode="decimal"' in pages and 'type="number"' not in pages and "maxlength" not in pages
    for part in ("40 caractères au plus", "par exemple 03/2024", "de 0 à 70, en heures", "une précision pourra être"):
        assert part in pages.replace("\u00a0", " ")
    buttons = re.findall(r'<button[^>]*type="submit"[^>]*value="(\w+)"', inside.get(at(2)).content.decode())
    assert buttons == ["enregistrer", "continuer", "precedent", "quitter"], "Enter in a field saves, and never sends"


@pytest.mark.parametrize("gesture", ["enregistrer", "continuer", "quitter"])
def test_an_invalid_page_keeps_what_is_valid_and_shows_the_rest_as_typed(inside, gesture):
    sent = answer(inside, 1, gesture, **{"q.site": "non", "q.heures": "1.234"})
    assert sent.status_code == 302 and kept() == {"site": "non", "heures": None}
    page = inside.get(at(1))
    html = page.content.decode()
    assert html.partition("<title>")[2].startswith("Erreur\u00a0: ")
    assert html.index('id="erreurs"') < html.index("<h1>") and 'href="#q.heures"' in html
    assert 'value="1.234"' in html and 'aria-invalid="true"' in html and "deux façons" in html
    assert re.search(r'aria-describedby="q.heures.aide q.heures.erreur"', html) and 'id="q.heures.erreur"' in html
    on = answer(inside, 1, "continuer")
    assert on.headers["Location"] == at(2), "what was seen once does not hold back"
    refused = inside.post(SUMMARY, form_of(inside.get(SUMMARY)))
    assert refused.status_code == 400 and f'href="{at(1)}#q.heures"' in refused.content.decode()
    assert refused.content.decode().partition("<title>")[2].startswith("Erreur\u00a0: ")
    answer(inside, 1, **{"q.heures": "1234"})
    answer(inside, 1, **{"q.heures": "12"})
    assert kept()["heures"] == 12


def test_what_excludes_all_others_is_told(inside):
    answer(inside, 1, **{"q.outils": ["a", "aucun"]})
    page = inside.get(at(1))
    assert "exclut les autres" in text_of(page)
    assert form_of(page)["q.outils"] == ["a", "aucun"] or set(form_of(page)["q.outils"]) == {"a", "aucun"}


def test_an_answer_is_taken_back(inside):
    answer(inside, 1, **{"q.site": "oui", "q.outils": ["a"]})
    answer(inside, 1, **{"q.site": "", "q.outils": []})
    assert kept() == {"site": None, "outils": None}


def test_what_is_hidden_comes_back_while_drafting_and_counts_for_nothing(inside):
    answer(inside, 1, **{"q.site": "oui"})
    answer(inside, 2, **{"q.detail": "Le nôtre"})
    answer(inside, 1, **{"q.site": "non"})
    assert "Lequel ?" not in text_of(inside.get(at(2)))
    assert "Non posée" in text_of(inside.get(SUMMARY)) and "Le nôtre" not in text_of(inside.get(SUMMARY))
    answer(inside, 1, **{"q.site": "oui"})
    assert 'value="Le nôtre"' in inside.get(at(2)).content.decode()


def test_two_persons_on_one_page_lose_nothing(inside, guest):
    old = inside.get(at(1))
    answer(guest, 1, **{"q.site": "oui"})
    send_form(inside, old, at(1), **{"q.avis": "bien"})
    assert kept() == {"site": "oui", "avis": "bien"}


def test_the_same_question_changed_by_both_is_chosen(inside, guest):
    old = inside.get(at(1))
    answer(guest, 1, **{"q.site": "oui"})
    page = send_form(inside, old, at(1), "quitter", **{"q.site": "non", "q.avis": "mal"})
    assert page.status_code == 409 and kept() == {"site": "oui", "avis": "mal"}
    shown = text_of(page)
    assert (
        "services techniques" in shown
        and "une autre réponse a été donnée par" in shown
        and "Garder l’autre réponse" in shown
    )
    assert form_of(page)["q.site"] == ["non"]
    assert page.content.decode().partition("<title>")[2].startswith("Erreur\u00a0: ")
    assert send_form(inside, page, at(1), **{"garder.site": "oui"}).status_code == 302
    assert kept()["site"] == "oui"
    assert send_form(inside, page, at(1)).status_code == 302
    assert kept()["site"] == "non", "the last one to choose"
    assert [row.who for row in Answer.objects.filter(question="site").order_by("pk")] == ["services techniques", ""]


def test_what_a_register_says_is_never_ticked_and_is_taken_up_by_a_gesture(inside):
    page = inside.get(at(2))
    assert "D’après" in text_of(page) and "C’est exact" in text_of(page)
    assert "q.courriel" not in form_of(page)
    answer(inside, 2)
    assert kept() is None, "untouched is no answer"
    answer(inside, 2, **{"q.courriel": "=exact"})
    row = Answer.objects.get(question="courriel")
    assert (row.value, row.how) == ("oui", "confirmed")
    assert form_of(inside.get(at(2)))["q.courriel"] == ["oui"]
    answer(inside, 2, **{"q.courriel": "non"})
    assert Answer.objects.filter(question="courriel").latest("pk").how == "corrected"


def test_what_was_seen_is_told_after_the_answer_only(inside):
    assert "dit autre chose" not in text_of(inside.get(at(1)))
    told = text_of(inside.get(answer(inside, 1, "continuer", **{"q.site": "non"}).headers["Location"]))
    assert "dit autre chose : Un site est déclaré : oui" in told and "Vous répondez : Non" in told
    assert "dit autre chose : Un site est déclaré : oui" in text_of(inside.get(SUMMARY))
    answer(inside, 1, **{"q.site": "oui"})
    assert "dit autre chose" not in text_of(inside.get(SUMMARY))


def test_the_law_is_told_after_the_answer_to_whom_it_binds(inside):
    assert "Obligation" not in text_of(inside.get(at(2)))
    answer(inside, 2, **{"q.courriel": "non"})
    assert "Obligation" in text_of(inside.get(SUMMARY))
    assert 'href="/obligations/rgpd-registre/"' in inside.get(SUMMARY).content.decode()
    answer(inside, 2, **{"q.courriel": "non-concerne"})
    assert "Obligation" not in text_of(inside.get(SUMMARY)), "the law has no object there"


def test_nobody_is_asked_what_does_not_concern_it(inside):
    assert "Pour les régions ?" not in "".join(text_of(inside.get(at(n))) for n in (1, 2, 3))
    assert "Non concerné" in text_of(inside.get(SUMMARY))
    assert inside.get(at(4)).headers["Location"] == SUMMARY, "a page that asks nothing leads on"


def test_what_is_of_no_question_is_not_kept(inside):
    answer(inside, 1, **{"q.autre": "x", "avant.autre": "0", "q.site": "=exact", "q.avis": "pire", "q.region": "oui"})
    row = Answer.objects.filter(question="avis").latest("pk")
    assert (row.value, row.typed) == (None, ["pire"])
    assert set(kept()) == {"avis", "site"} and kept()["site"] is None


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2000)
def test_a_huge_form_is_refused_whole(inside):
    assert answer(inside, 1, **{"q.site": "oui", "q.heures": "9" * 5000}).status_code in (400, 413)
    assert kept() is None


def test_null_signs_and_odd_texts_are_kept_out(inside):
    answer(inside, 1, **{"q.site": "oui"})
    answer(inside, 2, **{"q.detail": "a\x00b\u202e<script>=1+1"})
    assert kept()["detail"] in ("ab <script>=1+1", "ab<script>=1+1")
    assert "<script>" not in inside.get(at(2)).content.decode()
