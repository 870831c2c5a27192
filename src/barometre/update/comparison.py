"""What moved between two editions, why, and what is odd in it. Pure: tables in, tables and lines out."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from barometre.rounding import rounded_share
from barometre.sources.fetch import LEAST_CHANGE, is_big
from barometre.survey.facts import SOURCE as SURVEY

# Points of the national share of a kind beyond which an indicator does not move without a reason.
MOST_POINTS = 5.0
_PLACE = ("kind", "region")
_FRANCE = "FR"
SCHEMA = {
    "what": pl.String(),
    "name": pl.String(),
    "kind": pl.String(),
    "region": pl.String(),
    "before": pl.Float64(),
    "after": pl.Float64(),
    "known_before": pl.Float64(),
    "known": pl.Float64(),
    "why": pl.String(),
}


class Compared(NamedTuple):
    """One edition, as it is compared.

    Attributes:
        collectivites, facts, indicators: its tables of these names (`edition.schema.TABLES`).
        inputs: what it was made from: name -> checksum.
    """

    collectivites: pl.DataFrame
    facts: pl.DataFrame
    indicators: pl.DataFrame
    inputs: Mapping[str, str]


def compare(former: Compared, newer: Compared) -> pl.DataFrame:
    """Return what moved, in France (`FR`) and in each région.

    Returns:
        Columns of `SCHEMA`: `what` is `rows` (facts of a source), `matches` (collectivités of which a source speaks) or
        `indicator` (mean score where it is known, with how many are); `why` names what is new in the inputs.
    """
    fresh = new_inputs(former.inputs, newer.inputs)
    sources = _moved(_of_sources(former), _of_sources(newer))
    whys = {name: fresh.get(name) for name in sources["name"].unique()}
    indicators = _moved(_of_indicators(former), _of_indicators(newer))
    used = newer.indicators.filter(pl.col("source").is_not_null()).group_by("indicator").agg(pl.col("source").unique())
    for indicator, names in used.iter_rows():
        whys[indicator] = " ".join(sorted(fresh[name] for name in names if name in fresh)) or None
    both = pl.concat([sources, indicators])
    why = pl.col("name").replace_strict(whys, default=None, return_dtype=pl.String)
    return both.with_columns(why=why.fill_null("no new input: program or content changed")).select(list(SCHEMA))


def new_inputs(former: Mapping[str, str], newer: Mapping[str, str]) -> dict[str, str]:
    """Return, for each source, the newest of its files that the former edition did not have."""
    fresh = [name for name, digest in newer.items() if former.get(name) != digest and name.startswith("facts/")]
    return {name.split("/")[1]: name for name in sorted(fresh, key=lambda name: name.removesuffix(".parquet"))}


def odd(changes: pl.DataFrame, former: Compared, newer: Compared) -> list[str]:
    """Return what should not be published without somebody's word, one line each.

    A source that the former edition did not have is a reason for what it brings; so is the survey, whose answers come
    and go as collectivités choose to publish them.
    """
    known = set(former.facts["source"].unique()) - {SURVEY}
    added = set(newer.facts["source"].unique()) - known
    explained = set(newer.indicators.filter(pl.col("source").is_in(list(added)))["indicator"].unique())
    lines = []
    for row in changes.iter_rows(named=True):
        counted, name = row["what"] != "indicator", row["name"]
        before, after = row["before"], row["after"]
        if counted and name in known and is_big(int(before), int(after)):
            lines.append(
                f"{row['what']} of {name}, {row['kind']} of {row['region']}: {before:.0f} before, {after:.0f} now"
            )
        elif not counted and row["region"] == _FRANCE and name not in explained and _moved_far(row):
            lines.append(f"indicator {name}, {row['kind']}: {rounded_share(before)} before, {rounded_share(after)} now")
    return lines


def _moved_far(row: Mapping[str, Any]) -> bool:
    """Return whether an indicator moved by more than the bound, and for more than a few collectivités."""
    if row["before"] is None or row["after"] is None:
        return False
    points = abs(row["after"] - row["before"])
    return bool(points > MOST_POINTS and points * row["known"] >= 100 * LEAST_CHANGE)


def _placed(edition: Compared, table: pl.DataFrame) -> pl.DataFrame:
    """Return a table twice: with the région of each collectivité, and with France as one."""
    here = table.join(edition.collectivites.select("siren", *_PLACE), on="siren", how="inner")
    return pl.concat([here.with_columns(region=pl.lit(_FRANCE)), here.filter(pl.col("region").is_not_null())])


def _of_sources(edition: Compared) -> pl.DataFrame:
    """Count the facts of each source, and the collectivités of which it speaks."""
    placed = _placed(edition, edition.facts.select("siren", name="source"))
    counts = placed.group_by("name", *_PLACE).agg(rows=pl.len(), matches=pl.col("siren").n_unique())
    long = counts.unpivot(["rows", "matches"], index=["name", *_PLACE], variable_name="what", value_name="value")
    return long.with_columns(pl.col("value").cast(pl.Float64), known=pl.lit(None, pl.Float64))


def _of_indicators(edition: Compared) -> pl.DataFrame:
    """Return the mean score of each indicator where it is known, and the number of collectivités where it is."""
    scores = edition.indicators.filter(pl.col("score").is_not_null()).select("siren", "score", name="indicator")
    means = _placed(edition, scores).group_by("name", *_PLACE).agg(value=pl.col("score").mean(), known=pl.len())
    return means.with_columns(pl.col("known").cast(pl.Float64), what=pl.lit("indicator"))


def _moved(former: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """Join two tables of values, and keep the rows that differ; a count that is absent is zero, a mean is not known."""
    keys = ["what", "name", *_PLACE]
    joined = former.select(*keys, before="value", known_before="known").join(
        newer.select(*keys, after="value", known="known"), on=keys, how="full", coalesce=True
    )
    counted = pl.when(pl.col("what") != "indicator")
    joined = joined.with_columns(
        before=counted.then(pl.col("before").fill_null(0)).otherwise("before"),
        after=counted.then(pl.col("after").fill_null(0)).otherwise("after"),
    )
    same = pl.col("before").eq_missing(pl.col("after")) & pl.col("known_before").eq_missing(pl.col("known"))
    return joined.filter(~same).sort(keys)
