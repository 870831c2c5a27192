"""`barometre observe contests` and `answer`: what collectivités contest, for the operator of an instance."""

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.web.database import site_database

if TYPE_CHECKING:
    from barometre.web.observations.models import Contest


def contests() -> None:
    """List the verdicts that are contested and wait for an answer; forget what is older than a year."""
    with site_database():
        from barometre.web.observations import queries  # noqa: PLC0415  (models need Django set up)

        queries.forget_old(date.today())
        waiting = queries.open_contests()
    typer.echo({0: "No contest waits", 1: "1 contest waits"}.get(len(waiting), f"{len(waiting)} contests wait"))
    for one in waiting:
        typer.echo("\n" + "\n".join(lines(one)))


def lines(one: "Contest") -> list[str]:
    """A contest as lines for a terminal; those of its text begin with a bar, so that none can pass for ours."""
    said = [f"  | {harmless(line)}" for line in one.text.splitlines() if line.strip()]
    return [
        f"Contest {one.id}: {harmless(one.fact)} of {harmless(one.siren)}",
        f"  sent {one.sent_at:%Y-%m-%d}",
        f"  e-mail {harmless(one.email) if one.email else 'not given'}",
        *said,
        f'  to answer: barometre observe answer {one.id} "…"',
    ]


def harmless(text: str) -> str:
    """Text of a stranger without what commands a terminal or reorders a line: such characters are written by number.

    These are the control, format, private and unassigned characters, and the separators of lines (Unicode, general
    categories C*, Zl, Zp).
    """
    return "".join(f"<U+{ord(one):04X}>" if _commands(unicodedata.category(one)) else one for one in text)


def _commands(category: str) -> bool:
    return category.startswith("C") or category in ("Zl", "Zp")


def answer(
    number: Annotated[int, typer.Argument(help="Number of the contest.")],
    text: Annotated[str, typer.Argument(help="One sentence in French, shown in public beside the check.")],
) -> None:
    """Answer a contest: it is closed, and the page shows the answer. Answered again, the answer is corrected."""
    with site_database():
        from barometre.web.observations import queries  # noqa: PLC0415  (models need Django set up)

        closed, corrected = queries.close_contest(number, text)
    done = "the answer is corrected" if corrected else "answered"
    typer.echo(f"Contest {closed.id} of {closed.siren}: {done}")
