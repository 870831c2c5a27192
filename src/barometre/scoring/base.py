"""The base of comparison of an edition: for each kind of collectivité, the indicators known of nearly all of them.

Two collectivités are compared on the base alone, the same for both. Comparing each pair on what is known of the two
would not do: A may come before B, B before C and C before A, each time on other indicators (docs/decisions/0028).
"""

import polars as pl

# An indicator is in the base of a kind when it is known of this share of those that it concerns.
BASE_FROM = 0.8


def declare_base(values: pl.DataFrame, collectivites: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """Declare the base of an edition; evidence that comes later is compared on it and does not change it.

    Args:
        values: columns `siren`, `indicator`, `status`, `score`.
        collectivites: columns `siren`, `kind`.
        scored: columns of `readings.indicator_weights`, without the records.

    Returns:
        Columns kind, indicator, known, concerned (numbers of collectivités); sorted.
    """
    return (
        values.lazy()
        .select("siren", "indicator", "status", "score")
        .filter(pl.col("status") != "not-concerned")
        .join(scored.lazy().select("indicator"), on="indicator", how="semi")
        .join(collectivites.lazy().select("siren", "kind"), on="siren")
        .group_by("kind", "indicator")
        .agg(known=pl.col("score").count(), concerned=pl.len())
        .filter(pl.col("known") >= BASE_FROM * pl.col("concerned"))
        .sort("kind", "indicator")
        .collect()
    )
