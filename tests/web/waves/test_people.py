"""What is kept about persons: given to them, erased when they ask, forgotten in time."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from asked import KINDS
from barometre.errors import BarometreError
from barometre.web.mailing.models import Added, Message, Silent
from barometre.web.mailing.queue import enqueue
from barometre.web.mailing.states import MessageState, Purpose
from barometre.web.survey.models import Answer, Person, Response
from barometre.web.survey.people import MAY_COME_BACK, NAMED, WAITS, erase_person, export_person, forget_people
from barometre.web.survey.versions import freeze
from barometre.web.townhall.models import Link
from townhall_visits import MENDE

NOW = timezone.now()


@pytest.fixture
def known(undone):
    """Everything that may be kept of the persons of Mende."""
    Person.objects.create(
        siren=MENDE,
        wave="hiver",
        name="Nom Essai",
        mail="n@e.example",
        given_at=NOW,
        kept_until=(NOW + timedelta(days=5)).date(),
    )
    Added.objects.create(siren=MENDE, address="nom.essai@mende.example")
    Silent.objects.create(address_mac="0" * 64, siren=MENDE, at=NOW)
    Link.objects.create(token_hash="t", siren=MENDE, issued_at=NOW, expires_at=NOW, who="Nom Essai")
    version = freeze(KINDS, NOW)
    response = Response.objects.create(
        siren=MENDE, wave="hiver", questionnaire="repondre", version=version, started_at=NOW
    )
    Answer.objects.create(response=response, question="site", value="oui", how="given", at=NOW, who="Nom du lien")
    enqueue(Purpose.RECEIPT, "1", MENDE, "nom.essai@mende.example", NOW)


def test_all_is_given_then_erased(known):
    given = str(export_person(MENDE))
    for part in ("Nom Essai", "n@e.example", "nom.essai@mende.example", "receipt", "unsubscribed", "Nom du lien"):
        assert part in given
    assert erase_person(MENDE) >= 4
    left = str(export_person(MENDE))
    assert "Essai" not in left and "@" not in left and "Nom du lien" not in left
    assert Answer.objects.get(response__siren=MENDE).value == "oui", "what it answered stays"
    assert Silent.objects.filter(siren=MENDE).exists(), "who wants no message gets none"
    assert Message.objects.get(siren=MENDE).state == MessageState.DROPPED, "and nothing waits for it"


def test_forgotten_in_time(known):
    enqueue(Purpose.INVITATION, "hiver", MENDE, "mairie@mende.example", NOW)
    Message.objects.filter(about="hiver").update(state=MessageState.SENT, done_at=NOW)
    forget_people((NOW + MAY_COME_BACK - timedelta(days=1)).date())
    assert Message.objects.get(about="hiver").address and not Person.objects.filter(siren=MENDE).exists()
    forget_people((NOW + MAY_COME_BACK + timedelta(days=1)).date())
    assert not Message.objects.get(about="hiver").address
    assert Message.objects.get(about="1").address, "it waits still"
    forget_people((NOW + WAITS + timedelta(days=1)).date())
    assert Message.objects.get(about="1").state == MessageState.GIVEN_UP
    assert Answer.objects.get(response__siren=MENDE).who
    forget_people((NOW + NAMED + timedelta(days=1)).date())
    assert not Answer.objects.get(response__siren=MENDE).who, "as its link, a year after"
    forget_people((NOW + timedelta(days=4 * 365)).date())
    assert not Message.objects.filter(siren=MENDE).exists()


@pytest.fixture
def command(known, monkeypatch):
    """Run `barometre survey` in this process."""
    from barometre.cli.campaigns import campaigns_app

    monkeypatch.setattr("barometre.web.database.site_database", nullcontext)

    def run(*words):
        done = CliRunner().invoke(campaigns_app, words)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output

    return run


def test_commands_of_persons(command):
    assert "nom.essai@mende.example" in command("person", "export", "--siren", MENDE)
    assert "rows were erased" in command("person", "erase", "--siren", MENDE)
    for gesture in ("export", "erase"):
        with pytest.raises(BarometreError, match="No collectivité has the SIREN"):
            command("person", gesture, "--siren", "123")


def test_commands_of_waves(command, make_wave):
    make_wave()
    assert "invitations are queued" in command("open", "hiver")
    assert "reminders are queued" in command("remind", "hiver")
    assert "communes" in command("status", "hiver").lower()
    assert command("close", "hiver") == "Wave hiver is closed\n"
    for gesture, said in (("close", "nothing to close"), ("remind", "nobody can be"), ("open", "cannot be opened")):
        with pytest.raises(BarometreError, match=said):
            command(gesture, "hiver")
    with pytest.raises(BarometreError, match="No wave has the id 'absente'; known: hiver"):
        command("status", "absente")


def test_nothing_is_sent_without_a_server(command):
    with pytest.raises(BarometreError, match="has no server of mail"):
        command("send")
