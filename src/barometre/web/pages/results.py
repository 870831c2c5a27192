"""What one look, or the edition, says of one check: a result of a closed list, its value and its reason. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from barometre.catalogue.expected import meets
from barometre.catalogue.sentences import stated_sentence
from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.words import day_words

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ResultKind(StrEnum):
    """Kinds of results; the drawing of each is in parts/verdict.html."""

    GOOD = "good"
    BAD = "bad"
    CONFIRM = "confirm"
    FINDING = "finding"
    NONE = "none"
    SILENT = "silent"
    OURS = "ours"
    UNSEEN = "unseen"

    @property
    def word(self) -> str:
        """The result in a word."""
        return _WORDS[self][0]

    @property
    def counted(self) -> tuple[str, str]:
        """How one check, and several, that have this result are counted."""
        return _WORDS[self][1:]

    @property
    def states_nothing(self) -> bool:
        """Whether nothing may be stated after such a look."""
        return self in (ResultKind.OURS, ResultKind.CONFIRM, ResultKind.UNSEEN)

    @property
    def unwell(self) -> bool:
        """Whether other checks may fail because of one that has this result."""
        return self in (ResultKind.BAD, ResultKind.SILENT, ResultKind.CONFIRM, ResultKind.OURS)


# Kind -> its word, then how one check and several are counted; in the order in which a page counts them.
_WORDS = {
    ResultKind.GOOD: ("Conforme", "conforme", "conformes"),
    ResultKind.BAD: ("À corriger", "à corriger", "à corriger"),
    ResultKind.CONFIRM: ("À confirmer", "à confirmer", "à confirmer"),
    ResultKind.FINDING: ("Constat", "simple constat", "simples constats"),
    ResultKind.NONE: ("Sans objet", "sans objet", "sans objet"),
    ResultKind.SILENT: (
        "Pas de réponse exploitable de son côté",
        "sans réponse exploitable de son côté",
        "sans réponse exploitable de son côté",
    ),
    ResultKind.OURS: (
        "Notre observation a échoué",
        "où notre observation a échoué",
        "où notre observation a échoué",
    ),
    ResultKind.UNSEEN: ("Pas encore observé", "pas encore observé", "pas encore observés"),
}
_OF_OUTCOME = {
    Outcome.NOT_CONCERNED: ResultKind.NONE,
    Outcome.THEY_FAILED: ResultKind.SILENT,
    Outcome.WE_FAILED: ResultKind.OURS,
}


@dataclass(frozen=True)
class Result:
    """What one look, or the edition, says of one check.

    Attributes:
        kind: the result.
        value: the value in words.
        why: the reason, as data.
        hangs_on: id of the criterion that it rests on alone, if any.
        day: day of the edition's fact.
        at: moment of the look asked for.
        register: the register that tells it where nobody has looked, as a sentence names it; empty: it was looked at.
        aged: that a newer word of the register was expected, in words; empty when it was not.
    """

    kind: ResultKind
    value: str = ""
    why: Reason | None = None
    hangs_on: str | None = None
    day: str | None = None
    at: datetime | None = None
    register: str = ""
    aged: str = ""

    @property
    def word(self) -> str:
        """The result in a word."""
        return self.kind.word

    @property
    def reason(self) -> str:
        """What was seen, in a sentence; that it is to be confirmed, the word says already."""
        return stated_sentence(self.why) or ""

    @property
    def detail(self) -> str:
        """What was seen, in a sentence that stands alone, as the edition's files have it."""
        return stated_sentence(self.why, self.kind is ResultKind.CONFIRM) or ""

    @property
    def firm(self) -> bool:
        """Whether it states something that it saw itself."""
        return not self.kind.states_nothing and self.hangs_on is None


def of_fact(definition: Mapping[str, Any], fact: Mapping[str, Any] | None) -> Result:
    """Return what the edition says of a check.

    Args:
        definition: the fact in the edition's catalogue.
        fact: the fact as published (outcome, number, text, reason_code…); None when nobody looked.
    """
    if fact is None:
        return Result(ResultKind.UNSEEN)
    code = fact.get("reason_code")
    statement = Statement(
        fact=definition.get("id", ""),
        number=fact.get("number"),
        text=fact.get("text"),
        reason=Reason.from_data(code, fact.get("reason_context")) if code else _former_reason(fact),
        outcome=Outcome(fact["outcome"]),
        hangs_on=fact.get("hangs_on"),
        to_confirm=bool(fact.get("to_confirm")),
    )
    return _result(definition, statement, day=fact.get("observed_on"))


def _former_reason(fact: Mapping[str, Any]) -> Reason | None:
    """Return the sentence of a fact published before reasons were codes, as a reason."""
    return reason(ReasonCode.FORMER_TEXT, text=fact["detail"]) if "detail" in fact else None


def of_statement(definition: Mapping[str, Any], statement: Statement, at: datetime) -> Result:
    """Return what a look asked for says of a check."""
    return _result(definition, statement, at=at)


def _result(
    definition: Mapping[str, Any], statement: Statement, day: str | None = None, at: datetime | None = None
) -> Result:
    kind = _kind(definition, statement)
    value = _value(definition, statement) if statement.outcome is Outcome.SEEN else ""
    return Result(kind, value, statement.reason, statement.hangs_on, day, at)


def _kind(definition: Mapping[str, Any], statement: Statement) -> ResultKind:
    """Return good, bad, or a mere finding when the catalogue expects nothing; else why there is no value."""
    if statement.to_confirm:
        return ResultKind.CONFIRM
    if statement.outcome is not Outcome.SEEN:
        return _OF_OUTCOME[statement.outcome]
    met = meets(expected(definition), statement.number, statement.text)
    return ResultKind.FINDING if met is None else ResultKind.GOOD if met else ResultKind.BAD


def expected(definition: Mapping[str, Any]) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return the answer that an edition's catalogue expects; editions of the former form call it `wished`."""
    return definition.get("expected", definition.get("wished"))


def _value(definition: Mapping[str, Any], statement: Statement) -> str:
    """Return the value in words; nothing for a yes or no that is judged, since the result says it."""
    text = statement.text
    if definition["type"] == "boolean":
        seen = "" if expected(definition) is not None else "Vu" if statement.number == 1 else "Pas vu"
        return f"{seen}{NO_BREAK}: {text}" if seen and text else seen or text or ""
    if definition["type"] == "number" and statement.number is not None:
        unit = definition.get("unit")
        return f"{number(statement.number)}{NO_BREAK}{unit}" if unit else number(statement.number)
    return day_words(text) if text and _DAY.fullmatch(text) else text or ""
