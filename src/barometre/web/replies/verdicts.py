"""What an edition changes for each collectivité, as its preview shows it before anybody else sees it. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl

# Of an indicator, what tells the answer, why, and on what evidence.
_TOLD = ["status", "value", "text", "score", "reason", "reason_code", "source", "observed_on", "aged"]
# Of a fact shown beside it.
_FACT = ["outcome", "number", "text", "source", "observed_on", "aged"]


class Moving(NamedTuple):
    """What moves of one collectivité: indicator -> before, after, why; fact -> what the edition says of it."""

    siren: str
    verdicts: dict[str, dict[str, Any]]
    facts: dict[str, dict[str, Any]]


def moving(
    changes: pl.DataFrame,
    before: pl.DataFrame,
    after: pl.DataFrame,
    facts: pl.DataFrame,
    entries: Mapping[str, Mapping[str, Any]],
) -> Iterator[Moving]:
    """Yield what moves of each collectivité, in order of SIREN; an indicator given up is left out.

    Args:
        changes: what `edition.changes` finds between the two editions.
        before: indicators of the published edition.
        after: indicators of the edition to publish.
        facts: those of the edition to publish.
        entries: indicators of its catalogue.
    """
    moved = changes.filter(pl.col("indicator").is_in(list(entries))).select("siren", "indicator", "why")
    told = [_documents(table, "indicator", moved, _TOLD) for table in (before, after)]
    named = [(indicator, fact) for indicator, entry in entries.items() for fact in entry["facts"]]
    pairs = pl.DataFrame(named, schema={"indicator": pl.String, "fact": pl.String}, orient="row")
    wanted = moved.join(pairs, on="indicator").select("siren", "fact").unique()
    beside = _documents(facts.filter("retained"), "fact", wanted, _FACT)
    nothing = {"status": "not-looked"}
    for (siren,), rows in moved.sort("siren", "indicator").group_by(["siren"], maintain_order=True):
        was, now = (documents.get(siren, {}) for documents in told)
        verdicts = {
            indicator: {"before": was.get(indicator, nothing), "after": now.get(indicator, nothing), "why": why}
            for indicator, why in rows.select("indicator", "why").iter_rows()
        }
        yield Moving(str(siren), verdicts, beside.get(str(siren), {}))


def _documents(
    table: pl.DataFrame, key: str, wanted: pl.DataFrame, columns: list[str]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what a table says of the keys wanted: SIREN -> key -> columns that are not empty."""
    rows = table.join(wanted.select("siren", key), on=["siren", key], how="semi").select("siren", key, *columns)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows.with_columns(pl.col(pl.Date).dt.to_string("iso")).iter_rows(named=True):
        told = {name: row[name] for name in columns if row[name] is not None and row[name] is not False}
        found.setdefault(row["siren"], {})[row[key]] = told
    return found
