"""Answers that do not agree with what a register or an observation says of the same thing. Pure.

Both sides are told with their day: neither is « wrong ». A correction, on either side, removes the contradiction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from barometre.catalogue.questionnaires import Known, Question, Questionnaire
from barometre.facts.schema import Outcome
from barometre.survey.answers import AnswerStatus, Given
from barometre.survey.facts import SentAnswers, codes_of

# Keys of `Known.same` for a yes and a no.
YES_NO = {1.0: "yes", 0.0: "no"}


@dataclass(frozen=True)
class Contradiction:
    """One answer, and the fact that says otherwise.

    Attributes:
        siren: who answered.
        questionnaire: questionnaire of the question.
        question: what was asked.
        codes: what was answered.
        answered_on: the day when it was sent.
        fact: what is known of the same thing.
        value: its value, as a key of `Known.same`.
        source: who says it.
        observed_on: on which day.
    """

    siren: str
    questionnaire: str
    question: Question
    codes: tuple[str, ...]
    answered_on: date
    fact: str
    value: str
    source: str
    observed_on: date


def contradictions(
    told: Iterable[SentAnswers], facts: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> list[Contradiction]:
    """Return the contradictions of what collectivités sent, in the order given, question by question.

    Args:
        told: what they sent.
        facts: SIREN -> fact -> outcome, number, text, source, observed_on (day or ISO), to_confirm, as published.
    """
    return [found for one in told for found in _of_one(one, facts.get(one.siren, {}))]


def known_facts(questionnaires: Iterable[Questionnaire]) -> list[str]:
    """Return the facts with which answers are compared."""
    return sorted({known.fact for one in questionnaires for question in one.questions for known in question.known})


def value_of(known: Known, fact: Mapping[str, Any]) -> str | None:
    """Return the value of a fact of which codes are told: its text, else yes or no; None when there are none."""
    number: Any = fact.get("number")
    return next((one for one in (fact.get("text"), YES_NO.get(number)) if known.same.get(one or "")), None)


def _of_one(told: SentAnswers, facts: Mapping[str, Mapping[str, Any]]) -> Iterable[Contradiction]:
    for question in told.questionnaire.questions:
        answer = told.given.get(question.id)
        if (
            answer is None
            or answer.value is None
            or answer.status not in (AnswerStatus.ANSWERED, AnswerStatus.NOT_CONCERNED)
        ):
            continue
        for known in question.known:
            if (value := _otherwise(question, known, answer, facts.get(known.fact))) is not None:
                fact = facts[known.fact]
                yield Contradiction(
                    siren=told.siren,
                    questionnaire=told.questionnaire.id,
                    question=question,
                    codes=tuple(code for code in codes_of(answer.value) if code in question.codes),
                    answered_on=told.at.date(),
                    fact=known.fact,
                    value=value,
                    source=fact["source"],
                    observed_on=date.fromisoformat(str(fact["observed_on"])),
                )


def _otherwise(question: Question, known: Known, answer: Given, fact: Mapping[str, Any] | None) -> str | None:
    """Return the value of a fact with which an answer does not agree, None when it does, or when nothing is said."""
    if fact is None or fact.get("outcome") != Outcome.SEEN or fact.get("to_confirm"):
        return None
    value = value_of(known, fact)
    given = set(codes_of(answer.value)) & set(question.codes)
    return None if value is None or not given or given & set(known.same[value]) else value
