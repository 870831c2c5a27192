"""Load an edition from its folder into PostgreSQL, whole or not at all, and make it the current one."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model

from barometre.edition.changes import CHANGES, COUNTS
from barometre.edition.files import MANIFEST, read_table, verify_edition
from barometre.edition.movement import MOVEMENT, PAST
from barometre.edition.package.history import History, documents_of
from barometre.edition.schema import TABLES
from barometre.errors import BarometreError
from barometre.indicators.properties import largest_communes
from barometre.settings import settings
from barometre.tables import sha256
from barometre.web.editions.grid import grid_of
from barometre.web.editions.models import (
    Aggregate,
    Change,
    Collectivite,
    Edition,
    Grid,
    Movement,
    ObligationFigure,
    Past,
    Tally,
)

# Name of the lock that keeps two publications apart: the second waits (PostgreSQL, advisory locks).
LOCK = "publish"
# Collectivités whose documents are made together: bounds memory.
_AT_ONCE = 4000
_COLUMNS = ("siren kind code name slug nature population strate epci departement region postal_codes measured").split()
_PROFILE = ["powers", "covers", "ept", "departements", "regions", "lon", "lat"]
_AGGREGATE = [name for name in TABLES["aggregates"] if name != "histogram"]


def publish_edition(folder: Path) -> Edition:
    """Publish one edition and make it current; another of the same date is replaced, the same one is not loaded again.

    Readers see the old one until the end.

    Raises:
        BarometreError: the edition is not whole, a file is broken, or it is not of this instance; nothing is changed.
    """
    manifest = _verified(folder)
    try:
        edition = _load(folder, manifest)
    except (ValueError, DataError, IntegrityError, psycopg.DataError, psycopg.IntegrityError) as error:
        reason = str(error).strip().splitlines()[0]
        raise BarometreError(f"{folder} cannot be published ({reason}); build the edition again") from None
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Collectivite._meta.db_table}, {Aggregate._meta.db_table}")
    return edition


def publish_history(edition: Edition, history: History, progress: Callable[[str], None]) -> list[date]:
    """Publish what is needed to tell how an edition was come to, from those before it.

    The figures of those that are not published whole, what moved from each of them to this one, and why the answers of
    each are not those of the one before. Nothing is loaded again when these editions are the same. Returns their dates.

    Raises:
        BarometreError: an edition is not whole, or not of this instance; those before it are loaded.
    """
    builds = history.builds
    for day, build in builds.items():
        progress(f"Loading the figures of {day}")
        manifest = history.manifest(day)
        _check_of_here(str(day), manifest)
        _load_figures(history, day, build, manifest)
    if edition.history != (told := {str(day): build for day, build in builds.items()}):
        progress("Comparing editions")
        with transaction.atomic():
            Past.objects.filter(edition=edition).delete()
            Movement.objects.filter(edition=edition).delete()
            _copy(Past, ["siren", "answers"], _past(edition.date, history))
            _copy(Movement, ["before", *MOVEMENT], _movements(edition.date, history))
            Edition.objects.filter(pk=edition.pk).update(history=told)
    for earlier, later in zip([None, *builds], [*builds, None], strict=True):
        _load_changes(history, earlier, later, later or edition.date, progress)
    return list(builds)


def _load_figures(history: History, day: date, build_id: str, manifest: dict[str, Any]) -> None:
    """Load the figures of an edition of the past, unless they are there already."""
    with transaction.atomic():
        _lock()
        if Edition.objects.filter(date=day, build_id=build_id).exists():
            return
        Edition.objects.filter(date=day).delete()
        documents = history.documents(day)
        Edition.objects.create(date=day, build_id=build_id, light=True, manifest=manifest, **documents)
        _copy(Aggregate, [*_AGGREGATE, "histogram"], _aggregates(history.figures(day), day))


def _load_changes(
    history: History, before: date | None, later: date | None, day: date, progress: Callable[[str], None]
) -> None:
    """Load what an edition answers otherwise than the one before, unless it is there already.

    Args:
        history: where it is told.
        before: the edition before, None for the first of all.
        later: the edition, as `history.changed` names it.
        day: its date.
        progress: called with the name of the step.
    """
    told = (before, history.builds[before]) if before else (None, "")
    with transaction.atomic():
        _lock()
        edition = Edition.objects.get(date=day)
        if (edition.before, edition.before_build) == told:
            return
        Change.objects.filter(edition=day).delete()
        Tally.objects.filter(edition=day).delete()
        if before:
            progress(f"Telling what changed from {before} to {day}")
            changed = history.changed(later)
            _copy(Change, ["siren", "answers"], _changes(day, changed.changes))
            _copy(Tally, list(COUNTS), ((day, *row) for row in changed.counts.select(COUNTS).iter_rows()))
        Edition.objects.filter(date=day).update(before=told[0], before_build=told[1])


def _changes(day: date, changes: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    for siren, rows in changes.select(list(CHANGES)).rows_by_key("siren").items():
        yield day, siren, json.dumps({indicator: answer for indicator, *answer in rows})


def _past(day: date, history: History) -> Iterator[tuple[Any, ...]]:
    for siren, rows in history.past().select(list(PAST)).rows_by_key("siren").items():
        answers: dict[str, list[tuple[str, float | None]]] = {}
        for indicator, on, score in rows:
            answers.setdefault(indicator, []).append((str(on), score))
        yield day, siren, json.dumps(answers)


def _movements(day: date, history: History) -> Iterator[tuple[Any, ...]]:
    for before in history.builds:
        for row in history.movements(before).select(MOVEMENT).iter_rows():
            yield day, before, *row


def _verified(folder: Path) -> dict[str, Any]:
    """Check an edition, and return its manifest.

    Raises:
        BarometreError: it is not whole, or not of this instance.
    """
    manifest = verify_edition(folder)
    _check_of_here(str(folder), manifest)
    return manifest


def _check_of_here(name: str, manifest: dict[str, Any]) -> None:
    """Check that an edition is of a demonstration exactly when this instance is one.

    Raises:
        BarometreError: real and made-up editions would stand side by side.
    """
    made_up = [bool(one.get("demonstration")) for one in Edition.objects.values_list("manifest", flat=True)]
    for other in (settings().demonstration, *made_up):
        if other != bool(manifest.get("demonstration")):
            kinds = ("a real one", "of a demonstration")
            raise BarometreError(
                f"{name} is {kinds[not other]} and this instance is {kinds[other]}: they are never mixed; "
                "set BAROMETRE_VAR and DATABASE_URL to those of the edition"
            )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])


def _load(folder: Path, manifest: dict[str, Any]) -> Edition:
    """Load an edition and make it current, in one transaction, one at a time over all processes."""
    day = date.fromisoformat(manifest["date"])
    build_id = sha256(folder / MANIFEST)
    with transaction.atomic():
        _lock()
        Edition.objects.filter(current=True).update(current=False)
        if Edition.objects.filter(date=day, build_id=build_id, light=False).update(current=True):
            edition = Edition.objects.get(date=day)
            if not Grid.objects.filter(edition=edition).exists():  # published by a version that made none
                Grid.objects.create(edition=edition, parquet=grid_of(folder))
            return edition
        Edition.objects.filter(date=day).delete()
        documents = documents_of(folder)
        edition = Edition.objects.create(date=day, build_id=build_id, current=True, manifest=manifest, **documents)
        columns = [*_COLUMNS, "profile", "scores", "indicators", "facts", "guidance"]
        _copy(Collectivite, columns, _collectivites(folder, day))
        _copy(Aggregate, [*_AGGREGATE, "histogram"], _aggregates(read_table(folder, "aggregates"), day))
        _copy(ObligationFigure, list(TABLES["obligation_figures"]), _figures(folder, day))
        Grid.objects.create(edition=edition, parquet=grid_of(folder))
    return edition


def _figures(folder: Path, day: date) -> Iterator[tuple[Any, ...]]:
    for row in read_table(folder, "obligation_figures").iter_rows():
        yield day, *row


def _copy(model: type[Model], columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Load rows, each beginning with the edition, by COPY, the fast way in (PostgreSQL documentation, 14.4.2)."""
    statement = f"COPY {model._meta.db_table} (edition_id, {', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _collectivites(folder: Path, day: date) -> Iterator[tuple[Any, ...]]:
    known = (
        read_table(folder, "indicators")
        .filter(pl.col("status") != "not-looked")
        .with_columns(_true("to_confirm"), _true("aged"))
    )
    tables = {"measure": read_table(folder, "scores"), "indicator": known}
    tables["fact"] = _facts(read_table(folder, "facts"))
    tables |= {"obligation": read_table(folder, "obligations"), "rank": read_table(folder, "steps")}
    authorities = read_table(folder, "collectivites")
    largest = dict(largest_communes(authorities).select("siren", "largest_commune").iter_rows())
    for some in authorities.iter_slices(_AT_ONCE):
        documents = some.select("siren")
        for key, table in tables.items():
            texts = _by_siren(table.join(some, on="siren", how="semi"), key)
            documents = documents.join(texts, on="siren", how="left", maintain_order="left")
        texts_of_each = documents.drop("siren").fill_null("{}").iter_rows()
        for authority, texts_of_one in zip(some.iter_rows(named=True), texts_of_each, strict=True):
            profile = {column: authority[column] for column in _PROFILE}
            if authority["siren"] in largest:
                profile["largest_commune"] = largest[authority["siren"]]
            *told, states, steps = texts_of_one
            guidance = f'{{"states":{states},"steps":{steps}}}'
            written = json.dumps(profile, ensure_ascii=False)
            yield (day, *(authority[column] for column in _COLUMNS), written, *told, guidance)


