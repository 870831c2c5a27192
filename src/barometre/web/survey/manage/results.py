"""The page of the team on the results of waves: which were computed, their preview, their publication."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.programme.permissions import is_team
from barometre.web.survey.models import Results, Wave
from barometre.web.survey.results.store import is_closed, publish


@dataclass(frozen=True)
class WaveState:
    """A wave and its results: the version that waits to be published, and the newest published one."""

    wave: Wave
    closed: bool
    waits: Results | None
    shown: Results | None


def listed(request: HttpRequest) -> HttpResponse:
    """Show the results of each wave; publish those that a button names.

    Raises:
        PermissionDenied: this account is not of the team.
    """
    if not is_team(request.user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            row = publish(request.POST.get("vague", ""), _moment(request.POST.get("calcul", "")), timezone.now())
            messages.success(request, f"Les résultats de la vague « {row.wave.title} » sont publiés.")
        except BarometreError as refused:
            messages.error(request, f"Rien n’est publié, pour une raison que voici en anglais : {refused}")
        return HttpResponseRedirect(reverse("survey-results"))
    page: dict[str, Any] = admin.site.each_context(request) | {
        "title": "Résultats des enquêtes",
        "waves": states(timezone.now()),
    }
    return TemplateResponse(request, "survey/results.html", page)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def states(now: datetime) -> list[WaveState]:
    """Return the waves that were opened and their results, the newest wave first."""
    rows = Results.objects.defer("figures", "content").order_by("number")
    waits = {row.wave_id: row for row in rows if row.published_at is None}
    shown = {row.wave_id: row for row in rows if row.published_at is not None}
    return [
        WaveState(wave, is_closed(wave, now), waits.get(wave.pk), shown.get(wave.pk))
        for wave in Wave.objects.exclude(opened_at=None)
    ]
