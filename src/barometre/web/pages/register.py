"""What the register tells of the national reference where nobody has looked, as the sheet says it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.indicators.evaluate import Status
from barometre.web.pages import presenters
from barometre.web.pages.results import Result, ResultKind, of_fact
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.words import aged_words, day_words

REGISTER = "annuaire"
# Status of an indicator, or outcome of a fact (they share their words), that is no answer -> what the page says.
_UNANSWERED = {Outcome.THEY_FAILED.value: ResultKind.SILENT, Outcome.WE_FAILED.value: ResultKind.OURS}
_WORDS = {ResultKind.GOOD: "oui", ResultKind.BAD: "non"}
_WHICH_COUNTS = (
    f"Les indicateurs et leur score suivent l’annuaire, où ce critère se lit{NO_BREAK}; le niveau du référentiel suit "
    "l’observation, jusqu’à la prochaine."
)


def register_words(source: str, sources: Mapping[str, str]) -> str:
    """Return how a sentence names a register, from its id and the names of sources by id."""
    return "l’annuaire" if source == REGISTER else f"la source «{NO_BREAK}{sources.get(source, '')}{NO_BREAK}»"


def told(
    content: Mapping[str, Any],
    facts: Mapping[str, Any],
    indicators: Mapping[str, Any],
    sources: Mapping[str, str],
) -> dict[str, Result]:
    """Return what the register says of the criteria that it tells, or that want one that it says is not met.

    Args:
        content: the edition's catalogue; facts have `prerequisites` and `told_by`.
        facts: facts of the body, as published.
        indicators: indicators of the body, as published.
        sources: id of a source -> its name.
    """
    answers = {fact: _told(fact, content, facts, indicators, sources) for fact in content["facts"]}
    return {fact: answer for fact, answer in answers.items() if answer}


def _told(
    criterion: str,
    content: Mapping[str, Any],
    facts: Mapping[str, Any],
    indicators: Mapping[str, Any],
    sources: Mapping[str, str],
) -> Result | None:
    """Return the first answer that is no yes, else the last one; None when what tells it is not known."""
    definition = content["facts"][criterion]
    for name in definition.get("prerequisites") or ():
        before = _told(name, content, facts, indicators, sources)
        if before is None or before.kind is not ResultKind.GOOD:
            return before and _because(name, before)
    result: Result | None = None
    for name in definition.get("told_by") or ():
        if name in content["indicators"]:
            result = _of_indicator(content, name, facts, indicators.get(name), sources)
        else:
            result = _of_fact(content, facts.get(name), result, sources)
        if result is None or result.kind is not ResultKind.GOOD:
            return result
    return result


def _of_indicator(
    content: Mapping[str, Any],
    name: str,
    facts: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    sources: Mapping[str, str],
) -> Result | None:
    """Return the answer that the sheet gives to an indicator, with the evidence that it shows."""
    if seen is None or seen["status"] == Status.NOT_CONCERNED:
        return None
    kind = _UNANSWERED.get(seen["status"])
    if kind is None:
        kind = ResultKind.GOOD if seen["score"] == presenters.FULL else ResultKind.BAD
    why = _reason(seen) or _evidence(content, content["indicators"][name], facts, seen)
    return _read(content, seen, kind, why, sources)


def _of_fact(
    content: Mapping[str, Any],
    fact: Mapping[str, Any] | None,
    before: Result | None,
    sources: Mapping[str, str],
) -> Result | None:
    """Return what a yes/no fact says; its yes adds nothing to the evidence `before` it."""
    if fact is None or fact["outcome"] == Outcome.NOT_CONCERNED:
        return None
    if fact.get("number") == 1 and before:
        return before
    kind = _UNANSWERED.get(fact["outcome"]) or (ResultKind.GOOD if fact["number"] == 1 else ResultKind.BAD)
    return _read(content, fact, kind, _reason(fact), sources)


def _read(
    content: Mapping[str, Any],
    document: Mapping[str, Any],
    kind: ResultKind,
    why: Reason | None,
    sources: Mapping[str, str],
) -> Result:
    """Return the result that a fact or an indicator of a register gives, with its day and whether it is aged."""
    aged = aged_words(document, content["sources"])
    return Result(
        kind, why=why, day=document["observed_on"], register=register_words(document["source"], sources), aged=aged
    )


def _because(name: str, before: Result) -> Result:
    """Return what waits for a criterion: not met, or unknown, as that one is."""
    if before.hangs_on:
        return before
    code = ReasonCode.PREREQUISITE_UNMET if before.kind is ResultKind.BAD else ReasonCode.PREREQUISITE_UNKNOWN
    cause = before.why or reason(ReasonCode.CONFIRM_NO)
    return replace(before, why=reason(code, criterion=name.removeprefix("rcpnt."), cause=cause), hangs_on=name)


def _reason(document: Mapping[str, Any]) -> Reason | None:
    code = document.get("reason_code")
    return Reason.from_data(code, document.get("reason_context")) if code else None


def _evidence(
    content: Mapping[str, Any], entry: Mapping[str, Any], facts: Mapping[str, Any], seen: Mapping[str, Any]
) -> Reason:
    answer = presenters.answer(entry, seen)
    shown = (answer,) if answer not in (presenters.YES, presenters.NO) else ()
    words = shown or presenters.beside(facts, entry, seen, content) or (answer,)
    return reason(ReasonCode.EVIDENCE_SHOWN, text=f"{NO_BREAK}; ".join(words))


def contradictions(
    told_by_register: Mapping[str, Result], content: Mapping[str, Any], facts: Mapping[str, Any]
) -> list[str]:
    """Return in sentences the criteria of which the register now says otherwise than the last observation.

    Those that only hang on another one are left out.
    """
    sentences = []
    for fact, register in told_by_register.items():
        observed = of_fact(content["facts"][fact], facts.get(fact))
        if register.hangs_on is None and {register.kind, observed.kind} == _WORDS.keys():
            title = content["facts"][fact]["title"]
            said = f"{register.register} du {day_words(register.day or '')} dit {_WORDS[register.kind]}"
            saw = f"notre observation du {day_words(observed.day or '')} dit {_WORDS[observed.kind]}"
            detail = f" ({register.reason})" if register.reason else ""
            sentences.append(f"{title}{NO_BREAK}: {said}{detail}{NO_BREAK}; {saw}. {_WHICH_COUNTS}")
    return sentences
