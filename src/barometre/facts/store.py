"""Append facts to the store, and read them: `<folder>/<source>/<date>[-r<revision>].parquet`, append-only."""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.facts.former import with_reasons
from barometre.facts.schema import FACTS, SOURCED_FACTS, Outcome, check_facts
from barometre.tables import check_schema, read_parquet, write_parquet

# How long a seen fact is kept when every later observation failed through our own fault.
KEPT = timedelta(days=180)

_NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})(-r(?P<revision>\d+))?\.parquet")


def _parts(path: Path) -> tuple[date, int]:
    """Return the date and revision in a file's name.

    Raises:
        BarometreError: the name is not one of the store's.
    """
    match = _NAME.fullmatch(path.name)
    try:
        if match is None:
            raise ValueError
        return date.fromisoformat(match["date"]), int(match["revision"] or 1)
    except ValueError:
        raise BarometreError(
            f"{path} is not a file of facts (expected YYYY-MM-DD.parquet or YYYY-MM-DD-r2.parquet); move it elsewhere"
        ) from None


def fact_files(folder: Path, until: date | None = None) -> list[Path]:
    """List the files of the store, oldest first within a source, none dated after `until`."""
    files = [path for path in folder.glob("*/*.parquet") if not path.name.startswith(".")]
    ordered = sorted(files, key=lambda path: (path.parent.name, *_parts(path)))
    return [path for path in ordered if until is None or _parts(path)[0] <= until]


def append_facts(folder: Path, source: str, on: date, facts: pl.DataFrame) -> Path | None:
    """Add the facts of a source at a date; what is stored is never changed.

    The same facts again add nothing (None is returned). Other facts for a date already there are a new revision,
    which supersedes the older one when read.

    Raises:
        BarometreError: the facts are malformed (see `check_facts`) or the folder cannot be written.
    """
    facts = check_facts(facts, source)
    stored = [path for path in fact_files(folder) if path.parent.name == source and _parts(path)[0] == on]
    if stored and _read(stored[-1]).equals(facts):
        return None
    revision = _parts(stored[-1])[1] + 1 if stored else 1
    suffix = "" if revision == 1 else f"-r{revision}"
    path = folder / source / f"{on.isoformat()}{suffix}.parquet"
    write_parquet(facts, path)
    return path


def append_whole(folder: Path, source: str, on: date, facts: pl.DataFrame) -> Path | None:
    """Add all that a source says at a date, unless its newest file says the same, or it never said anything.

    Raises:
        BarometreError: see `append_facts`.
    """
    stored = [path for path in fact_files(folder, on) if path.parent.name == source]
    same = _read(stored[-1]).equals(check_facts(facts, source)) if stored else facts.is_empty()
    return None if same else append_facts(folder, source, on, facts)


def read_facts(folder: Path, until: date | None = None, whole: Collection[str] = ()) -> pl.DataFrame:
    """Read the newest fact of each (SIREN, fact, source) not later than `until`.

    When the newest observation failed through our fault, the fact seen before it is kept for `KEPT`, with the date and
    reason of the failure.

    Args:
        folder: the store.
        until: day after which nothing is known yet; None: never.
        whole: sources of which each file is the whole register: what only an older one says is the past.

    Returns:
        Columns of `SOURCED_FACTS`, sorted by SIREN, fact and source; empty when nothing is stored.

    Raises:
        BarometreError: a file is broken or does not hold facts; names it.
    """
    files = list(enumerate(fact_files(folder, until)))
    newest = {path.parent.name: _parts(path)[0] for _, path in files}
    sources: dict[str, list[pl.DataFrame]] = {}
    for order, path in files:
        source, day = path.parent.name, _parts(path)[0]
        if source not in whole or newest[source] - day <= KEPT:
            frame = _read(path).with_columns(source=pl.lit(source), order=pl.lit(order))
            sources.setdefault(source, []).append(frame)
    if not sources:
        return pl.DataFrame(schema=SOURCED_FACTS)
    facts = pl.concat(
        frame for source, frames in sources.items() for frame in (_of_register(frames) if source in whole else frames)
    )
    if until is not None:
        facts = facts.filter(pl.col("observed_on") <= until)
    facts = facts.sort(*_KEY, "observed_on", "order")
    return _with_attempts(facts).select(list(SOURCED_FACTS))


def read_days(folder: Path, source: str, until: date) -> Iterator[tuple[date, pl.DataFrame]]:
    """Yield each day of a source up to `until`, oldest first, with what was stored of that day (columns of `FACTS`).

    Raises:
        BarometreError: a file is broken or does not hold facts; names it.
    """
    days = {_parts(path)[0]: path for path in fact_files(folder, until) if path.parent.name == source}
    for day, path in days.items():
        yield day, _read(path)


def _of_register(frames: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Return the newest file of a register, and of older ones what we failed to read in it."""
    failed = frames[-1].filter(pl.col("outcome") == Outcome.WE_FAILED.value).select("siren", "fact")
    older = [frame.join(failed, on=["siren", "fact"], how="semi", maintain_order="left") for frame in frames[:-1]]
    return [*older, frames[-1]]


_KEY = ("siren", "fact", "source")


def _with_attempts(facts: pl.DataFrame) -> pl.DataFrame:
    """Keep one fact of each key: the newest, or the one before it when all later observations failed through our fault.

    Args:
        facts: stored facts with `source`, by key and from the oldest to the newest.
    """
    failed = pl.col("outcome") == Outcome.WE_FAILED.value
    newest = facts.unique(_KEY, keep="last", maintain_order=True).with_columns(
        attempted_on="observed_on",
        attempt_code=pl.lit(None, pl.String),
        attempt_context=pl.lit(None, pl.String),
        attempt_to_confirm=pl.lit(False),
    )
    last = newest.filter(failed).select(
        *_KEY,
        attempted_on="observed_on",
        attempt_code="reason_code",
        attempt_context="reason_context",
        attempt_to_confirm="to_confirm",
    )
    answers = facts.filter(~failed).join(last, on=_KEY, how="inner", maintain_order="left")
    kept = answers.unique(_KEY, keep="last", maintain_order=True).filter(
        pl.col("outcome") == Outcome.SEEN.value, pl.col("attempted_on") - pl.col("observed_on") <= KEPT
    )
    others = newest.join(kept, on=_KEY, how="anti", maintain_order="left")
    return pl.concat([others, kept.select(others.columns)]).sort(_KEY)


def _read(path: Path) -> pl.DataFrame:
    frame = read_parquet(path, "restore it from a back-up, or delete it and load the source again")
    return check_schema(with_reasons(frame), FACTS, str(path))
