"""A link opens a room by a button, for a time; it is revoked, and what is declared in the room is kept as said."""

import logging
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import signing
from django.test import override_settings
from django.utils import timezone

from barometre.web.gateway.kept import KeptAnswer, may_be_kept
from barometre.web.mailing.addresses import mac_of
from barometre.web.observations.contests import add_contest
from barometre.web.pages import room
from barometre.web.townhall import declared, official, queries
from barometre.web.townhall.declared import declared_actions
from barometre.web.townhall.models import Declared, Event, Link
from barometre.web.townhall.states import Choice
from townhall_visits import (
    ASK,
    ENTER,
    MENDE,
    QUIMPER,
    ROOM,
    ask,
    browser,
    enter,
    link_in,
    rows,
    send,
    text_of,
    token_of,
)


def happenings():
    return list(rows(Event).values_list("happening", flat=True))


def everything():
    return [list(rows(model).values()) for model in (Link, Event, Declared)]


@pytest.fixture
def actions(undone, monkeypatch):
    """Two actions in the catalogue of the edition, both proposed."""
    from barometre.web.shared import caching

    found = caching.published_edition()
    catalogue = found.catalogue | {"actions": {"mail": {"title": "Changer de courriel"}, "site": {"title": "Le site"}}}
    monkeypatch.setattr(found, "catalogue", catalogue)
    monkeypatch.setattr(room, "steps", lambda _edition, _body: ["mail", "site"])


def declare(visitor, **choices):
    fields = {f"{room.CHOSEN}{action}": choice for action, choice in choices.items()}
    return send(visitor, ROOM, ROOM, siren=MENDE, **fields)


def test_from_the_message_to_the_room_and_out(visitor, mailbox):
    ask(visitor)
    link, token = link_in(mailbox.received)
    page = visitor.get(link.removeprefix("https://barometre.example.fr"))
    assert "Mende : son espace" in text_of(page) and "Entrer" in text_of(page)
    answer = visitor.post(ENTER, {"csrfmiddlewaretoken": token_of(page), "lien": token, "geste": "entrer"})
    assert (answer.status_code, answer.headers["Location"]) == (302, ROOM)
    shown = text_of(visitor.get(ROOM))
    for part in ("Mende : son espace", "Lien demandé", "Lien envoyé", "Espace ouvert", "Une personne sur le site"):
        assert part in shown
    assert happenings() == ["asked", "sent", "opened"]
    send(visitor, "/mairie/quitter/", ROOM)
    assert "Aucun espace n’est ouvert" in text_of(visitor.get(ROOM))
    assert enter(visitor, token).status_code == 302, "a link serves until it expires"


def test_reading_changes_nothing(visitor, given):
    """Scanners of mail visit links before people do."""
    _, token = given()
    before = everything()
    for method in (visitor.get, visitor.head):
        answer = method(f"{ENTER}?lien={token}&geste=revoquer")
        assert answer.status_code == 200 and room.COOKIE not in answer.cookies
    for address in ("/mairie/quitter/", "/mairie/revoquer/?lesquels=tous", ROOM, f"{ROOM}?action-mail=done"):
        visitor.get(address)
    assert everything() == before


def test_the_cookie_is_for_the_room_alone_and_is_not_the_token(visitor, given):
    _, token = given()
    with override_settings(SESSION_COOKIE_SECURE=True):
        cookie = enter(visitor, token).cookies[room.COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == (ROOM, "Strict", 12 * 3600)
    assert cookie["httponly"] and cookie["secure"]
    assert token not in cookie.value and not cookie["domain"]
    with override_settings(SESSION_COOKIE_SECURE=False):
        assert not enter(browser(), token).cookies[room.COOKIE]["secure"]


def forged(value):
    return value[:-1] + ("A" if value[-1] != "A" else "B")


@pytest.mark.parametrize(
    "made",
    [
        forged,
        lambda value: "",
        lambda value: "x" * 5000,
        lambda value: value.partition(":")[0],
        lambda value: signing.dumps("0" * 64, salt=room.SALT),  # signed, of no link
        lambda value: signing.dumps(signing.loads(value, salt=room.SALT), salt="other"),  # signed for something else
        lambda value: signing.dumps(signing.loads(value, salt=room.SALT), salt=room.SALT, key="another secret"),
    ],
)
def test_a_cookie_that_was_not_given_opens_nothing(inside, made):
    inside.cookies[room.COOKIE] = made(inside.cookies[room.COOKIE].value)
    answer = inside.get(ROOM)
    assert "Aucun espace n’est ouvert" in text_of(answer) and "Mende" not in text_of(answer)


def test_a_cookie_is_over_after_some_hours_whatever_the_browser_does(inside, monkeypatch):
    assert inside.get(ROOM).status_code == 200
    monkeypatch.setattr(room, "SECONDS", -1)
    assert "Aucun espace n’est ouvert" in text_of(inside.get(ROOM))


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 43, "a" * 4000, "../../gestion/"])
def test_a_token_that_was_not_given_opens_nothing(visitor, given, token):
    _, real = given()
    before = everything()
    answer = visitor.get(f"{ENTER}?lien={quote(token)}")
    assert (answer.status_code, "Nous ne le connaissons pas" in text_of(answer)) == (410, True)
    page = visitor.get(f"{ENTER}?lien={real}")
    sent = visitor.post(ENTER, {"csrfmiddlewaretoken": token_of(page), "lien": token, "geste": "entrer"})
    assert sent.status_code == 410 and room.COOKIE not in sent.cookies
    assert everything() == before


