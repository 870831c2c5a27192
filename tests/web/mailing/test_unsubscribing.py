"""Unsubscribing: reading changes nothing, one click does without cookie, and one may come back."""

import pytest
from django.core import signing
from django.db import transaction
from django.test import Client, override_settings

from barometre.web.mailing.addresses import SALT, mac_of, read_unsubscribe, unsubscribe_address
from barometre.web.mailing.models import Silent
from townhall_visits import MENDE, PUBLIC, text_of

MAC = mac_of("mairie@essai.example")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def address(published):
    """The address of the page of one who received an invitation, without its host; undone at the end."""
    with transaction.atomic(), override_settings(PUBLIC_URL=PUBLIC):
        yield unsubscribe_address(MAC, MENDE).removeprefix(PUBLIC)
        transaction.set_rollback(True)


@pytest.fixture
def program():
    """A program of mail: no cookie, and forged requests refused where the site refuses them."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def silent():
    return Silent.objects.filter(address_mac=MAC)


def test_reading_changes_nothing_whoever_reads(address, program):
    for _ in range(3):
        assert program.head(address).status_code == 200
        page = program.get(address)
        assert "Me désinscrire" in text_of(page) and not silent().exists()
    assert "no-store" in page.headers["Cache-Control"] and page.headers["Referrer-Policy"] == "strict-origin"
    assert not page.cookies and '<meta name="robots" content="noindex">' in page.content.decode()


def test_one_click_of_a_program_of_mail_unsubscribes_at_once(address, program):
    answer = program.post(address, ONE_CLICK)
    assert (answer.status_code, silent().get().siren) == (200, MENDE)
    assert program.post(address, ONE_CLICK).status_code == 200 and silent().count() == 1
    assert "Vous êtes désinscrit" in text_of(program.get(address))


def test_one_may_come_back(address, program):
    program.post(address, {"geste": "desinscrire"})
    page = program.post(address, {"geste": "reprendre"})
    assert "recevra de nouveau" in text_of(page) and not silent().exists()


@pytest.mark.parametrize("token", ["", "x", signing.Signer(salt="another").sign_object([MAC, MENDE])])
def test_what_we_did_not_sign_unsubscribes_nobody(address, program, token):
    page = program.post("/enquete/desinscription/", ONE_CLICK, query_params={"de": token})
    assert page.status_code == 404 and "incomplet" in text_of(page) and not silent().exists()


def test_the_token_says_neither_address_nor_name(address):
    token = signing.Signer(salt=SALT).sign_object([MAC, MENDE])
    assert read_unsubscribe(token) == (MAC, MENDE)
    assert "essai" not in address
