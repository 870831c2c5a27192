"""Turn scores of indicators into scores of themes and overall, with coverage and place among peers.

Method: weighted arithmetic means, as the OECD/JRC Handbook on Constructing Composite Indicators (2008, step 7) has
them; unknown indicators are left out and lower the coverage, never counted as zero (docs/decisions/0005).
"""

from collections.abc import Sequence

import polars as pl

# A theme with fewer known indicators has no score.
MINIMUM_KNOWN = 2
# A theme of which less is known, by weight, has no score (docs/decisions/0010).
MINIMUM_COVERAGE = 0.2
# A score that rests on less than this share of what concerns the collectivité is provisional, and has no level.
PROVISIONAL_BELOW = 0.5
# With fewer peers that have a score, a collectivité has no place among them.
MINIMUM_PEERS = 8

OVERALL = "overall"


def theme_scores(values: pl.DataFrame, catalogue: pl.DataFrame) -> pl.DataFrame:
    """Score each theme of each collectivité.

    Args:
        values: columns `siren`, `indicator`, `status`, `score` (0-100 or null), one row per collectivité and indicator.
        catalogue: columns `indicator`, `theme`, `weight`.

    Returns:
        Columns siren, measure (theme), score (0-100 or null), known, concerned (numbers of indicators),
        known_weight, concerned_weight, coverage (0-1, the first weight over the second; null when nothing concerns
        the collectivité).

    Example:
        Three indicators of weights 1, 2 and 1: the first scores 100, the second 50, the third is not known. The score
        is (100 × 1 + 50 × 2) / 3 = 66.7; known 2, concerned 3; the coverage is 3 / 4.
    """
    weighed = (
        values.lazy()
        .select("siren", "indicator", "status", "score")
        .join(catalogue.lazy(), on="indicator", maintain_order="left")
    )
    concerned = pl.col("status") != "not-concerned"
    known = pl.col("score").is_not_null()
    enough = (pl.col("known") >= MINIMUM_KNOWN) & (pl.col("coverage") >= MINIMUM_COVERAGE)
    return (
        weighed.group_by("siren", "theme", maintain_order=True)
        .agg(
            points=(pl.col("score") * pl.col("weight")).sum(),
            known=known.sum().cast(pl.Int32),
            concerned=concerned.sum().cast(pl.Int32),
            known_weight=pl.col("weight").filter(known).sum(),
            concerned_weight=pl.col("weight").filter(concerned).sum(),
        )
        .with_columns(coverage=_coverage())
        .with_columns(score=pl.when(enough).then(pl.col("points") / pl.col("known_weight")))
        .rename({"theme": "measure"})
        .select("siren", "measure", "score", "known", "concerned", "known_weight", "concerned_weight", "coverage")
        .sort("siren", "measure")
        .collect()
    )


def _coverage() -> pl.Expr:
    """Return the share known, by weight, of what concerns a collectivité; null when nothing does."""
    return pl.when(pl.col("concerned_weight") > 0).then(pl.col("known_weight") / pl.col("concerned_weight"))


def overall_scores(themes: pl.DataFrame) -> pl.DataFrame:
    """Average the themes that have a score, each counting the same; the coverage is over every indicator, by weight.

    Columns are those of `theme_scores`; the score is null when no theme has one.
    """
    sums = ("known", "concerned", "known_weight", "concerned_weight")
    return (
        themes.group_by("siren", maintain_order=True)
        .agg(pl.lit(OVERALL).alias("measure").first(), pl.col("score").mean(), *(pl.col(name).sum() for name in sums))
        .with_columns(coverage=_coverage())
        .select(themes.columns)
        .cast({"known": pl.Int32, "concerned": pl.Int32})
        .sort("siren")
    )


def place_among_peers(scores: pl.DataFrame, collectivites: pl.DataFrame) -> pl.DataFrame:
    """Add the quarter of its peers (same kind and strate) in which a collectivité is, for each measure.

    The place is the mid-rank: equal scores share the middle of the places they hold, so that a collectivité is not said
    to be above the middle when most of its peers have exactly its score.

    Args:
        scores: columns siren, measure, score.
        collectivites: columns siren, kind, strate.

    Returns:
        `scores` with `quartile`: 1 for the quarter with the lowest scores, 4 for the highest. Null without score, with
        fewer than `MINIMUM_PEERS` peers, or when more than half of them have the same score as it has.
    """
    group, score = ["kind", "strate", "measure"], pl.col("score")
    peers = score.count().over(group)
    place = (score.rank("average").over(group) - 0.5) / peers
    quarter = (place * 4).floor().clip(0, 3) + 1
    placeable = (peers >= MINIMUM_PEERS) & (score.count().over([*group, "score"]) <= peers / 2)
    return (
        scores.join(collectivites.select("siren", "kind", "strate"), on="siren", how="left", maintain_order="left")
        .with_columns(quartile=pl.when(placeable & score.is_not_null()).then(quarter).cast(pl.Int8))
        .drop("kind", "strate")
    )


def index_scores(
    values: pl.DataFrame, catalogue: pl.DataFrame, collectivites: pl.DataFrame, level_minima: Sequence[float]
) -> pl.DataFrame:
    """Score themes and overall, with level and place among peers.

    Args:
        values: see `theme_scores`.
        catalogue: columns `indicator`, `theme`, `weight`.
        collectivites: columns `siren`, `kind`, `strate`.
        level_minima: lowest score of each maturity level, ascending.

    Returns:
        Columns siren, measure, score, coverage, known, concerned, level (1-6, null without score or with a
        provisional one), provisional, quartile (1-4); sorted by siren and measure.
    """
    themes = theme_scores(values, catalogue)
    scores = pl.concat([themes, overall_scores(themes)]).drop("known_weight", "concerned_weight")
    scores = scores.sort("siren", "measure")
    reached = pl.sum_horizontal([(pl.col("score") >= minimum).cast(pl.Int8) for minimum in level_minima])
    provisional = pl.col("score").is_not_null() & (pl.col("coverage") < PROVISIONAL_BELOW)
    has_level = pl.col("score").is_not_null() & ~provisional
    levels = scores.with_columns(level=pl.when(has_level).then(reached).cast(pl.Int8), provisional=provisional)
    columns = ("score", "coverage", "known", "concerned", "level", "provisional", "quartile")
    return place_among_peers(levels, collectivites).select("siren", "measure", *columns)
