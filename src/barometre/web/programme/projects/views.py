"""Group projects: their list, the page of each, the files they made."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from barometre.web.programme import queries
from barometre.web.programme.fund.words import partial_words
from barometre.web.programme.models import Deliverable, GroupProject
from barometre.web.shared.tables import Cell, Column, Table, csv_response

PERIODS = {"2021-2022": "Créés en 2021 et 2022", "2023": "Créés ou relancés en janvier 2023"}
STATES = {"en cours": "En cours", "achevé": "Achevé", "inconnu": "Avancement non connu"}
LOOKS = {"en cours": "way", "achevé": "good", "inconnu": "unseen"}


def projects(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Every group project, by period."""
    found = list(queries.group_projects())
    if as_csv:
        return csv_response(_table(found), "programme-projets")
    periods: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        periods.setdefault(PERIODS.get(one.period, one.period), []).append(_shown(one))
    page = {
        "periods": list(periods.items()),
        "count": len(found),
        "both": sum(bool(one.pilots_state.all() and one.pilots_local.all()) for one in found),
        "unsure": sum(one.state == "inconnu" for one in found),
        "csv": reverse("programme-projects-csv"),
        "trail": [("Programme", reverse("programme-home")), ("Groupes projets", None)],
    }
    return render(request, "programme/projects.html", page)


def project(request: HttpRequest, identifier: str) -> HttpResponse:
    """One group project: objective, pilots, deliverables, milestones, state."""
    one = group_project(identifier)
    page = {
        **_shown(one),
        "milestones": [(partial_words(line.on), line.text) for line in one.milestones.all()],
        "deliverables": list(one.deliverables.all()),
        "trail": [
            ("Programme", reverse("programme-home")),
            ("Groupes projets", reverse("programme-projects")),
            (one.title, None),
        ],
    }
    return render(request, "programme/project.html", page)


def deliverable(request: HttpRequest, identifier: str, number: int) -> HttpResponseBase:  # noqa: ARG001
    """A file made by a group project, to keep.

    Raises:
        Http404: there is no such file.
    """
    found = Deliverable.objects.filter(project_id=identifier, pk=number).exclude(file="").first()
    if found is None or not found.file.storage.exists(found.file.name):
        raise Http404("Ce livrable n’existe pas, ou plus.")
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file.name.rpartition("/")[2])


def group_project(identifier: str) -> GroupProject:
    """One group project.

    Raises:
        Http404: there is none of that name.
    """
    found = queries.group_projects().filter(pk=identifier).first()
    if found is None:
        raise Http404(f"Le programme n’a pas de groupe projet nommé « {identifier} ».")
    return found


def _shown(one: GroupProject) -> dict[str, Any]:
    return {
        "project": one,
        "verdict": {"word": STATES.get(one.state, one.state), "look": LOOKS.get(one.state, "none")},
        "pilots_state": list(one.pilots_state.all()),
        "pilots_local": list(one.pilots_local.all()),
    }


def _table(found: list[GroupProject]) -> Table:
    columns = [
        Column(name, name)
        for name in ("id", "numero", "titre", "periode", "objectif", "pilotes_etat", "pilotes_collectivites", "etat",
                     "precision", "livrables", "ouvert", "source", "adresse")
    ]  # fmt: skip
    rows = [
        [Cell(value) for value in (
            one.pk, one.number, one.title, one.period, one.objective, _names(one.pilots_state.all()),
            _names(one.pilots_local.all()), one.state, one.state_note or None,
            " ; ".join(line.title for line in one.deliverables.all()) or None, "oui" if one.open else "non",
            one.source_title, one.source_url or None,
        )]
        for one in found
    ]  # fmt: skip
    return Table("Groupes projets", columns, rows)


def _names(organisations: Any) -> str | None:  # noqa: ANN401  (a query set)
    return " ; ".join(one.name for one in organisations) or None
