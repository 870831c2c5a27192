"""Home of the programme: objectives at a glance, next meeting, ways in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from barometre.web.editions.models import Edition
from barometre.web.programme import queries
from barometre.web.programme.objectives.followed import counts, follow_all
from barometre.web.programme.objectives.tables import glance
from barometre.web.shared import catalogue
from barometre.web.shared.tables import csv_response

PRIORITIES = ("responsable", "simple", "accessible", "securise")
"""Those that the programme gave itself; the barometer has two more."""


def home(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Objectives at a glance, the next meeting, the parts of the programme."""
    followed = follow_all(request.edition)
    table = glance(followed)
    if as_csv:
        return csv_response(table, f"programme-objectifs-{request.edition.date}")
    today = timezone.localdate()
    coming = queries.next_meeting(today)
    held = queries.meetings().prefetch_related(None).filter(held_on__lt=today)
    page: dict[str, Any] = {
        "followed": followed,
        "counts": counts(followed),
        "table": table,
        "priorities": [
            (request.edition.catalogue["priorities"][name]["name"], sum(one.row.priority == name for one in followed))
            for name in PRIORITIES
        ],
        "objective_credits": credits_of(request.edition, {one.row.indicator for one in followed if one.told}),
        "next_meeting": coming,
        "last_meeting": None if coming else held.first(),
        "projects": queries.group_projects().count(),
        "trail": [("Programme", None)],
    }
    return render(request, "programme/home.html", page)


def credits_of(edition: Edition, indicators: set[str]) -> list[dict[str, str]]:
    """Sources, with the dates of their facts, of some indicators in an edition; none when nothing tells them yet."""
    found = {}
    for indicator in indicators:
        measure = catalogue.measure(edition, indicator)
        for source in catalogue.sources_of_measure(edition, measure) if measure else []:
            found[source["id"]] = source
    return [found[key] for key in sorted(found)]
