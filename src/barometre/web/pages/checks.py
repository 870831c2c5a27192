"""One check of what was seen from outside, explained to who can correct it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from barometre.catalogue.sentences import stated_sentence
from barometre.facts.reason import Reason
from barometre.facts.schema import Outcome
from barometre.web.pages.results import Result, ResultKind, of_fact
from barometre.web.shared.words import aged_words

LEVEL = "rcpnt.level"
# A criterion as we see it, and as ANCT publishes it.
OURS, ANCT = "rcpnt.", "rpnt."
GROUPS = {
    "presence": "Présence : les seize critères du référentiel",
    "site": "Sécurité du site",
    "courriel": "Courriel",
    "simplicite": "Simplicité et accessibilité",
    "sobriete": "Sobriété et vie privée",
    "services": "Services",
}


@dataclass(frozen=True)
class Contested:
    """That a result is contested; `answer` once the operator has given one. Never who, nor what was written."""

    on: date
    answer: str
    answered_on: date | None


@dataclass(frozen=True)
class Check:
    """One check of one authority.

    Attributes:
        result: what the edition says.
        attempted_on: day of the last attempt that the edition knows.
        attempt: why that attempt gave nothing, in a sentence; empty when it did.
        waits: that attempt saw something that a second look must confirm.
        asked: what the last look asked for says.
        earlier: what one before it stated.
        cause: id of the check that this one hangs on.
        folded: it is shown under its cause, among the `waiting` of that one.
        anct: what ANCT publishes of the same criterion, the day, and that it is aged, in words (empty: it is not).
    """

    id: str
    title: str
    group: str
    level: str | None
    tested: str
    why: str
    fix: str
    result: Result
    attempted_on: str | None
    attempt: str
    waits: bool
    asked: Result | None
    contests: tuple[Contested, ...]
    earlier: Result | None = None
    cause: str | None = None
    folded: bool = False
    waiting: tuple["Check", ...] = ()
    waiting_words: str = ""
    anct: tuple[str, str, str] | None = None

    @property
    def current(self) -> Result:
        """The newest result: that of the look asked for, else the edition's."""
        return self.asked or self.result

    @property
    def stated(self) -> Result | None:
        """The last result stated, when the newest look states nothing; None when nothing ever was."""
        if self.asked is None or not self.asked.kind.states_nothing:
            return None
        return self.earlier or (None if self.result.kind.states_nothing else self.result)

    @property
    def success(self) -> str | date | None:
        """Day of the last look that gave a result; None when every one failed by our fault."""
        last = self.stated or self.current
        if last.kind.states_nothing or last.register:
            return None
        return last.at.date() if last.at else last.day

    @property
    def tried(self) -> str | date | None:
        """Day of the last attempt, whatever it gave."""
        return self.asked.at.date() if self.asked and self.asked.at else self.attempted_on

    @property
    def looked(self) -> bool:
        """Whether somebody looked, whatever came of it."""
        return self.current.kind is not ResultKind.UNSEEN and not self.current.register

    @property
    def to_fix(self) -> bool:
        """Whether there is something to do."""
        return self.current.kind in (ResultKind.BAD, ResultKind.CONFIRM)

    @property
    def certain(self) -> bool:
        """Whether what there is to do is established."""
        return self.current.kind is ResultKind.BAD


def check(
    identifier: str,
    definition: Mapping[str, Any],
    fact: Mapping[str, Any] | None,
    asked: Result | None = None,
    earlier: Result | None = None,
    contests: Sequence[Contested] = (),
    told: Result | None = None,
    anct: tuple[str, str, str] | None = None,
) -> Check:
    """Return one check, from its definition in the edition's catalogue, and what came since (see `Check`).

    `fact` is the fact as published, None when nobody looked; the check then says what the register tells (`told`).
    """
    result = of_fact(definition, fact) if fact or told is None else told
    fact = fact or {}
    code, waits = fact.get("attempt_code"), bool(fact.get("attempt_to_confirm"))
    attempt = Reason.from_data(code, fact.get("attempt_context")) if code else None
    return Check(
        id=identifier,
        title=definition["title"],
        group=definition["group"],
        level=definition.get("level"),
        tested=definition.get("tested") or definition["meaning"],
        why=definition.get("why") or "",
        fix=definition.get("fix", definition.get("mend")) or "",
        result=result,
        attempted_on=fact.get("attempted_on") or fact.get("observed_on"),
        attempt=stated_sentence(attempt, waits) or "",
        waits=waits,
        asked=asked,
        contests=tuple(contests),
        earlier=earlier,
        anct=anct,
    )


def said_by_anct(
    identifier: str, facts: Mapping[str, Mapping[str, Any]], sources: Mapping[str, Mapping[str, Any]]
) -> tuple[str, str, str] | None:
    """Return the verdict that ANCT publishes of one of our criteria (see `Check.anct`); None without one."""
    fact = facts.get(identifier.replace(OURS, ANCT, 1)) if identifier.startswith(OURS) else None
    if fact is None or fact["outcome"] != Outcome.SEEN:
        return None
    word = fact.get("text") or ("oui" if fact["number"] == 1 else "non")
    return word, fact["observed_on"], aged_words(fact, sources)
