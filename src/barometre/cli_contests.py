"""`barometre observe contests` and `answer`: what collectivités contest, for the operator of an instance."""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from barometre.web.database import site_database

console = Console()


def contests() -> None:
    """List the verdicts that are contested and wait for an answer; forget what is older than a year."""
    with site_database():
        from barometre.web.observations import queries  # noqa: PLC0415  (models need Django set up)

        queries.forget_old(date.today())
        waiting = queries.open_contests()
    table = Table(
        "number", "siren", "check", "sent", "what they say", "e-mail", title="Contested", title_justify="left"
    )
    for one in waiting:
        sent = f"{one.sent_at:%Y-%m-%d}"
        table.add_row(str(one.id), one.siren, one.fact, sent, escape(one.text), escape(one.email or ""))
    console.print(table)


def answer(
    number: Annotated[int, typer.Argument(help="Number of the contest.")],
    text: Annotated[str, typer.Argument(help="One sentence in French, shown in public beside the check.")],
) -> None:
    """Answer a contest: it is closed, and the page shows the answer."""
    with site_database():
        from barometre.web.observations import queries  # noqa: PLC0415  (models need Django set up)

        closed = queries.close_contest(number, text)
    console.print(f"Contest {closed.id} of {closed.siren} is answered")
