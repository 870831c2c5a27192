"""Links of questionnaires: shared, revoked alone or with their parent, damaged by mail, of another collectivité."""

import logging
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from answering import answer, at, form_of, kept, send_form
from barometre.web.pages import room
from barometre.web.survey.models import Answer, Invited, Response
from barometre.web.townhall import queries
from barometre.web.townhall.models import Declared, Event, Link
from barometre.web.townhall.states import Author
from townhall_visits import ENTER, MENDE, QUIMPER, ROOM, browser, enter, send, text_of

HOME = "/mairie/questionnaires/"


def shared_link(visitor, **fields):
    page = send(visitor, "/mairie/partager/", ROOM, siren=MENDE, **fields)
    return page, re.search(r'id="lien-partage" value="([^"]+)"', page.content.decode())


def test_a_link_is_shared_for_a_use_and_revoked_alone(inside):
    page, found = shared_link(inside, pour="services techniques")
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    link = Link.objects.get(parent=inside.link)
    assert (link.who, link.may_send, link.expires_at, link.siren) == (
        "services techniques",
        False,
        inside.link.expires_at,
        MENDE,
    )
    visitor = browser()
    assert enter(visitor, found[1].rpartition("=")[2]).status_code == 302
    answer(visitor, 1, **{"q.site": "oui"})
    assert Answer.objects.get(question="site").who == "services techniques"
    other, _ = queries.share(inside.link, "accueil", True, timezone.now())
    send(inside, "/mairie/revoquer/", ROOM, siren=MENDE, lesquels=str(link.pk))
    assert visitor.get(at(1)).status_code == 410 and inside.get(at(1)).status_code == 200
    other.refresh_from_db()
    assert other.revoked_at is None
    assert Event.objects.filter(link=link.pk, happening="shared").exists()


def test_a_revocation_ends_the_links_shared(inside, guest):
    queries.revoke([inside.link], Author.HOLDER, timezone.now())
    assert guest.get(HOME).status_code == 410
    assert queries.share(inside.link, "trop tard", True, timezone.now()) is None


def test_a_guest_shares_revokes_and_declares_for_nobody_else(inside, guest):
    assert "Partager" not in text_of(guest.get(ROOM)) and "Tout révoquer" not in text_of(guest.get(ROOM))
    assert send(guest, "/mairie/partager/", ROOM, siren=MENDE, pour="x").status_code == 429
    assert send(guest, ROOM, ROOM, siren=MENDE, **{"action-mail": "done"}).status_code == 403
    assert not Declared.objects.filter(siren=MENDE).exists()
    send(guest, "/mairie/revoquer/", ROOM, siren=MENDE, lesquels=str(inside.link.pk))
    assert inside.get(HOME).status_code == 200
    send(guest, "/mairie/revoquer/", ROOM, siren=MENDE, lesquels="tous")
    assert "Questionnaire d’essai" in text_of(inside.get(HOME)) and "Aucun espace" in text_of(guest.get(HOME))


@pytest.mark.parametrize("who", ["", "  ", "x" * 61])
def test_a_link_is_for_somebody(inside, who):
    page, found = shared_link(inside, pour=who)
    assert page.status_code == 400 and found is None and 'href="#partager-pour"' in page.content.decode()


def test_links_shared_are_bounded(inside, monkeypatch):
    monkeypatch.setattr(queries, "MOST_SHARED", 1)
    shared_link(inside, pour="a")
    assert shared_link(inside, pour="b")[0].status_code == 429


@pytest.mark.parametrize("damaged", ["{}\n", "{} ", "{}>", "{}&gt;", "{}.", "{}=", "{}&amp;utm=1", "{}%0A"])
def test_a_link_that_mail_damaged_opens_when_its_token_is_whole(given, damaged):
    _, token = given()
    text = damaged.format(token)
    assert room.token_in(text) == room.token_in(f"{token[:20]}\r\n {token[20:]}") == token
    assert browser().get(ENTER, {"lien": text}).status_code == 200
    assert browser().get(ENTER, {"amp;lien": token}).status_code == 200


@pytest.mark.parametrize("cut", [lambda token: token[:30], lambda token: "", lambda token: "A" * 43])
def test_a_link_cut_and_one_unknown_are_told_the_same(given, cut):
    _, token = given()
    page, other = (browser().get(ENTER, {"lien": one}) for one in (cut(token), "B" * 43))
    assert page.status_code == 410
    assert re.sub(r"\w{43,}", "", text_of(page)) == re.sub(r"\w{43,}", "", text_of(other))


