"""Files of `barometre survey`: answers gathered elsewhere taken in, and waves given to those who study them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from barometre.cli.output import console, print_json, print_table
from barometre.errors import BarometreError

# Lines of a table at most, unless JSON is asked for.
SHOWN = 20

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


def import_answers(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or ODS file of another tool, one line per collectivité.")],
    mapping: Annotated[Path, typer.Option(help="YAML file that says what its columns are.")],
    wave: Annotated[str, typer.Option(help="Wave that they answer (default: none, at any time).")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and count; write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in answers gathered with another tool: accepted lines are sent, rejected ones listed with their reason."""
    from barometre.settings import refuse_demonstration, settings
    from barometre.web.database import site_database

    refuse_demonstration(settings().var)
    with site_database():
        from django.utils import timezone

        from barometre.web.survey import imports  # models need Django set up

        outcome = imports.import_answers(file, mapping, wave, timezone.localtime(), dry_run)
    found = {"file": file.name, "wave": wave or None, "dry_run": dry_run} | outcome.to_json()
    if as_json:
        print_json(found)
    else:
        _print_told("Rejected", found["rejected"])
        _print_told("Understood", found["notes"])
        counts = ("accepted", "added", "corrected", "unchanged", "unfinished")
        rows = [(name, found[name]) for name in counts] + [("rejected", len(found["rejected"]))]
        print_table(f"{'Would be imported' if dry_run else 'Imported'}: {file.name}", ("", "number"), rows)
    if not found["accepted"]:
        raise BarometreError(f"No line of {file} is accepted: correct those rejected, and import it again")


def export_wave(
    campaign: Annotated[str, typer.Option(metavar="ID", help="Wave to export.")],
    out: Annotated[Path, typer.Option(help="Folder to make.")],
    identified: Annotated[
        bool, typer.Option("--identified", help="Name collectivités: for the operator alone.")
    ] = False,
    linked: Annotated[
        bool, typer.Option("--linked", help="Same pseudonyms as in other linked exports, to follow a respondent.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a wave for statisticians: Parquet, CSV, codebook (DDI), datapackage.json; nobody is named by default."""
    from barometre.settings import refuse_demonstration, settings
    from barometre.web.database import site_database

    refuse_demonstration(settings().var)
    if identified and linked:
        raise BarometreError("--linked is about pseudonyms, and --identified has none: give one of them")
    with site_database():
        from barometre.web.survey import exports  # models need Django set up

        written = exports.export_wave(campaign, out, named=identified, linked=linked)
    if as_json:
        print_json({"folder": str(out), "rows": written.rows, "withheld": written.withheld})
        return
    print_table(f"Exported to {out}", ("questionnaire", "rows"), written.rows.items())
    if written.withheld:
        console.print(f"Too few replies to be given: {', '.join(written.withheld)}")


def _print_told(title: str, lines: list[dict[str, Any]]) -> None:
    if not lines:
        return
    more = f" (the first {SHOWN} of {len(lines)}; all of them with --json)" if len(lines) > SHOWN else ""
    console.print(f"[bold]{title}{more}[/bold]")
    for line in lines[:SHOWN]:
        column = f", {line['column']}" if line["column"] else ""
        console.print(f"  line {line['row']}{column}: {line['why']}", markup=False, highlight=False, soft_wrap=True)
