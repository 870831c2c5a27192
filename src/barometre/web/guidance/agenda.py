"""The obligations of one body: not met, not seen, met, to come; its page, CSV, calendar and sheet to print."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from barometre.catalogue.guidance import Obligation
from barometre.guidance import words
from barometre.guidance.obligations import State, Why
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.guidance.calendars import calendar
from barometre.web.guidance.qr import qr_code
from barometre.web.pages.bodies import address, body_at, sheet_address, trail_to
from barometre.web.shared import guidance
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.guidance import Judged, group_of
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table, csv_response
from barometre.web.shared.words import day_words


@dataclass(frozen=True)
class Line:
    """One obligation as a page shows it: `because` is a clause."""

    judged: Judged
    because: str

    @property
    def obligation(self) -> Obligation:
        """The obligation."""
        return self.judged.obligation

    @property
    def state(self) -> State:
        """Its state."""
        return self.judged.state

    @property
    def why(self) -> Why:
        """Why it is so."""
        return self.judged.why

    @property
    def observed_on(self) -> str | None:
        """Day of what shows it (ISO)."""
        return self.judged.observed_on

    @property
    def since(self) -> str:
        """« depuis le 1er juillet 2022 », « à partir du … », or nothing."""
        starts = self.obligation.starts
        return f"depuis le {day_words(starts)}" if starts else ""

    @property
    def label(self) -> str:
        """Its state in a word."""
        return words.STATES[self.state]


@dataclass(frozen=True)
class Agenda:
    """The obligations of a body, in the groups of its page. Each is in one group alone."""

    missed: list[Line]
    unknown: list[Line]
    met: list[Line]
    uncertain: list[Line]
    coming: list[Line]
    advised: list[Line]
    unread: list[Line]
    elsewhere: list[Line]

    @property
    def visible(self) -> list[Line]:
        """Those not known that some source could tell."""
        return [one for one in self.unknown if one.why is not Why.NO_PROOF]

    @property
    def hidden(self) -> list[Line]:
        """Those not known that only the body itself can tell."""
        return [one for one in self.unknown if one.why is Why.NO_PROOF]

    @property
    def told(self) -> bool:
        """Whether the edition knows of any obligation."""
        return any(getattr(self, name) for name in self.__dataclass_fields__)


def lines(edition: Edition, body: Collectivite) -> list[Line]:
    """Return every obligation of an edition, with its state for a body and why, by theme as pages order them."""
    themes = list(edition.catalogue["themes"])
    judged = guidance.states(edition, body)
    shown = [_line(edition, one) for one in judged]
    return sorted(shown, key=lambda one: (themes.index(one.obligation.theme), one.obligation.starts or date.min))


def _line(edition: Edition, one: Judged) -> Line:
    day = date.fromisoformat(one.observed_on) if one.observed_on else None
    because = words.why_words(one.obligation, one.why, words.proof_title(edition.catalogue, one.proof), day)
    return Line(one, because)


def agenda(shown: Iterable[Line], on: date) -> Agenda:
    """Put each obligation in its group (`shared.guidance.group_of`). Pure."""
    groups: dict[str, list[Line]] = {name: [] for name in Agenda.__dataclass_fields__}
    for one in shown:
        groups[group_of(one.judged, on)].append(one)
    groups["missed"].sort(key=lambda one: one.obligation.starts or date.min)
    groups["coming"].sort(key=lambda one: one.obligation.starts or date.max)
    return Agenda(**groups)


def obligations(request: HttpRequest, kind: str, code: str, as_csv: bool = False) -> HttpResponse:
    """Show the obligations of a body; old codes lead to the page of today."""
    body = body_at(request.edition, kind, code, "obligations/")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    if as_csv:
        return csv_response(_table(request.edition, body), f"obligations-{body.code}-{request.edition.date}")
    page = _page(request, body) | {
        "csv": address(body, "obligations-csv"),
        "calendar": address(body, "obligations-calendar"),
        "printed": address(body, "obligations-print"),
        "everything": "toutes" in request.GET,
        "trail": [*trail_to(body)[:-1], (body.name, sheet_address(body)), ("Obligations", None)],
    }
    return render(request, "guidance/agenda.html", page)


def printed(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the obligations of a body on one page of paper."""
    body = body_at(request.edition, kind, code, "obligations/imprimer/")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    living = request.build_absolute_uri(address(body, "obligations"))
    page = _page(request, body) | {
        "living": living,
        "qr": qr_code(living, f"Code à scanner{NO_BREAK}: la page à jour"),
        "trail": [*trail_to(body)[:-1], (body.name, sheet_address(body)), ("Obligations, à imprimer", None)],
    }
    return render(request, "guidance/agenda_print.html", page)


def ics(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Answer with the dates of the obligations of a body, as a calendar to subscribe to."""
    body = body_at(request.edition, kind, code, "obligations/calendrier.ics")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    page = request.build_absolute_uri(address(body, "obligations"))
    told = [one.judged for one in lines(request.edition, body)]
    text = calendar(body.name, body.siren, told, page, request.edition.date)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="obligations-{body.code}.ics"'
    return response


def _page(request: HttpRequest, body: Collectivite) -> dict[str, Any]:
    found = agenda(lines(request.edition, body), request.edition.date)
    return {
        "body": body,
        "agenda": found,
        "later": later([*found.missed, *found.unknown, *found.met], request.edition.date),
        "sheet_address": sheet_address(body),
        "plan": address(body, "plan"),
    }


def later(shown: Iterable[Line], on: date) -> list[tuple[date, str, Line]]:
    """Return the dates to come of duties in force, the nearest first: day, what begins then, the duty. Pure."""
    dates = [(one.day, one.what, line) for line in shown for one in line.obligation.dates if one.day > on]
    return sorted(dates, key=lambda date_: (date_[0], date_[2].obligation.id))


def _table(edition: Edition, body: Collectivite) -> Table:
    texts = guidance.texts(edition)
    columns: list[tuple[TableColumn, Callable[[Line], Value | Cell]]] = [
        (TableColumn("siren", "SIREN"), lambda _: body.siren),
        (TableColumn("collectivite", "Collectivité"), lambda _: body.name),
        (TableColumn("obligation", "Identifiant"), lambda one: one.obligation.id),
        (TableColumn("intitule", "Intitulé"), lambda one: one.obligation.title),
        (TableColumn("theme", "Thème"), lambda one: one.obligation.theme),
        (TableColumn("nature", "Nature"), lambda one: words.KINDS[one.obligation.kind]),
        (TableColumn("lecture", "Texte lu"), lambda one: words.READ[one.obligation.read]),
        (TableColumn("etat", "État"), lambda one: one.label),
        (TableColumn("pourquoi", "Pourquoi"), lambda one: one.because),
        (TableColumn("preuve_du", "Date de la preuve"), lambda one: one.observed_on),
        (TableColumn("depuis", "En vigueur depuis"), lambda one: one.obligation.starts),
        (TableColumn("jusqu_au", "Jusqu’au"), lambda one: one.obligation.ends),
        (
            TableColumn("textes", "Textes"),
            lambda one: " ; ".join(texts[name].title for name in one.obligation.references if name in texts),
        ),
        (TableColumn("edition", "Édition"), lambda _: edition.date),
    ]
    return build_table(f"Obligations de {body.name}", columns, lines(edition, body))
