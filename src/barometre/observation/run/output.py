"""Output of a run: Parquet parts of facts, one a chunk, and `rcpnt.csv`."""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from barometre.catalogue.sentences import with_sentences
from barometre.errors import BarometreError
from barometre.facts.schema import Outcome
from barometre.facts.statement import facts_table
from barometre.observation.criteria.rcpnt_level import CRITERIA, LEVEL, judge_level
from barometre.observation.criteria.target import Target
from barometre.observation.run.confirm import Confirmation, ConfirmedFact, confirm
from barometre.observation.run.journal import Looks
from barometre.tables import read_parquet, write_parquet

FACTS_FOLDER = "facts"
RCPNT_FILE = "rcpnt.csv"
NOT_LOOKED = "pas encore regardé"
UNKNOWN = "inconnu"
_CRITERIA = pl.DataFrame({"criterion": CRITERIA, "fact": [f"rcpnt.{criterion}" for criterion in CRITERIA]})


def chunk_facts(targets: Iterable[Target], looks: Looks, rule: Confirmation) -> pl.DataFrame:
    """Return the facts of a chunk, in the order of its targets: columns of `facts.schema.FACTS`."""
    by_siren: dict[str, list[ConfirmedFact]] = {}
    for (siren, _), made in looks.items():
        by_siren.setdefault(siren, []).extend(confirm(made, rule))
    rows = []
    for target in targets:
        facts = sorted(by_siren.get(target.siren, []), key=lambda fact: fact.statement.fact)
        rows += [(target.siren, fact.statement, _day(fact.at)) for fact in (*facts, *_level(facts))]
    return facts_table(rows)


def _level(facts: Iterable[ConfirmedFact]) -> list[ConfirmedFact]:
    """Return the level that the criteria give, dated of the newest one; nothing when none was looked at."""
    criteria = [fact for fact in facts if fact.statement.fact.startswith("rcpnt.")]
    if not criteria:
        return []
    met = {fact.statement.fact.removeprefix("rcpnt."): fact.statement.number for fact in criteria}
    return [ConfirmedFact(judge_level(met), max(fact.at for fact in criteria))]


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).date()


def write_part(out: Path, number: int, facts: pl.DataFrame) -> None:
    """Write the facts of one chunk, whole or not at all."""
    write_parquet(facts, out / FACTS_FOLDER / f"part-{number:06d}.parquet")


def parts(out: Path) -> list[Path]:
    """Return the files of facts of a run, in order."""
    return sorted((out / FACTS_FOLDER).glob("part-*.parquet"))


def write_rcpnt(out: Path) -> dict[str, int]:
    """Write `rcpnt.csv` from the parts, one at a time: siren, criterion, met (true, false or empty), reason.

    Returns:
        Number of collectivités of each level: « AA », « A », « aucun », and « inconnu ».

    Raises:
        BarometreError: the folder cannot be written.
    """
    levels = dict.fromkeys(("AA", "A", "aucun", UNKNOWN), 0)
    temporary = out / f".{RCPNT_FILE}.{os.getpid()}.tmp"
    try:
        with temporary.open("wb") as file:
            file.write(b"siren,criterion,met,reason\n")
            for path in parts(out):
                frame = read_parquet(path, "delete it and run the same command again")
                file.write(criteria_of(frame).write_csv(include_header=False).encode())
                reached = frame.filter(fact=LEVEL)["text"].fill_null(UNKNOWN).value_counts().iter_rows()
                counts = dict.fromkeys(levels, 0) | dict(reached)
                counts[UNKNOWN] = frame["siren"].n_unique() - sum(counts[name] for name in ("AA", "A", "aucun"))
                levels = {name: total + counts[name] for name, total in levels.items()}
        temporary.replace(out / RCPNT_FILE)
    except OSError as error:
        raise BarometreError(f"Cannot write {out / RCPNT_FILE}: {error.strerror}") from None
    finally:
        temporary.unlink(missing_ok=True)
    return levels


def criteria_of(facts: pl.DataFrame) -> pl.DataFrame:
    """Return the criteria of a part's collectivités: siren, criterion, met (true, false or empty), reason, as text."""
    every = facts.select(pl.col("siren").unique(maintain_order=True)).join(_CRITERIA, how="cross")
    met = pl.when(pl.col("outcome") == Outcome.SEEN.value).then(
        pl.col("number").replace_strict({1.0: "true", 0.0: "false"}, default="", return_dtype=pl.String)
    )
    reason = pl.when(pl.col("outcome").is_null()).then(pl.lit(NOT_LOOKED)).otherwise(pl.col("reason").fill_null(""))
    values = with_sentences(facts, "reason", "reason_code", "reason_context", "to_confirm").select(
        "siren", "fact", "number", "outcome", "reason"
    )
    joined = every.join(values, on=("siren", "fact"), how="left", maintain_order="left")
    return joined.select("siren", "criterion", met=met.fill_null(""), reason=reason)


def read_run(out: Path) -> pl.DataFrame:
    """Read all the facts of a run: columns of `facts.schema.FACTS`.

    Raises:
        BarometreError: there are none, or a part is broken.
    """
    paths = parts(out)
    if not paths:
        raise BarometreError(f"{out} holds no observation; run barometre observe --out {out} first")
    return pl.concat([read_parquet(path, "delete it and run the same command again") for path in paths])
