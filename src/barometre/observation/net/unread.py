"""Pages and files that were not read: why, and whose failure it is. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, they_failed, we_failed
from barometre.observation.net.answers import Answer, Fault, fault_reason, wall_reason


@dataclass(frozen=True, slots=True)
class Unread:
    """Reason why a page or a file was not read, and whether it is our failure."""

    why: Reason
    ours: bool

    def statement(self, fact: str) -> Statement:
        """Return the statement of a fact that depends on it."""
        return we_failed(fact, self.why) if self.ours else they_failed(fact, self.why)

    def statements(self, facts: Iterable[str]) -> list[Statement]:
        """Return the statements of all the facts that depend on it."""
        return [self.statement(fact) for fact in facts]


# An answer to a request that was never sent.
NOT_VISITED = Unread(reason(ReasonCode.NETWORK_NOT_VISITED), ours=True)


def why_unread(answer: Answer) -> Unread | None:
    """Return why an answer cannot be read, None when it can.

    A 429 is a limit put on us (RFC 6585, 4); an error page is not the page of the site; a wall is not the site.
    """
    if answer.wall is not None:
        return Unread(wall_reason(answer.wall), ours=True)
    if answer.status is None:
        return Unread(fault_reason(answer.fault), answer.ours) if answer.fault else NOT_VISITED
    if answer.status == 429:
        return Unread(fault_reason(Fault.RATE_LIMITED), ours=True)
    return None if answer.status == 200 else Unread(reason(ReasonCode.HTTP_STATUS, status=answer.status), ours=False)


def unread(answer: Answer, facts: Iterable[str]) -> list[Statement]:
    """Return a statement for each fact when the answer cannot be read, an empty list when it can."""
    why = why_unread(answer)
    return why.statements(facts) if why else []
