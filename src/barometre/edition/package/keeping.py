"""The packages that an instance keeps: one for each edition published, a folder and the same in one file."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from barometre.edition.files import MANIFEST, read_manifest
from barometre.edition.package import layout
from barometre.edition.package.dcat import Publisher
from barometre.edition.package.export import export_edition, pack
from barometre.edition.package.locking import locked
from barometre.edition.package.sums import listed
from barometre.errors import BarometreError
from barometre.tables import sha256


def keep_package(
    edition: Path, before: Sequence[Path], var: Path, who: Publisher, say: Callable[[str], None] = lambda _: None
) -> Path:
    """Make the package of an edition where the instance keeps it, unless it is there; return its folder.

    It is there when it holds this very build, and tells of each edition before it that is here. Two processes wait for
    one another.

    Args:
        edition: folder of the edition.
        before: folders of those before it, oldest first.
        var: folder of the instance.
        who: publishes it.
        say: called with the name of each step.

    Raises:
        BarometreError: it cannot be written; the one that was there stays.
    """
    folder = layout.package_folder(var, date.fromisoformat(read_manifest(edition)["date"]))
    new, packed = folder.with_name(f".{folder.name}.new"), layout.packed(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder.parent, folder, wait=True):
            if is_made(folder, edition, before) and packed.is_file():
                return folder
            if not is_made(folder, edition, before):
                shutil.rmtree(new, ignore_errors=True)
                say("Making the package of the edition")
                export_edition(edition, before, new, who)
                _replace(new, folder)
            say("Packing it in one file")
            _pack(folder)
    except OSError as error:
        raise _not_kept(folder, error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder


def pack_kept(folder: Path) -> None:
    """Pack in one file a package that came from elsewhere, in the place of what was packed before.

    Raises:
        BarometreError: it cannot be written.
    """
    try:
        with locked(folder.parent, folder, wait=True):
            _pack(folder)
    except OSError as error:
        raise _not_kept(folder, error) from None


def _pack(folder: Path) -> None:
    aside = folder.with_name(f".{folder.name}.zip.new")
    try:
        pack(folder, aside)
        aside.replace(layout.packed(folder))
    finally:
        aside.unlink(missing_ok=True)


def _not_kept(folder: Path, error: OSError) -> BarometreError:
    return BarometreError(f"Cannot write {folder}: {error.strerror}; free some disk, then publish again")


def is_made(folder: Path, edition: Path, before: Sequence[Path]) -> bool:
    """Return whether a package is that of an edition, and tells of each of those before it."""
    told = builds(folder)
    wanted = {one.name: sha256(one / MANIFEST) for one in (*before, edition)}
    return all(told.get(name) == build for name, build in wanted.items())


def builds(folder: Path) -> dict[str, str]:
    """Return the editions of which a package tells, that it is of among them: date -> identity of the build."""
    if not listed(folder):
        return {}
    described = json.loads((folder / layout.DATAPACKAGE).read_text(encoding="utf-8"))
    return {str(day): str(build) for day, build in described.get("editions", {}).items()}


def _replace(new: Path, folder: Path) -> None:
    """Give a package the place of the one that was there, and take away the file of that one."""
    layout.packed(folder).unlink(missing_ok=True)
    old = new.with_suffix(".old")
    shutil.rmtree(old, ignore_errors=True)
    if os.path.lexists(folder):
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
