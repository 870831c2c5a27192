"""Packages made by hand: what a mirror needs of one, in a folder or in a .zip, with the checksums of all of it."""

import hashlib
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import polars as pl

from barometre.edition.files import read_table, write_edition
from barometre.edition.package.history import write_history
from barometre.edition.package.layout import EDITION, HISTORY, README, SUMS
from barometre.edition.schema import TABLES
from small_edition import departement_edition

DAYS = [date(2025, 5, 5), date(2026, 4, 22)]
NOW = date(2026, 11, 1)
QUIMPER, BREST = "212902324", "212900195"


def three_editions(finistere: Path, out: Path) -> Path:
    """Write Finistère in three editions, and return the last: in the first Quimper had no site, in the second Brest."""
    now = departement_edition(finistere, out, NOW)
    tables = {name: read_table(now, name) for name in TABLES}
    indicators = tables["indicators"]
    documents = {name: json.loads((now / name).read_text()) for name in ("catalogue.json", "datapackage.json")}
    manifest = json.loads((now / "manifest.json").read_text())
    for day, other in zip(DAYS, (QUIMPER, BREST), strict=True):
        otherwise = (pl.col("indicator") == "site-declare") & (pl.col("siren") == other)
        tables["indicators"] = indicators.with_columns(score=pl.when(otherwise).then(0.0).otherwise("score"))
        own = documents | {"method.json": {"of": day.isoformat()}}
        write_edition(out, day, tables, own, manifest | {"date": day.isoformat()})
    return now


def small_package(edition: Path, before: list[Path], folder: Path) -> Path:
    """Write the package of an edition: its files, what it tells of those before it, a page, the checksums."""
    shutil.copytree(edition, folder / EDITION)
    write_history(edition, before, folder / HISTORY)
    (folder / README).write_text("Baromètre\n", encoding="utf-8")
    return sealed(folder)


def sealed(folder: Path) -> Path:
    """Write the checksums of all the files of a folder, and return it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files
    ]
    (folder / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def zipped(folder: Path, path: Path, root: str = "") -> Path:
    """Write a folder as a .zip, at its root or in one folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, root + file.relative_to(folder).as_posix())
    return path
