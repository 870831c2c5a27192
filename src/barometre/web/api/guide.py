"""The pages of the API for people: each call with its parameters, a form to try it, its keys and what it answers."""

import json
from contextlib import suppress
from io import BytesIO
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, resolve, reverse

from barometre.web.api import samples
from barometre.web.api.deprecation import deprecated_in
from barometre.web.api.described import Call, calls, objects
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


def guide(request: HttpRequest) -> HttpResponse:
    """Show every call, how a whole list is read, how the API refuses, and what goes."""
    groups = [(group, list(some)) for group, some in groupby(calls().values(), lambda call: call.group)]
    page = {
        "groups": groups,
        "whole": samples.whole_list(_site(request)),
        "errors": ERRORS.items(),
        "going": deprecated_in(openapi_document()),
        "trail": _trail("API"),
    }
    return render(request, "pages/api.html", page)


def call(request: HttpRequest, name: str) -> HttpResponse:
    """Show one call: parameters, in a form that sends it, keys of its answer, an example, and programs.

    Raises:
        Http404: there is no such call.
    """
    one = _known(name)
    tried = example(one, request.edition)
    origin = tuple((key, request.META[key]) for key in _ORIGIN if key in request.META)
    page = {
        "call": one,
        "keys": objects()[one.answer][1],
        "example": tried,
        "tried": values_of(one, tried),
        "answer": excerpt_of(request.edition, tried, origin),
        "samples": samples.one_call(_site(request), tried, has_csv="text/csv" in one.formats),
        "trail": _trail(one.title),
    }
    return render(request, "pages/api_call.html", page)


def send(request: HttpRequest, name: str) -> HttpResponse:
    """Lead from the form of a call to its answer: the address of the API, without what was left empty.

    Raises:
        Http404: there is no such call.
    """
    one, address, query = _known(name), _known(name).address, {}
    for parameter in one.parameters:
        value = request.GET.get(parameter.name, "").strip()
        if parameter.place == "path":
            if not value:
                return HttpResponseRedirect(reverse("api-call", args=[name]))
            address = address.replace(f"{{{parameter.name}}}", quote(value, safe=""))
        elif value:
            query[parameter.name] = value
    return HttpResponseRedirect(address + (f"?{urlencode(query)}" if query else ""))


def described_object(request: HttpRequest, name: str) -> HttpResponse:
    """Show the keys of one object of the answers.

    Raises:
        Http404: there is no such object.
    """
    if name not in objects():
        raise Http404(f"Aucun objet de l’API ne s’appelle « {name} ».")
    about, keys = objects()[name]
    users = [one for one in calls().values() if one.answer == name]
    holders = [other for other, (_, held) in objects().items() if name in {key.holds for key in held}]
    page = {"name": name, "about": about, "keys": keys, "users": users, "holders": holders, "trail": _trail(name)}
    return render(request, "pages/api_object.html", page)


def _known(name: str) -> Call:
    """Return the call of a page.

    Raises:
        Http404: there is none.
    """
    if name not in calls():
        raise Http404(f"Aucun appel de l’API ne s’appelle « {name} ».")
    return calls()[name]


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _trail(title: str) -> list[tuple[str, str | None]]:
    above = [("Données et API", reverse("data"))]
    return [*above, ("API", None)] if title == "API" else [*above, ("API", reverse("api")), (title, None)]


def example(one: Call, edition: Edition) -> str:
    """Return an address to try a call on an edition."""
    return ROOT + CALLS[one.address.removeprefix(ROOT)].format(edition=edition.date)


def values_of(one: Call, tried: str) -> dict[str, str]:
    """Return the value that each parameter has in an address."""
    place, _, query = tried.partition("?")
    pairs = zip(one.address.split("/"), place.split("/"), strict=True)
    return {word[1:-1]: value for word, value in pairs if word.startswith("{")} | dict(parse_qsl(query))


@per_edition
def excerpt_of(edition: Edition, tried: str, origin: tuple[tuple[str, str], ...]) -> str:  # noqa: ARG001  (its state)
    """Return the beginning of what an edition answers at an address; `origin` says where the site is."""
    return excerpt(answer(tried, dict(origin)))


def answer(tried: str, origin: dict[str, str]) -> str:
    """Return what the API answers, as a program that calls it would read it."""
    place, _, query = tried.partition("?")
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


urlpatterns = [
    path("", guide, name="api"),
    path("appels/<slug:name>/", call, name="api-call"),
    path("appels/<slug:name>/reponse/", send, name="api-send"),
    path("objets/<slug:name>/", described_object, name="api-object"),
]
