import pytest
from django.core.exceptions import ValidationError

from barometre.web.programme.models import GroupProject, Registration
from barometre.web.programme.projects import store
from barometre.web.programme.projects.forms import siren_of

ADDRESS = "/programme/projets/urbanisme/inscription/"
GOOD = {
    "name": "Camille Le Bihan",
    "role": "agent",
    "collectivite": "29232",
    "email": "camille@exemple.fr",
    "message": "",
    "site": "",
}


def test_a_registration_is_kept_and_never_shown(programme, client):
    sent = client.post(ADDRESS, GOOD)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{ADDRESS}?envoye=inscription")
    kept = Registration.objects.get(project="urbanisme")
    assert (kept.name, kept.role, kept.siren) == ("Camille Le Bihan", "agent", "212902324")
    assert "est enregistrée" in client.get(sent.headers["Location"]).content.decode()
    for address in ("/programme/projets/urbanisme/", "/programme/projets/donnees.csv", ADDRESS):
        assert "Le Bihan" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Indiquez votre nom."),
        ("role", "maire", "Choisissez agent ou élu."),
        ("collectivite", "", "Indiquez votre collectivité."),
        ("collectivite", "zzzzzzz", "Aucune collectivité n’a ce nom"),
        ("collectivite", "Saint-Denis", "Plusieurs collectivités répondent"),
        ("email", "camille@", "L’adresse n’est pas complète."),
        ("email", "", "Indiquez l’adresse"),
        ("message", "é" * 2001, "Le texte est trop long"),
        ("name", "a\x00b", ""),
    ],
)
def test_a_fault_is_told_beside_its_field(programme, client, field, value, words):
    page = client.post(ADDRESS, {**GOOD, field: value})
    text = page.content.decode()
    assert (page.status_code, words in text, "fr-error-text" in text) == (400, True, True)
    assert "Rien n’a été envoyé." in text
    assert "camille@exemple.fr" in text or field == "email"
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("said", "siren"),
    [
        ("29232", "212902324"),
        ("212902324", "212902324"),
        ("212 902 324", "212902324"),
        ("quimper", "212902324"),
        ("16010", "200096444"),  # Ambleville, merged in 2022
        ("200035459", "200096956"),  # merged since
        ("2a004", "212000046"),
        ("222900011", "222900011"),
    ],
)
def test_a_collectivite_is_found_by_name_code_or_siren(said, siren):
    assert siren_of(said) == siren


@pytest.mark.parametrize("said", ["98818", "999999999", "0", "-", "é" * 150])
def test_what_is_no_collectivite_is_refused(said):
    with pytest.raises(ValidationError):
        siren_of(said)


def test_a_robot_is_thanked_and_forgotten(programme, client):
    assert client.post(ADDRESS, {**GOOD, "site": "http://spam"}).status_code == 302
    assert not Registration.objects.exists()


def test_nobody_overwrites_the_registration_of_another(programme, client):
    first = client.post(ADDRESS, GOOD)
    again = client.post(ADDRESS, {**GOOD, "name": "Un autre", "collectivite": "29019"})
    assert [(one.status_code, one.headers["Location"], one.content) for one in (first, again)] == [
        (302, f"{ADDRESS}?envoye=inscription", b"")
    ] * 2
    assert Registration.objects.get().name == "Camille Le Bihan"
    thanks = client.get(again.headers["Location"]).content.decode()
    assert "Pour la corriger, écrivez à l’exploitant du site" in thanks


@pytest.mark.parametrize(
    ("bound", "elsewhere", "words"),
    [("FROM_AN_ADDRESS", 302, "Revenez dans une heure"), ("A_DAY", 429, "Revenez demain")],
)
def test_too_many_are_refused(programme, client, monkeypatch, bound, elsewhere, words):
    monkeypatch.setattr(store, bound, 1)
    assert client.post(ADDRESS, GOOD).status_code == 302
    again = client.post(ADDRESS, {**GOOD, "email": "autre@exemple.fr"})
    assert (again.status_code, words in again.content.decode()) == (429, True)
    other = client.post(ADDRESS, {**GOOD, "email": "ailleurs@exemple.fr"}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == elsewhere


def test_a_closed_project_takes_none(programme, client):
    GroupProject.objects.filter(pk="urbanisme").update(open=False)
    assert client.post(ADDRESS, GOOD).status_code == 409
    assert "<form method" not in client.get(ADDRESS).content.decode()


def test_a_forged_form_is_refused(programme):
    from django.test import Client

    assert Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post(ADDRESS, GOOD).status_code == 403
