"""The package of an edition, written: whole or absent, and the same bytes again."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from barometre.edition.build import CATALOGUE
from barometre.edition.datapackage import title_of
from barometre.edition.files import MANIFEST, canonical_json, read_manifest, read_table, verify_edition
from barometre.edition.package import dcat, documents, layout
from barometre.edition.package.changelog import Since, changelog
from barometre.edition.package.csv_tables import write_csv_table
from barometre.edition.package.datapackage import Described, package_description
from barometre.edition.package.dcat import Publisher
from barometre.edition.package.geopackage import layers, write_geopackage
from barometre.edition.package.history import PackagedHistory, write_history
from barometre.edition.package.locking import locked
from barometre.edition.package.sums import checksums, write_sums
from barometre.edition.package.wide import WIDE, Heading, headings_since, wide
from barometre.edition.package.workbook import Workbook, write_workbook
from barometre.edition.schema import TABLES
from barometre.errors import BarometreError
from barometre.tables import sha256, write_whole

# Every file of a packed one has this date: the first that the format knows.
_NO_CLOCK = (1980, 1, 1, 0, 0, 0)


class Source(NamedTuple):
    """An edition that is taken out, and those before it.

    Attributes:
        folder: its folder.
        day: its date.
        manifest, catalogue: its documents of these names.
        before: folders of those before it, oldest first.
        headings: columns of its wide table.
    """

    folder: Path
    day: date
    manifest: Mapping[str, Any]
    catalogue: Mapping[str, Any]
    before: Sequence[Path]
    headings: Sequence[Heading]

    @property
    def build(self) -> str:
        """Identity of the build: the SHA-256 of its manifest."""
        return sha256(self.folder / MANIFEST)

    @property
    def demonstration(self) -> bool:
        """Whether all that it holds is made up."""
        return bool(self.manifest.get("demonstration"))


def export_edition(
    edition: Path, before: Sequence[Path], out: Path, who: Publisher, say: Callable[[str], None] = lambda _: None
) -> Path:
    """Write the package of an edition in a folder that does not exist, or is empty.

    The same edition, editions before it and publisher give the same bytes.

    Args:
        edition: its folder.
        before: folders of those before it, oldest first.
        out: folder of the package.
        who: publishes it.
        say: called with the name of each step.

    Raises:
        BarometreError: the edition is not whole, the folder holds something, another process writes it, or it cannot be
            written; nothing is left.
    """
    say("Checking the edition")
    verify_edition(edition)
    source = _opened(edition, before)
    with _whole(out) as folder:
        _write(source, folder, who, say)
    return out


def _opened(edition: Path, before: Sequence[Path]) -> Source:
    """Open an edition, and tell its columns from those of the ones before it."""
    manifest, catalogue = read_manifest(edition), _catalogue(edition)
    day = date.fromisoformat(manifest["date"])
    contents = [
        (date.fromisoformat(read_manifest(one)["date"]), _catalogue(one)) for one in before if not _rebuilt(one)
    ]
    return Source(edition, day, manifest, catalogue, before, headings_since(catalogue, day, contents))


def _rebuilt(edition: Path) -> bool:
    """Return whether an edition of the past was made later: its columns are those of then, not of its date."""
    manifest = read_manifest(edition)
    return str(manifest.get("collectivites_of", "")) > str(manifest["date"])


def _catalogue(edition: Path) -> dict[str, Any]:
    return dict(json.loads((edition / CATALOGUE).read_text(encoding="utf-8")))


def _write(source: Source, folder: Path, who: Publisher, say: Callable[[str], None]) -> None:
    """Write every file; the workbook, in plain Python, beside the others, which Polars and GDAL write."""
    say("Copying the edition")
    (folder / layout.EDITION).mkdir()
    for name in [MANIFEST, *(file["name"] for file in source.manifest["files"])]:
        shutil.copyfile(source.folder / name, folder / layout.EDITION / name)
    say("Writing tables")
    rows = {name: _height(source, name) for name in TABLES}
    scores = {name: read_table(source.folder, name) for name in ("collectivites", "scores")}
    read = ["siren", "indicator", "status", "score"]
    indicators = read_table(source.folder, "indicators").select(read)
    table = wide(scores | {"indicators": indicators}, source.catalogue, source.headings)
    del indicators
    figures = read_table(source.folder, "aggregates")
    title = title_of(source.day, demonstration=source.demonstration)
    book = Workbook(title, source.day, table, source.headings, figures, rows)
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(write_workbook, folder / layout.WORKBOOK, book)
        write_csv_table(folder / layout.CSV / f"{WIDE}.csv.gz", table)
        for name in TABLES:
            write_csv_table(folder / layout.CSV / f"{name}.csv.gz", read_table(source.folder, name))
        write_geopackage(folder / layout.GEOPACKAGE, scores, source.catalogue, source.day)
        say("Comparing with the editions before it")
        _write_what_changed(source, folder)
        waiting.result()
    say("Describing")
    _describe(source, folder, who, rows)


def _height(source: Source, table: str) -> int:
    path = source.folder / f"{table}.parquet"
    return int(pl.scan_parquet(path).select(pl.len()).collect().item()) if path.exists() else 0


def _first_fact(source: Source) -> date:
    """Return the day of the oldest fact."""
    days = read_table(source.folder, "facts")["observed_on"].drop_nulls()
    oldest = days.min()
    return oldest if isinstance(oldest, date) else source.day


def _write_what_changed(source: Source, folder: Path) -> None:
    """Write what pages tell of the editions before it, and what is not as in the last of them."""
    write_history(source.folder, source.before, folder / layout.HISTORY)
    counts = PackagedHistory(folder / layout.HISTORY, source.day).changed(None).counts
    former = _since(_opened(source.before[-1], source.before[:-1])) if source.before else None
    write_whole(changelog(_since(source), former, counts).encode(), folder / layout.CHANGELOG)


def _since(source: Source) -> Since:
    sirens = read_table(source.folder, "collectivites").filter("measured")["siren"]
    inputs = {
        one["name"]: one["sha256"] for one in source.manifest.get("inputs", []) if one["name"].startswith("facts/")
    }
    return Since(source.day, source.catalogue, frozenset(sirens), inputs, [one.name for one in source.headings])


def _describe(source: Source, folder: Path, who: Publisher, rows: Mapping[str, int]) -> None:
    """Write what describes the files that are there: texts, then Data Package, then DCAT, then checksums."""
    title = title_of(source.day, demonstration=source.demonstration)
    sources = json.loads((source.folder / layout.DATAPACKAGE).read_text(encoding="utf-8")).get("sources", [])
    told = documents.Told(source.day, title, source.build, sources, source.demonstration)
    there = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    texts = {
        layout.LICENCE: documents.licence(told, who),
        layout.CITATION: documents.citation(told, who),
        layout.README: documents.readme(told, who, [*there, layout.LICENCE, layout.CITATION], rows),
    }
    for name, text in texts.items():
        write_whole(text.encode(), folder / name)
    editions = {one.name: sha256(one / MANIFEST) for one in source.before} | {str(source.day): source.build}
    drawn = layers(source.catalogue)
    described = Described(source.day, title, source.demonstration, sources, source.headings, drawn, editions)
    files = {path: (digest, (folder / path).stat().st_size) for path, digest in checksums(folder).items()}
    description = canonical_json(package_description(described, files)).encode()
    write_whole(description, folder / layout.DATAPACKAGE)
    path = folder / layout.DATAPACKAGE
    files[layout.DATAPACKAGE] = sha256(path), path.stat().st_size
    last = date.fromisoformat(read_manifest(source.before[-1])["date"]) if source.before else None
    graph = dcat.described(dcat.Edition(source.day, _first_fact(source), last, source.demonstration), files, who)
    write_whole(canonical_json(graph).encode(), folder / layout.DCAT)
    write_sums(folder)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """Give a folder to fill, beside `out`, that takes its name at the end; a failure leaves nothing.

    The folder is locked while it is filled: what a process that was killed left is cleared, what another writes is not.

    Raises:
        BarometreError: `out` holds something, another process writes it, or it cannot be written.
    """
    aside = out.absolute().with_name(f".{out.absolute().name}.unfinished")
    try:
        if os.path.lexists(out) and not (out.is_dir() and not any(out.iterdir())):
            raise BarometreError(f"{out} exists and is not an empty folder; give the name of a new one with --out")
        aside.mkdir(parents=True, exist_ok=True)
        with locked(aside, out):
            for path in aside.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            try:
                yield aside
                aside.rename(out)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error).splitlines()[0]
        raise BarometreError(f"Cannot write {out}: {reason}; choose a folder you may write to") from None


def pack(folder: Path, file: Path) -> None:
    """Write a package in one file: entries as they are, in order of names, without clock: the same bytes again.

    Raises:
        OSError: it cannot be written.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _NO_CLOCK)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            entry.file_size = path.stat().st_size
            with path.open("rb") as content, archive.open(entry, "w") as into:
                shutil.copyfileobj(content, into, 1 << 20)
