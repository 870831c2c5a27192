"""`barometre history`: editions of the past."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.options import parse_day
from barometre.cli.output import console, print_table

history_app = typer.Typer(name="history", help="Editions of the past.", no_args_is_help=True)


@history_app.command("build")
def build_command(
    since: Annotated[
        date | None,
        typer.Option("--from", parser=parse_day, metavar="YYYY-MM-DD", help="First day (default: the first known)."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of editions (default: editions/ of the instance).")] = None,
) -> None:
    """Build the edition of each past day of the registers, by today's method; those already made are left alone."""
    from barometre.edition.history import build_history
    from barometre.processes import BUILD_NEEDS, require_addresses
    from barometre.settings import writable_var

    require_addresses(BUILD_NEEDS)
    var = writable_var()
    with console.status("Starting") as status:
        made = list(build_history(out or var / "editions", var / "facts", since, date.today(), status.update))
    print_table(
        "Editions of the past", ("edition", ""), [(day, "made" if new else "already there") for day, new in made]
    )


@history_app.callback()
def _group() -> None:
    """Keep `build` a command of its own, however many there are."""
