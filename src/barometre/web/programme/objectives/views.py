"""One objective: where it stands, its trajectory, by région and size; who has not met it, for those allowed to see."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from barometre.web.editions.models import Edition
from barometre.web.programme.home import credits_of
from barometre.web.programme.objectives import tables
from barometre.web.programme.objectives.progress import FollowedObjective, followed_objective, missing_of
from barometre.web.programme.objectives.trajectory import EditionShare, TargetLine, trajectory
from barometre.web.programme.objectives.words import STEPS
from barometre.web.programme.permissions import visible_sirens
from barometre.web.programme.words import partial_words
from barometre.web.shared import catalogue
from barometre.web.shared.areas import departements
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.paging import page_of
from barometre.web.shared.tables import csv_response

# Collectivités shown at once among those that have not met an objective.
PER_PAGE = 50


def objective(request: HttpRequest, identifier: str, as_csv: bool = False) -> HttpResponse:
    """Show the numbers to everybody; an account of the programme also sees names."""
    one = _followed(request.edition, identifier)
    if as_csv:
        return csv_response(tables.whole(one), f"programme-{identifier}-{request.edition.date}")
    page: dict[str, Any] = {
        "one": one,
        "row": one.row,
        "priority": request.edition.catalogue.get("priorities", {}).get(one.row.priority, {}).get("name"),
        "indicator": catalogue.measure(request.edition, one.row.indicator),
        "owners": sorted(one.row.owners.all(), key=lambda owner: (owner.kind != "état", owner.name)),
        "steps": [(STEPS[step.state], partial_words(step.on), step.note) for step in one.row.steps.all()],
        "chart": _chart(one),
        "editions": tables.editions_table(one),
        "by_region": tables.by_region(one),
        "by_strate": tables.by_strate(one),
        "undecided": one.progress.points[-1].undecided if one.progress.points else 0,
        "csv": reverse("programme-objective-csv", args=[identifier]),
        "objective_credits": credits_of(request.edition, {one.row.indicator} if one.known else set()),
        "who": _missing_page(request, one),
        "login": _login(request),
        "trail": [("Programme", reverse("programme-home")), (one.row.title, None)],
    }
    return render(request, "programme/objective.html", page)


def missing(request: HttpRequest, identifier: str) -> HttpResponse:
    """Give who has not met an objective, as a file: to the team, and to members of an organisation about its own.

    Raises:
        Http404: there is no such objective, or the account may see no name.
    """
    one = _followed(request.edition, identifier)
    if not request.user.is_authenticated:
        return HttpResponseRedirect(_login(request))
    sirens = visible_sirens(request.user)
    if sirens == set():
        raise Http404("Ce compte ne voit pas les noms des collectivités.")
    table = tables.missing_table(tables.in_name_order(missing_of(one.row, sirens)))
    return csv_response(table, f"programme-{identifier}-collectivites-{request.edition.date}")


def _login(request: HttpRequest) -> str:
    return f"/gestion/login/?{urlencode({'next': request.path})}"


def _missing_page(request: HttpRequest, one: FollowedObjective) -> dict[str, Any] | None:
    """Return what the account may see; None for the public and for readers.

    Raises:
        Http404: no such département, or no such page.
    """
    sirens = visible_sirens(request.user)
    if sirens == set() or not one.progress.points:
        return None
    rows = tables.in_name_order(missing_of(one.row, sirens))
    departement = request.GET.get("departement", "")
    if departement and departement not in departements():
        raise Http404(f"Aucun département n’a le code « {departement} ».")
    if departement:
        rows = rows.filter(departement=departement)
    shown = page_of(request, range(len(rows)), PER_PAGE)
    csv = reverse("programme-objective-missing", args=[one.row.pk])
    return {
        "everybody": sirens is None,
        "missing": int((rows["status"] == "missing").sum()),
        "unknown": int((rows["status"] == "unknown").sum()),
        "table": tables.missing_table(rows[(shown.number - 1) * PER_PAGE : shown.number * PER_PAGE], csv),
        "shown": shown,
        "departements": [(code, area.name) for code, area in departements().items()],
        "departement": departement,
        "query": f"departement={departement}&" if departement else "",
    }


def _followed(edition: Edition, identifier: str) -> FollowedObjective:
    """Return one objective.

    Raises:
        Http404: nobody may see one of that name.
    """
    found = followed_objective(edition, identifier)
    if found is None:
        raise Http404(f"Le programme n’a pas d’objectif nommé « {identifier} ».")
    return found


def _chart(one: FollowedObjective) -> SafeString | None:
    """Draw the trajectory, when at least one edition says something."""
    percent = tables.in_percent
    points = [
        EditionShare(point.edition, percent(point.numbers.value), percent(point.numbers.value_at_most))
        for point in one.progress.points
    ]
    if not points:
        return None
    start = one.progress.start
    line = TargetLine(100 * one.row.target, one.row.due, (start[0], 100 * start[1]) if start else None)
    return mark_safe(trajectory(points, line, key="trajectoire", title=f"Trajectoire{NO_BREAK}: {one.row.title}"))
