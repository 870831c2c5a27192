"""`barometre synthesis` and `barometre brief`: France on paper each year, and a territory for a meeting."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from barometre.cli.options import parse_day
from barometre.errors import BarometreError

# Where the step under way is shown: standard output is for the answer.
status_console = Console(stderr=True)


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
