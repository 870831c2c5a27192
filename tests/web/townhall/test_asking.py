"""Anybody asks for a link; it goes to the official address, in a bounded number, and failures are told."""

import logging
import socket
import ssl
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from barometre.web.townhall import message, queries
from barometre.web.townhall.message import message as written_message
from barometre.web.townhall.models import Event, Link
from townhall_visits import (
    ASK,
    MENDE,
    PUBLIC,
    Box,
    ask,
    certificate_of,
    link_in,
    mail_settings,
    rows,
    served,
    text_of,
    token_of,
)

ADDRESS = "mairie@mende.fr"


def happenings():
    return [(event.happening, event.author) for event in rows(Event)]


def test_the_page_shows_the_address_in_part(visitor, mailbox):
    page = visitor.get(ASK)
    assert "…@" in text_of(page) and "Envoyer le lien à cette adresse" in text_of(page)
    assert 'href="https://lannuaire.service-public.gouv.fr/recherche?whoWhat=Mairie&amp;where=Mende+48000"' in (
        page.content.decode()
    )
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_the_message_goes_to_the_official_address_alone_and_says_who_asked(visitor, mailbox):
    answer = ask(visitor)
    assert (answer.status_code, "Le message est parti" in text_of(answer)) == (200, True)
    ((sender, recipients, mail),) = mailbox.received
    text = mail.get_content()
    assert sender == "barometre@example.fr" and len(recipients) == 1 and mail["To"] == recipients[0]
    assert mail.get_content_type() == "text/plain" and mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.fr>")
    for part in ("Quelqu’un a demandé", "Ce n’est peut-être pas vous", "Mende", "jusqu’au", "Révoquer ce lien"):
        assert part in text
    link, token = link_in(mailbox.received)
    assert link == f"{PUBLIC}/mairie/entrer/?lien={token}" and len(token) == 43
    assert recipients[0] not in answer.content.decode() and token not in answer.content.decode()
    assert happenings() == [("asked", "visitor"), ("sent", "site")]
    (kept,) = rows(Link)
    assert (kept.siren, kept.expires_at - kept.issued_at) == (MENDE, timedelta(days=30))
    assert token not in str(vars(kept)) and recipients[0] not in str([*rows(Link).values(), *rows(Event).values()])


def test_nothing_of_the_request_says_where_the_message_or_its_link_goes(visitor, mailbox):
    with override_settings(ALLOWED_HOSTS=["*"]):
        evil = {"host": "evil.example"}
        fields = {"csrfmiddlewaretoken": token_of(visitor.get(ASK, headers=evil)), "to": "x@evil.example"}
        assert visitor.post(f"{ASK}?to=x@evil.example", fields, headers=evil).status_code == 200
    ((_, recipients, mail),) = mailbox.received
    assert "evil" not in f"{recipients}{mail.as_string()}{mail.get_content()}"


@pytest.mark.parametrize("refusal", ["550 5.1.1 mairie@mende.fr: no such user", "451 later", "421 bye"])
def test_a_message_that_is_refused_is_told_and_logged_without_its_address(visitor, mailbox, caplog, refusal):
    mailbox.answer = refusal
    with caplog.at_level(logging.DEBUG):
        answer = ask(visitor)
    assert (answer.status_code, "Nous n’avons pas pu envoyer" in text_of(answer)) == (503, True)
    assert happenings() == [("asked", "visitor"), ("failed", "site")]
    assert rows(Link).get().revoked_at is not None
    ours = " ".join(line.getMessage() for line in caplog.records if line.name != "mail.log")
    assert MENDE in ours and "@" not in ours and "lien=" not in ours
    assert answer.content.decode().count("no such user") == 0


def test_a_server_that_is_down_or_silent_holds_nobody_and_is_told(visitor, undone):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        with mail_settings(port, EMAIL_TIMEOUT=0.05):
            assert ask(visitor).status_code == 503, "nobody listens"
            listening.listen()
            assert ask(visitor).status_code == 503, "it never speaks"
    assert [one for one, _ in happenings()] == ["asked", "failed"] * 2


def test_without_encryption_nothing_goes_to_another_machine(visitor, mail_server):
    """The server of the tests has no certificate: it does not offer STARTTLS."""
    mail_server.box.received.clear()
    with mail_settings(mail_server.port, EMAIL_USE_TLS=True):
        assert ask(visitor).status_code == 503
    assert mail_server.box.received == []