def _facts(facts: pl.DataFrame) -> pl.DataFrame:
    """Return the fact retained for each authority, with `otherwise`: what the other sources say if they disagree."""
    statement = pl.struct("source", "number", "text", pl.col("observed_on").dt.to_string("iso"))
    others = facts.filter("disputed", ~pl.col("retained")).group_by("siren", "fact", maintain_order=True)
    late = pl.when(pl.col("attempted_on") != pl.col("observed_on")).then("attempted_on")
    return (
        facts.filter("retained")
        .join(others.agg(otherwise=statement), on=["siren", "fact"], how="left", maintain_order="left")
        .with_columns(_true("to_confirm"), _true("attempt_to_confirm"), _true("aged"), attempted_on=late)
        .drop("retained", "disputed")
    )


def _true(column: str) -> pl.Expr:
    """Return a column in which false is empty: documents leave out what is empty."""
    return pl.when(column).then(pl.lit(True)).alias(column)


def _by_siren(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return `siren` and, under the name of the key, a JSON document: key -> other columns that are not empty."""
    frame = frame.with_columns(pl.col(pl.Date).dt.to_string("iso")).sort("siren", key)
    members = [_member(column) for column in frame.columns if column not in ("siren", key)]
    inside = pl.concat_str(members, separator=",", ignore_nulls=True)
    entry = pl.concat_str(pl.lit('"'), key, pl.lit('":{'), inside, pl.lit("}"))
    entries = frame.select("siren", entry.alias(key)).group_by("siren").agg(pl.col(key).str.join(","))
    return entries.with_columns(pl.concat_str(pl.lit("{"), key, pl.lit("}")).alias(key))


def _member(column: str) -> pl.Expr:
    """Return a column as members of JSON objects, null where it is empty; a context is JSON already."""
    if column.endswith("_context"):
        return pl.concat_str(pl.lit(f'"{column}":'), column)
    member = pl.struct(column).struct.json_encode().str.strip_prefix("{").str.strip_suffix("}")
    return pl.when(pl.col(column).is_not_null()).then(member)


def _aggregates(figures: pl.DataFrame, day: date) -> Iterator[tuple[Any, ...]]:
    for row in figures.iter_rows(named=True):
        histogram = row["histogram"]
        yield day, *(row[column] for column in _AGGREGATE), histogram and json.dumps(histogram)
