"""The room of a town hall, opened by its link: what is contested, what it declares, what was done with its links.

A link is a door, not an account: its page has a button, since scanners of mail visit links by themselves, and the
cookie that the button sets is good for some hours, as long as the link is.
"""

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
from barometre.web.replies.models import Asked
from barometre.web.replies.periods import stage_of
from barometre.web.replies.states import Stage
from barometre.web.shared import guidance
from barometre.web.shared.words import CONTEST_STATES
from barometre.web.townhall import queries
from barometre.web.townhall.declared import declare, declared_actions
from barometre.web.townhall.models import Declared, Link
from barometre.web.townhall.official import official
from barometre.web.townhall.states import Author, Choice, Happening, Standing

# The cookie of a room: what it holds is signed, and is the hash of a token, which opens nothing by itself.
COOKIE, SALT = "mairie", "barometre.web.pages.room"
# Sent under the addresses of the room alone; over after the hours that a session of /gestion/ lasts.
PATH, SECONDS = "/mairie/", 12 * 3600
# What begins the name of the choice of an action in the form, and that of what its page showed.
CHOSEN, SHOWN = "action-", "avant-"


@dataclass(frozen=True)
class Door:
    """A link that was shown to us: whose it is, and whether it opens."""

    link: Link
    body: Collectivite
    standing: Standing


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


def enter(request: HttpRequest) -> HttpResponse:
    """Show whose room a link opens; open it, or revoke the link, when the button says so. Reading changes nothing."""
    sent = request.POST if request.method == "POST" else request.GET
    token = sent.get("lien", "")
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
    response = HttpResponseRedirect(reverse("townhall-room"))
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


def room(request: HttpRequest) -> HttpResponse:
    """Show the room that the cookie opens, and keep what its form declares."""
    door = of_cookie(request)
    if door is None or door.standing is not Standing.OPENS:
        return closed(request, door)
    if request.method != "POST":
        return _room(request, door)
    if request.POST.get("siren") != door.link.siren:
        return _room(request, door, "autre", 409)
    kept = declare(door.link, _choices(request, door.body), timezone.now())
    if kept is None:
        return _room(request, door, "trop", 429)
    return HttpResponseRedirect(f"{reverse('townhall-room')}?fait={'enregistre' if kept else 'rien'}#actions")


def leave(request: HttpRequest) -> HttpResponse:
    """Close the room in this browser; reading the address leads to the room."""
    return _left("quitte") if request.method == "POST" else HttpResponseRedirect(reverse("townhall-room"))


def revoke(request: HttpRequest) -> HttpResponse:
    """Revoke the link by which one entered, or all those of the collectivité; reading the address leads to the room."""
    door = of_cookie(request)
    if request.method != "POST" or door is None or door.standing is not Standing.OPENS:
        return HttpResponseRedirect(reverse("townhall-room"))
    if request.POST.get("siren") != door.link.siren:
        return _room(request, door, "autre", 409)
    now = timezone.now()
    every = request.POST.get("lesquels") == "tous"
    queries.revoke(queries.open_links(door.link.siren, now) if every else [door.link], Author.HOLDER, now)
    return _left("revoque")


def _door(edition: Edition, token_hash: str) -> Door | None:
    """Return the link of a token and its standing; None when no link is known, or its collectivité is no more."""
    link = queries.link_of(token_hash)
    body = link and published.by_siren(edition, link.siren)
    if link is None or body is None or not body.measured:
        return None
    return Door(link, body, queries.standing(link, official(body).mac, timezone.now()))


def of_cookie(request: HttpRequest) -> Door | None:
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


def _room(request: HttpRequest, door: Door, did: str = "", status: int = 200) -> HttpResponse:
    body, now = door.body, timezone.now()
    page: dict[str, Any] = {
        "body": body,
        "link": door.link,
        "links": queries.open_links(body.siren, now),
        "events": queries.events(body.siren),
        "actions": proposed(request.edition, body),
        "choices": Declared.CHOICES,
        "contests": _contests(request.edition, body),
        "asked": _asked(body, now),
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


def _asked(body: Collectivite, now: datetime) -> Asked | None:
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
