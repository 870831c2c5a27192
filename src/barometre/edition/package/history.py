"""What pages tell of the editions before one: computed from their folders, or read from a package that carries it.

Both give the same rows to `web.editions.publish`: a mirror that never had these folders shows the same curves, the same
movements and the same changes.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from barometre.edition.build import CATALOGUE
from barometre.edition.changes import Changed, read_changes
from barometre.edition.files import MANIFEST, canonical_json, read_table, verify_edition
from barometre.edition.movement import movements, past_answers
from barometre.edition.package.source import REMEDY
from barometre.edition.schema import COUNT, DAY, NUMBER, TABLES, TEXT, Column
from barometre.errors import BarometreError
from barometre.indicators.evaluate import Status
from barometre.indicators.properties import FROM_FACTS
from barometre.tables import Schema, check_schema, read_parquet, sha256, write_parquet

METHOD = "method.json"

_EDITION = Column(DAY, "Date de l’édition.")
_SIREN = TABLES["scores"]["siren"]
_INDICATOR = Column(TEXT, "Identifiant de l’indicateur.")
_PLACE = {name: TABLES["aggregates"][name] for name in ("territory_kind", "territory", "kind")}
# Tables of the history of an edition, as TABLES of an edition.
HISTORY_TABLES: dict[str, dict[str, Column]] = {
    "editions": {
        "edition": _EDITION,
        "build": Column(TEXT, "Empreinte SHA-256 de son manifeste."),
        "manifest": Column(TEXT, "Son manifeste, en JSON."),
        "catalogue": Column(TEXT, "Son catalogue, en JSON : thèmes, indicateurs, règles de calcul."),
        "method": Column(TEXT, "Comment ses scores ont été faits, en JSON ; vide pour la première méthode."),
    },
    "figures": {"edition": _EDITION, **TABLES["aggregates"]},
    "movements": {
        "before": Column(DAY, "Date de l’édition antérieure, comparée à celle du paquet."),
        **_PLACE,
        "measure": TABLES["aggregates"]["measure"],
        "known_in_both": Column(COUNT, "Nombre de collectivités dont la mesure est connue dans les deux."),
        "mean_before": Column(NUMBER, "Leur moyenne dans l’édition antérieure."),
        "mean_now": Column(NUMBER, "Leur moyenne dans celle du paquet."),
    },
    "past": {
        "siren": _SIREN,
        "indicator": _INDICATOR,
        "day": Column(DAY, "Date de l’édition antérieure."),
        "score": Column(NUMBER, "Score qu’elle donnait ; vide s’il n’était pas connu."),
    },
    "changes": {
        "edition": Column(DAY, "Date de l’édition qui répond autrement que celle d’avant."),
        "siren": _SIREN,
        "indicator": _INDICATOR,
        "before": Column(NUMBER, "Score dans l’édition d’avant ; vide s’il n’était pas connu."),
        "after": Column(NUMBER, "Score dans celle-ci ; vide s’il n’est plus connu."),
        "why": Column(TEXT, "Pourquoi : evidence (constat), method (méthode) ou territory (territoire)."),
    },
    "answers": {
        "edition": _EDITION,
        **{name: TABLES["indicators"][name] for name in ("siren", "indicator", "status", "score", "reason_code")},
    },
    "collectivites": {"edition": _EDITION, **TABLES["collectivites"]},
    "facts": {"edition": _EDITION, **{name: TABLES["facts"][name] for name in ("siren", "fact", "number")}},
    "tallies": {
        "edition": Column(DAY, "Date de l’édition qui répond autrement que celle d’avant."),
        **_PLACE,
        "indicator": _INDICATOR,
        "known_in_both": Column(COUNT, "Nombre de collectivités dont la réponse est connue dans les deux."),
        "gained": Column(COUNT, "Nombre de scores qui ont monté par le constat."),
        "lost": Column(COUNT, "Nombre de scores qui ont baissé par le constat."),
        "by_method": Column(COUNT, "Nombre de réponses changées par la méthode."),
        "by_territory": Column(COUNT, "Nombre de réponses changées par le territoire."),
    },
}


def schema_of_history(table: str) -> Schema:
    """Return the Polars schema of a table of the history of an edition."""
    return {name: column.type for name, column in HISTORY_TABLES[table].items()}


def earlier_editions(editions: Path, day: date) -> list[Path]:
    """Return the folders of the editions before a day in a folder of editions, oldest first."""
    kept = sorted(path.parent for path in editions.glob(f"[0-9]*-[0-9]*-[0-9]*/{MANIFEST}"))
    return [one for one in kept if one.name < day.isoformat()]


def documents_of(folder: Path) -> dict[str, Any]:
    """Return the catalogue and the method of an edition; those of the first method have none of the latter."""
    method = folder / METHOD
    return {"catalogue": _document(folder / CATALOGUE), "method": _document(method) if method.exists() else {}}


class FolderHistory:
    """The history of an edition, computed from the folders of those before it."""

    def __init__(self, edition: Path, before: Sequence[Path]) -> None:
        """Tell the history of the edition of a folder from those before it, in folders named by their dates."""
        self._edition = edition
        self._before = {date.fromisoformat(one.name): one for one in sorted(before, key=lambda one: one.name)}

    @cached_property
    def builds(self) -> dict[date, str]:
        """Return the date and the build of each edition before, oldest first."""
        return {day: sha256(folder / MANIFEST) for day, folder in self._before.items()}

    def manifest(self, day: date) -> dict[str, Any]:
        """Return the manifest of an edition before, once its files are checked.

        Raises:
            BarometreError: it is not whole.
        """
        return verify_edition(self._before[day])

    def documents(self, day: date) -> dict[str, Any]:
        """Return the catalogue and the method of an edition before."""
        return documents_of(self._before[day])

    def figures(self, day: date) -> pl.DataFrame:
        """Return the table `aggregates` of an edition before."""
        return read_table(self._before[day], "aggregates")

    def answers(self, day: date) -> pl.DataFrame:
        """Return what an edition before answered where it looked: siren, indicator, status, score, reason_code."""
        looked = read_table(self._before[day], "indicators").filter(pl.col("status") != Status.NOT_LOOKED.value)
        return looked.select(list(HISTORY_TABLES["answers"])[1:])

    def collectivites(self, day: date) -> pl.DataFrame:
        """Return the table `collectivites` of an edition before."""
        return read_table(self._before[day], "collectivites")

    def facts(self, day: date) -> pl.DataFrame:
        """Return the facts that conditions ask of collectivités, in an edition before: siren, fact, number."""
        asked = pl.col("fact").is_in(list(FROM_FACTS.values()))
        return read_table(self._before[day], "facts").filter("retained", asked).select("siren", "fact", "number")

    def movements(self, day: date) -> pl.DataFrame:
        """Return what moved from an edition before to this one: columns `MOVEMENT`."""
        return movements(self._before[day], self._edition)

    def past(self) -> pl.DataFrame:
        """Return what was answered before: columns `PAST`."""
        return past_answers(self._edition, list(self._before.values()))

    def changed(self, day: date | None) -> Changed:
        """Return what an edition answers otherwise than the one before it.

        Args:
            day: one of the editions before, but not the first of all; None for the edition itself.
        """
        folders = [*self._before.values(), self._edition]
        earlier = {later: earlier for earlier, later in pairwise(folders)}
        later = self._edition if day is None else self._before[day]
        return read_changes(earlier[later], later)


class PackagedHistory:
    """The history of an edition, read from the folder `history/` of its package."""

    def __init__(self, folder: Path, edition: date) -> None:
        """Read the history of the edition of a date, as `write_history` wrote it.

        Raises:
            BarometreError: its list of editions is absent or broken.
        """
        self._folder, self._edition = folder, edition
        self._editions = self._read("editions").rows_by_key("edition", named=True, unique=True)

    def check(self) -> None:
        """Check that every table can be read, and tells of editions before.

        Raises:
            BarometreError: one is absent, broken, has other columns, or tells of something else.
        """
        for table in HISTORY_TABLES:
            self._read(table)
        editions = self._folder / "editions.parquet"
        try:
            days = [date.fromisoformat(self.manifest(day)["date"]) for day in self._editions]
            for day in self._editions:
                self.documents(day)
        except (ValueError, TypeError, KeyError) as error:
            raise BarometreError(f"{editions} cannot be read ({error}); {REMEDY}") from None
        if days != sorted(self._editions) or not all(day < self._edition for day in days):
            raise BarometreError(f"{editions} tells of other editions; {REMEDY}")

    @property
    def builds(self) -> dict[date, str]:
        """Return the date and the build of each edition before, oldest first."""
        return {day: row["build"] for day, row in self._editions.items()}

    def manifest(self, day: date) -> dict[str, Any]:
        """Return the manifest of an edition before."""
        return dict(json.loads(self._editions[day]["manifest"]))

    def documents(self, day: date) -> dict[str, Any]:
        """Return the catalogue and the method of an edition before."""
        return {name: json.loads(self._editions[day][name]) for name in ("catalogue", "method")}

    def figures(self, day: date) -> pl.DataFrame:
        """Return the table `aggregates` of an edition before."""
        return self._of("figures", "edition", day)

    def answers(self, day: date) -> pl.DataFrame:
        """Return what an edition before answered where it looked: siren, indicator, status, score, reason_code."""
        return self._of("answers", "edition", day)

    def collectivites(self, day: date) -> pl.DataFrame:
        """Return the table `collectivites` of an edition before."""
        return self._of("collectivites", "edition", day)

    def facts(self, day: date) -> pl.DataFrame:
        """Return the facts that conditions ask of collectivités, in an edition before: siren, fact, number."""
        return self._of("facts", "edition", day)

    def movements(self, day: date) -> pl.DataFrame:
        """Return what moved from an edition before to this one: columns `MOVEMENT`."""
        return self._of("movements", "before", day)

    def past(self) -> pl.DataFrame:
        """Return what was answered before: columns `PAST`."""
        return self._read("past")

    def changed(self, day: date | None) -> Changed:
        """Return what an edition answers otherwise than the one before it; None for the edition itself."""
        later = day or self._edition
        return Changed(self._of("changes", "edition", later), self._of("tallies", "edition", later))

    def _of(self, table: str, key: str, day: date) -> pl.DataFrame:
        return self._read(table).filter(pl.col(key) == day).drop(key)

    def _read(self, table: str) -> pl.DataFrame:
        path = self._folder / f"{table}.parquet"
        return check_schema(read_parquet(path, REMEDY), schema_of_history(table), str(path))


# What `web.editions.publish` reads, whichever it is.
History = FolderHistory | PackagedHistory


def write_history(edition: Path, before: Sequence[Path], folder: Path) -> None:
    """Write the history of an edition as Parquet files, one for each table of `HISTORY_TABLES`, maybe without rows.

    Args:
        edition: its folder.
        before: folders of the editions before it, named by their dates.
        folder: where to write; made if need be.

    Raises:
        BarometreError: an edition is not whole, or the folder cannot be written.
    """
    history = FolderHistory(edition, before)
    days = list(history.builds)
    editions = [
        {"edition": day, "build": build, "manifest": canonical_json(history.manifest(day))}
        | {name: canonical_json(document) for name, document in history.documents(day).items()}
        for day, build in history.builds.items()
    ]
    itself = date.fromisoformat(verify_edition(edition)["date"])
    # The first of all has none before it to differ from.
    changed = {day or itself: history.changed(day) for day in ([*days[1:], None] if days else [])}
    parts = {
        "editions": [pl.DataFrame(editions, schema=schema_of_history("editions"))],
        "figures": [history.figures(day).with_columns(edition=day) for day in days],
        "movements": [history.movements(day).with_columns(before=day) for day in days],
        "past": [history.past()],
        "answers": [history.answers(day).with_columns(edition=day) for day in days],
        "collectivites": [history.collectivites(day).with_columns(edition=day) for day in days],
        "facts": [history.facts(day).with_columns(edition=day) for day in days],
        "changes": [one.changes.with_columns(edition=day) for day, one in changed.items()],
        "tallies": [one.counts.with_columns(edition=day) for day, one in changed.items()],
    }
    for table, some in parts.items():
        schema = schema_of_history(table)
        rows = [pl.DataFrame(schema=schema), *(part.select(list(schema)).cast(pl.Schema(schema)) for part in some)]
        write_parquet(check_schema(pl.concat(rows), schema, table), folder / f"{table}.parquet")


def _document(path: Path) -> Any:  # noqa: ANN401 (what JSON holds)
    return json.loads(path.read_text(encoding="utf-8"))
