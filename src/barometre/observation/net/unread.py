"""Pages and files that were not read: why, and whose failure it is. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass

from barometre.facts.statement import Statement, they_failed, we_failed
from barometre.observation.net.answers import FAULT_WORDS, Answer, Fault


@dataclass(frozen=True, slots=True)
class Unread:
    """Reason why a page or a file was not read, in French, and whether it is our failure."""

    why: str
    ours: bool

    def statement(self, fact: str) -> Statement:
        """Return the statement of a fact that depends on it."""
        return we_failed(fact, self.why) if self.ours else they_failed(fact, self.why)


def why_unread(answer: Answer) -> Unread | None:
    """Return why an answer cannot be read, None when it can.

    A 429 is a limit put on us (RFC 6585, 4); an error page is not the page of the site.
    """
    if answer.status is None:
        if answer.fault is None:
            return Unread("l’adresse n’a pas été visitée", ours=True)
        return Unread(FAULT_WORDS[answer.fault], answer.ours)
    if answer.status == 429:
        return Unread(FAULT_WORDS[Fault.RATE_LIMITED], ours=True)
    return None if answer.status == 200 else Unread(f"le serveur répond {answer.status}", ours=False)


def unread(answer: Answer, facts: Iterable[str]) -> list[Statement]:
    """Return a statement for each fact when the answer cannot be read, an empty list when it can."""
    reason = why_unread(answer)
    return [reason.statement(fact) for fact in facts] if reason else []
