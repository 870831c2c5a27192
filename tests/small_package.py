"""Packages made by hand: what a mirror needs of one, in a folder or in a .zip, with the checksums of all of it."""

import hashlib
import shutil
import zipfile
from pathlib import Path

from barometre.edition.package.history import write_history
from barometre.edition.package.layout import EDITION, HISTORY, README, SUMS


def small_package(edition: Path, before: list[Path], folder: Path) -> Path:
    """Write the package of an edition: its files, what it tells of those before it, a page, the checksums."""
    shutil.copytree(edition, folder / EDITION)
    write_history(edition, before, folder / HISTORY)
    (folder / README).write_text("Baromètre\n", encoding="utf-8")
    return sealed(folder)


def sealed(folder: Path) -> Path:
    """Write the checksums of all the files of a folder, and return it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files]
    (folder / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def zipped(folder: Path, path: Path, root: str = "") -> Path:
    """Write a folder as a .zip, at its root or in one folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, root + file.relative_to(folder).as_posix())
    return path
