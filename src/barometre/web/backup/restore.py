"""Restore a back-up, whole or not at all.

The files of the archive are written aside, in `var/.restore-…`; then one transaction replaces the tables and writes
the name of that folder beside them: that is when the restoration is done. Moving its files into place follows, and
whoever opens the database next does it when the command was killed before. A folder that the database does not name is
of a restoration that was not done: it is deleted.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfileobj
from zipfile import ZipFile

import psycopg
from django.db import DataError, Error, IntegrityError, ProgrammingError, connection, transaction

from barometre.errors import BarometreError
from barometre.web.backup import tables
from barometre.web.backup.archive import FOLDERS, Manifest, blocks, check_archive

# Name of the lock that keeps two restorations apart (PostgreSQL, advisory locks).
LOCK = "barometre restore"
_ASIDE = ".restore-"


def restore(path: Path, var: Path, *, replace: bool = False) -> Manifest:
    """Put the content of a back-up in the database and in `var`, upgraded to this version.

    Args:
        path: the archive.
        var: folder of the instance.
        replace: whether what the instance holds is replaced.

    Raises:
        BarometreError: the archive is not whole or is of a newer version, the instance is not empty, or is in use.
            Nothing is changed then.
    """
    manifest = check_archive(path)
    if unknown := tables.unknown_migrations(manifest.migrations):
        raise BarometreError(
            f"{path} was made by a newer version of barometre ({unknown[0]}); restore it with that one"
        )
    with _locked() as alone:
        if not alone or tables.others_connected():
            raise BarometreError("The site or another command uses the database; stop it, then restore")
        _clear_aside(var)
        if not replace and not (tables.is_empty() and _has_no_file(var)):
            raise BarometreError(
                f"The instance of {var} is not empty; give --replace to lose what it holds, or another BAROMETRE_VAR"
            )
        aside = var / f"{_ASIDE}{secrets.token_hex(8)}"
        try:
            with ZipFile(path) as archive:
                _extract(archive, manifest, aside)
                _replace_tables(archive, manifest, aside)
        except OSError as error:
            raise BarometreError(f"Cannot write {aside}: {error.strerror}; choose a folder you may write to") from None
        except (DataError, IntegrityError, ProgrammingError, psycopg.DataError, psycopg.ProgrammingError) as error:
            reason = str(error).strip().splitlines()[0]
            raise BarometreError(f"The database refuses the tables of {path}: {reason}; nothing was changed") from None
        finally:
            with suppress(Error):  # without a database, whoever opens it next does it
                _clear_aside(var)
    return manifest


def finish_restore(var: Path) -> None:
    """End a restoration that was cut: its files take their place when its tables did, else they are deleted."""
    if any(var.glob(f"{_ASIDE}*")):
        with _locked() as alone:
            if alone:
                _clear_aside(var)


@contextmanager
def _locked() -> Iterator[bool]:
    """Hold the lock of restorations for the time of a `with`; False when another process holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [LOCK])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with suppress(Error), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])


def _has_no_file(var: Path) -> bool:
    return not any(path.is_file() for folder in FOLDERS for path in (var / folder).rglob("*"))


def _extract(archive: ZipFile, manifest: Manifest, aside: Path) -> None:
    """Write the files of an archive under `aside`, and have them on the disk."""
    for folder in FOLDERS:
        (aside / folder).mkdir(parents=True)
    for name in manifest.members:
        if name.split("/")[0] in FOLDERS:
            target = aside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as member, target.open("xb") as file:
                copyfileobj(member, file)
                file.flush()
                os.fsync(file.fileno())


def _replace_tables(archive: ZipFile, manifest: Manifest, aside: Path) -> None:
    """Replace every table in one transaction, which also says whose files are to take their place."""
    with transaction.atomic():
        tables.load(manifest.migrations, manifest.tables, lambda name: blocks(archive, tables.member_of(name)))
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON TABLE {tables.APPLIED} IS '{aside.name}'")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _clear_aside(var: Path) -> None:
    """Move into place the files of the restoration that the database tells; delete those of others.

    Raises:
        BarometreError: a folder cannot be moved; the next command tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [tables.APPLIED])
        done = cursor.fetchone()[0]
    for aside in var.glob(f"{_ASIDE}*"):
        try:
            if aside.name == done:
                for folder in FOLDERS:
                    _swap(aside / folder, var / folder, aside / f"former-{folder}")
            shutil.rmtree(aside)
        except OSError as error:
            raise BarometreError(
                f"Cannot move the files of a restoration from {aside} to {var}: {error.strerror}; "
                "mend that and run any command: it goes on"
            ) from None


def _swap(new: Path, place: Path, former: Path) -> None:
    """Give `new` its place, and put what stood there under `former`; begun again after a kill, it goes on."""
    if new.exists():
        if place.exists():
            place.rename(former)
        new.rename(place)
