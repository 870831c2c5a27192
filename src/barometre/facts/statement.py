"""One fact of one collectivité before it becomes a row of the fact table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from barometre.facts.reason import Reason, harmless
from barometre.facts.schema import FACTS, Outcome


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says of one fact: a value, or why there is none.

    Attributes:
        fact: id of the fact.
        number: value, 1 or 0 for a yes or a no.
        text: value in words.
        reason: why, or what exactly was seen.
        outcome: what came of looking.
        declared: it rests on what is declared alone; what rests on a look and is to the collectivité's discredit is
            stated when a second look confirms it (`observation.run.confirm`).
        hangs_on: the fact (a criterion) on which this one rests alone: it is not met, or could not be seen.
        to_confirm: a negative seen once, that waits for its second look.
    """

    fact: str
    number: float | None = None
    text: str | None = None
    reason: Reason | None = None
    outcome: Outcome = Outcome.SEEN
    declared: bool = False
    hangs_on: str | None = None
    to_confirm: bool = False

    def __post_init__(self) -> None:
        """Make the text harmless, whoever wrote it: what a site says is read on terminals, pages and files."""
        if self.text is not None and not self.text.isprintable():
            object.__setattr__(self, "text", harmless(self.text))


def yes_no(fact: str, answer: bool, why: Reason | None = None) -> Statement:
    """Return a seen yes or no."""
    return Statement(fact, float(answer), reason=why)


def not_concerned(fact: str, why: Reason) -> Statement:
    """Return the statement that the fact has no object here."""
    return Statement(fact, reason=why, outcome=Outcome.NOT_CONCERNED)


def they_failed(fact: str, why: Reason | None) -> Statement:
    """Return the statement that their site or service did not let itself be observed, by its own fault."""
    return Statement(fact, reason=why, outcome=Outcome.THEY_FAILED)


def we_failed(fact: str, why: Reason) -> Statement:
    """Return the statement that our look failed: our time-out, our resolver, a limit put on us."""
    return Statement(fact, reason=why, outcome=Outcome.WE_FAILED)


def packed(statement: Statement) -> list[Any]:
    """Return a statement as values that JSON holds; `unpacked` reads them back."""
    why = [statement.reason.code.value, statement.reason.to_json()] if statement.reason else None
    values = [statement.fact, statement.outcome.value, statement.number, statement.text, why]
    return [*values, statement.declared, statement.hangs_on, statement.to_confirm]


def unpacked(values: Sequence[Any]) -> Statement:
    """Return the statement that `packed` wrote.

    Raises:
        ValueError: these are not the values of a statement.
        BarometreError: the reason is unknown.
    """
    fact, outcome, number, text, why, declared, hangs_on, to_confirm = values
    reason = Reason.from_json(*why) if why else None
    return Statement(fact, number, text, reason, Outcome(outcome), declared, hangs_on, to_confirm)


def facts_table(rows: Iterable[tuple[str, Statement, date]]) -> pl.DataFrame:
    """Return rows (SIREN, statement, day on which it was seen) as a table of facts, columns of `facts.schema.FACTS`."""
    return pl.DataFrame([_row(*row) for row in rows], schema=FACTS, orient="row")


def _row(siren: str, statement: Statement, on: date) -> tuple[object, ...]:
    why = statement.reason
    return (
        siren,
        statement.fact,
        statement.outcome.value,
        statement.number,
        statement.text,
        on,
        why.code.value if why else None,
        why.to_json() if why else None,
        statement.hangs_on,
        statement.to_confirm,
    )
