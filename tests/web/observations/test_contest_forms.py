"""« C’est faux ? »: one answer of one body, contested and followed by a visitor without script."""

import re
from html import unescape

import pytest

from barometre.web.observations import contests
from barometre.web.observations.models import Contest
from barometre.web.observations.states import ContestOutcome

GOOD = {"text": "L’adresse est à jour depuis hier.", "email": "", "site": ""}
SITE, CHECK = "/communes/48095/contester/site-declare/", "/communes/48095/contester/site.nosniff/"


def text_of(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\u00a0", " "))


def send(visitor, page=SITE, **fields):
    """Load the page, then send its form, token included."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.get(page).content.decode())
    return visitor.post(page, {"csrfmiddlewaretoken": token[1], **GOOD, **fields})


def test_every_answer_of_a_sheet_has_its_link_whatever_its_source(client):
    for sheet, place in (("/communes/48095/", "/communes/48095/"), ("/epci/242900314/", "/collectivites/242900314/")):
        page = client.get(sheet).content.decode()
        evidence = "".join(re.findall(r'<table class="bar-evidence">.*?</table>', page, re.S))
        rows = re.findall(r'<th scope="row"><a href="/indicateurs/([^/]+)/">', evidence)
        assert set(re.findall(rf'href="{place}contester/([^/]+)/"', page)) == set(rows)
        assert "pas de résultat à contester" not in page


def test_a_register_is_corrected_in_the_register_at_the_record_of_the_body(visitor):
    page = visitor.get(SITE)
    assert "Corriger à la source" in text_of(page)
    assert 'href="https://lannuaire.service-public.gouv.fr/recherche?whoWhat=Mairie&amp;where=Mende+48000"' in (
        page.content.decode()
    )


@pytest.mark.parametrize("page", [CHECK, "/communes/48095/contester/site-certificat/"])
def test_what_was_observed_is_looked_at_again(visitor, page):
    answer = visitor.get(page)
    if answer.status_code == 404:
        pytest.fail("this edition has no such question")
    assert 'href="/communes/48095/observation/#regarder"' in answer.content.decode()


@pytest.mark.parametrize("page", [SITE, CHECK, "/collectivites/222900011/contester/donnees-ouvertes/"])
def test_a_contest_is_followed_at_an_address_to_keep_that_shows_nothing_of_its_text(visitor, page):
    answer = send(visitor, page, email="secretaire@exemple.fr")
    (contest,) = Contest.objects.all()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/contestations/{contest.token}/")
    followed = visitor.get(answer.headers["Location"])
    assert f"Contestation n° {contest.id}" in text_of(followed)
    assert f"http://localhost/contestations/{contest.token}/" in text_of(followed)
    assert "secretaire@exemple.fr" not in text_of(followed) and "depuis hier" not in text_of(followed)
    assert "no-store" in followed.headers["Cache-Control"]
    assert "contestée le" in text_of(visitor.get(page)).lower()


def test_its_state_then_its_outcome_are_told(visitor):
    address = send(visitor).headers["Location"]
    (contest,) = Contest.objects.all()
    assert "Reçue le" in text_of(visitor.get(address))
    contests.take_contest(contest.id)
    assert "En cours d’examen depuis le" in text_of(visitor.get(address))
    contests.settle_contest(contest.id, ContestOutcome.REFUSED, "La fiche de l’annuaire n’a pas d’adresse.")
    told = text_of(visitor.get(address))
    assert "Réglée le" in told and "refusée" in told and "La fiche de l’annuaire" in told


def test_a_check_contested_says_so_on_the_observation_page(visitor):
    send(visitor, CHECK)
    assert "en cours d’examen" in visitor.get("/communes/48095/observation/?groupe=tout").content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": " "}, "Dites ce qui ne va pas"),
        ({"text": "x" * 2001}, "2\u202f000 caractères au plus"),
        ({"email": "secretaire"}, "L’adresse n’est pas complète"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(visitor, fields, message):
    answer = send(visitor, **fields)
    assert answer.status_code == 400
    assert message in unescape(answer.content.decode())
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "<title>Erreur dans le formulaire" in answer.content.decode()
    assert not Contest.objects.exists()


def test_what_is_typed_is_shown_again_as_text(visitor):
    answer = send(visitor, text="<script>alert(1)</script>", email='"><b>')
    assert "<script" not in answer.content.decode() and "&lt;script&gt;" in answer.content.decode()


def test_a_robot_that_fills_the_trap_is_thanked_and_forgotten(visitor):
    assert send(visitor, site="http://spam.example/").status_code == 302
    assert not Contest.objects.exists()


def test_the_same_contest_sent_twice_is_one(visitor):
    sent = [send(visitor, email=email).headers["Location"] for email in ("maire@exemple.fr", "Maire@exemple.fr")]
    assert sent[0] == sent[1]
    assert Contest.objects.count() == 1


def test_a_stranger_cannot_shut_a_town_hall_out(visitor):
    sent = [send(visitor, text=f"Faux, {n}.").status_code for n in range(6)]
    assert sent == [302] * 5 + [429]
    assert send(visitor, CHECK).status_code == 302
    assert Contest.objects.count() == 6


def test_the_whole_instance_has_a_bound(visitor, monkeypatch):
    monkeypatch.setattr(contests, "ALL_CONTESTS_A_DAY", 1)
    send(visitor)
    answer = send(visitor, CHECK)
    assert (answer.status_code, "toutes collectivités confondues" in text_of(answer)) == (429, True)


def test_a_body_too_long_is_not_read_and_the_page_says_so(visitor, caplog):
    answer = send(visitor, text="x" * 3_000_000)
    assert (answer.status_code, "Le texte est trop long pour être lu" in text_of(answer)) == (413, True)
    assert not Contest.objects.exists()
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


def test_a_form_without_its_token_is_refused(visitor):
    answer = visitor.post(SITE, GOOD)
    assert (answer.status_code, "Rien n’a été envoyé" in text_of(answer)) == (403, True)
    assert not Contest.objects.exists()


@pytest.mark.parametrize(
    "address", ["/communes/48095/contester/rien/", "/communes/99999/contester/site-declare/", "/contestations/rien/"]
)
def test_what_does_not_exist_is_not_found(visitor, address):
    assert visitor.get(address).status_code == 404


def test_how_many_are_open_and_settled_is_public(visitor):
    assert "Aucune réponse n’a encore été donnée" in text_of(visitor.get("/contestations/"))
    send(visitor)
    send(visitor, CHECK)
    contests.settle_contest(Contest.objects.first().id, ContestOutcome.HERE, "Vous avez raison.")
    told = text_of(visitor.get("/contestations/"))
    assert "1 contestation est ouverte ; 1 a été réglée au cours des douze derniers mois." in told
    assert "Délai médian entre l’envoi et la réponse : moins d’un jour" in told
    assert "Réglée, acceptée, corrigée par nous,1" in visitor.get(
        "/contestations/donnees.csv"
    ).content.decode().replace('"', "").replace(";", ",")
