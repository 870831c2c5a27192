"""Territorial aggregates: mean or share, number known, number concerned, quartiles and distribution."""

from collections.abc import Mapping

import polars as pl

# Kind of territory -> column of the collectivités that says to which one they belong (France: all of them).
TERRITORIES: Mapping[str, str | None] = {
    "france": None,
    "region": "region",
    "departement": "departement",
    "epci": "epci",
    "strate": "strate",
}

# Bins of a histogram of scores.
BINS = 10


def aggregate(
    values: pl.DataFrame, collectivites: pl.DataFrame, territories: Mapping[str, str | None] = TERRITORIES
) -> pl.DataFrame:
    """Aggregate the scores of measured collectivités over every territory and strate.

    Args:
        values: columns siren, measure, score (0-100 or null), concerned (bool), one row per collectivité and measure.
        collectivites: columns siren, kind, strate, epci, departement, region.
        territories: the kinds of territory to aggregate over, a part of `TERRITORIES`.

    Returns:
        Columns territory_kind, territory, kind, measure, mean (of scores: the share in % for a yes or a no), known,
        concerned, q1, median, q3, histogram (10 counts: [0, 10) … [90, 100]). Rows where nothing is concerned are
        left out. Each collectivité counts once, whatever its population. Sorted by all keys.
    """
    columns = ["siren", "kind", *{column for column in territories.values() if column}]
    rows = (
        values.lazy().filter("concerned").join(collectivites.lazy().select(columns), on="siren", maintain_order="left")
    )
    rows = rows.select(pl.exclude("siren", "concerned"), _bin(pl.col("score")))
    parts = [
        _aggregate(rows.with_columns(territory=pl.lit("FR") if column is None else pl.col(column)), territory_kind)
        for territory_kind, column in territories.items()
    ]
    return pl.concat(parts).sort("territory_kind", "territory", "kind", "measure")


def _bin(score: pl.Expr) -> pl.Expr:
    """Return the bin of a score, 0 to 9; 100 falls in the last."""
    return (score // (100 / BINS)).clip(0, BINS - 1).cast(pl.Int8).alias("bin")


def _aggregate(rows: pl.LazyFrame, territory_kind: str) -> pl.DataFrame:
    """Aggregate by the column `territory`; collectivités without one (no EPCI) are not in any.

    The order of groups is kept so that the scores of each are added up in the same order whatever the number of
    threads: otherwise the last digit of a mean depends on which thread ends first.
    """
    score = pl.col("score")
    return (
        rows.filter(pl.col("territory").is_not_null())
        .group_by("territory", "kind", "measure", maintain_order=True)
        .agg(
            mean=score.mean(),
            known=score.count().cast(pl.Int32),
            concerned=pl.len().cast(pl.Int32),
            q1=score.quantile(0.25, "linear"),
            median=score.median(),
            q3=score.quantile(0.75, "linear"),
            histogram=pl.concat_list([(pl.col("bin") == b).sum().cast(pl.Int32) for b in range(BINS)]),
        )
        .select(pl.lit(territory_kind).alias("territory_kind"), pl.all())
        .collect()
    )
