"""The operator's page: each source, the last updates, the one under way; read from files."""

from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import Source
from barometre.errors import BarometreError
from barometre.settings import settings
from barometre.sources.fetch import next_due
from barometre.sources.intake import read_state
from barometre.sources.registry import REGISTERS
from barometre.update.journal import Entry, last_entries, under_way
from barometre.web.programme.permissions import is_team

RUNS = 20
DECISIONS = {
    "nothing-new": "rien de nouveau",
    "published": "édition publiée",
    "refused": "édition retenue, à regarder",
    "failed": "échec",
    "killed": "interrompue, la suivante reprend",
}
STEPS = {
    "start": "démarrage",
    "fetch": "téléchargement",
    "observe": "observation",
    "survey": "réponses publiées de l’enquête",
    "compare inputs": "recherche de nouveautés",
    "build": "calcul de l’édition",
    "compare": "comparaison avec l’édition précédente",
    "publish": "publication",
}


def updates(request: HttpRequest) -> HttpResponse:
    """Show the state of sources and updates to the team."""
    if not is_team(request.user):
        raise PermissionDenied
    var, today, catalogue = settings().var, date.today(), load_catalogue()
    running = under_way(var)
    context = admin.site.each_context(request) | {
        "title": "Mises à jour des données",
        "sources": [_source(catalogue.sources[name], _state(name), today) for name in REGISTERS],
        "running": running and _running(running),
        "runs": [_run(entry) for entry in last_entries(var, RUNS)],
        "today": today,
    }
    return TemplateResponse(request, "admin/updates.html", context)


def _state(source: str) -> Entry:
    try:
        return read_state(settings().var / "sources" / source)
    except BarometreError as error:
        return {"failure": str(error)}


def _source(source: Source, state: Entry, today: date) -> Entry:
    """Return what the page shows of a source; what is not known is None, never zero."""
    day = date.fromisoformat(state["date"]) if state.get("date") else None
    age = (today - day).days if day else None
    due = next_due(state, source.cadence_days)
    return {
        "id": source.id,
        "name": source.name,
        "day": day,
        "age": age,
        "late": age is not None and source.cadence_days is not None and age > source.cadence_days,
        "cadence": source.cadence_days,
        **{name: state.get(name) for name in ("rows", "matched", "unmatched", "failure")},
        "due": due if due and due > today else None,
    }


def _running(where: Entry) -> Entry:
    step = STEPS.get(where["step"], where["step"])
    about = f" ({where['about']})" if where.get("about") else ""
    return {"started": _moment(where["started"]), "at": _moment(where["at"]), "step": f"{step}{about}"}


def _run(entry: Entry) -> Entry:
    """Return what the page shows of one line of the journal."""
    decision = DECISIONS.get(str(entry.get("decision")), str(entry.get("decision")))
    return {
        "started": _moment(entry.get("started")),
        "ended": _moment(entry.get("ended")),
        "decision": decision,
        "edition": entry.get("edition"),
        "by": entry.get("by"),
        "forced": entry.get("forced"),
        "moved": entry.get("moved"),
        "lines": [*entry.get("odd", []), *entry.get("problems", [])],
    }


def _moment(text: Any) -> datetime | None:  # noqa: ANN401  (what JSON holds)
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None
