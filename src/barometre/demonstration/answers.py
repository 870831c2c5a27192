"""Made-up answers to the questionnaires: tied to maturity, and to what is known of each collectivité already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from barometre.catalogue.questionnaires import EXCLUSIVE, NOT_CONCERNED, UNKNOWN, Known, Question, Questionnaire
from barometre.demonstration.bodies import RankedBodies
from barometre.survey.answers import AnswerStatus, Given, sent
from barometre.survey.values import Value

# Shares of questions left empty, and answered by « je ne sais pas » or « non concerné ».
_EMPTY, _UNSURE = 0.04, 0.05
# Of what a register says: taken up by its button, then put right; of what is compared, said again.
_CONFIRMED, _PUT_RIGHT, _AGREED = 0.6, 0.1, 0.8
TEXT = "Réponse fictive, pour la démonstration."
# Widest bounds within which any number is likely.
_SMALL = 1000


@dataclass(frozen=True)
class MadeUpAnswers:
    """What one collectivité answers to one questionnaire.

    Attributes:
        given: every question with its status, as it is sent.
        confirmed: questions whose answer is what a register says, taken up by its button.
        corrected: questions of which a register said otherwise, put right.
    """

    given: Mapping[str, Given]
    confirmed: frozenset[str]
    corrected: frozenset[str]


@dataclass(frozen=True)
class _Draws:
    """Draws of one question: of each respondent, its rank, and four numbers from 0 to 1."""

    rank: Sequence[float]
    apart: Sequence[Sequence[float]]


def answers(
    questionnaire: Questionnaire,
    bodies: RankedBodies,
    places: Sequence[int],
    facts: Mapping[str, Mapping[str, Any]],
    on: date,
    behind: float = 0.0,
) -> list[MadeUpAnswers]:
    """Return what each respondent answers, in order.

    Args:
        questionnaire: the questions.
        bodies: the collectivités.
        places: those who answer, by their place among the collectivités.
        facts: SIREN -> fact -> what is known of it: a text, or 1 and 0 for yes and no.
        on: day of the answers, which no date is after.
        behind: how far the rank of everybody is below that of today.
    """
    drawn = {question.id: _draw(bodies, question.id, places, behind) for question in questionnaire.questions}
    about = bodies.frame.select("siren", "powers", "population").gather(list(places)).to_dicts()
    return [
        _answered(questionnaire, {name: _of(draws, at) for name, draws in drawn.items()}, body, facts, on)
        for at, body in enumerate(about)
    ]


def _draw(bodies: RankedBodies, name: str, places: Sequence[int], behind: float) -> _Draws:
    rank = np.maximum(bodies.rank(f"answer {name}", 0.6)[list(places)] - behind, 0)
    apart = bodies.draws(f"apart {name}").random((len(places), 4))
    return _Draws(rank.tolist(), apart.tolist())


def _of(draws: _Draws, at: int) -> tuple[float, Sequence[float]]:
    return draws.rank[at], draws.apart[at]


def _answered(
    questionnaire: Questionnaire,
    drawn: Mapping[str, tuple[float, Sequence[float]]],
    body: Mapping[str, Any],
    facts: Mapping[str, Mapping[str, Any]],
    on: date,
) -> MadeUpAnswers:
    values: dict[str, Value | None] = {}
    confirmed, corrected = set(), set()
    told = facts.get(body["siren"], {})
    for question in questionnaire.questions:
        rank, apart = drawn[question.id]
        known = _told_already(question, told)
        values[question.id] = None if apart[0] < _EMPTY else value(question, rank, apart, on)
        if known is None:
            continue
        use, codes = known
        if use == "compare" and apart[3] < _AGREED:
            values[question.id] = _as_value(question, codes)
        elif use == "prefill" and apart[3] < _CONFIRMED:
            values[question.id] = _as_value(question, codes)
            confirmed.add(question.id)
        elif use == "prefill" and apart[3] < _CONFIRMED + _PUT_RIGHT and values[question.id] not in (None, codes[0]):
            corrected.add(question.id)
    given = sent(questionnaire, values, body)
    asked = {name for name, one in given.items() if one.value is not None}
    return MadeUpAnswers(given, frozenset(confirmed & asked), frozenset(corrected & asked))


def _told_already(question: Question, told: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """Return how a question uses what is known, and the codes that say the same; None when nothing is known."""
    for known in question.known:
        if codes := _codes(known, told.get(known.fact)):
            return known.use, codes
    return None


def _codes(known: Known, fact: Any) -> tuple[str, ...]:  # noqa: ANN401  (a text or a number)
    if fact is None:
        return ()
    word = fact if isinstance(fact, str) else {1.0: "yes", 0.0: "no"}.get(float(fact), "")
    return known.same.get(word, ())


def _as_value(question: Question, codes: tuple[str, ...]) -> Value:
    return list(codes) if question.kind == "several-of" else codes[0]


def value(question: Question, rank: float, apart: Sequence[float], on: date) -> Value:
    """Return an answer to a question.

    Args:
        question: the question; its options go from the most mature to the least.
        rank: of the collectivité for this question, from 0 to 1.
        apart: numbers from 0 to 1 drawn for it.
        on: day of the answer.
    """
    if unsure := [code for code in question.codes if code in (UNKNOWN, NOT_CONCERNED)]:
        if apart[1] < _UNSURE and question.kind != "table":
            code = unsure[int(apart[2] * len(unsure))]
            return [code] if question.kind == "several-of" else code
    elif question.unknown and apart[1] < _UNSURE:
        return UNKNOWN
    codes = [code for code in question.codes if code not in EXCLUSIVE]
    none = [code for code in question.codes if code in EXCLUSIVE and code not in (UNKNOWN, NOT_CONCERNED)]
    match question.kind:
        case "number":
            return _number(question, rank)
        case "date":
            return _day(question, rank, on)
        case "text":
            return TEXT[: int(question.maximum or len(TEXT))]
        case "several-of":
            if none and rank < 0.2:
                return [none[0]]
            return _several(codes, rank, apart[2])
        case "table":
            shift = np.linspace(-0.2, 0.2, len(question.rows))
            return {
                row.code: _one(codes, min(max(rank + by, 0), 1)) for row, by in zip(question.rows, shift, strict=True)
            }
    return _one([*codes, *none], rank)


def _one(codes: Sequence[str], rank: float) -> str:
    return codes[min(int((1 - rank) * len(codes)), len(codes) - 1)]


def _several(codes: Sequence[str], rank: float, apart: float) -> list[str]:
    """Return some options in their order, more of them to the mature; which ones is drawn."""
    many = 1 + int(rank * (len(codes) - 1) * 0.6)
    step = int(apart * len(codes))
    chosen = {codes[(step + 2 * place) % len(codes)] for place in range(many)}
    return [code for code in codes if code in chosen]


def _number(question: Question, rank: float) -> float:
    least, most = question.minimum or 0, question.maximum or 0
    # Counts of persons or of machines have bounds for Paris: most collectivités have a few.
    few = (most - least) ** (0.5 * rank) if most - least > _SMALL else (most - least) * rank**4 * 0.6
    number = round(least + few)
    return min(max(number, least), most)


def _day(question: Question, rank: float, on: date) -> str:
    first = question.since or f"{on.year - 4}-01-01"
    start = date.fromisoformat(first if len(first) > 7 else f"{first}-01")
    day = start + timedelta(days=int(rank * (on - start).days))
    return day.isoformat() if question.precision == "day" else day.isoformat()[:7]


def is_answer(given: Given) -> bool:
    """Return whether something was answered: what is left empty, or not asked, has no row."""
    return given.status in (AnswerStatus.ANSWERED, AnswerStatus.UNKNOWN) or (
        given.status is AnswerStatus.NOT_CONCERNED and given.value is not None
    )
