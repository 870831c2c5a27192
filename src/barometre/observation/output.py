"""What a run leaves: Parquet parts of facts, one a chunk, and `rcpnt.csv`."""

import csv
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.facts.schema import FACTS, Outcome
from barometre.observation.journal import Looks
from barometre.observation.settle import CRITERIA, LEVEL, Settled, level, settle
from barometre.observation.target import Target
from barometre.tables import read_parquet, write_parquet

FACTS_FOLDER = "facts"
RCPNT_FILE = "rcpnt.csv"
NOT_LOOKED = "pas encore regardé"


def chunk_facts(targets: Iterable[Target], looks: Looks, recheck_after: float) -> pl.DataFrame:
    """Facts of a chunk, in the order of its targets: columns of `facts.schema.FACTS`."""
    by_siren: dict[str, list[Settled]] = {}
    day = lru_cache(maxsize=64)(_day)
    for (siren, _), made in looks.items():
        by_siren.setdefault(siren, []).extend(settle(made, recheck_after))
    rows = []
    for target in targets:
        settled = sorted(by_siren.get(target.siren, []), key=lambda one: one.statement.fact)
        reached = level(settled)
        for one in (*settled, *([reached] if reached else [])):
            fact = one.statement
            rows.append((target.siren, fact.fact, str(fact.outcome), fact.number, fact.text, day(one.at), fact.detail))
    return pl.DataFrame(rows, schema=FACTS, orient="row")


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
    levels = dict.fromkeys(("AA", "A", "aucun", "inconnu"), 0)
    aside = out / f".{RCPNT_FILE}.{os.getpid()}.tmp"
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("siren", "criterion", "met", "reason"))
            for path in parts(out):
                frame = read_parquet(path, "delete it and run the same command again")
                rows = frame.select("siren", "fact", "number", "detail", "outcome", "text").iter_rows()
                for siren, of_siren in groupby(rows, key=itemgetter(0)):
                    seen = {fact: row for _, fact, *row in of_siren}
                    writer.writerows(_criteria(siren, seen))
                    levels[seen.get(LEVEL, [None] * 4)[3] or "inconnu"] += 1
        aside.replace(out / RCPNT_FILE)
    except OSError as error:
        raise BarometreError(f"Cannot write {out / RCPNT_FILE}: {error.strerror}") from None
    finally:
        aside.unlink(missing_ok=True)
    return levels


def _criteria(siren: str, seen: dict[str, list[object]]) -> list[tuple[str, str, str, object]]:
    rows = []
    for criterion in CRITERIA:
        number, detail, outcome, _ = seen.get(f"rcpnt.{criterion}", (None, NOT_LOOKED, None, None))
        met = {1.0: "true", 0.0: "false"}.get(number, "") if outcome == Outcome.SEEN else ""  # type: ignore[call-overload]
        rows.append((siren, criterion, met, detail or ""))
    return rows


def read_run(out: Path) -> pl.DataFrame:
    """All the facts of a run: columns of `facts.schema.FACTS`.

    Raises:
        BarometreError: there are none, or a part is broken.
    """
    paths = parts(out)
    if not paths:
        raise BarometreError(f"{out} holds no observation; run barometre observe --out {out} first")
    return pl.concat([read_parquet(path, "delete it and run the same command again") for path in paths])
