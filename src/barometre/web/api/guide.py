"""The page of the API for people: each address with a call to try and what it answers from the edition shown."""

import json
from contextlib import suppress
from io import BytesIO
from typing import Any, NamedTuple

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, resolve, reverse

from barometre.web.api.document import ERRORS, openapi_document
from barometre.web.editions.models import Edition
from barometre.web.shared.memory import per_edition

ROOT = "/api/v1/"
# Lines of an answer that are shown, and items of a list or an object inside it.
LINES, ITEMS = 24, 2

# What tells a request at which address the site is.
_ORIGIN = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")

# Address of each operation -> a call of it, after /api/v1/.
CALLS = {
    "collectivites": "collectivites?nom=quimper&limit=1",
    "collectivites/{siren}": "collectivites/200094332?fields=nature,population,territoires",
    "communes": "communes?codePostal=29200",
    "communes/{code}": "communes/29232?fields=population,score,couverture,indicateurs",
    "epcis": "epcis?codeDepartement=29&limit=1",
    "epcis/{code}": "epcis/242900314?fields=nature,population,centre",
    "epcis/{code}/communes": "epcis/242900314/communes?fields=population&limit=2",
    "departements": "departements?codeRegion=94&fields=population",
    "departements/{code}": "departements/29?fields=siren,population,chefLieu",
    "departements/{code}/communes": "departements/29/communes?fields=siren&limit=2&format=csv",
    "regions": "regions?nom=bretagne&fields=population",
    "regions/{code}": "regions/53?fields=siren,population,chefLieu",
    "regions/{code}/departements": "regions/94/departements?fields=population",
    "scores": "scores?mesure=site-https&siren=212902324",
    "aggregates": "aggregates?mesure=site-https&territoire=region&code=53&type=commune",
    "indicators": "indicators?theme=cybersecurite&fields=id,titre,actif&limit=2",
    "indicators/{identifier}": "indicators/site-https?fields=titre,question,regle,source",
    "themes": "themes?fields=id,nom&limit=2",
    "editions": "editions?limit=1",
    "editions/{date}": "editions/{edition}",
    "problems/{identifier}": "problems/hors-champ",
}


class Example(NamedTuple):
    """One address: its form, what it is for, a call of it and the beginning of its answer."""

    address: str
    title: str
    about: str
    call: str
    answer: str


def guide(request: HttpRequest) -> HttpResponse:
    """Show how the API is called, what it answers and how it refuses."""
    origin = tuple((name, request.META[name]) for name in _ORIGIN if name in request.META)
    trail = [("Données et API", reverse("data")), ("API", None)]
    page = {"examples": examples(request.edition, origin), "errors": ERRORS.items(), "trail": trail}
    return render(request, "pages/api.html", page)


@per_edition
def examples(edition: Edition, origin: tuple[tuple[str, str], ...]) -> list[Example]:
    """Return each address of the API with a call and its answer from this edition; `origin` says where the site is."""
    found = []
    for address, operations in openapi_document()["paths"].items():
        operation, call = operations["get"], ROOT + CALLS[address.removeprefix(ROOT)].format(edition=edition.date)
        shown = excerpt(answer(call, dict(origin)))
        found.append(Example(address, operation["summary"], operation["description"], call, shown))
    return found


def answer(call: str, origin: dict[str, str]) -> str:
    """Return what the API answers, as a program that calls it would read it."""
    place, _, query = call.partition("?")
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": place, "QUERY_STRING": query, "wsgi.input": BytesIO()}
    view = resolve(place)
    return view.func(WSGIRequest(origin | asked), *view.args, **view.kwargs).getvalue().decode()


def excerpt(text: str) -> str:
    """Return the beginning of an answer, on few lines; « … » stands for what is left out."""
    with suppress(ValueError):  # a CSV is shown as it is
        text = json.dumps(_shortened(json.loads(text)), ensure_ascii=False, indent=2)
    lines = text.splitlines()
    return "\n".join([*lines[:LINES], "…"] if len(lines) > LINES else lines)


def _shortened(value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    """Return a value whose lists, and objects inside others, have few items."""
    if isinstance(value, list):
        items = [_shortened(part) for part in value[:ITEMS]]
        return [*items, "…"] if len(value) > ITEMS else items
    if isinstance(value, dict):
        most = len(value) if len(value) <= LINES else ITEMS
        kept = {key: _shortened(part) for key, part in list(value.items())[:most]}
        return kept | {"…": "…"} if len(value) > most else kept
    return value


urlpatterns = [path("", guide, name="api")]
