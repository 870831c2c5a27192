"""What the answers to a question are counted as: one column for a question, or for each row of a table. Pure.

Five things stay apart here too. In the denominator: answers, and « je ne sais pas », which is one of them where options
are chosen. Out of it: « non concerné », a question that was not asked, and one left empty.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from barometre.catalogue.questionnaires import CHOICES, NOT_CONCERNED, UNKNOWN, Question, Questionnaire
from barometre.survey.answers import AnswerStatus, Given
from barometre.survey.facts import codes_of
from barometre.survey.results.population import JOINT, joined, next_ones

_NOTHING = Given(AnswerStatus.EMPTY)


@dataclass(frozen=True)
class Outcome:
    """What is counted of a question.

    Attributes:
        question: id.
        row: code of the row of a table; empty otherwise.
        answers: codes of the shares, in order; empty for a number.
        several: whether one respondent may give several of them: then they do not add up to all.
        parts: (respondents, answers), whether each gives each answer; empty for a number.
        numbers: value of each respondent, NaN when there is none; empty but for a number.
        counted: whether each respondent is in the denominator.
    """

    question: str
    row: str
    answers: tuple[str, ...]
    several: bool
    parts: NDArray[np.bool_]
    numbers: NDArray[np.float64]
    counted: NDArray[np.bool_]


def outcomes(questionnaire: Questionnaire, given: Sequence[Mapping[str, Given]]) -> Iterator[Outcome]:
    """Yield what is counted of each question; free texts are not published, nor counted.

    Args:
        questionnaire: the questions.
        given: what each respondent sent.
    """
    for question in questionnaire.questions:
        told = [one.get(question.id, _NOTHING) for one in given]
        match question.kind:
            case "number":
                yield _number(question, told)
            case "date":
                yield _date(question, told)
            case "table":
                yield from (_row(question, row.code, told) for row in question.rows)
            case kind if kind in CHOICES:
                yield _choice(question, "", [_codes(one) for one in told])


def statuses(question: Question, given: Sequence[Mapping[str, Given]]) -> dict[str, int]:
    """Return how many respondents are in each status of `AnswerStatus`, those of nobody left out."""
    return dict(Counter(one.get(question.id, _NOTHING).status.value for one in given))


def _codes(one: Given) -> tuple[str, ...]:
    return codes_of(one.value) if one.status in (AnswerStatus.ANSWERED, AnswerStatus.UNKNOWN) else ()


def _row(question: Question, row: str, told: Sequence[Given]) -> Outcome:
    cells = [one.value.get(row) if isinstance(one.value, dict) else None for one in told]
    return _choice(question, row, [(cell,) if cell and cell != NOT_CONCERNED else () for cell in cells])


def _choice(question: Question, row: str, codes: Sequence[tuple[str, ...]]) -> Outcome:
    answers = tuple(code for code in question.codes if code != NOT_CONCERNED)
    parts = np.array([[code in one for code in answers] for one in codes], bool).reshape(len(codes), len(answers))
    counted = np.array([bool(one) for one in codes], bool)
    return Outcome(question.id, row, answers, question.kind == "several-of", parts, np.empty(0), counted)


def _number(question: Question, told: Sequence[Given]) -> Outcome:
    numbers = np.array(
        [
            float(one.value)
            if one.status is AnswerStatus.ANSWERED and isinstance(one.value, int | float)
            else float("nan")
            for one in told
        ]
    )
    return Outcome(question.id, "", (), False, np.empty((len(told), 0), bool), numbers, ~np.isnan(numbers))


def _date(question: Question, told: Sequence[Given]) -> Outcome:
    """Count dates by year, years of too few put together with the next ones."""
    years = [codes[0][:4] if (codes := _codes(one)) and codes[0] != UNKNOWN else "" for one in told]
    counts = Counter(year for year in years if year)
    groups = joined(sorted(counts.items()), next_ones)
    code = {year: JOINT.join(names) for names, _ in groups for year in names}
    answers = tuple(JOINT.join(names) for names, _ in groups)
    parts = np.array([[code.get(year) == one for one in answers] for year in years], bool)
    counted = np.array([bool(year) for year in years], bool)
    return Outcome(question.id, "", answers, False, parts.reshape(len(told), len(answers)), np.empty(0), counted)
