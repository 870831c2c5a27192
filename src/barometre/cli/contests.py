"""What visitors contest, for the operator: the work of `barometre observe contests` and `barometre observe answer`."""

import unicodedata
from datetime import date
from typing import TYPE_CHECKING

import typer

from barometre.web.database import site_database

if TYPE_CHECKING:
    from barometre.web.observations.models import Contest


def print_contests() -> None:
    """Delete contests older than a year, then list those that wait for an answer."""
    with site_database():
        from barometre.web.observations import queries  # models need Django set up

        queries.forget_old(date.today())
        waiting = queries.open_contests()
    typer.echo({0: "No contest waits", 1: "1 contest waits"}.get(len(waiting), f"{len(waiting)} contests wait"))
    for contest in waiting:
        typer.echo("\n" + "\n".join(contest_lines(contest)))


def answer_contest(number: int, text: str) -> None:
    """Publish the answer to a contest, or correct it.

    Raises:
        BarometreError: no contest has this number, or the answer is not allowed.
    """
    with site_database():
        from barometre.web.observations import queries

        contest, is_correction = queries.close_contest(number, text)
    typer.echo(f"Contest {contest.id} of {contest.siren}: {'the answer is corrected' if is_correction else 'answered'}")


def contest_lines(contest: "Contest") -> list[str]:
    """Return a contest as lines for a terminal; lines that a visitor wrote begin with a bar, to be told from others."""
    text = [f"  | {without_controls(line)}" for line in contest.text.splitlines() if line.strip()]
    return [
        f"Contest {contest.id}: {without_controls(contest.fact)} of {without_controls(contest.siren)}",
        f"  sent {contest.sent_at:%Y-%m-%d}",
        f"  e-mail {without_controls(contest.email) if contest.email else 'not given'}",
        *text,
        f'  to answer: barometre observe answer {contest.id} "…"',
    ]


def without_controls(text: str) -> str:
    """Return `text` with every character that can command a terminal or reorder a line written as its code point.

    These are the control, format, private and unassigned characters, and the separators of lines (Unicode, general
    categories C*, Zl, Zp).
    """
    return "".join(f"<U+{ord(char):04X}>" if _is_control(char) else char for char in text)


def _is_control(char: str) -> bool:
    category = unicodedata.category(char)
    return category.startswith("C") or category in ("Zl", "Zp")
