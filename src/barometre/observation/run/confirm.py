"""Confirmation: a negative needs two looks at two moments, and our own failure says nothing. Pure functions."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement, we_failed

# Delays, in multiples of `recheck_after`, before the look that follows one with something to confirm: an hour, half a
# day, a day when `recheck_after` is an hour. After the last one the facts stay as they are until the next campaign.
RECHECK_DELAYS = (1, 12, 24)

TO_CONFIRM = "à confirmer par un second regard"

LEVEL = "rcpnt.level"
CRITERIA = tuple(f"{part}.{number}" for part in (1, 2) for number in range(1, 9))
_LEVEL_A = ("1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "2.5", "2.8")


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


class ConfirmedFact(NamedTuple):
    """Fact as it may be stated, and when it was observed. `to_confirm`: a negative that needs a second look."""

    statement: Statement
    at: float
    to_confirm: bool = False


def confirm(looks: Sequence[Look], recheck_after: float) -> list[ConfirmedFact]:
    """State each fact of the looks of one group at one collectivité.

    Args:
        looks: oldest first.
        recheck_after: seconds between two looks that both say no, for the no to be stated.

    Returns:
        One entry a fact: the newest statement that is not our failure; a negative that no second look confirms is
        stated as our failure.
    """
    by_fact: dict[str, list[tuple[float, Statement]]] = {}
    for look in looks:
        for statement in look.statements:
            by_fact.setdefault(statement.fact, []).append((look.at, statement))
    return [_confirm_fact(history, recheck_after) for history in by_fact.values()]


def _confirm_fact(history: list[tuple[float, Statement]], recheck_after: float) -> ConfirmedFact:
    known = [(at, statement) for at, statement in history if statement.outcome is not Outcome.WE_FAILED]
    if not known:
        at, last = history[-1]
        return ConfirmedFact(last, at)
    at, last = known[-1]
    if not last.negative:
        return ConfirmedFact(last, at)
    for earlier, statement in reversed(known[:-1]):
        if not statement.negative:
            break
        if at - earlier >= recheck_after:
            return ConfirmedFact(last, at)
    unconfirmed = f"{TO_CONFIRM} : {last.detail or last.text or 'non'}"
    return ConfirmedFact(we_failed(last.fact, unconfirmed), at, to_confirm=True)


def next_look(looks: Sequence[Look], recheck_after: float, until: float = math.inf) -> float | None:
    """Return when the next look is due, in seconds since 1970; None when none is due up to `until`."""
    last = looks[-1]
    if last.attempt >= len(RECHECK_DELAYS):
        return None
    when = last.at + recheck_after * RECHECK_DELAYS[last.attempt]
    if when > until or not (last.retry or has_unconfirmed(looks, recheck_after)):
        return None
    return when


def has_unconfirmed(looks: Sequence[Look], recheck_after: float) -> bool:
    """Return True when a negative of these looks needs a second look."""
    return any(fact.to_confirm for fact in confirm(looks, recheck_after))


def level(facts: Iterable[ConfirmedFact]) -> ConfirmedFact | None:
    """Return the RCPNT level: AA when all sixteen criteria are met, A for eleven of them; None without criteria.

    Source: https://suiteterritoriale.anct.gouv.fr/conformite/referentiel
    """
    criteria = [fact for fact in facts if fact.statement.fact.startswith("rcpnt.")]
    if not criteria:
        return None
    at = max(fact.at for fact in criteria)
    met = {fact.statement.fact.removeprefix("rcpnt."): fact.statement.number for fact in criteria}
    for value, required in (("AA", CRITERIA), ("A", _LEVEL_A)):
        answers = [met.get(name) for name in required]
        if all(answer == 1 for answer in answers):
            return ConfirmedFact(Statement(LEVEL, text=value), at)
        lacking = [name for name, answer in zip(required, answers, strict=True) if answer is None]
        if 0 not in answers:
            why = f"le niveau {value} dépend de critères qui n’ont pas pu être vus : {', '.join(lacking)}"
            return ConfirmedFact(Statement(LEVEL, outcome=Outcome.WE_FAILED, detail=why), at)
    unmet = [name for name in _LEVEL_A if met.get(name) == 0]
    return ConfirmedFact(Statement(LEVEL, text="aucun", detail=f"critères non remplis : {', '.join(unmet)}"), at)
