"""« C’est faux ? »: one verdict of one body and its form, where a contest is followed, how many there are."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from barometre.web.editions import queries as published
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.observations import contests
from barometre.web.observations.contests import ContestCounts, Refusal
from barometre.web.observations.forms import ContestForm
from barometre.web.observations.models import Contest
from barometre.web.observations.states import ContestState
from barometre.web.pages import bodies
from barometre.web.pages.verdict import Verdict, verdict
from barometre.web.shared.tables import Table, TableColumn, build_table, csv_response
from barometre.web.shared.words import CONTEST_OUTCOMES, CONTEST_STATES, delay_words

REFUSALS = {
    Refusal.SUBJECT_FULL: "Cette réponse a déjà été contestée plusieurs fois depuis hier : elle est en cours d’examen. "
    "Vous pouvez contester une autre réponse, ou revenir demain pour celle-ci.",
    Refusal.ALL_FULL: "Trop de contestations nous sont parvenues depuis hier, toutes collectivités confondues. "
    "Revenez demain, ou écrivez à l’exploitant du site.",
}


@csrf_exempt
def contest(request: HttpRequest, kind: str, code: str, subject: str) -> HttpResponse:
    """Show where one answer comes from and how to have it corrected, and take a contest of it.

    Raises:
        Http404: no body has this code, or the edition has no such question.
    """
    body = bodies.body_at(request.edition, kind, code, f"contester/{subject}/")
    if isinstance(body, str):
        return HttpResponseRedirect(body)
    shown = verdict(request.edition, body, subject)
    if shown is None:
        raise Http404(f"Cette édition n’a pas de question nommée « {subject} ».")
    if request.method == "POST" and int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return _page(request, body, shown, ContestForm.refused(), status=413)
    return csrf_protect(_answered)(request, body, shown)


def _answered(request: HttpRequest, body: Collectivite, shown: Verdict) -> HttpResponse:
    """Show the form, or keep what it sends and lead to the page where it is followed."""
    if request.method != "POST":
        return _page(request, body, shown, ContestForm())
    form = ContestForm(request.POST)
    if form.trapped:
        return HttpResponseRedirect(reverse("contests"))
    if not form.is_valid():
        return _page(request, body, shown, form, status=400)
    told = form.cleaned_data
    kept = contests.add_contest(body.siren, shown.id, told["text"], told["email"], timezone.now())
    if isinstance(kept, Refusal):
        form.add_error(None, REFUSALS[kept])
        return _page(request, body, shown, form, status=429)
    return HttpResponseRedirect(reverse("contest-followed", args=[kept.token]))


def _page(
    request: HttpRequest, body: Collectivite, shown: Verdict, form: ContestForm, status: int = 200
) -> HttpResponse:
    sheet = bodies.sheet_address(body)
    page: dict[str, Any] = {
        "body": body,
        "verdict": shown,
        "form": form,
        "sheet_address": sheet,
        "look_address": f"{bodies.address(body)}#regarder",
        "earlier": [
            (one, CONTEST_STATES[one.state])
            for one in contests.contests(body.siren, timezone.now())
            if one.subject == shown.id
        ],
        "trail": [*bodies.trail_to(body)[:-1], (body.name, sheet), ("C’est faux ?", None)],
    }
    return render(request, "pages/contest.html", page, status=status)


def followed(request: HttpRequest, token: str) -> HttpResponse:
    """Show the state of one contest to who has its address; neither its text nor who sent it.

    Raises:
        Http404: no contest has this address, or it is no longer kept.
    """
    found = contests.followed(token)
    if found is None:
        raise Http404("Aucune contestation n’a cette adresse. Une contestation réglée est effacée au bout d’un an.")
    body = published.by_siren(request.edition, found.siren)
    page = {
        "contest": found,
        "where": CONTEST_STATES[found.state],
        "outcome": CONTEST_OUTCOMES[found.outcome],
        "settled": found.state is ContestState.SETTLED,
        "body": body,
        "sheet_address": body and bodies.sheet_address(body),
        "question": _question(request.edition, found),
        "address": request.build_absolute_uri(request.path),
        "trail": [("Contestations", reverse("contests")), (f"Contestation n° {found.id}", None)],
    }
    return render(request, "pages/followed.html", page)


def _question(edition: Edition, found: Contest) -> str:
    """Return what is contested in words; its id when this edition no longer asks it."""
    content = edition.catalogue
    entry = content["indicators"].get(found.subject) or content["facts"].get(found.subject)
    return entry["title"] if entry else found.subject


def counts(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show how many contests are open and settled, and how long it takes."""
    found = contests.contest_counts(timezone.now())
    table = counts_table(found)
    if as_csv:
        return csv_response(table, f"contestations-{timezone.localdate()}")
    page = {
        "counts": found,
        "table": table,
        "delay": delay_words(found.delay),
        "trail": [("Contestations", None)],
    }
    return render(request, "pages/contests.html", page)


def counts_table(found: ContestCounts) -> Table:
    """Return the contests by state, then by outcome."""
    rows = [
        (CONTEST_STATES[ContestState.RECEIVED], found.received),
        (CONTEST_STATES[ContestState.UNDER_WAY], found.under_way),
        *(
            (f"Réglée, {words}", found.settled.get(outcome, 0))
            for outcome, words in CONTEST_OUTCOMES.items()
            if outcome or outcome in found.settled
        ),
    ]
    columns = [
        (TableColumn("etat", "État"), lambda row: row[0]),
        (TableColumn("contestations", "Contestations", "number"), lambda row: row[1]),
    ]
    return build_table("Contestations par état", columns, rows, reverse("contests-csv"))
