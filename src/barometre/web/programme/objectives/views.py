"""One objective: where it stands, its path, by région and size; who has not met it, for those allowed to see."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from barometre.web.editions.models import Edition
from barometre.web.programme.fund.words import partial_words
from barometre.web.programme.home import credits_of
from barometre.web.programme.objectives import tables
from barometre.web.programme.objectives.followed import Followed, follow_one
from barometre.web.programme.objectives.missing import missing_page, missing_table
from barometre.web.programme.objectives.trajectory import Aim, Seen, trajectory
from barometre.web.programme.objectives.words import STEPS
from barometre.web.programme.permissions import visible_sirens
from barometre.web.shared import catalogue
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.tables import csv_response


def objective(request: HttpRequest, identifier: str, as_csv: bool = False) -> HttpResponse:
    """Numbers for everybody; an account of the programme also sees names."""
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
        "baseline_on": partial_words(one.row.baseline_on) if one.row.baseline_on else "",
        "chart": _chart(one),
        "editions": tables.editions_table(one),
        "by_region": tables.by_region(one),
        "by_strate": tables.by_strate(one),
        "undecided": one.progress.points[-1].undecided if one.progress.points else 0,
        "csv": reverse("programme-objective-csv", args=[identifier]),
        "objective_credits": credits_of(request.edition, {one.row.indicator} if one.told else set()),
        "who": missing_page(request, one),
        "login": f"/gestion/login/?{urlencode({'next': request.path})}",
        "trail": [("Programme", reverse("programme-home")), (one.row.title, None)],
    }
    return render(request, "programme/objective.html", page)


def missing(request: HttpRequest, identifier: str) -> HttpResponse:
    """Who has not met an objective, as a file: for the team, and for members of an organisation about its own."""
    one = _followed(request.edition, identifier)
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"/gestion/login/?{urlencode({'next': request.path})}")
    sirens = visible_sirens(request.user)
    if sirens is not None and not sirens:
        raise Http404("Ce compte ne voit pas les noms des collectivités.")
    return csv_response(missing_table(one, sirens), f"programme-{identifier}-collectivites-{request.edition.date}")


def _followed(edition: Edition, identifier: str) -> Followed:
    """One objective.

    Raises:
        Http404: nobody may see one of that name.
    """
    found = follow_one(edition, identifier)
    if found is None:
        raise Http404(f"Le programme n’a pas d’objectif nommé « {identifier} ».")
    return found


def _chart(one: Followed) -> SafeString | None:
    """The path, when at least one edition says something."""
    points = [
        Seen(point.edition, _hundred(point.numbers.value), _hundred(point.numbers.value_at_most))
        for point in one.progress.points
    ]
    if not points:
        return None
    start = one.progress.start
    aim = Aim(100 * one.row.target, one.row.due, (start[0], 100 * start[1]) if start else None)
    return mark_safe(trajectory(points, aim, key="trajectoire", title=f"Trajectoire{NO_BREAK}: {one.row.title}"))


def _hundred(share: float | None) -> float | None:
    return None if share is None else 100 * share
