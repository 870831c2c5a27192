"""SHA256SUMS: the checksum of every other file of a package, as `sha256sum --check` reads it."""

from pathlib import Path

from barometre.edition.package import layout
from barometre.tables import sha256, write_whole


def write_sums(folder: Path) -> dict[str, str]:
    """Write the checksums of the files of a package; return them: path -> SHA-256.

    Raises:
        BarometreError: the folder cannot be written.
    """
    sums = checksums(folder)
    lines = "".join(f"{digest}  {path}\n" for path, digest in sums.items())
    write_whole(lines.encode(), folder / layout.SUMS)
    return sums


def checksums(folder: Path) -> dict[str, str]:
    """Return the checksums of the files of a folder but `SHA256SUMS`: path in it -> SHA-256, in order of paths."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    files.pop(layout.SUMS, None)
    return {name: sha256(files[name]) for name in sorted(files)}


def listed(folder: Path) -> dict[str, str]:
    """Return what the checksums of a package made here say: path -> SHA-256; nothing when there is no package."""
    path = folder / layout.SUMS
    if not path.is_file():
        return {}
    rows = (line.partition("  ") for line in path.read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, _, name in rows}
