"""Links that the operator hands over, made and revoked by the command."""

import re
from contextlib import nullcontext

import pytest
from django.db import transaction
from django.test import override_settings
from typer.testing import CliRunner

from barometre.errors import BarometreError
from barometre.web.townhall.models import Event, Link
from townhall_visits import MENDE, PUBLIC, browser, enter, rows


@pytest.fixture
def command(published, monkeypatch):
    """Run the command in this process; what it writes is undone."""
    from barometre.cli.townhall import townhall_app

    monkeypatch.setattr("barometre.web.database.site_database", nullcontext)

    def run(*words):
        done = CliRunner().invoke(townhall_app, words)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output

    with override_settings(PUBLIC_URL=PUBLIC), transaction.atomic():
        yield run
        transaction.set_rollback(True)


def test_a_link_opens_the_room_until_it_is_revoked(command):
    said = command("link", "--siren", MENDE)
    token = re.search(rf"^{PUBLIC}/mairie/entrer/\?lien=(\S+)$", said, re.MULTILINE)[1]
    assert f"barometre townhall revoke --siren {MENDE}" in said
    assert list(rows(Event).values_list("siren", "happening", "author")) == [(MENDE, "issued", "operator")]
    visitor = browser()
    assert enter(visitor, token).status_code == 302
    command("link", "--siren", MENDE)
    assert command("revoke", "--siren", MENDE) == "2 links are revoked\n"
    assert command("revoke", "--siren", MENDE) == "No link was open\n"
    assert visitor.get("/mairie/").status_code == 410


@pytest.mark.parametrize("siren", ["214800956", "", "x'; --", "\x1b[2J"])
@pytest.mark.parametrize("gesture", ["link", "revoke"])
def test_another_siren_is_refused(command, gesture, siren):
    with pytest.raises(BarometreError, match="No collectivité that is measured has the SIREN") as refusal:
        command(gesture, "--siren", siren)
    assert str(refusal.value).isprintable() and not rows(Link).exists()


def test_a_link_without_the_address_of_the_site_is_not_made(command):
    with override_settings(PUBLIC_URL=""), pytest.raises(BarometreError, match="set BAROMETRE_PUBLIC_URL"):
        command("link", "--siren", MENDE)
    assert not rows(Link).exists()
