"""`barometre edition`: editions taken out, compared and checked."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from barometre.cli.options import parse_day
from barometre.cli.output import console, print_json, print_table
from barometre.errors import BarometreError

if TYPE_CHECKING:
    from barometre.edition.loading import LoadedEdition

edition_app = typer.Typer(name="edition", help="Editions taken out, compared and checked.", no_args_is_help=True)
# Names that the table of `compare` gives of what came or went.
_SHOWN = 5
_WHICH = "Date of an edition of the instance, folder of an edition, or package (folder, .zip, address)."


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


@edition_app.command()
def compare(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help=_WHICH)],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The later one, likewise.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """Say what differs between two editions: who, what, which national figures among the known of both, and why."""
    from barometre.update.difference import between

    found = between(_opened(before), _opened(after))
    if as_json:
        print_json(found)
        return
    rows = [
        (f"{key} {side}", len(found[key][side]), ", ".join(_names(found[key][side])))
        for key in ("collectivites", "indicators", "columns")
        for side in ("added", "removed")
    ]
    rows += [(f"answers changed by {why}", count, "") for why, count in found["changes"]["by_reason"].items()]
    rows.append(("new inputs", len(found["inputs"]), ", ".join(one["source"] for one in found["inputs"])))
    days = f"{found['before']['edition']} and {found['after']['edition']}"
    print_table(f"Between {days}", ("what", "how many", "which"), rows)
    moved = [
        (one["measure"], one["kind"], one["known_in_both"], f"{one['mean_before']:.2f}", f"{one['mean_after']:.2f}")
        for one in found["movements"]
    ]
    if moved:
        columns = ("measure", "kind", "known in both", "before", "after")
        print_table("National means among those known in both", columns, moved)


@edition_app.command()
def verify(path: Annotated[str, typer.Argument(metavar="EDITION", help=_WHICH)]) -> None:
    """Check every byte of an edition or a package, then compute its figures again and compare them."""
    from barometre.edition.verification import KEYS
    from barometre.edition.verification import verify as verify_figures

    edition = _opened(path)
    console.print(f"Edition {edition.day}: every file is what its checksum says.")
    with console.status("Computing indicators, scores and aggregates again"):
        found = verify_figures(edition)
    if not found.differences:
        console.print(f"{', '.join(KEYS)}: what is computed from the facts and the catalogue is what was published.")
        return
    rows = [tuple(map(str, one)) for one in found.differences]
    print_table("Differences", ("table", "column", "rows", "first", "published", "computed"), rows)
    if found.former:
        console.print(f"It was {found.former}: such differences come of the method, and are no fault.", soft_wrap=True)
        return
    one = found.differences[0]
    raise BarometreError(
        f"Edition {edition.day} does not say what its facts give: {one.rows} rows of {one.table} differ in "
        f"{one.column}, the first at {one.first}; take it again from where it comes"
    )


def _names(found: list[Any]) -> list[str]:
    """Return the first names of what came or went."""
    names = [one["name"] if isinstance(one, dict) else one for one in found]
    return [*names[:_SHOWN], "…"] if len(names) > _SHOWN else names


def _opened(which: str) -> "LoadedEdition":
    """Open an edition by its date, its path or its address.

    Raises:
        BarometreError: there is none, or it is not whole.
    """
    from barometre.edition import load
    from barometre.edition.files import MANIFEST
    from barometre.edition.package.layout import SUMS, package_folder
    from barometre.settings import settings

    try:
        day = date.fromisoformat(which)
    except ValueError:
        return load(which)
    var = settings().var
    for folder, mark in ((var / "editions" / which, MANIFEST), (package_folder(var, day), SUMS)):
        if (folder / mark).is_file():
            return load(folder)
    kept = sorted(path.parent.name for path in (var / "editions").glob(f"[0-9]*/{MANIFEST}"))
    raise BarometreError(f"No edition of {which} in {var}; those kept: {', '.join(kept) or 'none'}")
