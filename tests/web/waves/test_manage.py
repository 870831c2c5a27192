"""A wave led from /gestion/ by the team, without a developer: prepared, opened, followed, reminded, closed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from barometre.web.mailing.models import Added, Message, Pause
from barometre.web.programme.permissions import MEMBER, TEAM
from barometre.web.survey.models import Wave
from townhall_visits import MENDE, text_of

WAVES, IMPORT = "/gestion/survey/wave/", "/gestion/mailing/added/importer/"


@pytest.fixture
def team(undone):
    return logged_in(TEAM)


def logged_in(group):
    user = User.objects.create(username=f"de {group}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user)
    return browser


def typed(**more):
    today = timezone.localdate()
    return {
        "id": "automne",
        "title": "Enquête d’automne",
        "questionnaires": ["strategie"],
        "opens_on": today.strftime("%d/%m/%Y"),
        "closes_on": (today + timedelta(days=30)).strftime("%d/%m/%Y"),
        "introduction": "",
        "reminder_days": "20, 10",
        "departements": ["48"],
        "kinds": ["commune"],
        "sirens": "",
        "seed": "",
        "target_commune": "30",
    } | more


def test_a_wave_from_its_form_to_its_end(team):
    made = team.post(f"{WAVES}add/", typed())
    assert made.headers["Location"] == f"{WAVES}automne/preparer/"
    wave = Wave.objects.get()
    assert wave.selection == {"departements": ["48"], "kinds": ["commune"]}
    assert (wave.questionnaires, wave.reminder_days, wave.targets) == (["strategie"], [10, 20], {"commune": 30})
    page = team.get(made.headers["Location"])
    assert "Collectivités invitées : 152" in text_of(page) and "rien n’est parti" in text_of(page)
    assert not Message.objects.filter(about="automne").exists()
    opened = team.post(f"{WAVES}automne/preparer/", follow=True)
    queued = Message.objects.filter(about="automne").count()
    assert f"Invitations à envoyer : {queued}" in text_of(opened) and queued > 100
    assert "déjà été ouverte" in text_of(team.post(f"{WAVES}automne/preparer/", follow=True))
    Message.objects.filter(about="automne").update(state="sent", done_at=timezone.now())
    followed = team.get(f"{WAVES}automne/suivre/")
    assert f"sur {queued} interrogées : 0 %" in text_of(followed)
    assert '<svg role="group"' in followed.content.decode() and "Jour après jour" in text_of(followed)
    lines = team.get(f"{WAVES}automne/suivre/donnees.csv").content.decode().splitlines()
    assert lines[0].endswith(
        "niveau;code;nom;invitees;sans_adresse;interrogees;revenus;ouvertes;commencees;envoyees;"
        "part_de_reponses;objectif"
    )
    assert f"Type;commune;Communes;152;{152 - queued};{queued};0;0;0;0;0;30" in lines
    assert 'name="relances" value="0"' in followed.content.decode()
    clicks = [
        team.post(f"{WAVES}automne/suivre/", {"geste": "relancer", "relances": "0"}, follow=True) for _ in range(2)
    ]
    assert f"Relances à envoyer : {queued}" in text_of(clicks[0]) and "vient d’être demandée" in text_of(clicks[1])
    assert Wave.objects.get().reminders == 1, "two clicks write once"
    assert "La vague est close" in text_of(team.post(f"{WAVES}automne/suivre/", {"geste": "clore"}, follow=True))
    assert "n’est pas ouverte" in text_of(team.post(f"{WAVES}automne/suivre/", {"geste": "relancer"}, follow=True))


def test_reading_the_pages_of_a_wave_does_nothing(team):
    team.post(f"{WAVES}add/", typed())
    for page in ("preparer", "suivre", "change"):
        team.get(f"{WAVES}automne/{page}/")
    assert Wave.objects.get().opened_at is None and not Message.objects.filter(about="automne").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reminder_days": "10, demain"}, "nombres de jours"),
        ({"sirens": "214800955 123"}, "Aucune collectivité n’a ce SIREN : 123."),
        ({"size": "100"}, "ensemble, ou aucune des deux"),
        ({"closes_on": "01/01/2020"}, "avant l’ouverture"),
        ({"questionnaires": []}, "obligatoire"),
        ({"target_commune": "120"}, "100"),
        ({"id": "a-tout-moment"}, "un autre identifiant"),
    ],
)
def test_what_is_not_a_wave_is_refused(team, wrong, said):
    page = team.post(f"{WAVES}add/", typed(**wrong))
    assert page.status_code == 200 and said in text_of(page) and not Wave.objects.exists()


def test_once_open_only_its_end_its_words_and_its_targets_change(team):
    team.post(f"{WAVES}add/", typed())
    team.post(f"{WAVES}automne/preparer/")
    before = Wave.objects.get()
    later = (before.closes_on + timedelta(days=7)).strftime("%d/%m/%Y")
    changed = typed(closes_on=later, departements=["29"], questionnaires=["donnees"], target_commune="40")
    assert team.post(f"{WAVES}automne/change/", changed).status_code == 302
    after = Wave.objects.get()
    assert (after.selection, after.questionnaires) == (before.selection, before.questionnaires)
    assert after.closes_on == before.closes_on + timedelta(days=7) and after.targets == {"commune": 40}


@pytest.mark.parametrize("page", ["", "add/", "automne/preparer/", "automne/suivre/", "automne/suivre/donnees.csv"])
def test_others_than_the_team_see_nothing(undone, page):
    assert logged_in(MEMBER).get(f"{WAVES}{page}").status_code == 403


@pytest.mark.parametrize("name", ["message", "added", "silent", "dead", "pause"])
def test_lists_of_messages(team, name):
    assert team.get(f"/gestion/mailing/{name}/").status_code == 200


@pytest.mark.parametrize("address", ["a@[127.0.0.1]", f"a@{'é' * 60}.fr", "dgs@mende.example"])
def test_an_address_is_added_that_one_can_write_to(team, address):
    team.post("/gestion/mailing/added/add/", {"siren": MENDE, "address": address})
    assert Added.objects.exists() is (address == "dgs@mende.example")


def send_file(team, content, **more):
    return team.post(IMPORT, {"file": SimpleUploadedFile("adresses.csv", content), **more}, follow=True)


def test_a_file_of_addresses_is_looked_at_first(team):
    content = f"SIREN;Adresse\r\n{MENDE};dgs@mende.example\r\n{MENDE};dgs@mende.example\r\n;\r\n".encode("cp1252")
    seen = send_file(team, content)
    assert "Adresses nouvelles : 1. Déjà connues : 1." in text_of(seen) and not Added.objects.exists()
    assert "Adresses ajoutées : 1." in text_of(send_file(team, content, geste="garder"))
    assert Added.objects.get().address == "dgs@mende.example"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"siren;courriel\n", "il manque la colonne « adresse »"),
        (b"siren,adresse\n123456789,a@b.fr\n", "Ligne 2 : aucune collectivité n’a le SIREN « 123456789 »."),
        (f"siren,adresse\n{MENDE},<b>x\n".encode(), "Ligne 2 : « <b>x » n’est pas une adresse"),
        (b"", "vide"),
        (f'siren,adresse\n{MENDE},"'.encode() + b"a@b.fr\n" * 30_000, "un guillemet y reste ouvert"),
    ],
)
def test_a_file_with_a_wrong_line_is_not_half_kept(team, content, said):
    page = send_file(team, content, geste="garder")
    assert said in text_of(page) and "<b>x" not in page.content.decode() and not Added.objects.exists()


def test_the_team_is_told_that_an_operator_refuses_us(team):
    now = timezone.now()
    Pause.objects.create(operator="orange", since=now, until=now + timedelta(days=1), answer="550 OFR006_102")
    Pause.objects.create(operator="free", since=now, until=now + timedelta(days=1), answer="421")
    page = text_of(team.get("/gestion/"))
    assert "« orange » refuse nos messages" in page and "« free » refuse" not in page
    assert "refuse nos messages" not in text_of(logged_in(MEMBER).get("/gestion/"))
