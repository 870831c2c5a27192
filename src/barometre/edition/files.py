"""An edition on disk: written aside then renamed, checked when read. Whole or absent."""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import polars as pl

from barometre.edition.former import as_today
from barometre.edition.schema import SINCE_GUIDANCE, TABLES, schema_of
from barometre.errors import BarometreError
from barometre.processes import is_running
from barometre.tables import check_schema, read_parquet, sha256, write_parquet

MANIFEST = "manifest.json"
REMEDY = "build the edition again (barometre build)"


def canonical_json(value: object) -> str:
    """Return JSON that depends on the value only: sorted keys, UTF-8, two spaces."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def check_writable(out: Path) -> None:
    """Make the folder of editions, and check that files can be written to it.

    Raises:
        BarometreError: it cannot be made or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=out).close()
    except OSError as error:
        raise _not_writable(out, error) from None


def _not_writable(out: Path, error: OSError) -> BarometreError:
    return BarometreError(
        f"Cannot write the edition to {out}: {error.strerror}; give a folder you may write to with --out"
    )


def write_edition(
    out: Path,
    as_of: date,
    tables: Mapping[str, pl.DataFrame],
    documents: Mapping[str, Any],
    manifest: dict[str, Any],
) -> Path:
    """Write one edition as `out/<as_of>/`.

    Everything goes to a hidden folder first, which takes its final name when complete: a killed build leaves no
    edition, and the edition that stood there stays until the new one is whole.

    Raises:
        BarometreError: a table has other columns, or the folder cannot be written.
    """
    target, aside = out / as_of.isoformat(), out / f".{as_of.isoformat()}.{os.getpid()}.tmp"
    try:
        _sweep(out)
        aside.mkdir(parents=True)
        for name in TABLES:
            write_parquet(check_schema(tables[name], schema_of(name), name), aside / f"{name}.parquet")
        for file_name, value in documents.items():
            (aside / file_name).write_text(canonical_json(value), encoding="utf-8")
        files = [
            {"name": path.name, "sha256": sha256(path), "bytes": path.stat().st_size}
            for path in sorted(aside.iterdir())
        ]
        for file in files:
            table = tables.get(str(file["name"]).removesuffix(".parquet"))
            if table is not None:
                file["rows"] = table.height
        (aside / MANIFEST).write_text(canonical_json(manifest | {"files": files}), encoding="utf-8")
        _swap(aside, target)
    except OSError as error:
        raise _not_writable(out, error) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _sweep(out: Path) -> None:
    """Tidy up after builds that were killed: drop what they left unfinished, put back what they had set aside."""
    for left in out.glob(".*-*-*.*.*"):
        _, day, process, state = left.name.split(".")
        if is_running(int(process)):
            continue
        target = out / day
        if state == "old" and not target.exists():
            left.rename(target)
        else:
            shutil.rmtree(left)


def _swap(aside: Path, target: Path) -> None:
    """Give `aside` the name `target`, and drop what stood there."""
    if not target.exists():
        aside.rename(target)
        return
    old = aside.with_suffix(".old")
    target.rename(old)
    aside.rename(target)
    shutil.rmtree(old)


def adopt_edition(folder: Path, out: Path) -> Path:
    """Move a whole edition, written elsewhere, to the folder of editions, in the place of that of its date if any.

    Raises:
        BarometreError: the folder of editions cannot be written, or is of another file system.
    """
    aside, target = out / f".{folder.name}.{os.getpid()}.tmp", out / folder.name
    check_writable(out)
    try:
        folder.rename(aside)
        _swap(aside, target)
    except OSError as error:
        raise _not_writable(out, error) from None
    return target


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of an edition.

    Raises:
        BarometreError: there is no such edition, or its manifest is not whole.
    """
    path = folder / MANIFEST
    if not folder.exists():
        raise BarometreError(f"{folder} does not exist; give the folder of an edition, like var/editions/2026-11-01")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files = [_checked(file) for file in manifest["files"]]
        return dict(manifest) | {"files": files, "date": date.fromisoformat(manifest["date"]).isoformat()}
    except (FileNotFoundError, NotADirectoryError):
        raise BarometreError(f"{folder} is not an edition (no {MANIFEST}); {REMEDY}") from None
    except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
        raise BarometreError(f"{path} cannot be read ({type(error).__name__}: {error}); {REMEDY}") from None


def _checked(file: dict[str, Any]) -> dict[str, Any]:
    """Return a file of a manifest.

    Raises:
        ValueError, KeyError or TypeError: it has no name or no checksum, or is not in the folder itself.
    """
    name, digest = file["name"], file["sha256"]
    if not (isinstance(name, str) and isinstance(digest, str)) or name != Path(name).name or "\0" in name:
        raise ValueError(f"{file} is not a file of an edition")
    return dict(file)


def verify_edition(folder: Path) -> dict[str, Any]:
    """Check that every file of an edition is there, unchanged, and return its manifest.

    Raises:
        BarometreError: a file is missing or differs from its checksum; names it.
    """
    manifest = read_manifest(folder)
    needed = {f"{name}.parquet" for name in TABLES if name not in SINCE_GUIDANCE} | {
        "catalogue.json",
        "datapackage.json",
    }
    absent = needed - {file["name"] for file in manifest["files"]}
    if absent:
        raise BarometreError(f"{folder / MANIFEST} does not list {', '.join(sorted(absent))}; {REMEDY}")
    for file in manifest["files"]:
        path = folder / file["name"]
        if not path.is_file():
            raise BarometreError(f"{path} is missing from the edition; {REMEDY}")
        if sha256(path) != file["sha256"]:
            raise BarometreError(f"{path} is not what the edition's manifest says (broken or edited); {REMEDY}")
    return manifest


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """Read one table of an edition (names: `schema.TABLES`); one that a former edition does not have is empty.

    Raises:
        BarometreError: the file is absent, broken, or has other columns.
    """
    path = folder / f"{name}.parquet"
    if name in SINCE_GUIDANCE and (folder / MANIFEST).exists() and not path.exists():
        return pl.DataFrame(schema=schema_of(name))
    return check_schema(as_today(name, read_parquet(path, REMEDY)), schema_of(name), str(path))


def latest_edition(out: Path) -> Path:
    """Return the folder of the newest edition in `out`, after tidying up what a killed build left there.

    Raises:
        BarometreError: there is none.
    """
    with suppress(OSError):  # nothing can be tidied up in a folder that is read-only
        _sweep(out)
    folders = sorted(path.parent for path in out.glob(f"[0-9]*/{MANIFEST}"))
    if not folders:
        raise BarometreError(f"No edition in {out}; build one with: barometre build")
    return folders[-1]
