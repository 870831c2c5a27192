"""A verdict on one criterion: met, not met, or unknown, with its reason; and how verdicts combine."""

from dataclasses import dataclass

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict on one criterion.

    Attributes:
        met: None when it is unknown, by our failure.
        reason: why.
        declared: it rests on what is declared alone, not on a look.
        hangs_on: the fact of the prerequisite that alone makes it not met or unknown.
    """

    met: bool | None
    reason: Reason
    declared: bool = False
    hangs_on: str | None = None

    def statement(self, fact: str) -> Statement:
        """Return the verdict as a statement."""
        return Statement(
            fact,
            None if self.met is None else float(self.met),
            reason=self.reason,
            outcome=Outcome.WE_FAILED if self.met is None else Outcome.SEEN,
            declared=self.declared,
            hangs_on=self.hangs_on,
        )


def declared(met: bool, why: Reason) -> Verdict:
    """Return a verdict that rests on what is declared alone."""
    return Verdict(met, why, declared=True)


def none_met(part: int, cause: Reason) -> dict[str, Verdict]:
    """Return the verdicts on the eight criteria of the site (part 1) or of the mail (2) when `cause` fails them all."""
    return {f"{part}.{number}": declared(False, cause) for number in range(1, 9)}


def after(own: Verdict, *prerequisites: tuple[str, Verdict]) -> Verdict:
    """Return a verdict under prerequisites: an unmet one makes it not met, an unknown one unknown.

    What is itself surely not met stays so whatever the `prerequisites` (number and verdict of each).
    """
    for criterion, verdict in prerequisites:
        if verdict.met is False:
            return _because(ReasonCode.PREREQUISITE_UNMET, criterion, verdict)
    if own.met is False:
        return own
    for criterion, verdict in prerequisites:
        if verdict.met is None:
            return _because(ReasonCode.PREREQUISITE_UNKNOWN, criterion, verdict)
    return own


def _because(code: ReasonCode, criterion: str, verdict: Verdict) -> Verdict:
    """Return the verdict of what depends on a criterion that is not met or unknown."""
    why = reason(code, criterion=criterion, cause=verdict.reason)
    return Verdict(verdict.met, why, verdict.declared, hangs_on=f"rcpnt.{criterion}")
