"""The page « Observation » of one body, and its two forms: ask for a look at once, contest a verdict."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from barometre.web import errors
from barometre.web.editions import queries as published
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.observations import looking, queries
from barometre.web.observations.forms import ContestForm
from barometre.web.observations.queries import ContestOutcome
from barometre.web.pages.collectivite import today
from barometre.web.pages.observed import ObservationReport, observation_report, observed_table
from barometre.web.shared.areas import above, trail
from barometre.web.shared.tables import csv_response

View = Callable[..., HttpResponse]

# What came of a contest -> value of `?envoye=` that says it.
THANKS = {ContestOutcome.KEPT: "contestation", ContestOutcome.ALREADY: "deja"}
REFUSALS = {
    ContestOutcome.CHECK_FULL: "Ce contrôle a déjà été contesté plusieurs fois depuis hier : il est en cours d’examen. "
    "Vous pouvez contester un autre contrôle, ou revenir demain pour celui-ci.",
    ContestOutcome.ALL_FULL: "Trop de contestations nous sont parvenues depuis hier, toutes collectivités confondues. "
    "Revenez demain, ou écrivez à l’exploitant du site.",
}


def address(body: Collectivite, action: str = "observation") -> str:
    """Where the page of a body is, or one of its forms."""
    kind, key = ("commune", body.code) if body.kind == "commune" else ("collectivite", body.siren)
    return reverse(f"{kind}-{action}", args=[key])


def observation(request: HttpRequest, kind: str, code: str, as_csv: bool = False) -> HttpResponse:
    """Every check of a body; old codes lead to the page of today."""
    body = _body(request.edition, kind, code)
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    if as_csv:
        name = f"observation-{body.code}-{request.edition.date}"
        return csv_response(observed_table(request.edition, body), name)
    return _page(request, body)


def _sent(anchor: str) -> Callable[[View], View]:
    """Make a view to which a form is sent. Reading its address leads to the form; a body too long is not read."""

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def received(request: HttpRequest, kind: str, code: str) -> HttpResponse:
            body = _body(request.edition, kind, code)
            if isinstance(body, str):
                return HttpResponseRedirect(body)
            if request.method != "POST":
                return HttpResponseRedirect(f"{address(body)}#{anchor}")
            if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                found = observation_report(request.edition, body, timezone.now())
                return _page(request, body, found, ContestForm.refused(found.contestable), status=413)
            return protected(request, body)

        return received

    return decorate


@_sent("regarder")
def ask(request: HttpRequest, body: Collectivite) -> HttpResponse:
    """Look now at what the reference declares, then show the page; nothing of the form says where to look."""
    if not any(looking.declared(body.siren)):
        raise Http404("Aucune adresse à observer n’est connue pour cette collectivité.")
    if not looking.look(body.siren):
        return errors.busy(request, looking.BUSY_SECONDS)
    return HttpResponseRedirect(f"{address(body)}#regarder")


@_sent("contester")
def contest(request: HttpRequest, body: Collectivite) -> HttpResponse:
    """Keep a contest, or show what is missing from it."""
    found = observation_report(request.edition, body, timezone.now())
    form = ContestForm(request.POST, checks=found.contestable)
    sent = ContestOutcome.KEPT
    if not form.trapped:
        if not form.is_valid():
            return _page(request, body, found, form, status=400)
        told = form.cleaned_data
        sent = queries.add_contest(body.siren, told["check"], told["text"], told["email"], timezone.now())
    if sent in REFUSALS:
        form.add_error(None, REFUSALS[sent])
        return _page(request, body, found, form, status=429)
    return HttpResponseRedirect(f"{address(body)}?envoye={THANKS[sent]}#contester")


def _body(edition: Edition, kind: str, code: str) -> Collectivite | str:
    """Return the collectivité of an address, or the address of today.

    Raises:
        Http404: nobody has this code, or it is of a body that is not measured.
    """
    by_code = kind == "commune"
    found = published.by_code(edition, kind, code) if by_code else published.by_siren(edition, code)
    if found is None:
        return f"{today(code)}observation/" if today(code).startswith("/communes/") else today(code)
    if not found.measured:
        raise Http404(f"La collectivité de code « {code} » n’est pas mesurée.")
    return address(found) if found.kind == "commune" and not by_code else found


def _page(
    request: HttpRequest,
    body: Collectivite,
    found: ObservationReport | None = None,
    form: ContestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    found = found or observation_report(request.edition, body, now)
    chain = trail(above(body.region, body.departement if body.kind == "commune" else None), body.name)
    page: dict[str, Any] = {
        "body": body,
        "found": found,
        "form": form or ContestForm(checks=found.contestable),
        "chosen": (form.data.get("check") if form else None) or request.GET.get("controle"),
        "sent": request.GET.get("envoye"),
        "sheet_address": sheet_address(body),
        "ask_address": address(body, "look"),
        "contest_address": address(body, "contest"),
        "csv": address(body, "observation-csv"),
        "trail": [*chain[:-1], (body.name, sheet_address(body)), ("Observation", None)],
    }
    return render(request, "pages/observation.html", page, status=status)


def sheet_address(body: Collectivite) -> str:
    """Return the address of the page of a collectivité, of which this one is a part."""
    if body.kind in ("departement", "region"):
        return reverse("collectivite", args=[body.siren])
    return reverse(body.kind, args=[body.code])