def test_the_link_of_an_invitation_leads_to_its_wave_and_is_noted_by_the_button(given, wave):
    link, token = given()
    Link.objects.filter(pk=link.pk).update(wave=wave.pk)
    visitor = browser()
    for _ in range(3):
        visitor.get(f"{ENTER}?lien={token}"), visitor.head(f"{ENTER}?lien={token}")
    assert not Invited.objects.filter(siren=MENDE).exists()
    assert enter(visitor, token).headers["Location"] == HOME
    first = Invited.objects.get(siren=MENDE).opened_at
    enter(visitor, token)
    assert first and Invited.objects.get(siren=MENDE).opened_at == first
    assert token not in visitor.get(HOME).content.decode()


def test_a_session_that_ends_loses_nothing(inside):
    page = inside.get(at(1))
    inside.cookies.pop(room.COOKIE)
    lost = send_form(inside, page, at(1), **{"q.site": "non", "q.heures": "1,5 <b>", "q.outils": ["a", "b"]})
    shown = text_of(lost)
    assert lost.status_code == 410 and kept() is None
    for part in ("Est-ce que votre collectivité a un site ? Non", "1,5 <b>", "Choix a, Choix b"):
        assert part in shown
    assert "<b>" not in lost.content.decode()
    again = inside.post(at(1), form_of(lost))
    assert again.status_code == 410 and "1,5 <b>" in text_of(again), "as long as nobody entered"
    assert enter(inside, inside.token).status_code == 302
    assert inside.post(at(1), form_of(lost)).status_code == 302
    assert kept() == {"site": "non", "heures": None, "outils": ["a", "b"]}


def test_a_form_of_another_collectivite_writes_nothing_and_is_not_lost(inside, given):
    page = inside.get(at(1))
    _, token = given(QUIMPER)
    enter(inside, token)
    lost = send_form(inside, page, at(1), **{"q.site": "non"})
    assert lost.status_code == 409 and "Quimper" in text_of(lost)
    assert not Response.objects.filter(siren__in=(MENDE, QUIMPER)).exists()
    enter(inside, inside.token)
    assert inside.post(at(1), form_of(lost)).status_code == 302
    assert kept() == {"site": "non"} and kept(siren=QUIMPER) is None


def test_the_draft_of_another_collectivite_is_neither_read_nor_written(inside, given):
    answer(inside, 1, **{"q.site": "oui", "q.heures": "12,34"})
    row = Answer.objects.get(question="heures")
    stranger = browser()
    _, token = given(QUIMPER)
    enter(stranger, token)
    page = stranger.get(at(1))
    assert "12,34" not in page.content.decode()
    send_form(stranger, page, at(1), siren=QUIMPER, **{"avant.heures": str(row.pk), "q.heures": "12,34"})
    assert kept(siren=QUIMPER) == {"heures": 12.34} and kept() == {"site": "oui", "heures": 12.34}


@pytest.mark.parametrize("before", ["-1", "x", "9" * 30, "²", ""])
def test_a_forged_row_is_no_row(inside, before):
    answer(inside, 1, **{"avant.site": before, "q.site": "oui"})
    assert kept() == {"site": "oui"}


@pytest.mark.parametrize("address", [at(1), f"{HOME}repondre-2026/repondre/envoyer/", f"{HOME}repondre-2026/personne/"])
def test_a_forged_form_changes_nothing(inside, address):
    assert inside.post(address, {"siren": MENDE, "q.site": "oui", "avant.site": "0", "name": "x"}).status_code == 403
    assert kept() is None


def test_an_expired_link_says_so_and_offers_another(inside):
    Link.objects.filter(pk=inside.link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    page = inside.get(at(1))
    assert page.status_code == 410 and "Il a expiré" in text_of(page)
    assert 'href="/communes/48095/mairie/"' in page.content.decode()


def test_nothing_of_the_answers_is_in_the_log(inside, caplog):
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="django"):
        answer(inside, 1, **{"q.heures": "66,25"})
    assert "66,25" not in caplog.text and inside.token not in caplog.text


@pytest.mark.parametrize(
    "address", ["", "page-1/", "envoyer/", "accuse/", "accuse.pdf", "papier.pdf", "page-99/", "x/"]
)
def test_no_cache_keeps_what_a_room_shows(inside, address):
    base = f"{HOME}repondre-2026/repondre/"
    answer(inside, 1, **{"q.site": "oui"})
    inside.post(f"{base}envoyer/", form_of(inside.get(f"{base}envoyer/")))
    for visitor in (inside, browser()):
        page = visitor.get(f"{base}{address}", headers={"If-None-Match": inside.get("/").headers["ETag"]})
        assert page.status_code != 304 and "no-store" in page.headers["Cache-Control"]
        assert page.headers["Referrer-Policy"] == "strict-origin"
