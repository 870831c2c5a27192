"""The file of a back-up: a ZIP archive whose last member, the manifest, gives the SHA-256 of every other one.

A ZIP archive ends with its list of members: a file that is cut has none, and is refused at once.
"""

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from barometre.errors import BarometreError

# Number of the layout described here; a later one that this program could not read has another number.
FORMAT = 1
MANIFEST = "manifest.json"
# Folders of an instance that cannot be made again: facts and editions are frozen, files are those of deliverables,
# sources say who gave the facts of the registers that this instance added.
FOLDERS = ("facts", "editions", "files", "sources")
_BLOCK = 1024 * 1024
# What the reading of a damaged ZIP archive raises.
_NOT_READ = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Member(_Part):
    """A member of the archive: its size and its SHA-256, in hexadecimal."""

    bytes: int
    sha256: str


class Table(_Part):
    """A table of the database.

    Attributes:
        columns: its columns, in the order of its member.
        rows: number of rows.
        sequences: column -> last number drawn, and whether it was given to a row.
    """

    columns: list[str]
    rows: int
    sequences: dict[str, tuple[int, bool]]


class Manifest(_Part):
    """What an archive says of itself.

    Attributes:
        format: see `FORMAT`.
        program: version of barometre that made it.
        server: version of PostgreSQL that it was read from.
        made_at: when.
        migrations: application -> migrations that the tables have; the version of the schema.
        tables: name -> its columns, rows and sequences.
        settings: names of the settings that the instance had, without their values.
        members: path in the archive -> size and checksum.
    """

    format: int
    program: str
    server: str
    made_at: datetime
    migrations: dict[str, list[str]]
    tables: dict[str, Table]
    settings: list[str]
    members: dict[str, Member]


class ArchiveWriter:
    """An archive under way: members are added one after the other, the manifest closes it."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, Member] = {}

    @contextmanager
    def member(self, name: str) -> Iterator["_Measured"]:
        """Open a new member for the time of a `with`."""
        # Parquet is compressed already.
        info = ZipInfo(name) if name.endswith(".parquet") else name
        with self._archive.open(info, "w", force_zip64=True) as file:
            measured = _Measured(file)
            yield measured
        self.members[name] = Member(bytes=measured.bytes, sha256=measured.digest.hexdigest())

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, the last member."""
        self._archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))


class _Measured:
    """A file whose bytes are counted and hashed as they are written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.bytes = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes | memoryview) -> None:
        """Write, count, hash."""
        self._file.write(data)
        self.digest.update(data)
        self.bytes += len(data)


@contextmanager
def new_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Write an archive under a temporary name, which takes its own when it is whole and on the disk.

    Only its owner may read it: it holds accounts and addresses.

    Raises:
        BarometreError: the folder cannot be written, or the disk is full; what had this name is intact.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w+b") as file:
                with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
                    yield ArchiveWriter(archive)
                file.flush()
                os.fsync(descriptor)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise BarometreError(f"Cannot write {path}: {error.strerror}; choose a folder you may write to") from None


def check_archive(path: Path) -> Manifest:
    """Check that an archive is whole: every member is there, and is what the manifest says.

    Raises:
        BarometreError: it is not, or a newer version made it.
    """
    try:
        with ZipFile(path) as archive:
            manifest = _read_manifest(path, archive)
            names = sorted(archive.namelist())
            if names != sorted([*manifest.members, MANIFEST]):
                raise _damaged(path, "its members are not those of its manifest")
            for name, member in manifest.members.items():
                if _is_unsafe(name):
                    raise _damaged(path, f"{name} would be written outside the instance")
                digest = hashlib.sha256()
                for block in blocks(archive, name):
                    digest.update(block)
                if digest.hexdigest() != member.sha256:
                    raise _damaged(path, f"{name} is not what its manifest says")
    except FileNotFoundError:
        raise BarometreError(f"{path} does not exist; give the file that barometre backup wrote") from None
    except (IsADirectoryError, PermissionError) as error:
        raise BarometreError(f"Cannot read {path}: {error.strerror}; give a file you may read") from None
    except _NOT_READ as error:
        raise _damaged(path, str(error).partition("\n")[0] or "it is cut") from None
    return manifest


def blocks(archive: ZipFile, name: str) -> Iterator[bytes]:
    """Yield the content of a member, piece by piece."""
    with archive.open(name) as file:
        while block := file.read(_BLOCK):
            yield block


def count_files(manifest: Manifest) -> Iterator[tuple[str, int]]:
    """Yield each folder, and how many of its files a back-up holds."""
    for folder in FOLDERS:
        yield folder, sum(name.startswith(f"{folder}/") for name in manifest.members)


def _read_manifest(path: Path, archive: ZipFile) -> Manifest:
    try:
        content: Any = json.loads(archive.read(MANIFEST))
        if isinstance(content, dict) and isinstance(content.get("format"), int) and content["format"] > FORMAT:
            raise BarometreError(
                f"{path} was made by a newer version of barometre ({content.get('program')}); restore it with that one"
            )
        return Manifest.model_validate(content)
    except KeyError:
        raise _damaged(path, f"it has no {MANIFEST}") from None
    except (ValidationError, ValueError) as error:
        raise _damaged(path, f"{MANIFEST}: {str(error).splitlines()[0]}") from None


def _is_unsafe(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or str(path) != name


def _damaged(path: Path, reason: str) -> BarometreError:
    return BarometreError(f"{path} is not a whole back-up ({reason}); take another back-up, or copy this one again")
