"""Group projects: their list, the page of each, its files, and the form to register."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from barometre.web.programme.models import GroupProject
from barometre.web.programme.projects import queries
from barometre.web.programme.projects.forms import RegistrationForm
from barometre.web.programme.projects.store import register
from barometre.web.programme.projects.tables import projects_table
from barometre.web.programme.projects.words import PERIODS, REFUSED, state_label
from barometre.web.programme.words import partial_words
from barometre.web.shared.tables import csv_response
from barometre.web.shared.visitors import visitor_address


def projects(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show every group project, by period."""
    rows = list(queries.group_projects())
    if as_csv:
        return csv_response(projects_table(rows), "programme-projets")
    periods: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        periods.setdefault(PERIODS.get(row.period, row.period), []).append(_shown(row))
    page = {
        "periods": list(periods.items()),
        "count": len(rows),
        "both": sum(bool(row.pilots_state.all() and row.pilots_local.all()) for row in rows),
        "unsure": sum(row.state == "inconnu" for row in rows),
        "csv": reverse("programme-projects-csv"),
        "trail": [_trail()[0], ("Groupes projets", None)],
    }
    return render(request, "programme/projects.html", page)


def project(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show one group project: objective, pilots, deliverables, milestones, state."""
    row = _project(identifier)
    shown = _shown(row)
    milestones = [(partial_words(milestone.on), milestone.text) for milestone in row.milestones.all()]
    deliverables = list(row.deliverables.all())
    parts = {
        "ses livrables": deliverables,
        "ses étapes": milestones,
        "son pilote côté État": shown["pilots_state"],
        "son pilote côté collectivités": shown["pilots_local"],
    }
    page = {
        **shown,
        "milestones": milestones,
        "deliverables": deliverables,
        "unknown": [words for words, known in parts.items() if not known],
        "trail": [*_trail(), (row.title, None)],
    }
    return render(request, "programme/project.html", page)


def deliverable(request: HttpRequest, identifier: str, number: int) -> HttpResponseBase:  # noqa: ARG001
    """Give a file made by a group project.

    Raises:
        Http404: there is no such file.
    """
    found = queries.deliverable_file(identifier, number)
    if found is None or not found.file.storage.exists(found.file.name):
        raise Http404("Ce livrable n’existe pas, ou plus.")
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file.name.rpartition("/")[2])


def registration(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show the form of a project, and register what it sends; its own address then says thank you.

    Raises:
        Http404: there is no such project.
    """
    row = _project(identifier)
    if request.method != "POST":
        return _registration_page(request, row, RegistrationForm())
    thanks = HttpResponseRedirect(f"{request.path}?envoye=inscription")
    form = RegistrationForm(request.POST)
    if form.trapped:
        return thanks
    if not form.is_valid():
        return _registration_page(request, row, form, status=400)
    result = register(row, visitor_address(request), **form.registration)
    if result in REFUSED:
        status, why = REFUSED[result]
        form.add_error(None, why)
        return _registration_page(request, row, form, status=status)
    return thanks


def _registration_page(
    request: HttpRequest, row: GroupProject, form: RegistrationForm, status: int = 200
) -> HttpResponse:
    page = {
        "project": row,
        "form": form,
        "thanks": request.GET.get("envoye") == "inscription",
        "trail": [*_trail(), (row.title, reverse("programme-project", args=[row.pk])), ("Inscription", None)],
    }
    return render(request, "programme/registration.html", page, status=status)


def _project(identifier: str) -> GroupProject:
    """Return one group project.

    Raises:
        Http404: there is none of that name.
    """
    found = queries.group_projects().filter(pk=identifier).first()
    if found is None:
        raise Http404(f"Le programme n’a pas de groupe projet nommé « {identifier} ».")
    return found


def _trail() -> list[tuple[str, str | None]]:
    return [("Programme", reverse("programme-home")), ("Groupes projets", reverse("programme-projects"))]


def _shown(row: GroupProject) -> dict[str, Any]:
    return {
        "project": row,
        "verdict": state_label(row.state),
        "pilots_state": list(row.pilots_state.all()),
        "pilots_local": list(row.pilots_local.all()),
    }
