"""The `barometre` command: thin, every command one call of a documented function."""

import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from barometre.cli.content import catalogue_app, sources_app
from barometre.cli.contests import answer, contests
from barometre.cli.day import parse_day
from barometre.cli.explain import explain
from barometre.cli.observe import observe_app
from barometre.cli.programme import programme_app
from barometre.cli.territory import territory_app
from barometre.edition.build import build_edition
from barometre.edition.files import latest_edition, read_manifest
from barometre.errors import BarometreError
from barometre.settings import settings, writable_var
from barometre.web.database import site_database
from barometre.web.server import serve_site

app = typer.Typer(
    help="The barometer of the digital transformation of French local authorities.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
app.add_typer(catalogue_app)
app.add_typer(sources_app)
app.add_typer(territory_app)
app.add_typer(observe_app)
app.add_typer(programme_app)
for observe_command in (explain, contests, answer):
    observe_app.command()(observe_command)
console = Console()
INTERRUPTED = 130
"""Status of a command stopped from the keyboard (128 and the number of SIGINT)."""


def main() -> None:
    """Run the command line; a failure is one line on standard error and status 1, an interruption status 130."""
    try:
        app()
    except BarometreError as error:
        print(f"barometre: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer makes this of a KeyboardInterrupt, and says nothing
            print("barometre: interrupted; run the same command again", file=sys.stderr)  # noqa: T201
        raise


def _show_version(asked: bool) -> None:
    if asked:
        console.print(version("barometre"))
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """The barometer of the digital transformation of French local authorities."""


@app.command()
def build(
    out: Annotated[Path | None, typer.Option(help="Folder of editions (default: editions/ of the instance).")] = None,
    as_of: Annotated[
        date | None, typer.Option(parser=parse_day, metavar="YYYY-MM-DD", help="Date of the edition (default: today).")
    ] = None,
) -> None:
    """Build an edition from the facts and the catalogue: facts -> indicators -> index -> aggregates -> files."""
    day = as_of or date.today()
    var = writable_var()
    with console.status("Starting") as status:
        folder, counts = build_edition(out or var / "editions", day, var / "facts", lambda step: status.update(step))
    _print_table(f"Edition {day} in {folder}", ("table", "rows"), list(counts.items()))


@app.command()
def publish(
    edition: Annotated[
        Path | None, typer.Argument(help="Folder of the edition (default: the newest of the instance).")
    ] = None,
) -> None:
    """Load an edition into PostgreSQL, whole or not at all, and make it the one the site shows."""
    if edition is None or settings().database_url is None:
        writable_var()
    folder = edition or latest_edition(settings().var / "editions")
    read_manifest(folder)
    with console.status("Starting PostgreSQL") as status, site_database():
        from barometre.web.editions.publish import publish_edition  # noqa: PLC0415  (models need Django set up)
        from barometre.web.programme.upkeep import upkeep  # noqa: PLC0415

        status.update(f"Loading {folder}")
        published = publish_edition(folder)
        upkeep(date.today())
    _print_table("Published", ("edition", "build"), [(str(published.date), published.build_id[:12])])


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Start PostgreSQL and the web site; Ctrl-C or SIGTERM stops both."""
    serve_site(host, port, console.print)


def _print_table(title: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)
