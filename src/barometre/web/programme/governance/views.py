"""Governance: bodies, organisations with what they represent, meetings with what they decided and what came of it."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from barometre.web.programme import queries
from barometre.web.programme.fund.words import partial_words
from barometre.web.programme.models import Decision, Meeting, Organisation
from barometre.web.programme.objectives.words import sentence
from barometre.web.shared.tables import Cell, Column, Table, csv_response

NOT_SAID = "Non connue"


def governance(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Who steers, with whom, and what was decided."""
    organisations = list(queries.organisations().annotate(members=Count("collectivites")))
    table = organisations_table(organisations)
    if as_csv:
        return csv_response(table, "programme-organisations")
    today, found = timezone.localdate(), list(queries.meetings())
    seated = {member.pk for body in queries.bodies() for member in body.members.all()}
    page: dict[str, Any] = {
        "bodies": sorted(queries.bodies(), key=lambda body: (-len(body.members.all()), body.name)),
        "organisations": table,
        "associations": sum(one.kind == "association" for one in organisations),
        "of_state": sum(one.kind == "état" and one.pk in seated for one in organisations),
        "coming": [one for one in reversed(found) if one.held_on >= today],
        "held": [one for one in found if one.held_on < today],
        "decisions": sum(len(one.decisions.all()) for one in found),
        "sources": _sources([*queries.bodies(), *organisations]),
        "trail": [("Programme", reverse("programme-home")), ("Gouvernance", None)],
    }
    return render(request, "programme/governance.html", page)


def decisions(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Decisions of every meeting, as a file."""
    columns = [
        Column("instance", "Instance"), Column("date", "Date"), Column("decision", "Décision"),
        Column("porteur", "Porteur"), Column("echeance", "Échéance"), Column("suite", "Suite donnée"),
        Column("source", "Source"), Column("adresse", "Adresse de la source"),
    ]  # fmt: skip
    rows = [_decision(meeting, one) for meeting in queries.meetings() for one in meeting.decisions.all()]
    return csv_response(Table("Décisions", columns, rows), "programme-decisions")


def _decision(meeting: Meeting, one: Decision) -> list[Cell]:
    values: list[str | date | None] = [
        meeting.body.name, meeting.held_on, one.text, one.owner.name if one.owner else None, one.due,
        one.followup or None, meeting.source_title, meeting.source_url or None,
    ]  # fmt: skip
    return [Cell(value) for value in values]


def organisations_table(organisations: list[Organisation]) -> Table:
    """Members of the programme; how many collectivités each lists is in the table when any is known."""
    known = any(one.members for one in organisations)
    columns = [
        Column("id", "Identifiant", "file"),
        Column("nom", "Organisation"),
        Column("nature", "Nature", "file"),
        Column("represente", "Ce qu’elle représente"),
        Column("entree", "Entrée dans le programme"),
        Column("collectivites", "Collectivités membres connues", "number" if known else "file"),
        Column("remarque", "Remarque", "file"),
        Column("source", "Source", "file"),
        Column("adresse", "Adresse de la source", "file"),
    ]
    rows = []
    for one in organisations:
        joined = sentence(partial_words(one.joined)).rstrip(".") if one.joined else NOT_SAID
        said = " ".join(sentence(text) for text in (one.represents, one.note) if text)
        rows.append(
            [
                Cell(one.pk),
                Cell(one.name),
                Cell("État" if one.kind == "état" else "Association"),
                Cell(said),
                Cell(joined),
                Cell(one.members or None),
                Cell(one.note or None),
                Cell(one.source_title),
                Cell(one.source_url or None),
            ]
        )
    return Table("Organisations du programme", columns, rows, reverse("programme-governance-csv"))


def _sources(entries: list[Any]) -> list[tuple[str, str]]:
    """Sources cited by some entries, each once: title and address."""
    return list(dict.fromkeys((one.source_title, one.source_url) for one in entries if one.source_title))
