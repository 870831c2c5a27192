"""`barometre backup` and `barometre restore`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.cli.output import console, print_table

if TYPE_CHECKING:
    from barometre.web.backup.archive import Manifest


def backup(
    file: Annotated[Path, typer.Argument(help="File to write, or to check.")],
    check: Annotated[
        bool, typer.Option("--check", help="Check that the file is a whole back-up; write nothing.")
    ] = False,
) -> None:
    """Write the database and the files of the instance to one file, while the site runs; or check such a file."""
    if check:
        from barometre.web.backup.archive import check_archive

        with console.status(f"Reading {file}"):
            manifest = check_archive(file)
        _print_summary(f"{file} is whole", manifest)
        return
    from barometre.settings import refuse_demonstration, settings, settings_given, writable_var
    from barometre.web.database import connected

    given = settings_given()
    if settings().database_url is None:
        writable_var()
    refuse_demonstration(settings().var)
    with console.status("Starting PostgreSQL") as status, connected():
        from barometre.web.backup.restore import finish_restore  # models need Django set up
        from barometre.web.backup.save import save  # same

        finish_restore(settings().var)
        status.update(f"Writing {file}")
        manifest = save(file, settings().var, given)
    _print_summary(f"Back-up in {file}", manifest)


def restore(
    file: Annotated[Path, typer.Argument(help="File that `barometre backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Lose what the instance holds.")] = False,
) -> None:
    """Put a back-up in an empty instance, whole or not at all, upgraded to this version."""
    from barometre.settings import writable_var
    from barometre.web.backup.archive import check_archive
    from barometre.web.database import site_database

    check_archive(file)
    var = writable_var()
    with console.status("Starting PostgreSQL") as status, site_database(make=False):  # it makes them itself
        from barometre.web.backup.restore import restore as put_back  # models need Django set up

        status.update(f"Restoring {file}")
        manifest = put_back(file, var, replace=replace)
    _print_summary(f"Restored from {file}", manifest)
    console.print("Accounts log in again: a restoration ends their sessions.")
    if manifest.settings:
        console.print(f"Settings that the instance had, to give again: {', '.join(manifest.settings)}")


def _print_summary(title: str, manifest: "Manifest") -> None:
    from barometre.web.backup.archive import count_files

    rows = [
        ("made", f"{manifest.made_at:%Y-%m-%d %H:%M %Z} by barometre {manifest.program}"),
        ("tables", len(manifest.tables)),
        ("rows", sum(table.rows for table in manifest.tables.values())),
        *(("files", f"{count} in {folder}") for folder, count in count_files(manifest)),
    ]
    print_table(title, ("what", "count"), rows)
