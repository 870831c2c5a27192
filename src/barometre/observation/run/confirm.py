"""Confirmation: a negative needs two looks at two moments, and our own failure says nothing. Pure functions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from barometre.catalogue.expected import needs_second_look
from barometre.catalogue.models import FactDefinition
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement

# Delays, in multiples of `recheck_after`, before the look that follows one with something to confirm: an hour, half a
# day, a day when `recheck_after` is an hour. After the last one the facts stay as they are until the next campaign.
RECHECK_DELAYS = (1, 12, 24)
# What our resolver says when it is out of order, whatever the name.
_OUTAGES = frozenset({ReasonCode.DNS_RESOLVER_DOWN, ReasonCode.DNS_RESOLVER_KNOWS_NOTHING})


@dataclass(frozen=True, slots=True)
class Look:
    """Statements of one group of probes about one collectivité at one moment.

    `at`: seconds since 1970. `attempt`: 0 for the first look, then one more for each of `RECHECK_DELAYS`. `retry`:
    something failed on our side, or a server was in trouble.
    """

    siren: str
    group: str
    at: float
    attempt: int
    retry: bool
    statements: tuple[Statement, ...]

    @property
    def next_attempt(self) -> int:
        """Return the number of the look that follows: the same when our resolver was down, which tried nothing."""
        return self.attempt if self._is_blind() else self.attempt + 1

    def _is_blind(self) -> bool:
        reasons = (statement.reason for statement in self.statements if statement.outcome is Outcome.WE_FAILED)
        return any(cause.code in _OUTAGES for why in reasons if why for cause in why.nested())


class Confirmation(NamedTuple):
    """Rule of confirmation.

    Attributes:
        recheck_after: seconds between two looks that both give a negative, for it to be stated.
        facts: definitions of the catalogue, which say what is negative; a fact without one needs no second look.
    """

    recheck_after: float
    facts: Mapping[str, FactDefinition]

    def is_negative(self, statement: Statement) -> bool:
        """Return whether a statement is to the collectivité's discredit and rests on a look: it is to be confirmed."""
        if statement.declared or statement.outcome not in (Outcome.SEEN, Outcome.THEY_FAILED):
            return False
        definition = self.facts.get(statement.fact)
        return statement.outcome is Outcome.THEY_FAILED or (
            definition is not None and needs_second_look(definition, statement.number, statement.text)
        )


class ConfirmedFact(NamedTuple):
    """Fact as it may be stated, and when it was observed, in seconds since 1970."""

    statement: Statement
    at: float


def confirm(looks: Sequence[Look], rule: Confirmation) -> list[ConfirmedFact]:
    """State each fact of the looks at one collectivité, oldest first.

    Returns:
        One entry a fact: the newest statement that is not our failure; a negative that no second look confirms is
        stated as our failure.
    """
    by_fact: dict[str, list[tuple[float, Statement]]] = {}
    for look in looks:
        for statement in look.statements:
            by_fact.setdefault(statement.fact, []).append((look.at, statement))
    return [_confirm_fact(history, rule) for history in by_fact.values()]


def _confirm_fact(history: list[tuple[float, Statement]], rule: Confirmation) -> ConfirmedFact:
    known = [(at, statement) for at, statement in history if statement.outcome is not Outcome.WE_FAILED]
    if not known:
        at, last = history[-1]
        return ConfirmedFact(last, at)
    at, last = known[-1]
    if not rule.is_negative(last):
        return ConfirmedFact(last, at)
    for earlier, statement in reversed(known[:-1]):
        if not rule.is_negative(statement):
            break
        if at - earlier >= rule.recheck_after:
            return ConfirmedFact(last, at)
    return ConfirmedFact(_unconfirmed(last), at)


def _unconfirmed(negative: Statement) -> Statement:
    """Return a negative seen once as it may be stated: our failure so far, with its reason."""
    why = negative.reason
    if why is None and negative.text:
        why = reason(ReasonCode.CONFIRM_TEXT, text=negative.text)
    return Statement(
        negative.fact,
        reason=why or reason(ReasonCode.CONFIRM_NO),
        outcome=Outcome.WE_FAILED,
        hangs_on=negative.hangs_on,
        to_confirm=True,
    )


def next_look(looks: Sequence[Look], rule: Confirmation, until: float = math.inf) -> float | None:
    """Return when the next look is due, in seconds since 1970; None when none is due up to `until`."""
    last = looks[-1]
    if last.next_attempt > len(RECHECK_DELAYS):
        return None
    tried = last.next_attempt > last.attempt
    when = last.at + rule.recheck_after * RECHECK_DELAYS[last.attempt] if tried else last.at
    # The clock went back since: nobody knows how old the look is.
    when = until if last.at > until else when
    if when > until or not (last.retry or has_unconfirmed(looks, rule)):
        return None
    return when


def has_unconfirmed(looks: Sequence[Look], rule: Confirmation) -> bool:
    """Return True when a negative of these looks needs a second look."""
    return any(fact.statement.to_confirm for fact in confirm(looks, rule))
