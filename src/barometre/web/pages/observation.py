"""The page « Observation » of one body, and its form: ask for a look at once."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from barometre.web import errors
from barometre.web.editions.models import Collectivite
from barometre.web.observations import looking
from barometre.web.pages.bodies import address, body_at, key, route, sheet_address, trail_to
from barometre.web.pages.observed import observation_report, observed_table
from barometre.web.shared.tables import csv_response


def observation(request: HttpRequest, kind: str, code: str, as_csv: bool = False) -> HttpResponse:
    """Every check of a body; old codes lead to the page of today."""
    body = body_at(request.edition, kind, code, "observation/")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    if as_csv:
        name = f"observation-{body.code}-{request.edition.date}"
        return csv_response(observed_table(request.edition, body), name)
    page: dict[str, Any] = {
        "body": body,
        "found": observation_report(request.edition, body, timezone.now()),
        "sheet_address": sheet_address(body),
        "ask_address": address(body, "look"),
        "contest_route": f"{route(body)}-contest",
        "contest_key": key(body),
        "csv": address(body, "observation-csv"),
        "trail": [*trail_to(body)[:-1], (body.name, sheet_address(body)), ("Observation", None)],
    }
    return render(request, "pages/observation.html", page)


@csrf_exempt
def ask(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Receive the form; reading its address leads to it, and a body too long is not read."""
    body = body_at(request.edition, kind, code, "observation/")
    if isinstance(body, str):
        return HttpResponseRedirect(body)
    if request.method != "POST":
        return HttpResponseRedirect(f"{address(body)}#regarder")
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return errors.too_large(request)
    return csrf_protect(_look)(request, body)


def _look(request: HttpRequest, body: Collectivite) -> HttpResponse:
    """Look now at what the reference declares, then show the page; nothing of the form says where to look."""
    if not any(looking.declared(body.siren)):
        raise Http404("Aucune adresse à observer n’est connue pour cette collectivité.")
    if not looking.look(body.siren):
        return errors.busy(request, looking.BUSY_SECONDS)
    return HttpResponseRedirect(f"{address(body)}#regarder")
