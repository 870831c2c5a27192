"""A form that nobody's room takes: what was typed is shown again, to be saved once one has entered (WCAG 2.2.1)."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.questionnaires import Question
from barometre.web.pages.room import Door
from barometre.web.survey.models import Version
from barometre.web.survey.respond.reading import GIVEN
from barometre.web.survey.respond.visits import wave_at
from barometre.web.survey.versions import content_of


def shown(request: HttpRequest, why: str, status: int, door: Door | None = None) -> HttpResponse:
    """Show what a form sent, in a form that sends it again; nothing is written.

    Args:
        request: the form.
        why: `session` (nobody entered, or too long ago), `other` (another room is open), `closed` (the wave is) or
            `full` (too much was changed in a day).
        status: that of the answer.
        door: the room that is open, when one is.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
        if value.strip()
    ]
    page = {
        "why": why,
        "door": door,
        "fields": fields,
        "typed": list(_typed(request)),
        "trail": [("Questionnaires", None)],
    }
    return render(request, "survey/lost.html", page, status=status)


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Give each question of the form in words, and what was typed of it."""
    questions = {question.id: question for question in _questions(request)}
    for name, values in request.POST.lists():
        if not name.startswith(GIVEN):
            continue
        key, _, row = name.removeprefix(GIVEN).partition(".")
        question = questions.get(key)
        if question is None:
            continue
        labels = {option.code: option.label for option in (*question.options, *question.rows)}
        labels |= {"nsp": "Je ne sais pas", "=exact": "C’est exact"}
        about = f"{question.text} {labels.get(row, row)}".strip()
        told = [labels.get(value, value) for value in values if value.strip()]
        if told:
            yield about, ", ".join(told)


def _questions(request: HttpRequest) -> tuple[Question, ...]:
    """Return the questions of the address, of the version of today."""
    match = request.resolver_match
    name = match.kwargs.get("name", "") if match else ""
    try:
        wave = wave_at(match.kwargs.get("wave", "")) if match and "wave" in match.kwargs else None
    except Http404:
        return ()
    versions = wave.versions if wave else Version.objects
    version = versions.filter(questionnaire=name).order_by("-number").first()
    if version is not None:
        return content_of(version).questions
    found = load_catalogue().questionnaires.get(name)
    return found.questions if found else ()
