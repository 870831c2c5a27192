"""The right of reply in public: the rule by which words are read and published, and how each period was answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from barometre.web.replies.answers import LONGEST, PeriodTally, tallies
from barometre.web.replies.models import Period, Reply
from barometre.web.replies.periods import stage_of
from barometre.web.replies.states import Stage
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table, csv_response
from barometre.web.shared.words import day_words

STAGES = {
    Stage.OPEN: "en cours",
    Stage.OVER: "terminée, avant publication",
    Stage.PUBLISHED: "publiée",
}

# A period, how it was answered, where it is.
CountedPeriod = tuple[Period, PeriodTally, Stage]


def rule(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show the rule, and the count of each period."""
    counted = [(period, tally, stage_of(period, timezone.now())) for period, tally in tallies().items()]
    table = periods_table(counted)
    if as_csv:
        return csv_response(table, f"droit-de-reponse-{timezone.localdate()}")
    page = {
        "table": table if counted else None,
        "grounds": Reply.GROUNDS,
        "longest": LONGEST,
        "trail": [("Droit de réponse", None)],
    }
    return render(request, "replies/rule.html", page)


def periods_table(counted: list[CountedPeriod]) -> Table:
    """Return the periods, newest first; what is said of verdicts is counted once these are published."""

    def once_published(name: str) -> Callable[[CountedPeriod], Value]:
        return lambda row: getattr(row[1], name) if row[2] is Stage.PUBLISHED else None

    columns: list[tuple[TableColumn, Callable[[CountedPeriod], Value | Cell]]] = [
        (TableColumn("edition", "Édition"), lambda row: day_words(row[0].edition)),
        (TableColumn("etat", "Période"), lambda row: f"{STAGES[row[2]]}, jusqu’au {day_words(row[0].last_day)}"),
        (TableColumn("interrogees", "Collectivités interrogées", "number"), lambda row: row[1].asked),
        (TableColumn("sans_adresse", "dont sans adresse connue", "file"), lambda row: row[1].unreached),
        (TableColumn("ont_repondu", "Ont répondu", "number"), lambda row: row[1].answered),
        (TableColumn("sans_reponse", "Sans réponse", "number"), lambda row: row[1].silent),
        (TableColumn("resultats", "Résultats qui changent", "file"), lambda row: row[1].moved),
        (TableColumn("d_accord", "Résultats\u00a0: d’accord", "number"), once_published("agreed")),
        (TableColumn("pas_d_accord", "Résultats\u00a0: pas d’accord", "number"), once_published("disagreed")),
        (TableColumn("commentes", "Commentés sans avis", "file"), once_published("said")),
        (TableColumn("resultats_sans_reponse", "Résultats sans réponse", "file"), once_published("unanswered")),
    ]
    return build_table("Réponses des collectivités, période par période", columns, counted, reverse("replies-csv"))
