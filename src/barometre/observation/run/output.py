"""What a run leaves: Parquet parts of facts, one a chunk, and `rcpnt.csv`."""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import polars as pl

from barometre.catalogue.sentences import with_sentences
from barometre.errors import BarometreError
from barometre.facts.schema import Outcome
from barometre.facts.statement import facts_table
from barometre.observation.criteria.rcpnt_level import CRITERIA, LEVEL, judge_level
from barometre.observation.criteria.target import Target
from barometre.observation.run.confirm import Settled, settle
from barometre.observation.run.journal import Looks
from barometre.tables import read_parquet, write_parquet

FACTS_FOLDER = "facts"
RCPNT_FILE = "rcpnt.csv"
NOT_LOOKED = "pas encore regardé"
UNKNOWN = "inconnu"
_CRITERIA = pl.DataFrame({"criterion": CRITERIA, "fact": [f"rcpnt.{one}" for one in CRITERIA]})


def chunk_facts(targets: Iterable[Target], looks: Looks, recheck_after: float) -> pl.DataFrame:
    """Facts of a chunk, in the order of its targets: columns of `facts.schema.FACTS`."""
    by_siren: dict[str, list[Settled]] = {}
    day = lru_cache(maxsize=64)(_day)
    for (siren, _), made in looks.items():
        by_siren.setdefault(siren, []).extend(settle(made, recheck_after))
    rows = []
    for target in targets:
        settled = sorted(by_siren.get(target.siren, []), key=_fact)
        rows += [(target.siren, one.statement, day(one.at)) for one in (*settled, *_level(settled))]
    return facts_table(rows)


def _level(settled: Iterable[Settled]) -> list[Settled]:
    """Return the level that the criteria give, dated of the last one; none when no criterion was looked at."""
    criteria = [one for one in settled if one.statement.fact.startswith("rcpnt.")]
    if not criteria:
        return []
    met = {one.statement.fact.removeprefix("rcpnt."): one.statement.number for one in criteria}
    return [Settled(judge_level(met), max(one.at for one in criteria))]


def _fact(one: Settled) -> str:
    return one.statement.fact


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).date()


def write_part(out: Path, number: int, facts: pl.DataFrame) -> None:
    """Write the facts of one chunk, whole or not at all."""
    write_parquet(facts, out / FACTS_FOLDER / f"part-{number:06d}.parquet")


def parts(out: Path) -> list[Path]:
    """Files of facts of a run, in order."""
    return sorted((out / FACTS_FOLDER).glob("part-*.parquet"))


def write_rcpnt(out: Path) -> dict[str, int]:
    """Write `rcpnt.csv` from the parts, one at a time: siren, criterion, met (true, false or empty), reason.

    Returns:
        Number of collectivités of each level: « AA », « A », « aucun », and « inconnu ».

    Raises:
        BarometreError: the folder cannot be written.
    """
    levels = dict.fromkeys(("AA", "A", "aucun", UNKNOWN), 0)
    aside = out / f".{RCPNT_FILE}.{os.getpid()}.tmp"
    try:
        with aside.open("wb") as file:
            file.write(b"siren,criterion,met,reason\n")
            for path in parts(out):
                frame = read_parquet(path, "delete it and run the same command again")
                criteria_of(frame).write_csv(file, include_header=False)
                reached = frame.filter(fact=LEVEL)["text"].fill_null(UNKNOWN).value_counts().iter_rows()
                told = dict.fromkeys(levels, 0) | dict(reached)
                told[UNKNOWN] = frame["siren"].n_unique() - sum(told[name] for name in ("AA", "A", "aucun"))
                levels = {name: count + told[name] for name, count in levels.items()}
        aside.replace(out / RCPNT_FILE)
    except OSError as error:
        raise BarometreError(f"Cannot write {out / RCPNT_FILE}: {error.strerror}") from None
    finally:
        aside.unlink(missing_ok=True)
    return levels


def criteria_of(facts: pl.DataFrame) -> pl.DataFrame:
    """Criteria of the collectivités of a part: siren, criterion, met (true, false or empty), reason, all as text."""
    every = facts.select(pl.col("siren").unique(maintain_order=True)).join(_CRITERIA, how="cross")
    met = pl.when(pl.col("outcome") == Outcome.SEEN.value).then(
        pl.col("number").replace_strict({1.0: "true", 0.0: "false"}, default="", return_dtype=pl.String)
    )
    found = with_sentences(facts, "sentence", "reason_code", "reason_context", "to_confirm")
    criteria = every.join(
        found.select("siren", "fact", "number", "outcome", "sentence"),
        on=["siren", "fact"],
        how="left",
        maintain_order="left",
    )
    looked = pl.when(pl.col("outcome").is_null()).then(pl.lit(NOT_LOOKED)).otherwise(pl.col("sentence").fill_null(""))
    return criteria.select("siren", "criterion", met=met.fill_null(""), reason=looked)


def read_run(out: Path) -> pl.DataFrame:
    """All the facts of a run: columns of `facts.schema.FACTS`.

    Raises:
        BarometreError: there are none, or a part is broken.
    """
    paths = parts(out)
    if not paths:
        raise BarometreError(f"{out} holds no observation; run barometre observe --out {out} first")
    return pl.concat([read_parquet(path, "delete it and run the same command again") for path in paths])
