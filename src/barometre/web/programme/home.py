"""Home of the programme: objectives at a glance, next meeting, ways in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from barometre.web.editions.models import Edition
from barometre.web.programme.governance.queries import last_meeting, next_meeting
from barometre.web.programme.objectives.progress import counts, followed_objectives
from barometre.web.programme.objectives.tables import glance
from barometre.web.programme.projects.queries import group_projects
from barometre.web.shared import catalogue
from barometre.web.shared.tables import csv_response

# Priorities that the programme gave itself; the barometer has two more.
PRIORITIES = ("responsable", "simple", "accessible", "securise")


def home(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show objectives at a glance, the next meeting, the parts of the programme."""
    followed = followed_objectives(request.edition)
    table = glance(followed)
    if as_csv:
        return csv_response(table, f"programme-objectifs-{request.edition.date}")
    today = timezone.localdate()
    coming = next_meeting(today)
    page: dict[str, Any] = {
        "followed": followed,
        "counts": counts(followed),
        "table": table,
        "priorities": [
            (request.edition.catalogue["priorities"][name]["name"], sum(one.row.priority == name for one in followed))
            for name in PRIORITIES
        ],
        "objective_credits": credits_of(request.edition, {one.row.indicator for one in followed if one.known}),
        "next_meeting": coming,
        "last_meeting": None if coming else last_meeting(today),
        "projects": group_projects().count(),
        "trail": [("Programme", None)],
    }
    return render(request, "programme/home.html", page)


def credits_of(edition: Edition, indicators: set[str]) -> list[dict[str, str]]:
    """Return the sources of some indicators in an edition, with the dates of their facts."""
    sources = {}
    for indicator in indicators:
        measure = catalogue.measure(edition, indicator)
        for source in catalogue.sources_of_measure(edition, measure) if measure else []:
            sources[source["id"]] = source
    return [sources[key] for key in sorted(sources)]
