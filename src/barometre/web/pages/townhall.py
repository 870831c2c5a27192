"""« Recevoir le lien de la mairie »: the page where anybody has the link sent, to the official address alone."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from barometre.settings import settings as instance_settings
from barometre.sources.annuaire import SOURCE
from barometre.web.editions.models import Collectivite
from barometre.web.pages import bodies
from barometre.web.pages.verdict import origin
from barometre.web.townhall import queries
from barometre.web.townhall.message import end_turn, message, send, sends_messages, take_turn
from barometre.web.townhall.official import Official, official
from barometre.web.townhall.states import Refusal

# What came of a request -> status of its answer. Nothing tells why a message was not taken.
SENT, NOT_SENT, BUSY = "sent", "not-sent", "busy"
STATUS = {SENT: 200, NOT_SENT: 503, BUSY: 503, Refusal.ADDRESS_FULL: 429, Refusal.ALL_FULL: 429}


def townhall(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show where the link is sent, and send it when asked."""
    body = bodies.body_at(request.edition, kind, code, "mairie/")
    if isinstance(body, str):
        return HttpResponseRedirect(body)
    to = official(body)
    if request.method != "POST" or not to.address or not sends_messages():
        return _page(request, body, to)
    outcome = _sent(body, to)
    return _page(request, body, to, outcome, STATUS[outcome])


def _sent(body: Collectivite, to: Official) -> str:
    """Send a link, unless too many were."""
    if not take_turn():
        return BUSY
    try:
        made = queries.ask(body.siren, to.mac, timezone.now())
        if isinstance(made, Refusal):
            return made
        link, token = made
        written = message(to.address, body.name, token, link.expires_at, instance_settings().operator)
        sent = send(written, body.siren)
        queries.told(link, sent, timezone.now())
    finally:
        end_turn()
    return SENT if sent else NOT_SENT


def _page(request: HttpRequest, body: Collectivite, to: Official, outcome: str = "", status: int = 200) -> HttpResponse:
    sheet = bodies.sheet_address(body)
    directory = request.edition.catalogue["sources"].get(SOURCE)
    page = {
        "body": body,
        "place": "de la mairie" if body.kind == "commune" else "de la collectivité",
        "official": to,
        "directory": directory and origin(directory, body),
        "sends": sends_messages(),
        "outcome": outcome,
        "days": settings.TOWNHALL_LINK_DAYS,
        "sheet_address": sheet,
        "trail": [*bodies.trail_to(body)[:-1], (body.name, sheet), ("Le lien", None)],
    }
    return render(request, "townhall/ask.html", page, status=status)
