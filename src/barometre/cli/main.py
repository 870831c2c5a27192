"""The `barometre` command and its commands without a group: build, publish, serve."""

import gc
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.backup import backup, restore
from barometre.cli.content import catalogue_app
from barometre.cli.contests import contests_app
from barometre.cli.demo import demo
from barometre.cli.guidance import guidance_app
from barometre.cli.history import history_app
from barometre.cli.index import index_app
from barometre.cli.observe import observe_app
from barometre.cli.options import parse_day
from barometre.cli.output import console, print_table
from barometre.cli.packages import edition_app
from barometre.cli.paper import brief, sheet, sheets, synthesis
from barometre.cli.programme import programme_app
from barometre.cli.replies import replies_app
from barometre.cli.sources import sources_app
from barometre.cli.survey import survey_app
from barometre.cli.territory import territory_app
from barometre.cli.townhall import townhall_app
from barometre.cli.update import update
from barometre.errors import BarometreError

# Objects made between two looks for what can be freed: what a command imports stays, and 700 make it a sixth slower.
ALLOCATIONS = 50_000
# Status of a command stopped from the keyboard: 128 and the number of SIGINT.
INTERRUPTED = 130

app = typer.Typer(
    help="The barometer of the digital transformation of French local authorities.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
_GROUPS = (
    catalogue_app,
    sources_app,
    history_app,
    edition_app,
    territory_app,
    observe_app,
    contests_app,
    townhall_app,
    replies_app,
    survey_app,
    programme_app,
    guidance_app,
    index_app,
)
for group in _GROUPS:
    app.add_typer(group)


def main() -> None:
    """Run the command line; a failure is one line on standard error and status 1, an interruption status 130."""
    gc.set_threshold(ALLOCATIONS)
    try:
        command()
    except BarometreError as error:
        print(f"barometre: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer makes this of a KeyboardInterrupt, and says nothing
            print("barometre: interrupted; run the same command again", file=sys.stderr)  # noqa: T201
        raise


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        console.print(version("barometre"))
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command()
def build(
    out: Annotated[Path | None, typer.Option(help="Folder of editions (default: editions/ of the instance).")] = None,
    as_of: Annotated[
        date | None, typer.Option(parser=parse_day, metavar="YYYY-MM-DD", help="Date of the edition (default: today).")
    ] = None,
) -> None:
    """Build an edition from the facts and the catalogue: facts -> indicators -> index -> aggregates -> files."""
    from barometre.cli.editions import what_update_would_add
    from barometre.edition.build import build_edition
    from barometre.processes import BUILD_NEEDS, require_addresses
    from barometre.settings import writable_var

    require_addresses(BUILD_NEEDS)
    day = as_of or date.today()
    var = writable_var()
    with console.status("Starting") as status:
        folder, counts = build_edition(out or var / "editions", day, var / "facts", lambda step: status.update(step))
    print_table(f"Edition {day} in {folder}", ("table", "rows"), counts.items())
    if line := what_update_would_add(var):
        console.print(line, soft_wrap=True)


@app.command()
def publish(
    edition: Annotated[
        Path | None,
        typer.Argument(
            metavar="[EDITION]",
            help="Folder of the edition (default: the newest of the instance), or a package: its folder or its .zip.",
        ),
    ] = None,
) -> None:
    """Load an edition into PostgreSQL, whole or not at all, and make it the one the site shows.

    Of the editions before it in the same folder, the figures are loaded too, for the curves. A package has them: it is
    enough to serve the site on a machine that never saw the sources. Every byte of it is checked first.
    """
    from barometre.cli.editions import publish_folder, publish_package
    from barometre.edition.files import latest_edition, read_manifest
    from barometre.edition.package.opening import is_package
    from barometre.settings import settings, writable_var

    if edition is not None and is_package(edition):
        var = writable_var(demonstration=True)
        with console.status("Starting") as status:
            published, before = publish_package(edition, var, lambda step: status.update(step))
    else:
        if edition is None or settings().database_url is None:
            writable_var()
        folder = edition or latest_edition(settings().var / "editions")
        read_manifest(folder)
        with console.status("Starting") as status:
            published, before = publish_folder(folder, folder.absolute().parent, lambda step: status.update(step))
    print_table("Published", ("edition", "build"), [(published.date, published.build_id[:12])])
    if before:
        console.print(f"Compared with {len(before)} editions before it, from {before[0]} on.")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Start PostgreSQL and the web site; Ctrl-C or SIGTERM stops both."""
    from barometre.web.server import serve_site

    serve_site(host, port, console.print)


app.command()(demo)
app.command()(sheet)
app.command()(sheets)
app.command()(synthesis)
app.command()(brief)
app.command()(update)
app.command()(backup)
app.command()(restore)
# Made once: it takes 30 ms, and tests run some two hundred commands in one process.
command = typer.main.get_command(app)
