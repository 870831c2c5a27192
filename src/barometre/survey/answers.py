"""Which questions are asked of a collectivité after its former answers, and what its answers come to when sent.

Five things stay apart: an answer, « je ne sais pas », « non concerné », a question that was not asked, and one left
empty. What is hidden by a condition is kept while drafting, and counts for nothing in what is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from barometre.catalogue import conditions, only_if
from barometre.catalogue.questionnaires import NOT_CONCERNED, UNKNOWN, Question, Questionnaire
from barometre.survey.values import Value

# Questions that one page shows, at most.
ON_A_PAGE = 4
# Respondents under which nothing is told of a group.
LEAST = 11


class AnswerStatus(StrEnum):
    """What is known of one question: the word of the export, of the summary and of the receipt."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    NOT_CONCERNED = "not-concerned"
    NOT_ASKED = "not-asked"
    EMPTY = "empty"


@dataclass(frozen=True)
class Given:
    """What a collectivité says of one question; a value only when there is one."""

    status: AnswerStatus
    value: Value | None = None


Answers = Mapping[str, Value | None]


def concerns(question: Question, body: Mapping[str, Any]) -> bool:
    """Return whether a question concerns a collectivité: unless it surely does not.

    Args:
        question: the question.
        body: `powers` (list of levels) and `population`, as `catalogue.conditions` reads them.
    """
    return conditions.parse(question.concerns).holds(body) is not False


def short(questionnaire: Questionnaire) -> Questionnaire | None:
    """Return the short version of a questionnaire, its core questions; None when it has none."""
    core = tuple(question for question in questionnaire.questions if question.core)
    return questionnaire.model_copy(update={"questions": core}) if core else None


def asked(questionnaire: Questionnaire, answers: Answers, body: Mapping[str, Any]) -> dict[str, AnswerStatus | None]:
    """Return, for each question in order, None when it is asked, or why it is not.

    Args:
        questionnaire: the questions.
        answers: question -> value, of whatever was answered once; what is hidden now does not count.
        body: see `concerns`.
    """
    found: dict[str, AnswerStatus | None] = {}
    heard: dict[str, Any] = {}
    for question in questionnaire.questions:
        if not concerns(question, body):
            found[question.id] = AnswerStatus.NOT_CONCERNED
        elif question.only_if and only_if.holds(only_if.parse(question.only_if), heard) is not True:
            found[question.id] = AnswerStatus.NOT_ASKED
        else:
            found[question.id] = None
            if answers.get(question.id) is not None:
                heard[question.id] = answers[question.id]
    return found


def sent(questionnaire: Questionnaire, answers: Answers, body: Mapping[str, Any]) -> dict[str, Given]:
    """Return what answers come to: every question, in order, with its status.

    Args:
        questionnaire: the questions.
        answers: see `asked`.
        body: see `concerns`.
    """
    return {
        name: Given(why) if why else _given(answers.get(name))
        for name, why in asked(questionnaire, answers, body).items()
    }


def packed(given: Mapping[str, Given]) -> dict[str, list[Any]]:
    """Return what was sent as JSON holds it: question -> [status, value]; `unpacked` reads it back."""
    return {name: [one.status.value, one.value] for name, one in given.items()}


def unpacked(kept: Mapping[str, list[Any]]) -> dict[str, Given]:
    """Return what `packed` wrote."""
    return {name: Given(AnswerStatus(status), value) for name, (status, value) in kept.items()}


def pages(questionnaire: Questionnaire) -> tuple[tuple[Question, ...], ...]:
    """Return the questions page by page: one that depends on an answer is on a later page than it.

    Without script nothing appears under the eyes of who answers; what a page asks was decided before it opened.
    """
    found: list[tuple[Question, ...]] = []
    page: list[Question] = []
    for question in questionnaire.questions:
        tests = only_if.comparisons_of(only_if.parse(question.only_if)) if question.only_if else []
        depends = {test.question for test in tests} & {one.id for one in page}
        if page and (depends or len(page) >= ON_A_PAGE or question.kind == "table" or page[-1].kind == "table"):
            found.append(tuple(page))
            page = []
        page.append(question)
    return (*found, tuple(page))


def _given(value: Value | None) -> Given:
    if value is None:
        return Given(AnswerStatus.EMPTY)
    if value in (UNKNOWN, [UNKNOWN]):
        return Given(AnswerStatus.UNKNOWN, value)
    if value in (NOT_CONCERNED, [NOT_CONCERNED]):
        return Given(AnswerStatus.NOT_CONCERNED, value)
    return Given(AnswerStatus.ANSWERED, value)