def expire(link):
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now())


def revoke(link):
    Link.objects.filter(pk=link.pk).update(revoked_at=timezone.now())


def move(link):
    Link.objects.filter(pk=link.pk).update(address_mac=mac_of("mairie@ancienne.example"))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [(expire, "Il a expiré"), (revoke, "Il a été révoqué"), (move, "n’est plus celle de la collectivité")],
)
def test_a_link_that_is_over_opens_nothing_and_closes_the_room(inside, given, spoil, why):
    link, token = given()
    other = browser()
    page = other.get(f"{ENTER}?lien={token}")
    for spoilt in (link, inside.link):
        spoil(spoilt)
    answer = other.post(ENTER, {"csrfmiddlewaretoken": token_of(page), "lien": token, "geste": "entrer"})
    assert (answer.status_code, why in text_of(answer), room.COOKIE in answer.cookies) == (410, True, False)
    assert f'href="{ASK}"' in answer.content.decode(), "another one can be asked for"
    assert happenings()[-1] == "refused"
    assert other.get(f"{ENTER}?lien={token}").status_code == 410
    shut = inside.get(ROOM)
    assert (shut.status_code, why in text_of(shut), shut.cookies[room.COOKIE].value) == (410, True, "")


def test_a_link_sent_to_the_address_of_today_opens_until_it_changes(visitor, mailbox, monkeypatch):
    ask(visitor)
    _, token = link_in(mailbox.received)
    assert enter(visitor, token).status_code == 302
    monkeypatch.setattr(official, "declared", lambda siren: (None, "nouvelle@mende.fr"))
    assert visitor.get(ROOM).status_code == 410
    monkeypatch.setattr(official, "declared", lambda siren: (None, None))
    assert visitor.get(f"{ENTER}?lien={token}").status_code == 410


def test_a_collectivite_that_is_no_more_has_no_room(visitor, undone):
    _, token = queries.issue("999999999", timezone.now())
    assert visitor.get(f"{ENTER}?lien={token}").status_code == 410


def test_no_cache_no_robot_and_no_other_page_keeps_what_a_room_shows(inside, given):
    _, token = given()
    for answer in (inside.get(ROOM), inside.get(f"{ENTER}?lien={token}"), inside.get(f"{ENTER}?lien=x")):
        headers = answer.headers
        assert "no-store" in headers["Cache-Control"] and "public" not in headers["Cache-Control"]
        assert (headers["Referrer-Policy"], "noindex" in headers["X-Robots-Tag"]) == ("strict-origin", True)
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        given_back = KeptAnswer(200, [(n.lower().encode(), v.encode()) for n, v in headers.items()], answer.content)
        assert not may_be_kept(given_back, {headers.get("ETag", "").encode()})
    canonical = inside.get(f"{ENTER}?lien={token}").content.decode()
    assert canonical.count(token) == 1, "in the form alone: neither the canonical address nor a link has it"


def test_the_token_is_in_no_log(visitor, given, caplog):
    _, token = given()
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="django"):
        visitor.post(ENTER, {"lien": token})  # forged
        visitor.get(f"{ENTER}?lien={token}x")
        enter(visitor, token)
        visitor.get(ROOM)
    assert "/mairie/entrer/" in caplog.text and token[:20] not in caplog.text


def test_the_form_that_enters_leads_nowhere_else(visitor, given):
    _, token = given()
    answer = send(visitor, ENTER, f"{ENTER}?lien={token}", lien=token, next="https://evil.example/", geste="x")
    assert answer.headers["Location"] == ROOM


@pytest.mark.parametrize("address", [ENTER, ROOM, "/mairie/quitter/", "/mairie/revoquer/"])
def test_a_forged_form_changes_nothing(inside, actions, address):
    before = everything()
    fields = {"siren": MENDE, "lesquels": "tous", "action-mail": "done", "geste": "revoquer"}
    assert inside.post(address, fields).status_code == 403
    page = token_of(inside.get(ROOM))
    sent = inside.post(address, fields | {"csrfmiddlewaretoken": page}, headers={"origin": "https://evil.example"})
    assert sent.status_code == 403
    assert everything() == before and inside.get(ROOM).status_code == 200


