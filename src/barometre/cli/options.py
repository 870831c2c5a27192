"""A day as one types it in a command."""

from datetime import date, datetime

import typer


def parse_day(text: str) -> date:
    """Read a day written YYYY-MM-DD.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day, write it like 2026-11-01.") from None
