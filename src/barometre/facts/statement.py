"""One fact of one collectivité before it becomes a row of the fact table."""

from dataclasses import dataclass

from barometre.facts.schema import Outcome


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says of one fact: a value, or why there is none.

    `negative` marks what is to somebody's discredit and comes from a look from outside: it needs a second look at
    another moment before it is stated (`observation.run.confirm`).
    """

    fact: str
    number: float | None = None
    text: str | None = None
    detail: str | None = None
    outcome: Outcome = Outcome.SEEN
    negative: bool = False


def yes_no(fact: str, answer: bool, detail: str | None = None) -> Statement:
    """A seen yes or no; a no is negative."""
    return Statement(fact, float(answer), detail=detail, negative=not answer)


def not_concerned(fact: str, why: str) -> Statement:
    """The fact has no object here."""
    return Statement(fact, detail=why, outcome=Outcome.NOT_CONCERNED)


def they_failed(fact: str, why: str) -> Statement:
    """Their site or service did not let itself be observed, by its own fault."""
    return Statement(fact, detail=why, outcome=Outcome.THEY_FAILED, negative=True)


def we_failed(fact: str, why: str) -> Statement:
    """Our look failed: our time-out, our resolver, a limit put on us."""
    return Statement(fact, detail=why, outcome=Outcome.WE_FAILED)