def test_who_received_a_link_unasked_revokes_it_without_entering(visitor, given):
    link, token = given()
    answer = enter(visitor, token, "revoquer")
    assert "fait=revoque" in answer.headers["Location"] and "révoqué" in text_of(
        visitor.get(answer.headers["Location"])
    )
    link.refresh_from_db()
    assert link.revoked_at is not None and happenings()[-1] == "revoked"
    assert visitor.get(f"{ENTER}?lien={token}").status_code == 410


@pytest.mark.parametrize(("which", "left"), [("ce-lien", 1), ("tous", 0), ("", 1)])
def test_this_link_or_all_are_revoked_and_never_those_of_others(inside, given, which, left):
    given(), given(QUIMPER)
    send(inside, "/mairie/revoquer/", ROOM, siren=MENDE, lesquels=which)
    now = timezone.now()
    assert (len(queries.open_links(MENDE, now)), len(queries.open_links(QUIMPER, now))) == (left, 1)
    assert "Aucun espace n’est ouvert" in text_of(inside.get(ROOM))


def test_what_is_declared_is_kept_with_its_history_and_the_last_one_counts(inside, actions):
    today = timezone.localdate()
    assert declared_actions(MENDE) == {}
    assert "fait=enregistre" in declare(inside, mail="done", site="not-for-us").headers["Location"]
    assert declared_actions(MENDE) == {"mail": (Choice.DONE, today), "site": (Choice.NOT_FOR_US, today)}
    assert "fait=rien" in declare(inside, mail="done", site="not-for-us").headers["Location"]
    declare(inside, mail="to-do")
    assert declared_actions(MENDE) == {"site": (Choice.NOT_FOR_US, today)}
    told = list(rows(Declared).values_list("action", "choice", "link"))
    assert told == [(*one, inside.link.pk) for one in (("mail", "done"), ("site", "not-for-us"), ("mail", "to-do"))]
    assert happenings() == ["issued", "opened", "declared", "declared"]
    page = inside.get(f"{ROOM}?fait=enregistre")
    assert 'name="action-site" value="not-for-us" checked' in page.content.decode()
    assert "C’est enregistré" in text_of(page)


def test_what_is_no_choice_or_no_action_is_not_kept(inside, actions):
    declare(inside, mail="observed", site="", other="done", **{"mail'; --": "done"})
    assert not rows(Declared).exists()


def test_an_old_tab_does_not_undo_what_a_newer_one_said(inside, actions):
    old = {"csrfmiddlewaretoken": token_of(inside.get(ROOM)), "siren": MENDE}
    old |= {"avant-mail": "to-do", "action-mail": "to-do", "avant-site": "to-do", "action-site": "done"}
    declare(inside, mail="done")
    inside.post(ROOM, old)
    assert {action: choice for action, (choice, _) in declared_actions(MENDE).items()} == {
        "mail": "done",
        "site": "done",
    }


def test_a_tab_of_another_collectivite_writes_nothing_in_this_one(inside, actions, given):
    """Two links in one browser: the last room entered is the one that is open."""
    old = {"csrfmiddlewaretoken": token_of(inside.get(ROOM)), "siren": MENDE, "action-mail": "done", "lesquels": "tous"}
    _, token = given(QUIMPER)
    enter(inside, token)
    for address in (ROOM, "/mairie/revoquer/"):
        answer = inside.post(address, old)
        assert (answer.status_code, "d’une autre collectivité" in text_of(answer)) == (409, True)
        assert "Quimper : son espace" in text_of(answer)
    assert not rows(Declared).exists() and queries.open_links(QUIMPER, timezone.now())


def test_declarations_are_bounded(inside, actions, monkeypatch):
    monkeypatch.setattr(declared, "MOST_A_DAY", 1)
    assert declare(inside, mail="done", site="done").status_code == 429
    assert not rows(Declared).exists()
    assert declare(inside, mail="done").status_code == 302
    assert declare(inside, mail="to-do").status_code == 429


def test_open_contests_are_listed_without_their_text(inside):
    add_contest(MENDE, "site-declare", "Le texte de quelqu’un", "a@exemple.fr", timezone.now())
    add_contest(QUIMPER, "mail-declare", "Un autre", "", timezone.now())
    page = inside.get(ROOM)
    assert page.content.decode().count("/contester/") == 1
    assert 'href="/communes/48095/contester/site-declare/"' in page.content.decode()
    assert "Le texte" not in text_of(page) and "a@exemple.fr" not in text_of(page)


def test_the_log_and_dead_links_are_forgotten_after_a_year(given):
    given()
    today = timezone.localdate()
    queries.forget_links(today)
    assert (rows(Link).count(), rows(Event).count()) == (1, 1)
    assert queries.forget_links(today + timedelta(days=366)) >= 1
    assert (rows(Link).count(), rows(Event).count()) == (1, 0), "it expired less than a year before"
    assert queries.forget_links(today + timedelta(days=366 + 31)) >= 1
    assert rows(Link).count() == 0


def test_settings_of_the_site_protect_forms_as_rooms_suppose():
    assert settings.CSRF_COOKIE_HTTPONLY and settings.CSRF_COOKIE_SAMESITE == "Strict"
