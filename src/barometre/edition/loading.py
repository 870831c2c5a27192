"""An edition read in a notebook, by its path or its address: each table as a Polars frame, once its bytes are checked.

Example:
    france = barometre.edition.load("https://barometre.example.fr/editions/2026-11-01/")
    france.scores.filter(measure="communication.seen")
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from barometre.edition.build import CATALOGUE
from barometre.edition.files import MANIFEST, read_manifest, read_table, verify_edition
from barometre.edition.package.history import HISTORY_TABLES
from barometre.edition.package.layout import EDITION, HISTORY, SUMS
from barometre.edition.package.opening import MOST_BYTES, check_all, checked, files_of, is_package, parse_sums
from barometre.edition.package.source import REMEDY, Files
from barometre.edition.schema import SINCE_GUIDANCE, TABLES
from barometre.errors import BarometreError
from barometre.sources.download import Network, download
from barometre.tables import check_schema, read_parquet, sha256

if TYPE_CHECKING:
    import pandas

# Where a site serves the files of the package of an edition, below the page of that edition.
_SERVED = "paquet/"


class LoadedEdition:
    """One edition; nothing of a table is read, nor brought from a site, before it is asked for.

    Attributes:
        day: its date.
        build: SHA-256 of its manifest, which names all that it holds: the « empreinte » of its page.
        demonstration: whether all that it says is made up; say so wherever you show it.
        manifest: what it was made from.
    """

    def __init__(self, place: "_Place") -> None:
        """Read the manifest of an edition; use `load`."""
        self._place = place
        self.manifest = read_manifest(place.file(f"{EDITION}/{MANIFEST}").parent)
        self.day = date.fromisoformat(self.manifest["date"])
        self.build = sha256(place.file(f"{EDITION}/{MANIFEST}"))
        self.demonstration = bool(self.manifest.get("demonstration"))
        for file in self.manifest["files"]:
            name = f"{EDITION}/{file['name']}"
            if place.sums is not None and place.sums.get(name) != file["sha256"]:
                raise BarometreError(f"{place.where}: {name} is not what the manifest of its edition says; {REMEDY}")

    def __repr__(self) -> str:
        """Return its date, and that it is made up if it is."""
        return f"<edition of {self.day}{', a demonstration' if self.demonstration else ''}>"

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        """Its content: themes, indicators, facts, sources, obligations, rules of calculation."""
        content = self._place.file(f"{EDITION}/{CATALOGUE}").read_text(encoding="utf-8")
        return dict(json.loads(content))

    @property
    def titles(self) -> dict[str, str]:
        """Title of each indicator and name of each theme, in French, by id."""
        themes = {name: entry["name"] for name, entry in self.catalogue["themes"].items()}
        return themes | {name: entry["title"] for name, entry in self.catalogue["indicators"].items()}

    @cached_property
    def collectivites(self) -> pl.DataFrame:
        """Who is measured: identity, population, territories."""
        return self.table("collectivites")

    @cached_property
    def facts(self) -> pl.DataFrame:
        """What sources say, with the date."""
        return self.table("facts")

    @cached_property
    def indicators(self) -> pl.DataFrame:
        """A row for each collectivité and indicator: status, value, score from 0 to 100, reason, source, date."""
        return self.table("indicators")

    @cached_property
    def scores(self) -> pl.DataFrame:
        """A row for each collectivité and measure of the index: score, with its coverage."""
        return self.table("scores")

    @cached_property
    def aggregates(self) -> pl.DataFrame:
        """Figures of each measure by territory and by strate, with how many are known and concerned."""
        return self.table("aggregates")

    @cached_property
    def obligations(self) -> pl.DataFrame:
        """State of each obligation of each collectivité that it binds, or may."""
        return self.table("obligations")

    @cached_property
    def obligation_figures(self) -> pl.DataFrame:
        """How many collectivités of a territory meet each obligation."""
        return self.table("obligation_figures")

    @cached_property
    def steps(self) -> pl.DataFrame:
        """What each collectivité does next."""
        return self.table("steps")

    def table(self, name: str) -> pl.DataFrame:
        """Return one table by its name; its columns are those of docs/data-dictionary.md.

        Raises:
            BarometreError: there is no such table, or its file is not what its checksum says.
        """
        if name not in TABLES:
            raise BarometreError(f"An edition has no table {name!r}; it has {', '.join(TABLES)}")
        folder = self._place.file(f"{EDITION}/{MANIFEST}").parent
        if name not in SINCE_GUIDANCE or f"{name}.parquet" in {file["name"] for file in self.manifest["files"]}:
            self._place.file(f"{EDITION}/{name}.parquet")
        return read_table(folder, name)

    def columns(self, name: str) -> list[str]:
        """Return the columns of one table as its file has them: those of a former edition may be others than today's.

        Raises:
            BarometreError: as `table`.
        """
        if name in SINCE_GUIDANCE and f"{name}.parquet" not in {file["name"] for file in self.manifest["files"]}:
            return []
        self.table(name)
        return list(pl.read_parquet_schema(self._place.file(f"{EDITION}/{name}.parquet")))

    def history(self, name: str) -> pl.DataFrame:
        """Return what a package tells of the editions before, by the name of a table of `HISTORY_TABLES`.

        Raises:
            BarometreError: there is no such table, or this is the folder of one edition alone.
        """
        if name not in HISTORY_TABLES:
            raise BarometreError(f"The history of an edition has no table {name!r}; it has {', '.join(HISTORY_TABLES)}")
        schema = {column: kind.type for column, kind in HISTORY_TABLES[name].items()}
        path = self._place.file(f"{HISTORY}/{name}.parquet")
        return check_schema(read_parquet(path, REMEDY), schema, name)

    def to_pandas(self, name: str) -> "pandas.DataFrame":
        """Return one table as a pandas frame; needs `pip install 'barometre[notebook]'`.

        Raises:
            BarometreError: pandas is not installed, or as `table`.
        """
        try:
            return self.table(name).to_pandas()
        except ImportError as error:
            raise BarometreError(f"{error.name} is missing: pip install 'barometre[notebook]'") from None


class _Place(Protocol):
    """Where an edition is."""

    @property
    def where(self) -> str:
        """What messages call it."""

    @property
    def sums(self) -> Mapping[str, str] | None:
        """What its package says of each file; None without a package."""

    def file(self, name: str) -> Path:
        """Return one of its files by its name in a package, checked."""


class _EditionFolder:
    """The folder of an edition, checked whole."""

    def __init__(self, folder: Path) -> None:
        verify_edition(folder)
        self._folder, self.where = folder, str(folder)
        self.sums: None = None

    def file(self, name: str) -> Path:
        folder, _, inside = name.partition("/")
        if folder != EDITION:
            raise BarometreError(f"{self._folder} is one edition alone: {name} is in a package; load the package")
        return self._folder / inside


class _Package:
    """A package, checked whole: its files as they are in a folder, or taken out of the .zip when they are wanted."""

    def __init__(self, path: Path) -> None:
        self._files: Files = files_of(path)
        self.sums = check_all(self._files)
        self.where = self._files.where
        self._folder = path if path.is_dir() else None
        self._aside = TemporaryDirectory(prefix="barometre-")

    def file(self, name: str) -> Path:
        if self._folder is not None:
            return self._folder / name
        target = Path(self._aside.name, name)
        if not target.exists():
            if name not in self.sums:
                raise BarometreError(f"{self._files.where}: {name} is missing from the package; {REMEDY}")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as copy:
                checked(self._files, name, self.sums[name], copy)
        return target


class _Site:
    """A site that serves the package of an edition: each file is brought when it is wanted, then checked."""

    def __init__(self, address: str, network: Network) -> None:
        self._base = address if address.endswith(f"/{_SERVED}") else f"{address.rstrip('/')}/{_SERVED}"
        self._network = network
        self._aside = TemporaryDirectory(prefix="barometre-")
        self.where = self._base
        self.sums = parse_sums(self._bring(SUMS).read_bytes(), self._base)

    def file(self, name: str) -> Path:
        target = Path(self._aside.name, name)
        if not target.exists():
            if name not in self.sums:
                raise BarometreError(f"{self._base}: {name} is missing from the package; {REMEDY}")
            if sha256(self._bring(name)) != self.sums[name]:
                target.unlink()
                raise BarometreError(f"{self._base}{name} is not what {SUMS} says (broken or edited); {REMEDY}")
        return target

    def _bring(self, name: str) -> Path:
        target = Path(self._aside.name, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        download((self._base + name,), target, {}, MOST_BYTES, self._network)
        return target


def load(path_or_url: str | Path, *, network: Network = Network(loopback=True)) -> LoadedEdition:  # noqa: B008 (it never changes)
    """Open an edition, from its folder, from a package (folder or .zip), or from a site.

    Args:
        path_or_url: a path, or the address of the page of an edition (`https://…/editions/2026-11-01/`), of which only
            the files of the tables that you read are brought, or that of its package in one .zip, brought whole.
        network: how a site is asked.

    Returns:
        The edition. Its files are those that its checksums name; texts are as sources wrote them (the guard against
        formulas is in CSV files alone, which are not read here).

    Raises:
        BarometreError: it is not one, it is not whole, or the site does not answer: one line.
    """
    text = str(path_or_url)
    if not text.startswith(("http://", "https://")):
        path = Path(path_or_url)
        return LoadedEdition(_Package(path) if is_package(path) else _EditionFolder(path))
    if not text.lower().endswith(".zip"):
        return LoadedEdition(_Site(text, network))
    with TemporaryDirectory(prefix="barometre-") as aside:
        whole = Path(aside, "package.zip")
        download((text,), whole, {}, MOST_BYTES, network)
        return LoadedEdition(_Package(whole))  # the file stays open, and goes with its last reader
