"""`barometre contests`: what visitors say is wrong, for the operator."""

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.web.observations.states import ContestOutcome

if TYPE_CHECKING:
    from barometre.web.observations.models import Contest

contests_app = typer.Typer(name="contests", help="Read and settle the verdicts contested.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Number of the contest.")]


@contests_app.command("list")
def list_contests() -> None:
    """List the verdicts that are contested and wait for an answer; forget what is too old."""
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.observations import contests  # models need Django set up

        contests.forget_contests(date.today())
        waiting = contests.open_contests()
    typer.echo({0: "No contest waits", 1: "1 contest waits"}.get(len(waiting), f"{len(waiting)} contests wait"))
    for contest in waiting:
        typer.echo("\n" + "\n".join(contest_lines(contest)))


@contests_app.command()
def take(number: Number) -> None:
    """Say that a contest is being looked at: who sent it reads so on its page."""
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.observations import contests

        contest = contests.take_contest(number)
    typer.echo(f"Contest {contest.id} of {contest.siren}: {contest.state}")


@contests_app.command()
def settle(
    number: Number,
    outcome: Annotated[ContestOutcome, typer.Argument(help="Accepted, corrected at the source or here; or refused.")],
    text: Annotated[str, typer.Argument(help="One sentence in French, public: what is corrected, or why nothing is.")],
) -> None:
    """Settle a contest: its page shows the outcome and the sentence. Settled again, both are corrected."""
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.observations import contests

        contest, is_correction = contests.settle_contest(number, outcome, text)
    typer.echo(f"Contest {contest.id} of {contest.siren}: {'the answer is corrected' if is_correction else 'settled'}")


def contest_lines(contest: "Contest") -> list[str]:
    """Return a contest as lines for a terminal; lines that a visitor wrote begin with a bar, to be told from others."""
    text = [f"  | {without_controls(line)}" for line in contest.text.splitlines() if line.strip()]
    return [
        f"Contest {contest.id}: {without_controls(contest.subject)} of {without_controls(contest.siren)}",
        f"  sent {contest.sent_at:%Y-%m-%d}, {contest.state}",
        f"  e-mail {without_controls(contest.email) if contest.email else 'not given'}",
        *text,
        f'  to settle: barometre contests settle {contest.id} at-source|here|refused "…"',
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
