"""The room of a town hall, opened by its link: what is contested, what it declares, what was done with its links.

A link is a door, not an account: its page has a button, since scanners of mail visit links by themselves, and the
cookie that the button sets is good for some hours, as long as the link is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from barometre.web.editions import queries as published
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.observations import contests
from barometre.web.pages import bodies
from barometre.web.replies.answers import asked_of
from barometre.web.replies.models import Asked as AskedToReply
from barometre.web.replies.periods import stage_of
from barometre.web.replies.states import Stage
from barometre.web.shared import guidance
from barometre.web.shared.words import CONTEST_STATES
from barometre.web.townhall import queries
from barometre.web.townhall.declared import declare, declared_actions
from barometre.web.townhall.message import path_of
from barometre.web.townhall.models import Declared, Link
from barometre.web.townhall.official import macs_of
from barometre.web.townhall.states import Author, Choice, Happening, Standing

# The cookie of a room: what it holds is signed, and is the hash of a token, which opens nothing by itself.
COOKIE, SALT = "mairie", "barometre.web.pages.room"
# Sent under the addresses of the room alone; over after the hours that a session of /gestion/ lasts.
PATH, SECONDS = "/mairie/", 12 * 3600
# The longest name of whom a link is shared for.
LONGEST_NAME = 60
# What is not in a token: software of mail cuts links, or adds a sign after them.
_ODD = re.compile(r"\s+|[^\w-].*$", re.ASCII | re.DOTALL)
# What begins the name of the choice of an action in the form, and that of what its page showed.
CHOSEN, SHOWN = "action-", "avant-"


@dataclass(frozen=True)
class Door:
    """A link that was shown to us: whose it is in an edition, and whether it opens."""

    edition: Edition
    link: Link
    body: Collectivite
    standing: Standing


@dataclass(frozen=True)
class Invitation:
    """What a collectivité is asked to answer, as the room shows it: until when, how many are sent of how many."""

    title: str
    address: str
    until: date | None
    sent: int
    count: int


@dataclass(frozen=True)
class Proposed:
    """One action as the room shows it: what is declared of it, and since when."""

    id: str
    title: str
    choice: Choice
    day: date | None


def steps(edition: Edition, body: Collectivite) -> list[str]:
    """Return the actions to propose to a collectivité, in order."""
    return [step.action.id for step in guidance.steps(edition, body)]


def enter(request: HttpRequest, entered: Callable[[Link], None]) -> HttpResponse:
    """Show whose room a link opens; open it, or revoke the link, when the button says so. Reading changes nothing.

    Args:
        request: the request.
        entered: told the link by which somebody enters.
    """
    sent = request.POST if request.method == "POST" else request.GET
    token = token_in(sent.get("lien") or sent.get("amp;lien") or "")
    door = _door(request.edition, queries.hash_of(token))
    if door is None or door.standing is not Standing.OPENS:
        if door is not None and request.method == "POST":
            queries.note(door.link, Happening.REFUSED, Author.HOLDER, timezone.now())
        return closed(request, door)
    if request.method != "POST":
        return render(request, "townhall/enter.html", {"door": door, "token": token, "trail": [("Entrer", None)]})
    if sent.get("geste") == "revoquer":
        queries.revoke([door.link], Author.HOLDER, timezone.now())
        return _left("revoque")
    queries.note(door.link, Happening.OPENED, Author.HOLDER, timezone.now())
    entered(door.link)
    response = HttpResponseRedirect(reverse("survey-home" if door.link.wave else "townhall-room"))
    response.set_cookie(
        COOKIE,
        signing.dumps(door.link.token_hash, salt=SALT),
        max_age=SECONDS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def room(request: HttpRequest, asked: Callable[[Door], Sequence[Invitation]]) -> HttpResponse:
    """Show the room that the cookie opens, and keep what its form declares.

    Args:
        request: the request.
        asked: gives what the collectivité is asked to answer.
    """
    door = door_of(request)
    if door is None or door.standing is not Standing.OPENS:
        return closed(request, door)
    if request.method != "POST":
        return show(request, door, asked(door))
    if request.POST.get("siren") != door.link.siren:
        return show(request, door, asked(door), "autre", 409)
    if not door.link.may_send:
        return show(request, door, asked(door), "sans-envoi", 403)
    kept = declare(door.link, _choices(request, door.body), timezone.now())
    if kept is None:
        return show(request, door, asked(door), "trop", 429)
    return HttpResponseRedirect(f"{reverse('townhall-room')}?fait={'enregistre' if kept else 'rien'}#actions")


def leave(request: HttpRequest) -> HttpResponse:
    """Close the room in this browser; reading the address leads to the room."""
    return _left("quitte") if request.method == "POST" else HttpResponseRedirect(reverse("townhall-room"))


def revoke(request: HttpRequest, asked: Callable[[Door], Sequence[Invitation]]) -> HttpResponse:
    """Revoke the link by which one entered, one that it shares, or all those of the collectivité.

    Who has a shared link revokes that one alone. Reading the address leads to the room.
    """
    door = door_of(request)
    if request.method != "POST" or door is None or door.standing is not Standing.OPENS:
        return HttpResponseRedirect(reverse("townhall-room"))
    if request.POST.get("siren") != door.link.siren:
        return show(request, door, asked(door), "autre", 409)
    now, which = timezone.now(), request.POST.get("lesquels", "")
    if which.isdecimal():
        shared = [link for link in queries.shared_by(door.link, now) if str(link.pk) == which]
        queries.revoke(shared, Author.HOLDER, now)
        return HttpResponseRedirect(f"{reverse('townhall-room')}?fait={'repris' if shared else 'rien'}#partager")
    every = which == "tous" and door.link.parent_id is None
    queries.revoke(queries.open_links(door.link.siren, now) if every else [door.link], Author.HOLDER, now)
    return _left("revoque")


def share(request: HttpRequest, asked: Callable[[Door], Sequence[Invitation]]) -> HttpResponse:
    """Make a link for somebody who helps, and show it once; reading the address leads to the room."""
    door = door_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("townhall-room"))
    if door is None or door.standing is not Standing.OPENS:
        return closed(request, door)
    if request.POST.get("siren") != door.link.siren:
        return show(request, door, asked(door), "autre", 409)
    who = " ".join("".join(sign if sign.isprintable() else " " for sign in request.POST.get("pour", "")).split())
    if not who or len(who) > LONGEST_NAME:
        return show(request, door, asked(door), "sans-nom", 400)
    made = queries.share(door.link, who, request.POST.get("envoyer") == "oui", timezone.now())
    if made is None:
        return show(request, door, asked(door), "trop-de-liens", 429)
    link, token = made
    begins = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    page = {
        "link": link,
        "body": door.body,
        "address": f"{begins}{path_of(token)}",
        "trail": [("Espace de la collectivité", reverse("townhall-room")), ("Lien partagé", None)],
    }
    return render(request, "townhall/shared.html", page)


def token_in(text: str) -> str:
    """Return the token of a link as it came: without the line breaks and the last signs that software of mail adds."""
    return _ODD.sub("", text.strip())


def _door(edition: Edition, token_hash: str) -> Door | None:
    """Return the link of a token and its standing; None when no link is known, or its collectivité is no more."""
    link = queries.link_of(token_hash)
    body = link and published.by_siren(edition, link.siren)
    if link is None or body is None or not body.measured:
        return None
    return Door(edition, link, body, queries.standing(link, macs_of(body), timezone.now()))


def door_of(request: HttpRequest) -> Door | None:
    """Return the link by which this browser entered; None when it did not, or too long ago."""
    try:
        token_hash = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return _door(request.edition, token_hash)


def closed(request: HttpRequest, door: Door | None) -> HttpResponse:
    """Say that no room opens, and why when a link was known; how to have another one sent."""
    entering = request.path == reverse("townhall-enter")
    page = {
        "why": door.standing if door else "unknown" if entering else "",
        "ask": bodies.address(door.body, "townhall") if door else "",
        "did": request.GET.get("fait", ""),
        "trail": [("Lien de la collectivité", None)],
    }
    response = render(request, "townhall/closed.html", page, status=410 if entering or door else 200)
    if not entering and COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response


def _left(did: str) -> HttpResponse:
    response = HttpResponseRedirect(f"{reverse('townhall-room')}?fait={did}")
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response


def show(
    request: HttpRequest, door: Door, asked: Sequence[Invitation], did: str = "", status: int = 200
) -> HttpResponse:
    """Show the room; `did` says what was just done, or why nothing was."""
    body, now = door.body, timezone.now()
    page: dict[str, Any] = {
        "body": body,
        "link": door.link,
        "links": [one for one in queries.open_links(body.siren, now) if one.parent_id is None],
        "shared": queries.shared_by(door.link, now),
        "asked": asked,
        "longest": LONGEST_NAME,
        "events": queries.events(body.siren),
        "actions": proposed(request.edition, body),
        "choices": Declared.CHOICES,
        "contests": _contests(request.edition, body),
        "reply": _reply(body, now),
        "sheet_address": bodies.sheet_address(body),
        "observation_address": bodies.address(body),
        "print_address": bodies.address(body, "print"),
        "ask": bodies.address(body, "townhall"),
        "did": did or request.GET.get("fait", ""),
        "chosen": CHOSEN,
        "shown": SHOWN,
        "trail": [(f"Espace de la collectivité, {body.name}", None)],
    }
    return render(request, "townhall/room.html", page, status=status)


def _reply(body: Collectivite, now: datetime) -> AskedToReply | None:
    """Return what the collectivité may reply to now, if anything."""
    asked = asked_of(body.siren)
    return asked if asked and stage_of(asked.period, now) is Stage.OPEN else None


def proposed(edition: Edition, body: Collectivite) -> list[Proposed]:
    """Return the actions proposed, then those of which something is declared, so that it can be taken back."""
    declared, known = declared_actions(body.siren), edition.catalogue.get("actions", {})
    ids = dict.fromkeys([*steps(edition, body), *declared])
    return [Proposed(one, known[one]["title"], *declared.get(one, (Choice.TO_DO, None))) for one in ids if one in known]


def _choices(request: HttpRequest, body: Collectivite) -> dict[str, Choice]:
    """Return what the form changes: what is as its page showed it is left to who may have changed it meanwhile."""
    found = {}
    for action in proposed(request.edition, body):
        chosen = request.POST.get(f"{CHOSEN}{action.id}")
        if chosen in list(Choice) and chosen != request.POST.get(f"{SHOWN}{action.id}"):
            found[action.id] = Choice(chosen)
    return found


def _contests(edition: Edition, body: Collectivite) -> list[dict[str, Any]]:
    """Return the open contests of answers of the collectivité, as everybody reads them: neither text nor sender."""
    content = edition.catalogue
    return [
        {
            "title": (content["indicators"].get(one.subject) or content["facts"].get(one.subject) or {}).get(
                "title", one.subject
            ),
            "state": CONTEST_STATES[one.state],
            "sent_at": one.sent_at,
            "address": bodies.address(body, "contest", one.subject),
        }
        for one in contests.contests(body.siren, timezone.now())
        if one.closed_at is None
    ]
