"""`barometre sheet` and `barometre sheets`: what is known of a collectivité on two pages of paper."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

# Where the step under way is shown: standard output is for the answer.
status_console = Console(stderr=True)


def sheet(
    siren: Annotated[str, typer.Option(help="SIREN of the collectivité.")],
    out: Annotated[Path, typer.Option(help="PDF to write.")],
) -> None:
    """Write the sheet of a collectivité, two pages (PDF, in French), from the published edition."""
    from barometre.web.database import site_database

    with status_console.status("Starting PostgreSQL"), site_database():
        from barometre.web.paper.one import write_sheet  # models need Django set up

        write_sheet(siren, out)
    typer.echo(f"{out} is written")


def sheets(
    out: Annotated[Path, typer.Option(help="Folder to write to: SIREN.pdf for each collectivité.")],
    departement: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only those in this département, wholly or partly.")
    ] = None,
) -> None:
    """Write the sheets of all the collectivités; the same command goes on after a stop, or a new edition."""
    from barometre.web.database import site_database

    with status_console.status("Starting PostgreSQL") as status, site_database():
        from barometre.web.paper.many import write_sheets  # models need Django set up

        made = write_sheets(out, departement, lambda there, of: status.update(f"{there:,} sheets of {of:,}"))
    typer.echo(f"{made.now:,} sheets are written to {out}; {made.before:,} were there")
