"""One fact of one collectivité before it becomes a row of the fact table."""

from dataclasses import dataclass

from barometre.facts.schema import Outcome


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says of one fact: a value, or why there is none.

    `negative` marks an observed fault of the collectivité: it is observed again later before it is published
    (`observation.run.confirm`).
    """

    fact: str
    number: float | None = None
    text: str | None = None
    detail: str | None = None
    outcome: Outcome = Outcome.SEEN
    negative: bool = False


def yes_no(fact: str, answer: bool, detail: str | None = None) -> Statement:
    """Return a seen yes or no; a no is negative."""
    return Statement(fact, float(answer), detail=detail, negative=not answer)


def not_concerned(fact: str, why: str) -> Statement:
    """Return a fact that does not apply to this collectivité."""
    return Statement(fact, detail=why, outcome=Outcome.NOT_CONCERNED)


def they_failed(fact: str, why: str) -> Statement:
    """Return a fact that could not be observed through a fault of the site or service."""
    return Statement(fact, detail=why, outcome=Outcome.THEY_FAILED, negative=True)


def we_failed(fact: str, why: str) -> Statement:
    """Return a fact that we failed to observe: our time-out, our resolver, a limit imposed on us."""
    return Statement(fact, detail=why, outcome=Outcome.WE_FAILED)
