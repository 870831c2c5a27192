"""What a register or an observation says of the same thing as a question: to take up, or to compare. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from barometre.catalogue.questionnaires import Known, Question
from barometre.survey.contradictions import value_of
from barometre.survey.values import Value

Facts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class ProposedAnswer:
    """An answer that a register gives: never ticked in advance, taken up by a gesture."""

    value: Value
    source: str
    day: str


@dataclass(frozen=True)
class SeenFact:
    """What was seen of the same thing: fact and value, as `Known.same` names it; and whether the answer agrees."""

    fact: str
    value: str
    source: str
    day: str
    agrees: bool


def proposed(question: Question, facts: Facts) -> ProposedAnswer | None:
    """Return the answer that a register gives to a question; None when none says anything of it."""
    for known in question.known:
        fact = facts.get(known.fact) or {}
        if known.use != "prefill" or fact.get("outcome") != "seen":
            continue
        value = _taken_up(question, known, fact)
        if value is not None:
            return ProposedAnswer(value, fact.get("source") or "", fact.get("observed_on") or "")
    return None


def seen(question: Question, facts: Facts, value: Value | None) -> SeenFact | None:
    """Return what was seen of what a collectivité answered; None before it answers, or when nothing says anything.

    « Je ne sais pas » agrees with everything.
    """
    if value is None or value in ("nsp", ["nsp"]):
        return None
    for known in question.known:
        fact = facts.get(known.fact) or {}
        key = _key(known, fact)
        codes = known.same.get(key, ()) if fact.get("outcome") == "seen" else ()
        if codes:
            given = value if isinstance(value, list) else list(value) if isinstance(value, dict) else [value]
            agrees = bool(set(codes) & set(given))
            return SeenFact(known.fact, key, fact.get("source") or "", fact.get("observed_on") or "", agrees)
    return None


def differs(question: Question, facts: Facts, register: ProposedAnswer, value: Value | None) -> bool:
    """Return whether an answer says otherwise than the register; no answer and « je ne sais pas » do not."""
    if value is None or value in ("nsp", ["nsp"]):
        return False
    told = seen(question, facts, value)
    return not told.agrees if told else value != register.value


def _taken_up(question: Question, known: Known, fact: Mapping[str, Any]) -> Value | None:
    codes = known.same.get(_key(known, fact), ())
    if codes:
        return [codes[0]] if question.kind == "several-of" else codes[0]
    number = fact.get("number")
    return number if question.kind == "number" and not known.same and number is not None else None


def _key(known: Known, fact: Mapping[str, Any]) -> str:
    """Return the value of a fact as `same` names it; empty when it names none."""
    return value_of(known, fact) or ""
