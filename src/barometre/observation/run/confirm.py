"""From looks to what is stated: a negative needs two looks at two moments, and our failure says nothing. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement

RECHECK_DELAYS = (1, 12, 24)
"""A look that leaves something to confirm is followed by another after this many times `recheck_after`: an hour, half
a day, a day when it is an hour. After the last the facts stay as they are until the next campaign."""

TO_CONFIRM = "à confirmer par un second regard"


@dataclass(frozen=True, slots=True)
class Look:
    """What one group of probes saw of one collectivité. `at`: seconds since 1970. `turn`: which look of the ladder.

    `retry`: something failed on our side, or a server was in trouble.
    """

    siren: str
    group: str
    at: float
    turn: int
    retry: bool
    statements: tuple[Statement, ...]


class Settled(NamedTuple):
    """A fact as it may be stated, and when it was seen. `open`: a negative that waits for its second look."""

    statement: Statement
    at: float
    open: bool = False


def settle(looks: Sequence[Look], recheck_after: float) -> list[Settled]:
    """State each fact of the looks of one group at one collectivité, oldest look first.

    Args:
        looks: in order of time.
        recheck_after: seconds between two looks that both say no, for the no to be stated.
    """
    by_fact: dict[str, list[tuple[float, Statement]]] = {}
    if len(looks) == 1:  # by far the most usual
        at = looks[0].at
        return [
            _settle_one([(at, one)], recheck_after) if one.negative else Settled(one, at) for one in looks[0].statements
        ]
    for look in looks:
        for statement in look.statements:
            by_fact.setdefault(statement.fact, []).append((look.at, statement))
    return [_settle_one(seen, recheck_after) for seen in by_fact.values()]


def _settle_one(seen: list[tuple[float, Statement]], recheck_after: float) -> Settled:
    told = [(at, statement) for at, statement in seen if statement.outcome is not Outcome.WE_FAILED]
    if not told:
        at, last = seen[-1]
        return Settled(last, at)
    at, last = told[-1]
    if not last.negative:
        return Settled(last, at)
    for earlier, statement in reversed(told[:-1]):
        if not statement.negative:
            break
        if at - earlier >= recheck_after:
            return Settled(last, at)
    why = last.reason or (
        reason(ReasonCode.CONFIRM_TEXT, text=last.text) if last.text else reason(ReasonCode.CONFIRM_NO)
    )
    unconfirmed = Statement(last.fact, reason=why, outcome=Outcome.WE_FAILED, hangs_on=last.hangs_on, to_confirm=True)
    return Settled(unconfirmed, at, open=True)


def next_look(looks: Sequence[Look], recheck_after: float, until: float = math.inf) -> float | None:
    """When the group is to be looked at again, in seconds since 1970; None when nothing is left to confirm `until`."""
    last = looks[-1]
    if last.turn >= len(RECHECK_DELAYS):
        return None
    when = last.at + recheck_after * RECHECK_DELAYS[last.turn]
    if when > until or not (last.retry or waits(looks, recheck_after)):
        return None
    return when


def waits(looks: Sequence[Look], recheck_after: float) -> bool:
    """Does a negative of these looks wait for a second look?"""
    doubtful = {one.fact for look in looks for one in look.statements if one.negative}
    if len(looks) == 1 or not doubtful:
        return bool(doubtful)
    return any(one.open for one in settle(looks, recheck_after) if one.statement.fact in doubtful)
