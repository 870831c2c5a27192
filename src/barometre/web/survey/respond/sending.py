"""The summary of a questionnaire, its sending, the receipt and its PDF, what is published of it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from barometre.catalogue.questionnaires import Question, Questionnaire
from barometre.survey.answers import AnswerStatus, Given, sent, unpacked
from barometre.web.mailing.models import Message
from barometre.web.mailing.queue import enqueue
from barometre.web.mailing.states import Purpose
from barometre.web.pages import bodies
from barometre.web.pages.room import Door
from barometre.web.survey import responses
from barometre.web.survey.models import Answer, Response, Sending
from barometre.web.survey.outcomes import after
from barometre.web.survey.respond import lost, paper, receipt
from barometre.web.survey.respond.notices import Notice, notices
from barometre.web.survey.respond.reading import as_typed, entered_in
from barometre.web.survey.respond.views import LIST, ROOM, inside
from barometre.web.survey.respond.visits import QuestionnaireVisit, visit
from barometre.web.survey.respond.words import addressed, fault_words, given_words
from barometre.web.townhall.official import official
from barometre.web.townhall.queries import DAY

# Receipts that one collectivité gets in twenty-four hours: who holds a link cannot fill its box.
RECEIPTS_A_DAY = 20


@dataclass(frozen=True)
class SummaryLine:
    """One question of the summary: its answer in words, or why there is none; where to change it, when it is asked."""

    text: str
    words: list[str]
    status: AnswerStatus
    address: str
    error: str
    last: Answer | None
    notice: Notice | None


@inside
def summary(request: HttpRequest, door: Door, wave: str, name: str) -> HttpResponse:
    """Show every question with its answer before it is sent, or send."""
    here = visit(door, wave, name, timezone.now())
    if request.method != "POST":
        return _summary(request, here)
    if not here.opens:
        return lost.shown(request, "closed", 410, door)
    if not door.link.may_send:
        return _summary(request, here, 403)
    if here.is_record:
        return HttpResponseRedirect(here.address("summary"))
    if here.response is None or any(line.error for line in lines(here)):
        return _summary(request, here, 400)
    _send(here)
    return HttpResponseRedirect(here.address("receipt"))


@inside
def sent_page(request: HttpRequest, door: Door, wave: str, name: str) -> HttpResponse:
    """Show what was sent, when, and what comes next; what was never sent leads to its summary."""
    here = visit(door, wave, name, timezone.now())
    sendings = _sendings(here.response)
    if here.response is None or not sendings:
        return HttpResponseRedirect(here.address("summary"))
    asked = responses.questions_of(here.response.version, here.wave_id)
    page = {
        "here": here,
        "sending": sendings[0],
        "lines": receipt.lines(asked, sendings[0], door.body.kind),
        "history": history(asked, sendings, door.body.kind),
        "pending": _pending(here, asked, sendings[0]),
        "masked": official(door.body).masked,
        "after": after(request.edition, door.body, here.wave, name),
        "plan": bodies.address(door.body, "plan"),
        "did": request.GET.get("fait", ""),
        "sheet_address": bodies.sheet_address(door.body),
        "trail": [ROOM, LIST, (here.questionnaire.title, None)],
    }
    return render(request, "survey/receipt.html", page)


@inside
def sent_pdf(_request: HttpRequest, door: Door, wave: str, name: str) -> HttpResponse:
    """Give the receipt as PDF.

    Raises:
        Http404: nothing was sent.
    """
    here = visit(door, wave, name, timezone.now())
    sendings = _sendings(here.response)
    if not sendings:
        raise Http404("Aucun accusé de réception n’est à cette adresse.")
    asked = responses.questions_of(sendings[0].response.version, here.wave_id)
    pdf = receipt.pdf(door.body, here.wave, asked, sendings[0])
    return _pdf(pdf, f"accuse-{door.body.siren}-{asked.id}.pdf")


@inside
def paper_pdf(_request: HttpRequest, door: Door, wave: str, name: str) -> HttpResponse:
    """Give a questionnaire on paper, for who gathers answers first."""
    here = visit(door, wave, name, timezone.now())
    made = paper.paper(here.questionnaire, door.body.kind, here.body, here.today)
    return _pdf(made, f"questionnaire-{here.questionnaire.id}.pdf")


@inside
def publish(request: HttpRequest, door: Door, wave: str, name: str) -> HttpResponse:
    """Put what was sent at any time on the sheet of the collectivité, as declared and dated, or take it back."""
    here = visit(door, wave, name, timezone.now())
    if request.method != "POST" or here.response is None or here.wave is not None or not here.response.sent_at:
        return HttpResponseRedirect(here.address("receipt"))
    if not door.link.may_send:
        return HttpResponseRedirect(f"{here.address('receipt')}?fait=sans-envoi")
    wanted = request.POST.get("geste") == "publier"
    Response.objects.filter(pk=here.response.pk).update(published_at=here.now if wanted else None)
    return HttpResponseRedirect(f"{here.address('receipt')}?fait={'publie' if wanted else 'retire'}#publier")


def lines(here: QuestionnaireVisit) -> list[SummaryLine]:
    """Return every question with what is known of it, in order."""
    given = sent(here.questionnaire, {name: row.value for name, row in here.latest.items()}, here.body)
    told = notices(here, [one for page in here.pages.values() for one in page])
    return [_line(here, one, given[one.id], told.get(one.id)) for one in here.questionnaire.questions]


def _line(here: QuestionnaireVisit, question: Question, given: Given, notice: Notice | None) -> SummaryLine:
    kind, last = here.door.body.kind, here.latest.get(question.id)
    is_asked = here.asked[question.id] is None
    fault = entered_in(question, as_typed(question, last), None, here.today).fault if last and last.typed else None
    return SummaryLine(
        addressed(question.text, kind, here.today),
        given_words(question, given, kind, here.today),
        given.status,
        f"{here.address('page', here.page_of(question.id))}#q.{question.id}" if is_asked else "",
        fault_words(fault, question) if fault and is_asked else "",
        last,
        notice,
    )


def history(
    asked: Questionnaire, sendings: list[Sending], kind: str
) -> list[tuple[Sending, list[tuple[str, str, str]]]]:
    """Return each sending, newest first, with what it changed of the one before: question, before, after."""
    found = []
    for one, before in zip(sendings, [*sendings[1:], None], strict=True):
        now_, then = unpacked(one.content), unpacked(before.content) if before else {}
        today = timezone.localtime(one.at).date()
        changed = [
            (
                addressed(question.text, kind, today),
                ", ".join(given_words(question, then[question.id], kind, today)),
                ", ".join(given_words(question, now_[question.id], kind, today)),
            )
            for question in asked.questions
            if question.id in then and question.id in now_ and then[question.id] != now_[question.id]
        ]
        found.append((one, changed))
    return found


def _send(here: QuestionnaireVisit) -> None:
    """Send a questionnaire, and with it the record of who answered; queue the receipt of what is new."""
    assert here.response is not None
    link = here.door.link
    record = Response.objects.filter(siren=link.siren, wave=here.wave_id, version__content__theme__isnull=True)
    for one in record.exclude(pk=here.response.pk):
        responses.send(one, here.body, link.pk, here.now)
    sending, new = responses.send(here.response, here.body, link.pk, here.now)
    to = official(here.door.body).address
    lately = Message.objects.filter(siren=link.siren, purpose=Purpose.RECEIPT, queued_at__gt=here.now - DAY)
    if new and to and lately.count() < RECEIPTS_A_DAY:
        enqueue(Purpose.RECEIPT, str(here.response.pk), link.siren, to, here.now, sending.number)


def _summary(request: HttpRequest, here: QuestionnaireVisit, status: int = 200) -> HttpResponse:
    every = lines(here)
    page = {
        "here": here,
        "lines": every,
        "errors": [line for line in every if line.error],
        "empty": [line for line in every if line.status is AnswerStatus.EMPTY and not line.error],
        "answered": any(line.last is not None for line in every),
        "sent": _sendings(here.response)[:1],
        "refused": status,
        "sender": here.door.link.parent,
        "masked": official(here.door.body).masked,
        "last_page": next(reversed(here.pages), None),
        "trail": [ROOM, LIST, (here.questionnaire.title, None)],
    }
    return render(request, "survey/summary.html", page, status=status)


def _pending(here: QuestionnaireVisit, asked: Questionnaire, last: Sending) -> bool:
    """Return whether something was changed since it was sent."""
    values = {name: row.value for name, row in here.latest.items()}
    return sent(asked, values, here.body) != unpacked(last.content)


def _sendings(response: Response | None) -> list[Sending]:
    return list(response.sendings.select_related("response__version").order_by("-number")) if response else []


def _pdf(made: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
