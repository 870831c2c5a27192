"""`barometre edition`: editions taken out, compared and checked."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.options import parse_day
from barometre.cli.output import console, print_table

edition_app = typer.Typer(name="edition", help="Editions taken out, compared and checked.", no_args_is_help=True)


@edition_app.command()
def export(
    day: Annotated[date, typer.Argument(parser=parse_day, metavar="YYYY-MM-DD", help="Date of the edition.")],
    out: Annotated[Path, typer.Option(help="Folder to write: a new one, or an empty one.")],
) -> None:
    """Write the package of an edition: the edition as it is, CSV, XLSX, GeoPackage, descriptions, checksums."""
    from barometre.cli.editions import publisher
    from barometre.edition.package.export import export_edition
    from barometre.edition.package.history import earlier_editions
    from barometre.settings import settings

    editions = settings().var / "editions"
    with console.status("Starting") as status:
        export_edition(
            editions / day.isoformat(),
            earlier_editions(editions, day),
            out,
            publisher(),
            lambda step: status.update(step),
        )
    files = sorted(path for path in out.rglob("*") if path.is_file())
    rows = [(path.relative_to(out).as_posix(), f"{path.stat().st_size:,}".replace(",", " ")) for path in files]
    print_table(f"Package of {day} in {out}", ("file", "bytes"), rows)


@edition_app.callback()
def _group() -> None:
    """Keep `export` a command of its own, however many there are."""
