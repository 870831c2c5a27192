"""Where the files of a package are, a folder or one .zip: their names are made sure of before any is opened.

Names that leave the folder, links, entries that are encrypted or stand twice: what has one is refused whole.
"""

import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from barometre.errors import BarometreError

REMEDY = "take the package again from where it comes"
# Most files of a package: ten times those of a national edition.
MOST_FILES = 1000
_NAME = re.compile(r"[A-Za-z0-9._ -]+(/[A-Za-z0-9._ -]+){0,3}")


class Files(Protocol):
    """Files by their names in a package, wherever they are."""

    @property
    def where(self) -> str:
        """What messages call the place."""

    def sizes(self) -> dict[str, int]:
        """Return the names, as `folder/file`, and the sizes in bytes."""

    def open(self, name: str) -> IO[bytes]:
        """Open one file."""


class FolderFiles:
    """The files of a folder."""

    def __init__(self, folder: Path) -> None:
        """Look at a folder."""
        self._folder, self.where = folder, str(folder)

    def sizes(self) -> dict[str, int]:
        """Return the names and the sizes.

        Raises:
            BarometreError: a link stands among them, or something that is not a file.
        """
        found = {}
        for folder, folders, files in os.walk(self._folder):
            for name in (*folders, *files):
                path = Path(folder, name)
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    raise BarometreError(f"{path} is not a file; a package has no link: {REMEDY}")
                if path.is_file():
                    found[path.relative_to(self._folder).as_posix()] = path.stat().st_size
        return found

    def open(self, name: str) -> IO[bytes]:
        """Open one file."""
        return (self._folder / name).open("rb")


class ZipFiles:
    """The files of a .zip, at its root or in the one folder that it holds."""

    def __init__(self, path: Path) -> None:
        """Read the directory of a .zip.

        Raises:
            BarometreError: it is not one, it is cut, or an entry is not a plain file of a package.
        """
        self.where = str(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise BarometreError(f"{path} is not a whole .zip file ({reason_of(error)}); {REMEDY}") from None
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise BarometreError(f"{path} holds {len(entries)} files, a package at most {MOST_FILES}; {REMEDY}")
        for entry in entries:
            self._check(entry)
        roots = {entry.filename.partition("/")[0] for entry in entries}
        root = f"{next(iter(roots))}/" if len(roots) == 1 and all("/" in entry.filename for entry in entries) else ""
        self._entries = {entry.filename.removeprefix(root): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise BarometreError(f"{path} holds a file twice under one name; {REMEDY}")

    def _check(self, entry: zipfile.ZipInfo) -> None:
        # The type of a file, in the upper half: a link is 0o120000, and 0 is not said (APPNOTE 4.4.15).
        kind = entry.external_attr >> 16 & 0o170000
        plain = kind in (0, 0o100000) and entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not plain or entry.flag_bits & 1 or not is_safe(entry.filename) or entry.filename != entry.orig_filename:
            raise BarometreError(f"{self.where}: {entry.orig_filename!r} is not a plain file of a package; {REMEDY}")

    def sizes(self) -> dict[str, int]:
        """Return the names and the sizes."""
        return {name: entry.file_size for name, entry in self._entries.items()}

    def open(self, name: str) -> IO[bytes]:
        """Open one file."""
        return self._zip.open(self._entries[name])


def is_safe(name: str) -> bool:
    """Return whether a name stays inside the folder of a package, on any system."""
    return bool(_NAME.fullmatch(name)) and not {".", "..", ""} & set(name.split("/")) and len(name) < 200


@contextmanager
def reading(files: Files, name: str) -> Iterator[None]:
    """Say which file cannot be read.

    Raises:
        BarometreError: in the place of what reading it raises.
    """
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise BarometreError(f"{files.where}: {name} cannot be read ({reason_of(error)}); {REMEDY}") from None


def reason_of(error: BaseException) -> str:
    """Return what an error says, on one line."""
    return (str(error).splitlines() or [type(error).__name__])[0]
