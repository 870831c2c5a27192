"""From scores of indicators to scores of themes and overall, with coverage and place among peers.

Method: weighted arithmetic means, as the OECD/JRC Handbook on Constructing Composite Indicators (2008, step 7) has
them; unknown indicators are left out and lower the coverage, never counted as zero (docs/decisions/0005).
"""

from collections.abc import Sequence

import polars as pl

MINIMUM_KNOWN = 2
"""A theme with fewer known indicators has no score."""
MINIMUM_COVERAGE = 0.25
"""A theme of which less is known, by weight, has no score."""
PROVISIONAL_BELOW = 0.5
"""A score that rests on less than this share of what concerns the collectivité is provisional, and has no level."""
MINIMUM_PEERS = 8
"""With fewer peers having a score, no place among them is given."""

OVERALL = "overall"


def theme_scores(values: pl.DataFrame, catalogue: pl.DataFrame) -> pl.DataFrame:
    """Score each theme of each collectivité.

    Args:
        values: columns `siren`, `indicator`, `status`, `score` (0-100 or null), one row per collectivité and indicator.
        catalogue: columns `indicator`, `theme`, `weight`.

    Returns:
        Columns siren, measure (theme), score (0-100 or null), coverage (0-1 by weight, null when nothing concerns
        the collectivité), known, concerned (numbers of indicators).
    """
    weighed = values.lazy().join(catalogue.lazy(), on="indicator", how="inner")
    concerned = pl.col("status") != "not-concerned"
    known = pl.col("score").is_not_null()
    known_weight = pl.col("weight").filter(known).sum()
    coverage = known_weight / pl.col("weight").filter(concerned).sum()
    enough = (pl.col("known") >= MINIMUM_KNOWN) & (pl.col("coverage") >= MINIMUM_COVERAGE)
    return (
        weighed.group_by("siren", "theme")
        .agg(
            score=(pl.col("score") * pl.col("weight")).sum() / known_weight,
            coverage=coverage,
            known=known.sum().cast(pl.Int32),
            concerned=concerned.sum().cast(pl.Int32),
        )
        .with_columns(coverage=pl.col("coverage").fill_nan(None))
        .with_columns(score=pl.when(enough).then("score"))
        .select("siren", pl.col("theme").alias("measure"), "score", "coverage", "known", "concerned")
        .sort("siren", "measure")
        .collect()
    )


def overall_scores(themes: pl.DataFrame) -> pl.DataFrame:
    """Mean of the themes that have a score, each theme counting the same; coverage over every indicator.

    Args:
        themes: what `theme_scores` returns.

    Returns:
        The same columns, measure `overall`; score is null when no theme has one.
    """
    return (
        themes.group_by("siren")
        .agg(
            score=pl.col("score").mean(),
            coverage=(pl.col("coverage") * (pl.col("concerned") > 0)).sum() / (pl.col("concerned") > 0).sum(),
            known=pl.col("known").sum().cast(pl.Int32),
            concerned=pl.col("concerned").sum().cast(pl.Int32),
        )
        .with_columns(coverage=pl.col("coverage").fill_nan(None))
        .select("siren", pl.lit(OVERALL).alias("measure"), "score", "coverage", "known", "concerned")
        .sort("siren")
    )


def place_among_peers(scores: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Add the quarter of its peers (same kind and strate) in which a collectivité is, for each measure.

    Args:
        scores: columns siren, measure, score.
        bodies: columns siren, kind, strate.

    Returns:
        `scores` with `quartile`: 1 for the quarter with the lowest scores, 4 for the highest; a score equal to a
        quartile is in the upper quarter. Null without score, with fewer than `MINIMUM_PEERS` peers, or when the
        quartiles are equal (nothing to tell apart).
    """
    group = ["kind", "strate", "measure"]
    score = pl.col("score")
    q1, q2, q3 = (score.quantile(q, "linear").over(group) for q in (0.25, 0.5, 0.75))
    quarter = 1 + (score >= q1).cast(pl.Int8) + (score >= q2).cast(pl.Int8) + (score >= q3).cast(pl.Int8)
    tellable = (score.count().over(group) >= MINIMUM_PEERS) & (q1 < q3)
    return (
        scores.join(bodies.select("siren", "kind", "strate"), on="siren", how="left", maintain_order="left")
        .with_columns(quartile=pl.when(tellable & score.is_not_null()).then(quarter).cast(pl.Int8))
        .drop("kind", "strate")
    )


def index_scores(
    values: pl.DataFrame, catalogue: pl.DataFrame, bodies: pl.DataFrame, level_minima: Sequence[float]
) -> pl.DataFrame:
    """Score themes and overall, with level and place among peers.

    Args:
        values: see `theme_scores`.
        catalogue: columns `indicator`, `theme`, `weight`.
        bodies: columns `siren`, `kind`, `strate`.
        level_minima: lowest score of each maturity level, ascending.

    Returns:
        Columns siren, measure, score, coverage, known, concerned, level (1-6, null without score or with a
        provisional one), provisional, quartile (1-4); sorted by siren and measure.
    """
    themes = theme_scores(values, catalogue)
    scores = pl.concat([themes, overall_scores(themes)]).sort("siren", "measure")
    reached = pl.sum_horizontal([(pl.col("score") >= minimum).cast(pl.Int8) for minimum in level_minima])
    provisional = pl.col("score").is_not_null() & (pl.col("coverage") < PROVISIONAL_BELOW)
    levelled = pl.col("score").is_not_null() & ~provisional
    return place_among_peers(
        scores.with_columns(level=pl.when(levelled).then(reached).cast(pl.Int8), provisional=provisional), bodies
    )
