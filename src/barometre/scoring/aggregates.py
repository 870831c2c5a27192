"""Territorial aggregates: mean or share with its bounds, number known, number concerned, quartiles, distribution."""

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
# A territory has a figure when this share of those concerned is known: a few are not France (docs/decisions/0028).
TERRITORY_FROM = 0.8


def aggregate(
    values: pl.DataFrame, collectivites: pl.DataFrame, territories: Mapping[str, str | None] = TERRITORIES
) -> pl.DataFrame:
    """Aggregate the scores of measured collectivités over every territory and strate.

    Args:
        values: columns siren, measure, score (0-100 or null), low, high (what it can be; null when it is not known),
            coverage (share of the subject that the score rests on, 0-1; null for an indicator), concerned (bool); one
            row per collectivité and measure.
        collectivites: columns siren, kind, strate, epci, departement, region.
        territories: the kinds of territory to aggregate over, a part of `TERRITORIES`.

    Returns:
        Columns territory_kind, territory, kind, measure, mean (of scores: the share in % for a yes or a no), low, high
        (the mean if all those that are not known scored 0, or 100), met (number that score 100), known, concerned,
        coverage (mean of that of the known), q1, median, q3, histogram (10 counts: [0, 10) … [90, 100]). Below
        `TERRITORY_FROM` known, only the counts met, known and concerned are left; all else is null. Rows where nothing
        is concerned are left out. Each collectivité counts once, whatever its population. Sorted by all keys.

    Example:
        Of 10 concerned, 8 are known, 6 of which score 100 and 2 score 0: the mean is 75, between 60 and 80.
    """
    columns = ["siren", "kind", *{column for column in territories.values() if column}]
    rows = (
        values.lazy().filter("concerned").join(collectivites.lazy().select(columns), on="siren", maintain_order="left")
    )
    # Once, for all the kinds of territory.
    rows = rows.select(pl.exclude("siren", "concerned"), _bin(pl.col("score"))).collect().lazy()
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
    score, concerned = pl.col("score"), pl.col("concerned")
    enough = pl.col("known") >= TERRITORY_FROM * concerned
    figures = ("mean", "low", "high", "coverage", "q1", "median", "q3", "histogram")
    return (
        rows.filter(pl.col("territory").is_not_null())
        .group_by("territory", "kind", "measure", maintain_order=True)
        .agg(
            mean=score.mean(),
            low=pl.col("low").sum() / pl.len(),
            high=(pl.col("high").sum() + 100.0 * score.null_count()) / pl.len(),
            met=(score == 100).sum().cast(pl.Int32),
            known=score.count().cast(pl.Int32),
            concerned=pl.len().cast(pl.Int32),
            coverage=pl.col("coverage").filter(score.is_not_null()).mean(),
            q1=score.quantile(0.25, "linear"),
            median=score.median(),
            q3=score.quantile(0.75, "linear"),
            histogram=pl.concat_list([(pl.col("bin") == b).sum().cast(pl.Int32) for b in range(BINS)]),
        )
        .with_columns(pl.when(enough).then(pl.col(name)).alias(name) for name in figures)
        .select(pl.lit(territory_kind).alias("territory_kind"), pl.all())
        .collect()
    )
