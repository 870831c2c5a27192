"""Documents on paper: `barometre sheet`, `sheets`, `brief` and `synthesis`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.options import parse_day
from barometre.cli.output import status_console
from barometre.errors import BarometreError


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


def synthesis(
    edition: Annotated[date, typer.Argument(parser=parse_day, metavar="YYYY-MM-DD", help="Edition, published whole.")],
    out: Annotated[Path, typer.Option(help="PDF to write.")],
) -> None:
    """Write the annual synthesis of France (PDF, in French) from a published edition."""
    from barometre.web.database import site_database

    with status_console.status("Starting PostgreSQL") as status, site_database():
        from barometre.web.paper.synthesis import write_synthesis  # models need Django set up

        status.update("Writing the synthesis")
        write_synthesis(edition, out)
    typer.echo(f"{out} is written")


def brief(
    out: Annotated[Path, typer.Option(help="PDF to write.")],
    departement: Annotated[
        str | None, typer.Option(metavar="CODE", help="Code of the département: 29, 2A, 976.")
    ] = None,
    region: Annotated[str | None, typer.Option(metavar="CODE", help="Code of the région.")] = None,
) -> None:
    """Write the brief of a département or a région (PDF, in French) from the edition that the site shows."""
    from barometre.web.database import site_database

    if (departement is None) == (region is None):
        raise BarometreError("Give one territory: --departement CODE or --region CODE")
    with status_console.status("Starting PostgreSQL") as status, site_database():
        from barometre.web.paper.brief import write_brief  # models need Django set up

        status.update("Writing the brief")
        write_brief("departement" if departement else "region", departement or region or "", out)
    typer.echo(f"{out} is written")
