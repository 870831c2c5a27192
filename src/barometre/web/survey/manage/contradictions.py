"""The page of the team on answers that a register or an observation says otherwise: by question, by collectivité."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from barometre.catalogue.load import load_catalogue
from barometre.survey.contradictions import contradictions, known_facts
from barometre.survey.facts import newest
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.programme.permissions import is_team
from barometre.web.programme.sirens import name_of
from barometre.web.shared.tables import Table, TableColumn, Value, build_table, csv_response
from barometre.web.survey.models import Wave
from barometre.web.survey.outcomes import Otherwise, worded
from barometre.web.survey.told import told

# Lines that the page shows; the file has all of them.
SHOWN = 200


@dataclass(frozen=True)
class ContradictionLine:
    """One contradiction of one collectivité, in words."""

    siren: str
    name: str
    id: str
    told: Otherwise


def compared(request: HttpRequest) -> HttpResponse:
    """Show the contradictions of a wave, or of all that was last sent: counts, and the first lines."""
    wave, lines = _asked(request)
    by_question = Counter((line.id, line.told.question, line.told.title, line.told.source) for line in lines)
    by_body = Counter((line.siren, line.name) for line in lines)
    page: dict[str, Any] = admin.site.each_context(request) | {
        "title": "Réponses et autres sources",
        "wave": wave,
        "waves": Wave.objects.order_by("-opens_on"),
        "lines": lines[:SHOWN],
        "count": len(lines),
        "by_question": [(*key, count) for key, count in by_question.most_common()],
        "by_body": [(*key, count) for key, count in by_body.most_common(SHOWN)],
        "bodies": len(by_body),
    }
    return TemplateResponse(request, "survey/contradictions.html", page)


def compared_csv(request: HttpRequest) -> HttpResponse:
    """Give all the lines as a file."""
    wave, lines = _asked(request)
    return csv_response(table_of(lines), f"ecarts-{wave.pk if wave else 'tout'}")


def lines_of(edition: Edition, wave: Wave | None) -> list[ContradictionLine]:
    """Return the contradictions of what was last sent, in a wave or at all, by SIREN and questionnaire."""
    catalogue = load_catalogue()
    sent = newest(told(wave=wave.pk) if wave else told())
    asked = {(one.questionnaire.id, one.questionnaire.version): one.questionnaire for one in sent}
    known = queries.facts_of(edition, {one.siren for one in sent}, known_facts(asked.values()))
    return [
        ContradictionLine(one.siren, name_of(one.siren), one.question.id, worded(catalogue, edition, one))
        for one in contradictions(sent, known)
    ]


def table_of(lines: Sequence[ContradictionLine]) -> Table:
    """Return the lines as a table: both sides, each with its day."""
    columns: list[tuple[TableColumn, Callable[[ContradictionLine], Value]]] = [
        (TableColumn("siren", "SIREN"), lambda line: line.siren),
        (TableColumn("collectivite", "Collectivité"), lambda line: line.name),
        (TableColumn("question", "Question"), lambda line: line.id),
        (TableColumn("texte", "Texte de la question"), lambda line: line.told.question),
        (TableColumn("reponse", "Réponse"), lambda line: line.told.answer),
        (TableColumn("repondu_le", "Répondu le"), lambda line: line.told.answered_on),
        (TableColumn("fait", "Fait"), lambda line: line.told.title),
        (TableColumn("valeur", "Valeur"), lambda line: line.told.value),
        (TableColumn("source", "Source"), lambda line: line.told.source),
        (TableColumn("constate_le", "Constaté le"), lambda line: line.told.observed_on),
    ]
    return build_table("Réponses et autres sources", columns, lines)


def _asked(request: HttpRequest) -> tuple[Wave | None, list[ContradictionLine]]:
    """Return the wave asked for, and the contradictions.

    Raises:
        PermissionDenied: the account is not one of the team.
        Http404: no such wave, or no edition.
    """
    if not is_team(request.user):
        raise PermissionDenied
    name, edition = request.GET.get("vague", ""), queries.current_edition()
    wave = Wave.objects.filter(pk=name).first() if name else None
    if edition is None or (name and wave is None):
        raise Http404("Cette vague n’existe pas, ou aucune édition n’est publiée.")
    return wave, lines_of(edition, wave)
