"""A verdict on one criterion: met, not met, or unknown, with its reason; and how verdicts combine."""

from dataclasses import dataclass

from barometre.facts.statement import Statement, we_failed, yes_no


@dataclass(frozen=True, slots=True)
class Verdict:
    """`met` is None when it could not be seen, by our failure. `seen`: rests on a look, not on what is declared."""

    met: bool | None
    reason: str
    seen: bool = True

    def statement(self, fact: str) -> Statement:
        """The verdict as a statement; a no that rests on a look needs a second one."""
        if self.met is None:
            return we_failed(fact, self.reason)
        if self.seen:
            return yes_no(fact, self.met, self.reason)
        return Statement(fact, float(self.met), reason=self.reason)


def declared(met: bool, reason: str) -> Verdict:
    """A verdict that rests on what is declared alone."""
    return Verdict(met, reason, seen=False)


def after(own: Verdict, *prerequisites: tuple[str, Verdict]) -> Verdict:
    """A verdict under prerequisites (criterion, verdict): an unmet one makes it not met, an unknown one unknown.

    What is itself surely not met stays so whatever the prerequisites.
    """
    for criterion, verdict in prerequisites:
        if verdict.met is False:
            return Verdict(False, f"le critère {criterion} n’est pas rempli : {verdict.reason}", verdict.seen)
    if own.met is False:
        return own
    for criterion, verdict in prerequisites:
        if verdict.met is None:
            return Verdict(None, f"le critère {criterion} n’a pas pu être vu : {verdict.reason}")
    return own
