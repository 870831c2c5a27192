"""The page of the team on what collectivités publish of their answers, wave by wave."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from barometre.facts.store import fact_files
from barometre.settings import settings
from barometre.survey.facts import SOURCE, facts_of
from barometre.web.programme.permissions import is_team
from barometre.web.survey.models import Response, Wave
from barometre.web.survey.states import ANY_TIME
from barometre.web.survey.told import told

ANY_TIME_WORDS = "à tout moment, hors vague"


@dataclass(frozen=True)
class Stated:
    """What came of a wave: collectivités, questionnaires sent and published, facts that the published ones state."""

    wave: str
    title: str
    bodies: int
    sent: int
    published: int
    facts: int


def stated(request: HttpRequest) -> HttpResponse:
    """Show how many responses are published, and how many facts they state."""
    if not is_team(request.user):
        raise PermissionDenied
    page: dict[str, Any] = admin.site.each_context(request) | {
        "title": "Réponses à l’enquête",
        "waves": by_wave(),
        "stored_on": _stored_on(),
    }
    return TemplateResponse(request, "survey/stated.html", page)


def by_wave() -> list[Stated]:
    """Return what came of each wave, the newest first, then of what was answered at any time."""
    sent = Response.objects.filter(sent_at__isnull=False).order_by().values_list("wave")
    counted = sent.annotate(Count("siren", distinct=True), Count("pk"), Count("published_at"))
    counts = {wave: numbers for wave, *numbers in counted}
    titles = dict(Wave.objects.order_by("-opens_on").values_list("pk", "title")) | {ANY_TIME: ANY_TIME_WORDS}
    return [_stated(wave, title, counts.get(wave, [0, 0, 0])) for wave, title in titles.items()]


def _stated(wave: str, title: str, counts: list[int]) -> Stated:
    bodies, sent, published = counts
    facts = facts_of(told(wave=wave, published_at__isnull=False)) if published else None
    return Stated(wave, title, bodies, sent, published, facts.height if facts is not None else 0)


def _stored_on() -> date | None:
    """Return the day of the newest file of the survey in the store, which the next edition reads."""
    files = [path for path in fact_files(settings().var / "facts") if path.parent.name == SOURCE]
    return date.fromisoformat(files[-1].name[:10]) if files else None
