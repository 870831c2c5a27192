"""Judgements made for a reader: pure functions from what an edition says to what a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from barometre.facts.reason_codes import ReasonCode
from barometre.rounding import rounded_share
from barometre.web.pages.duty import Duty
from barometre.web.replies.shown import ShownReply
from barometre.web.shared.catalogue import supposed
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.words import QUARTERS, STATUS, STATUS_HELP, aged_words, day_words

FULL = 100.0
YES, NO = "Oui", "Non"
# Fact -> how its text answers; other texts speak for themselves.
TEXTS = {"site.extension": ".{}", "site.scheme": "Adresse en {}"}
# Texts that are a whole answer in other words.
WHOLE_TEXTS = {"absent": "Adresse sans http ni https"}


@dataclass(frozen=True)
class Standing:
    """Where a body stands on one measure, in words.

    Attributes:
        score: on all that is known; None when that is too little.
        comparable: on the base of comparison alone.
        overlap: share of that base that is known.
        level: None without score, or with a provisional one.
    """

    score: float | None
    comparable: float | None
    overlap: float | None
    level: int | None
    level_name: str
    coverage: float
    known: int
    concerned: int
    provisional: bool
    quartile: int | None


@dataclass(frozen=True)
class Evidence:
    """One indicator of one body, ready to show.

    `said`: a question of which the evidence is what bodies say; `declared`: this answer is the body's own word; `reply`
    is what it says of the answer.
    """

    id: str
    title: str
    status: str
    status_label: str
    status_help: str
    answer: str
    score: float | None
    reason: str
    source: str
    observed_on: str | None
    improve: str
    weight: float
    question: str = ""
    details: tuple[str, ...] = ()
    duty: Duty = Duty.NONE
    condition: str = ""
    prerequisites: bool = False
    record: bool = False
    said: bool = False
    declared: bool = False
    blocked: bool = False
    past: str = ""
    aged: str = ""
    reply: ShownReply | None = None

    @property
    def known(self) -> bool:
        """Whether there is an answer."""
        return self.status == "known"

    @property
    def origin(self) -> str:
        """Who says it, and on which day."""
        day = day_words(self.observed_on) if self.observed_on else ""
        return f"déclaré par la collectivité le {day}" if self.declared else f"{self.source}, {day}"


def standing(scores: Mapping[str, Any], measure: str, levels: list[dict[str, Any]]) -> Standing:
    """Where a body stands on a measure.

    Args:
        scores: scores of the body, as published: measure -> score, coverage, known, concerned, level…
        measure: overall or a theme.
        levels: the levels of the edition's catalogue, lowest first, each with `name`.
    """
    mine = scores.get(measure, {})
    level = mine.get("level")
    return Standing(
        score=mine.get("score"),
        comparable=mine.get("comparable"),
        overlap=mine.get("overlap"),
        level=level,
        level_name=levels[level - 1]["name"] if level else "",
        coverage=mine.get("coverage") or 0.0,
        known=mine.get("known", 0),
        concerned=mine.get("concerned", 0),
        provisional=bool(mine.get("provisional")),
        quartile=mine.get("quartile"),
    )


def place(quartile: int | None, peers: str) -> str:
    """Place among peers as a sentence; says so when the peers cannot be told apart."""
    if quartile is None:
        why = "trop peu sont connus autant qu’elle, ou ils sont trop semblables"
        return f"Sa place parmi ses pairs ({peers}) n’est pas donnée : {why}."
    return f"À questions égales, elle se situe {QUARTERS[quartile]} de ses pairs ({peers})."


def evidence(
    identifier: str,
    entry: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    sources: Mapping[str, str],
    details: tuple[str, ...] = (),
) -> Evidence:
    """One indicator of one body.

    Args:
        identifier: the indicator.
        entry: what the catalogue says of it.
        seen: what the edition knows: status, value, text, score, reason, source, observed_on; None = not looked at.
        sources: id of a source -> its name.
        details: other facts shown beside the answer.
    """
    seen = seen or {"status": "not-looked"}
    status = seen["status"]
    return Evidence(
        id=identifier,
        title=entry["title"],
        status=status,
        status_label=STATUS[status],
        status_help=STATUS_HELP.get(status, ""),
        answer=answer(entry, seen) if status == "known" else STATUS[status],
        score=seen.get("score"),
        reason=seen.get("reason") or "",
        source=sources.get(seen.get("source", ""), seen.get("source", "")),
        observed_on=seen.get("observed_on"),
        improve=entry["improve"],
        weight=float(entry["weight"]),
        question=entry["question"],
        details=details,
        prerequisites=bool(supposed(entry)),
        record=bool(entry.get("record")),
        blocked=seen.get("reason_code") == ReasonCode.PREREQUISITE_FACT,
    )


def answer(entry: Mapping[str, Any], seen: Mapping[str, Any]) -> str:
    """Return the value as an answer to the indicator's question: yes or no, a text, or a number.

    Yes is what scores 100: « not at a general provider » is answered yes when the fact says no.
    """
    if entry["scoring"]["rule"] in ("yes", "no"):
        return YES if seen.get("score") == FULL else NO
    if seen.get("text"):
        return WHOLE_TEXTS.get(seen["text"]) or TEXTS.get(entry["facts"][0], "{}").format(seen["text"])
    value = seen.get("value")
    return NO if value is None else number(value)


def beside(
    facts: Mapping[str, Any],
    entry: Mapping[str, Any],
    seen: Mapping[str, Any],
    content: Mapping[str, Any],
) -> tuple[str, ...]:
    """Return what an answer rests on: « Nom d’hôte du site : brest.fr », with its source when it is another one.

    Args:
        facts: facts of the body: fact -> outcome, number, text…
        entry: what the catalogue says of the indicator; the fact that it scores comes last, for its text alone.
        seen: the indicator of the body; what is said already, in its answer or its reason, is not repeated.
        content: the edition's catalogue.
    """
    definitions = content["facts"]
    scored, *others = entry["facts"]
    values = {fact: _words(definitions[fact], facts.get(fact, {})) for fact in others}
    values[scored] = facts.get(scored, {}).get("text")
    said, details = f"{answer(entry, seen)} {seen.get('reason') or ''}", []
    for fact, words in values.items():
        if words and words not in said:
            details.append(f"{definitions[fact]['title']}{NO_BREAK}: {words}{_elsewhere(facts[fact], seen, content)}")
            said += f" {words}" if len(words) > len(YES) else ""
    return tuple(details)


def _elsewhere(fact: Mapping[str, Any], seen: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return the source and the day of a fact when they are not those of the answer that it stands beside."""
    source = fact.get("source")
    if not source or source == seen.get("source"):
        return ""
    name = content["sources"].get(source, {}).get("name", source)
    return f" ({name}, {aged_words(fact, content['sources']) or day_words(fact['observed_on'])})"


def _words(definition: Mapping[str, Any], fact: Mapping[str, Any]) -> str | None:
    """Return the value of a fact in words: its text, yes or no, or a number; None when it has none."""
    value = fact.get("number")
    if fact.get("text") or value is None:
        return fact.get("text")
    if definition["type"] == "boolean":
        return (YES if value == 1 else NO).lower()
    return f"{number(value)}{NO_BREAK}{definition['unit']}" if definition.get("unit") else number(value)


def difference(here: float | None, there: float | None, unit: str = "") -> str:
    """How a figure compares with that of France, in words; within one point they are said to be alike.

    The gap is that of the figures as they are read (`territorial.mean_words`), so that a reader finds it again.
    """
    if here is None or there is None:
        return ""
    decimals = 1 if unit else 0
    gap = rounded_share(here, decimals) - rounded_share(there, decimals)
    if abs(gap) < 1:
        return "comme en France"
    word = "points" if abs(gap) >= 2 else "point"
    return f"{number(float(abs(gap)), decimals)} {word} {'de plus' if gap > 0 else 'de moins'} qu’en France"
