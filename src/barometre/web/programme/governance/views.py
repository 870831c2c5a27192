"""Governance: committees, organisations with what they represent, meetings with what they decided and its follow-up."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from barometre.web.programme.governance import queries
from barometre.web.programme.governance.tables import decisions_table, organisations_table
from barometre.web.programme.models import Meeting
from barometre.web.shared.french import counted
from barometre.web.shared.tables import csv_response


def governance(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show who steers, with whom, and what was decided."""
    organisations = list(queries.organisations())
    table = organisations_table(organisations)
    if as_csv:
        return csv_response(table, "programme-organisations")
    today, meetings, bodies = timezone.localdate(), list(queries.meetings()), list(queries.bodies())
    seated = {member.pk for body in bodies for member in body.members.all()}
    page: dict[str, Any] = {
        "bodies": sorted(bodies, key=lambda body: (-len(body.members.all()), body.name)),
        "organisations": table,
        "associations": sum(row.kind == "association" for row in organisations),
        "of_state": sum(row.kind == "état" and row.pk in seated for row in organisations),
        "coming": [meeting for meeting in reversed(meetings) if meeting.held_on >= today],
        "held": [meeting for meeting in meetings if meeting.held_on < today],
        "decisions": sum(len(meeting.decisions.all()) for meeting in meetings),
        "not_dated": sum(not row.joined for row in organisations),
        "unknown": unknown_words([meeting for meeting in meetings if meeting.held_on < today]),
        "sources": _sources([*bodies, *organisations]),
        "trail": [("Programme", reverse("programme-home")), ("Gouvernance", None)],
    }
    return render(request, "programme/governance.html", page)


def decisions(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Give the decisions of every meeting, as a file."""
    return csv_response(decisions_table(queries.meetings()), "programme-decisions")


def unknown_words(held: list[Meeting]) -> list[str]:
    """Return what is not known of meetings and of what they decided, counted once for all of them."""
    decided = [decision for meeting in held for decision in meeting.decisions.all()]
    counts = {
        "aucune décision n’est connue": sum(not meeting.decisions.all() for meeting in held),
        "le porteur n’est pas connu": sum(decision.owner is None for decision in decided),
        "l’échéance n’est pas connue": sum(decision.due is None for decision in decided),
        "la suite donnée n’est pas connue": sum(not decision.followup for decision in decided),
    }
    nouns = [("réunion", "réunions"), *[("décision", "décisions")] * 3]
    return [
        f"Pour {counted(count, *noun)}, {words}."
        for (words, count), noun in zip(counts.items(), nouns, strict=True)
        if count
    ]


def _sources(entries: list[Any]) -> list[tuple[str, str]]:
    """Return the title and the address of the sources that some entries cite, each once."""
    return list(dict.fromkeys((entry.source_title, entry.source_url) for entry in entries if entry.source_title))
