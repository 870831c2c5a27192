"""A package as it came, a folder or one .zip file: every name, size and byte is checked before anything is read of it.

What comes from elsewhere may be cut, edited or made to harm: names that leave the folder, links, entries that grow
beyond all bounds. It is whole, or it is refused in one line that names the file.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from barometre.edition.files import REMEDY as BUILD_AGAIN
from barometre.edition.files import adopt_edition, verify_edition
from barometre.edition.package.history import PackagedHistory
from barometre.edition.package.layout import EDITION, HISTORY, SUMS, package_folder, packed
from barometre.edition.package.locking import locked
from barometre.edition.package.source import REMEDY, Files, FolderFiles, ZipFiles, is_safe, reading, reason_of
from barometre.errors import BarometreError
from barometre.processes import is_running
from barometre.tables import sha256

# Most bytes of a package: ten times those of a national edition.
MOST_BYTES = 4 * 1024**3
# Bytes read at once.
_PART = 1024 * 1024
# A line of SHA256SUMS, as `sha256sum` writes it (GNU coreutils: text mode, or binary with an asterisk).
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
# Folder in which a process unpacks; those through which `adopt_edition` gives one the place of another.
_ASIDE = ".unpacked."
_UNPACKING = re.compile(r"\.unpacked\.(?P<process>\d+)")
_SWAPPING = re.compile(r"\.(?P<day>\d{4}-\d\d-\d\d)\.(?P<process>\d+)\.(?P<state>tmp|old)")


class Unpacked(NamedTuple):
    """A package that is whole, in a folder of its own.

    Attributes:
        day: date of its edition.
        folder: where it is, until the end of the `with`.
        where: where it came from.
        digest: SHA-256 of its SHA256SUMS, which stands for all of it.
        demonstration: whether all that it holds is made up.
    """

    day: date
    folder: Path
    where: Path
    digest: str
    demonstration: bool

    @property
    def edition(self) -> Path:
        """Folder of its edition."""
        return self.folder / EDITION

    @property
    def history(self) -> Path:
        """Folder of what it tells of those before it."""
        return self.folder / HISTORY

    def in_its_words(self, error: BarometreError) -> str:
        """Return a message that names where the package came from, not where it is unpacked, and what to do with it."""
        return str(error).replace(f"{self.folder}{os.sep}", f"{self.where}: ").replace(BUILD_AGAIN, REMEDY)


def is_package(path: Path) -> bool:
    """Return whether a path is given as a package: a .zip, or a folder that has the checksums of one."""
    return path.suffix.lower() == ".zip" or (path / SUMS).is_file()


def files_of(path: Path) -> Files:
    """Return the files of a package.

    Raises:
        BarometreError: there is nothing there, or it is not a package.
    """
    if not path.exists():
        raise BarometreError(f"{path} does not exist; give the folder or the .zip of a package")
    files = FolderFiles(path) if path.is_dir() else ZipFiles(path)
    if SUMS not in files.sizes():
        raise BarometreError(f"{path} is not a package: it has no {SUMS}; {REMEDY}")
    return files


def read_sums(files: Files) -> dict[str, str]:
    """Return the checksum of each file of a package, once the files are those listed and within bounds.

    Raises:
        BarometreError: one is missing or one too many, they are too large, or the list cannot be read.
    """
    sizes = files.sizes()
    if sum(sizes.values()) > MOST_BYTES:
        raise BarometreError(f"{files.where} holds more than {MOST_BYTES >> 30} GiB, as no package does; {REMEDY}")
    with reading(files, SUMS), files.open(SUMS) as file:
        listed = parse_sums(file.read(_PART), files.where)
    for name in sorted(sizes.keys() | listed.keys()):
        if name not in sizes:
            raise BarometreError(f"{files.where}: {name} is missing from the package; {REMEDY}")
        if name not in listed and name != SUMS:
            raise BarometreError(f"{files.where}: {name} is not in its {SUMS}: a file too many; {REMEDY}")
    return listed


def parse_sums(content: bytes, where: str) -> dict[str, str]:
    """Return the checksum of each file that a SHA256SUMS lists. Pure.

    Raises:
        BarometreError: a line is not a checksum and the name of a file of a package.
    """
    listed: dict[str, str] = {}
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        found = _LINE.fullmatch(line)
        if not found or not is_safe(found[2]) or found[2] in listed or found[2] == SUMS:
            raise BarometreError(f"{where}: {SUMS}, line {number} is not a checksum and a name; {REMEDY}")
        listed[found[2]] = found[1]
    return listed


def checked(files: Files, name: str, digest: str, copy: IO[bytes]) -> None:
    """Copy one file, and check that it is what its checksum says.

    Raises:
        BarometreError: it is not, or cannot be read.
        OSError: the copy cannot be written.
    """
    found, left = hashlib.sha256(), files.sizes()[name]
    with reading(files, name):
        source = files.open(name)
    with source:
        while True:
            with reading(files, name):
                part = source.read(_PART)
            if not part:
                break
            left -= len(part)
            if left < 0:
                raise BarometreError(f"{files.where}: {name} is longer than it says; {REMEDY}")
            found.update(part)
            copy.write(part)
    if found.hexdigest() != digest:
        raise BarometreError(f"{files.where}: {name} is not what {SUMS} says (broken or edited); {REMEDY}")


def check_all(files: Files) -> dict[str, str]:
    """Check every byte of a package, copying nothing; return the checksum of each file.

    Raises:
        BarometreError: it is not whole; names the file.
    """
    listed = read_sums(files)
    for name, digest in listed.items():
        checked(files, name, digest, _Nowhere())
    return listed


@contextmanager
def unpacked(path: Path, var: Path) -> Iterator[Unpacked]:
    """Copy a package into the folder of an instance, check all of it there, and give it for the time of a `with`.

    What nobody moved from there is removed at the end; what a process that was killed left, at the next one.

    Raises:
        BarometreError: it is not whole, or it cannot be written.
    """
    files = files_of(path)
    aside = var / "packages" / f"{_ASIDE}{os.getpid()}"
    try:
        yield _unpack(files, path, aside)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unpack(files: Files, path: Path, aside: Path) -> Unpacked:
    folder = aside / "package"
    try:
        _sweep(aside.parent)
        folder.mkdir(parents=True)
        listed = read_sums(files)
        for name, digest in listed.items():
            target = folder / PurePosixPath(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as copy:
                checked(files, name, digest, copy)
        with files.open(SUMS) as source, (folder / SUMS).open("xb") as copy:
            shutil.copyfileobj(source, copy)
    except OSError as error:
        raise BarometreError(
            f"Cannot unpack {path} in {aside.parent}: {error.strerror or reason_of(error)}; "
            "set BAROMETRE_VAR to a folder you may write to, with room for it"
        ) from None
    return _whole(folder, path)


def keep(package: Unpacked, var: Path) -> None:
    """Give an instance a package, and the edition that it holds, in the place of those of their date if any.

    Raises:
        BarometreError: the folder of the instance cannot be written.
    """
    day, aside = package.day.isoformat(), package.folder.parent
    linked = aside / day
    try:
        # The same files under two names: none is ever written again.
        shutil.copytree(package.edition, linked, copy_function=os.link)
        adopt_edition(linked, var / "editions")
        package.folder.rename(linked)
        kept = package_folder(var, package.day)
        with locked(kept.parent, kept, wait=True):
            packed(kept).unlink(missing_ok=True)  # that of the one whose place it takes
            adopt_edition(linked, kept.parent)
    except OSError as error:
        raise BarometreError(f"Cannot keep {package.where} in {var}: {error.strerror}; publish it again") from None


def _whole(folder: Path, path: Path) -> Unpacked:
    """Return an unpacked package whose edition is whole too.

    Raises:
        BarometreError: the edition that it holds is not.
    """
    package = Unpacked(date.min, folder, path, sha256(folder / SUMS), demonstration=False)
    try:
        manifest = verify_edition(package.edition)
        day = date.fromisoformat(manifest["date"])
        PackagedHistory(package.history, day).check()
    except BarometreError as error:
        raise BarometreError(package.in_its_words(error)) from None
    return package._replace(day=day, demonstration=bool(manifest.get("demonstration")))


def _sweep(packages: Path) -> None:
    """Tidy up after processes that were killed: drop what they left, put back what they had set aside."""
    for left in packages.glob(".*"):
        unpacking, swapping = _UNPACKING.fullmatch(left.name), _SWAPPING.fullmatch(left.name)
        found = unpacking or swapping
        if found is None or is_running(int(found["process"])):
            continue
        if swapping and swapping["state"] == "old" and not (packages / swapping["day"]).exists():
            left.rename(packages / swapping["day"])
        else:
            shutil.rmtree(left)


class _Nowhere(BytesIO):
    """A file that keeps nothing of what is written to it."""

    def write(self, part: Any) -> int:  # noqa: ANN401 (bytes of any kind)
        return len(part)
