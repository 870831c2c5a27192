"""Make a back-up while the site runs."""

from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from django.db import connection

from barometre.web.backup.archive import FORMAT, ArchiveWriter, Manifest, new_archive
from barometre.web.backup.tables import dump


def save(path: Path, var: Path, given: list[str]) -> Manifest:
    """Write the back-up of an instance to one file, whole or not at all.

    The database first: a file is written before the row that names it and never changed, so that the files read
    afterwards are all those that the rows name.

    Args:
        path: file to write.
        var: folder of the instance.
        given: names of the settings that the instance has.

    Raises:
        BarometreError: the file cannot be written, or the database is of a newer version.
    """
    with new_archive(path) as archive:
        migrations, tables = dump(archive)
        _add_files(archive, var)
        manifest = Manifest(
            format=FORMAT,
            program=version("barometre"),
            server=f"PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 10000}",
            made_at=datetime.now(UTC).replace(microsecond=0),
            migrations=migrations,
            tables=tables,
            settings=given,
            members=archive.members,
        )
        archive.close(manifest)
    return manifest


def _add_files(archive: ArchiveWriter, var: Path) -> None:
    """Add the files of an instance; in facts and editions, hidden ones are writes under way."""
    for path in sorted((var / "facts").glob("*/*.parquet")):
        if not path.name.startswith("."):
            _add(archive, path.relative_to(var), path.open("rb"))
    for folder in sorted((var / "editions").glob("[!.]*")):
        with ExitStack() as stack:
            for path, file in _open_edition(stack, folder):
                _add(archive, path.relative_to(var), file)
    for path in sorted([*(var / "files").rglob("*"), *(var / "sources").glob("*/[!.]*")]):
        if path.is_file():
            _add(archive, path.relative_to(var), path.open("rb"))


def _add(archive: ArchiveWriter, name: Path, file: BinaryIO) -> None:
    with file, archive.member(name.as_posix()) as member:
        copyfileobj(file, member)


def _open_edition(stack: ExitStack, folder: Path) -> list[tuple[Path, BinaryIO]]:
    """Open the files of an edition, all of the same one: a build may put another in its place meanwhile."""
    while True:
        with suppress(FileNotFoundError):
            before = folder.stat().st_ino
            files: list[tuple[Path, BinaryIO]] = [
                (path, stack.enter_context(path.open("rb"))) for path in sorted(folder.iterdir())
            ]
            if folder.stat().st_ino == before:
                return files
        if not folder.exists():
            return []
