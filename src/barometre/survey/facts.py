"""Facts that the answers of collectivités state, each on the day when it was sent. Pure.

An answer states what the catalogue says that it gives (`Question.gives`). « Je ne sais pas », a question left empty or
not asked state nothing: nobody knows. « Non concerné » says that the question has no object.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from barometre.catalogue.questionnaires import NOT_CONCERNED, Gives, Question, Questionnaire
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import SOURCED_FACTS, Outcome
from barometre.facts.statement import Statement, facts_table, not_concerned, yes_no
from barometre.survey.answers import AnswerStatus, Given
from barometre.survey.values import Value

# Source of these facts, in the catalogue and in the store.
SOURCE = "enquete"
# A share of all, in per cent.
_FULL = 100.0


@dataclass(frozen=True)
class SentAnswers:
    """What a collectivité sent to one questionnaire, the last time: `at` is in the time of the country."""

    siren: str
    questionnaire: Questionnaire
    at: datetime
    given: Mapping[str, Given]
    wave: str = ""


def facts_of(told: Iterable[SentAnswers]) -> pl.DataFrame:
    """Return the facts that collectivités state, columns of `facts.schema.FACTS`, by SIREN and fact.

    The newest answer counts, whatever the wave. What was left empty is no answer: what was said before stays, with its
    day. What is no longer asked, or no longer known, is no longer stated.
    """
    newest: dict[tuple[str, str], tuple[tuple[datetime, str, str], Statement | None]] = {}
    for one in told:
        order = (one.at, one.wave, one.questionnaire.id)
        for fact, statement in statements(one.questionnaire, one.given).items():
            key = (one.siren, fact)
            if key not in newest or newest[key][0] < order:
                newest[key] = (order, statement)
    rows = ((siren, stated, order[0].date()) for (siren, _), (order, stated) in newest.items() if stated)
    return facts_table(rows).sort("siren", "fact")


def newest(told: Iterable[SentAnswers]) -> list[SentAnswers]:
    """Return what each collectivité sent last to each questionnaire, whatever the wave, by SIREN and questionnaire."""
    last = {(one.siren, one.questionnaire.id): one for one in sorted(told, key=lambda one: (one.at, one.wave))}
    return [last[key] for key in sorted(last)]


def sourced(facts: pl.DataFrame) -> pl.DataFrame:
    """Return facts of the survey as they are read back from the store, columns of `facts.schema.SOURCED_FACTS`."""
    return facts.with_columns(
        source=pl.lit(SOURCE),
        attempted_on="observed_on",
        attempt_code=pl.lit(None, pl.String),
        attempt_context=pl.lit(None, pl.String),
        attempt_to_confirm=pl.lit(False),
    ).select(list(SOURCED_FACTS))


def statements(questionnaire: Questionnaire, given: Mapping[str, Given]) -> dict[str, Statement | None]:
    """Return what answers state: fact -> statement, None when something was said that states nothing.

    A fact of which only empty questions speak is absent. Of two questions on one fact, a value comes before « non
    concerné », then the first one. What tells who answered (a questionnaire without theme) states nothing.
    """
    found: dict[str, Statement | None] = {}
    for question in questionnaire.questions if questionnaire.theme else ():
        answer = given.get(question.id, Given(AnswerStatus.EMPTY))
        if answer.status is AnswerStatus.EMPTY:
            continue
        for gives in question.gives:
            stated, before = _statement(question, gives, answer), found.get(gives.fact)
            seen = stated is not None and stated.outcome is Outcome.SEEN
            found[gives.fact] = stated if seen and not _is_seen(before) else before or stated
    return found


def _is_seen(statement: Statement | None) -> bool:
    return statement is not None and statement.outcome is Outcome.SEEN


def _statement(question: Question, gives: Gives, answer: Given) -> Statement | None:
    value = answer.value
    if gives.known:
        told = answer.status in (AnswerStatus.ANSWERED, AnswerStatus.UNKNOWN)
        return yes_no(gives.fact, answer.status is AnswerStatus.ANSWERED) if told else None
    if isinstance(value, dict) and gives.rows:
        value = {row: code for row, code in value.items() if row in gives.rows}
    codes = codes_of(value)
    if stated := [gives.values[code] for code in codes if code in gives.values]:
        # Of several, a yes comes before a no, and texts are in the order of the question: PostgreSQL keeps no other.
        best = stated[0] if isinstance(stated[0], str) else max(stated)
        return Statement(gives.fact, text=best) if isinstance(best, str) else Statement(gives.fact, float(best))
    if codes and set(codes) == {NOT_CONCERNED}:
        why = reason(ReasonCode.SURVEY_NOT_CONCERNED, answer=question.label(NOT_CONCERNED))
        return not_concerned(gives.fact, why)
    if gives.number and isinstance(value, int | float):
        return Statement(gives.fact, float(value))
    points = gives.points or dict.fromkeys(gives.among, 0.0) | dict.fromkeys(gives.share, _FULL)
    counted = [points[code] for code in codes if code in points]
    return Statement(gives.fact, round(sum(counted) / len(counted), 6)) if counted else None


def codes_of(value: Value | None) -> tuple[str, ...]:
    """Return the codes of an answer: one, several, or one for each row of a table; none of a number."""
    match value:
        case str():
            return (value,)
        case list():
            return tuple(value)
        case dict():
            return tuple(value.values())
    return ()
