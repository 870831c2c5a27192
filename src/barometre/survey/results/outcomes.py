"""What the answers to a question are counted as: one outcome for a question, or for each row of a table. Pure.

Five things stay apart here too. Known: answers, and « je ne sais pas », which is one of them where options are chosen.
Of whom it is not known: who left it empty. Out of every denominator: who is not concerned, or was not asked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from barometre.catalogue.questionnaires import CHOICES, NOT_CONCERNED, UNKNOWN, Question, Questionnaire
from barometre.survey.answers import LEAST, AnswerStatus, Given
from barometre.survey.estimation.outcomes import Outcome
from barometre.survey.facts import codes_of
from barometre.survey.results.population import JOINT
from barometre.survey.weighting.collapse import joined, next_ones

_NOTHING = Given(AnswerStatus.EMPTY)
_OUT = (AnswerStatus.NOT_CONCERNED, AnswerStatus.NOT_ASKED)


@dataclass(frozen=True)
class CountedQuestion:
    """What is counted of a question.

    Attributes:
        question: its id and its kind.
        row: code of the row of a table; empty otherwise.
        outcome: a column for each answer, or one for a number.
    """

    question: Question
    row: str
    outcome: Outcome

    @property
    def is_number(self) -> bool:
        """Whether it has a mean and a median, not shares."""
        return self.question.kind == "number"

    @property
    def answers(self) -> tuple[str, ...]:
        """Codes of the answers, in order; none of a number."""
        return () if self.is_number else tuple(self.outcome.categories)

    def given(self) -> pl.Series:
        """Return the answers of those of whom they are known: texts, or lists when several may be given."""
        values = self.outcome.values[self.outcome.known] > 0
        if self.is_number:
            return pl.Series("answer", [""] * len(values), pl.String)
        codes = [[code for code, given in zip(self.answers, row, strict=True) if given] for row in values]
        if self.question.kind == "several-of":
            return pl.Series("answer", codes, pl.List(pl.String()))
        return pl.Series("answer", [one[0] for one in codes], pl.String)


def counted(questionnaire: Questionnaire, given: Sequence[Mapping[str, Given]]) -> Iterator[CountedQuestion]:
    """Yield what is counted of each question; free texts are not published, nor counted.

    Args:
        questionnaire: the questions.
        given: what each respondent sent.
    """
    for question in questionnaire.questions:
        told = [one.get(question.id, _NOTHING) for one in given]
        concerned = np.array([one.status not in _OUT for one in told], bool)
        match question.kind:
            case "number":
                yield CountedQuestion(question, "", _number(question, told, concerned))
            case "date":
                yield CountedQuestion(question, "", _years(question, told, concerned))
            case "table":
                for row in question.rows:
                    cells = [one.value.get(row.code) if isinstance(one.value, dict) else None for one in told]
                    codes = [_told(cell) for cell in cells]
                    inside = concerned & np.array([cell != NOT_CONCERNED for cell in cells], bool)
                    yield CountedQuestion(question, row.code, _choice(question, codes, inside))
            case kind if kind in CHOICES:
                codes = [_codes(one) for one in told]
                yield CountedQuestion(question, "", _choice(question, codes, concerned))


def statuses(question: Question, given: Sequence[Mapping[str, Given]]) -> dict[str, int]:
    """Return how many respondents are in each status of `AnswerStatus`, those of nobody left out."""
    return dict(sorted(Counter(one.get(question.id, _NOTHING).status.value for one in given).items()))


def _told(cell: str | None) -> tuple[str, ...]:
    return (cell,) if cell and cell != NOT_CONCERNED else ()


def _codes(one: Given) -> tuple[str, ...]:
    return codes_of(one.value) if one.status in (AnswerStatus.ANSWERED, AnswerStatus.UNKNOWN) else ()


def _choice(question: Question, codes: Sequence[tuple[str, ...]], concerned: NDArray[np.bool_]) -> Outcome:
    answers = [code for code in question.codes if code != NOT_CONCERNED]
    # An option that a former version had, and this one no longer has, is an answer of which nothing is told.
    kept = [tuple(code for code in one if code in answers) for one in codes]
    values = np.array([[code in one for code in answers] for one in kept], np.float64).reshape(len(kept), len(answers))
    return Outcome(question.id, answers, values, np.array([bool(one) for one in kept], bool) & concerned, concerned)


def _number(question: Question, told: Sequence[Given], concerned: NDArray[np.bool_]) -> Outcome:
    numbers = [one.value if one.status is AnswerStatus.ANSWERED else None for one in told]
    known = np.array([isinstance(one, int | float) for one in numbers], bool)
    values = np.array([[float(one) if isinstance(one, int | float) else 0.0] for one in numbers]).reshape(len(told), 1)
    return Outcome(question.id, [""], values, known, concerned)


def _years(question: Question, told: Sequence[Given], concerned: NDArray[np.bool_]) -> Outcome:
    """Count dates by year, years of too few put together with the next ones; « je ne sais pas » apart."""
    first = [codes[0] if (codes := _codes(one)) else "" for one in told]
    years = [code if code in ("", UNKNOWN) else code[:4] for code in first]
    counts = Counter(year for year in years if year not in ("", UNKNOWN))
    sized = [(year, (count,)) for year, count in sorted(counts.items())]
    told_as = {year: JOINT.join(names) for names, _ in joined(sized, next_ones, LEAST) for year in names}
    if UNKNOWN in years:
        told_as[UNKNOWN] = UNKNOWN
    answers = list(dict.fromkeys(told_as[year] for year in sorted(told_as)))
    values = np.array([[told_as.get(year) == one for one in answers] for year in years], np.float64)
    known = np.array([year in told_as for year in years], bool)
    return Outcome(question.id, answers, values.reshape(len(told), len(answers)), known, concerned)
