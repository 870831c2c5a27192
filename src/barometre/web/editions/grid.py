"""The whole edition as one table of one row per collectivité measured: what boards, filters and comparisons read.

Columns: those of `IDENTITY`; `agents`, `site` and `trackers` (true or null) and `largest_commune`, which duties ask
for; for each measure of the index its score under its id (`cybersecurite.seen`), with `.coverage` and `.provisional`;
for each indicator its status under its id, with `.score` and, where the answer is more than yes or no, `.value` and
`.text`, and `.hangs` (true or null) where something else is the only cause of the answer; for each obligation its state
under `obligation.` and its id, `if` where it binds only if something that is not known, null where it does not bind;
the shared tools that it is known to use (`tools.seen`, `tools.listed`), and whether its pages were read
(`tools.looked`).

It is kept as Parquet beside the edition: 36,240 rows are 2 MB, and read in less time than a page takes.
"""

import io
import json
from pathlib import Path

import polars as pl

from barometre.catalogue.guidance import Tool
from barometre.catalogue.load import load_catalogue
from barometre.edition.files import read_table
from barometre.guidance.obligations import STATES, Why
from barometre.guidance.sharing import HANGS, OBLIGATION
from barometre.guidance.uses import facts_of, uses
from barometre.indicators.evaluate import Status
from barometre.indicators.properties import READ, with_circumstances

IDENTITY = (
    "siren kind code name slug nature population strate epci ept departement region departements regions powers"
).split()
STATUSES = pl.Enum([status.value for status in Status])
STATES_OF_GRID = pl.Enum([*STATES.categories, Why.IF.value])


def grid_of(folder: Path) -> bytes:
    """Return the table of an edition as the bytes of a Parquet file."""
    facts = read_table(folder, "facts").filter("retained")
    tools = _tools(folder)
    used = uses(facts.filter(pl.col("fact").is_in(facts_of(tools))), tools, load_catalogue().signs)
    facts = facts.filter(pl.col("fact").is_in(READ))
    rows = read_table(folder, "collectivites").filter("measured").select(IDENTITY).sort("siren")
    rows = with_circumstances(rows, facts)
    sirens = rows.select("siren")
    parts = [
        *_scores(read_table(folder, "scores")),
        *_indicators(read_table(folder, "indicators")),
        *_obligations(read_table(folder, "obligations")),
        used,
    ]
    beside = [sirens.join(part, on="siren", how="left", maintain_order="left").drop("siren") for part in parts]
    statuses = pl.col(STATUSES).fill_null(pl.lit(Status.NOT_LOOKED.value, STATUSES))
    out = io.BytesIO()
    pl.concat([rows, *beside], how="horizontal").with_columns(statuses).write_parquet(out, compression="zstd")
    return out.getvalue()


def _scores(scores: pl.DataFrame) -> list[pl.DataFrame]:
    return [
        part.select(
            "siren",
            pl.col("score").cast(pl.Float32).alias(f"{measure}"),
            pl.col("coverage").cast(pl.Float32).alias(f"{measure}.coverage"),
            pl.col("provisional").alias(f"{measure}.provisional"),
        )
        for (measure,), part in sorted(scores.partition_by("measure", as_dict=True).items())
    ]


def _indicators(indicators: pl.DataFrame) -> list[pl.DataFrame]:
    return [
        part.select(
            "siren",
            pl.col("status").cast(STATUSES).alias(f"{name}"),
            pl.col("score").cast(pl.Float32).alias(f"{name}.score"),
            # Only for those that have some.
            *(pl.col(column).alias(f"{name}.{column}") for column in ("value", "text") if part[column].count()),
            *([_hangs().alias(f"{name}{HANGS}")] if part["hangs_on"].count() else []),
        )
        for (name,), part in sorted(indicators.partition_by("indicator", as_dict=True).items())
    ]


def _hangs() -> pl.Expr:
    return pl.when(pl.col("status") == Status.KNOWN.value, pl.col("hangs_on").is_not_null()).then(pl.lit(True))


def _obligations(states: pl.DataFrame) -> list[pl.DataFrame]:
    state = pl.when(pl.col("why") == Why.IF.value).then(pl.lit(Why.IF.value)).otherwise("state")
    return [
        part.select("siren", state.cast(STATES_OF_GRID).alias(f"{OBLIGATION}{name}"))
        for (name,), part in sorted(states.partition_by("obligation", as_dict=True).items())
    ]


def _tools(folder: Path) -> list[Tool]:
    """Return the shared tools of an edition, none when it was made before they were told."""
    catalogue = json.loads((folder / "catalogue.json").read_text("utf-8"))
    return [Tool.model_validate(one) for one in catalogue.get("tools", {}).values()]