@pytest.mark.parametrize(
    ("name", "trusted", "status"),
    [("localhost", True, 200), ("localhost", False, 503), ("elsewhere.example", True, 503)],
)
def test_the_certificate_of_the_server_is_checked(visitor, tmp_path, monkeypatch, name, trusted, status):
    path = certificate_of(name, tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    box = Box()
    with served(box, context) as port, mail_settings(port, EMAIL_HOST="localhost", EMAIL_USE_SSL=True):
        assert ask(visitor).status_code == status
    assert len(box.received) == (status == 200)


def test_an_instance_without_server_of_mail_says_so_and_keeps_nothing(visitor):
    with override_settings(EMAIL_HOST=""):
        page = visitor.get(ASK)
        assert "Ce site n’envoie pas de courriel" in text_of(page)
        assert '<form method="post" action="/communes' not in page.content.decode()
        visitor.post(ASK)
    assert not rows(Link).exists() and not rows(Event).exists()


def test_a_bound_for_each_address_that_failures_do_not_use_up(visitor, mailbox):
    mailbox.answer = "451 later"
    assert [ask(visitor).status_code for _ in range(4)] == [503] * 4
    mailbox.answer = "250 OK"
    assert [ask(visitor).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert len(mailbox.received) == 3
    assert "depuis hier" in text_of(ask(visitor))
    rows(Link).update(issued_at=timezone.now() - timedelta(hours=25))
    assert ask(visitor).status_code == 200


def test_the_bound_is_of_the_address_whatever_the_collectivite(undone):
    """Several communes have the same secretary."""
    with override_settings(TOWNHALL_LINKS_PER_DAY=1):
        assert not isinstance(queries.ask("214800955", "same", timezone.now()), queries.Refusal)
        assert queries.ask("214800001", "same", timezone.now()) is queries.Refusal.ADDRESS_FULL
        assert not isinstance(queries.ask("214800001", "other", timezone.now()), queries.Refusal)


def test_a_bound_for_the_whole_instance(visitor, mailbox, monkeypatch):
    monkeypatch.setattr(queries, "ALL_A_DAY", 1)
    assert [ask(visitor).status_code for _ in range(2)] == [200, 429]


def test_a_bound_of_messages_under_way(visitor, mailbox):
    turns = 0
    while message.take_turn():
        turns += 1
    try:
        assert ask(visitor).status_code == 503
    finally:
        for _ in range(turns):
            message.end_turn()
    assert turns == message.AT_ONCE and not rows(Event).exists()
    assert ask(visitor).status_code == 200


def test_a_form_without_its_token_sends_nothing(visitor, mailbox):
    assert visitor.post(ASK).status_code == 403
    assert mailbox.received == [] and not rows(Event).exists()


@pytest.mark.parametrize("page", ["/collectivites/242900314/mairie/", "/collectivites/222900011/mairie/"])
def test_whose_address_is_not_known_here_is_told_so(visitor, mailbox, page):
    shown = text_of(visitor.get(page))
    assert "Nous ne pouvons pas l’envoyer" in shown and "annuaire" in shown and "Envoyer le lien" not in shown
    assert visitor.post(page, {"csrfmiddlewaretoken": "x"}).status_code == 403
    assert mailbox.received == []


def test_old_codes_and_unknown_ones(visitor):
    assert visitor.get("/communes/99999/mairie/").status_code == 404
    assert visitor.get(f"/collectivites/{MENDE}/mairie/").headers["Location"] == f"{ASK}"


def test_no_name_begins_a_header_or_a_paragraph():
    with override_settings(DEFAULT_FROM_EMAIL="barometre@example.fr", PUBLIC_URL=PUBLIC):
        mail = written_message(ADDRESS, "Mende\r\nBcc: x@evil.example\n\nCliquez", "t", timezone.now(), "Ville")
    assert "Bcc" not in mail.message() and list(mail.message().keys()).count("To") == 1
    assert "Mende Bcc: x@evil.example Cliquez" in mail.body


def test_sheets_lead_to_the_page(client):
    for sheet, page in (
        ("/communes/48095/", ASK),
        ("/epci/242900314/", "/collectivites/242900314/mairie/"),
        ("/collectivites/222900011/", "/collectivites/222900011/mairie/"),
    ):
        assert f'href="{page}"' in client.get(sheet).content.decode()
