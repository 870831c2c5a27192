"""Turn scores of indicators into scores of themes and overall, for each reading, with coverage and bounds.

Method: weighted arithmetic means, as the OECD/JRC Handbook on Constructing Composite Indicators (2008, step 7) has
them; unknown indicators are left out and lower the coverage, never counted as zero (docs/decisions/0005). Weights and
coverage are counted on indicators: a theme of which one indicator is known does not weigh as a whole theme.
"""

from collections.abc import Sequence

import polars as pl

from barometre.scoring.readings import OVERALL, Reading

# A measure with fewer known indicators has no score.
MINIMUM_KNOWN = 2
# A measure of which less is known, by weight, has no score (docs/decisions/0028).
MINIMUM_COVERAGE = 0.5
# A score that rests on less than this share of what concerns the collectivité is provisional, and has no level.
PROVISIONAL_BELOW = 0.8
# Share of the base that must be known of a collectivité, by weight, for it to be compared.
MINIMUM_OVERLAP = 0.8

_SUMS = ("known", "concerned", "known_weight", "concerned_weight", "points")
_BASE_SUMS = ("base_known", "base_known_weight", "base_concerned_weight", "base_points", "asked_weight")
# Columns of `index_scores`, in order.
COLUMNS = "siren measure score coverage known concerned level provisional comparable low high overlap".split()


def index_scores(
    values: pl.DataFrame,
    scored: pl.DataFrame,
    base: pl.DataFrame,
    collectivites: pl.DataFrame,
    level_minima: Sequence[float],
) -> pl.DataFrame:
    """Score each theme and the whole of each reading, and the whole of both.

    Args:
        values: columns `siren`, `indicator`, `asked`, `status`, `score` (0-100 or null), one row per collectivité and
            indicator (`indicators.evaluate`).
        scored: columns of `readings.indicator_weights`, without the records.
        base: columns `kind`, `indicator` (`base.declare_base`).
        collectivites: columns `siren`, `kind`.
        level_minima: lowest score of each maturity level, ascending.

    Returns:
        Columns siren, measure, score (0-100 or null), coverage (0-1, by weight), known, concerned (numbers of
        indicators), level (1-6, null without score or with a provisional one), provisional, comparable (score on the
        base alone, null when it is not known enough), low, high (what it can be when all the base is known), overlap
        (share of the base known, 0-1). Measures that nothing concerns are left out. Sorted by siren and measure.

    Example:
        Three indicators of weights 1, 2 and 1: the first scores 100, the second 50, the third is not known. The score
        is (100 × 1 + 50 × 2) / 3 = 66.7; known 2, concerned 3; the coverage is 3 / 4. When all three are in the base,
        the score on it is between 200 / 4 = 50 and 300 / 4 = 75.
    """
    themes = _sums(values, scored, base, collectivites)
    readings = _added(themes, "reading").with_columns(scope=pl.lit(OVERALL))
    each = pl.concat([themes.select(readings.columns), readings])
    each = _scores(each).with_columns(measure=pl.format("{}.{}", "scope", "reading"))
    scores = pl.concat([each.select("siren", "measure", *_RESULTS), _joined(readings, each)]).filter(
        pl.col("concerned") > 0
    )
    reached = pl.sum_horizontal([(pl.col("score") >= minimum).cast(pl.Int8) for minimum in level_minima])
    return (
        scores.with_columns(level=pl.when(pl.col("score").is_not_null() & ~pl.col("provisional")).then(reached))
        .cast({"level": pl.Int8})
        .select(COLUMNS)
        .sort("siren", "measure")
    )


def _sums(values: pl.DataFrame, scored: pl.DataFrame, base: pl.DataFrame, collectivites: pl.DataFrame) -> pl.DataFrame:
    """Add up weights and points by collectivité, theme (`scope`) and reading: of all that concerns it, of the base.

    What looking outside the base found not to concern it stays in `asked_weight`: its place must not depend on that.
    """
    weight, points, in_base = pl.col("weight"), pl.col("score") * pl.col("weight"), pl.col("in_base")
    known, concerned = pl.col("score").is_not_null(), pl.col("status") != "not-concerned"
    return (
        values.lazy()
        .filter("asked")
        .select("siren", "indicator", "status", "score")
        .join(collectivites.lazy().select("siren", "kind"), on="siren", how="left", maintain_order="left")
        .join(_by_kind(scored, base, collectivites), on=["kind", "indicator"], maintain_order="left")
        .select(
            "siren",
            "reading",
            scope="theme",
            known=known.cast(pl.Int32),
            concerned=concerned.cast(pl.Int32),
            known_weight=weight * known,
            concerned_weight=weight * concerned,
            points=points,
            base_known=(known & in_base).cast(pl.Int32),
            base_known_weight=weight * (known & in_base),
            base_concerned_weight=weight * (concerned & in_base),
            base_points=points * in_base,
            asked_weight=weight * (concerned | ~in_base),
        )
        .group_by("siren", "reading", "scope", maintain_order=True)
        .agg(pl.all().sum())
        .collect()
    )


def _by_kind(scored: pl.DataFrame, base: pl.DataFrame, collectivites: pl.DataFrame) -> pl.LazyFrame:
    """Return `scored` for each kind, with whether the indicator is in its base: a small table, joined once."""
    in_base = base.lazy().select("kind", "indicator", in_base=pl.lit(True))
    return (
        collectivites.lazy()
        .select(pl.col("kind").unique())
        .join(scored.lazy(), how="cross")
        .join(in_base, on=["kind", "indicator"], how="left")
        .with_columns(pl.col("in_base").fill_null(False))
    )


def _added(sums: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Add sums up by collectivité and `keys`."""
    return sums.group_by("siren", *keys, maintain_order=True).agg(pl.col(*_SUMS, *_BASE_SUMS).sum())


_RESULTS = ("score", "coverage", "known", "concerned", "provisional", "comparable", "low", "high", "overlap")


def _scores(sums: pl.DataFrame) -> pl.DataFrame:
    """Compute scores from sums: on all that is known, and on the base."""
    known, base_known = pl.col("known_weight"), pl.col("base_known_weight")
    concerned, base = pl.col("concerned_weight"), pl.col("base_concerned_weight")
    points, base_points = pl.col("points"), pl.col("base_points")
    coverage, overlap = _ratio(known, concerned), _ratio(base_known, base)
    score = pl.when(pl.col("known") >= MINIMUM_KNOWN, coverage >= MINIMUM_COVERAGE).then(_ratio(points, known))
    # The base must be enough of the subject too: otherwise a corner of a theme would stand for it.
    comparable = pl.all_horizontal(
        overlap >= MINIMUM_OVERLAP,
        pl.col("base_known") >= MINIMUM_KNOWN,
        _ratio(base_known, pl.col("asked_weight")) >= MINIMUM_COVERAGE,
    )
    return sums.with_columns(
        coverage=coverage,
        score=score,
        provisional=score.is_not_null() & (coverage < PROVISIONAL_BELOW),
        overlap=overlap,
        comparable=pl.when(comparable).then(_ratio(base_points, base_known)),
        low=pl.when(comparable).then(_ratio(base_points, base)),
        high=pl.when(comparable).then(_ratio(base_points + 100 * (base - base_known), base)),
    )


def _ratio(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Divide; null for a part of nothing. Weights such as 0.1 do not add up exactly: what follows them is rounded."""
    return pl.when(whole > 0).then((part / whole).round(9))


def _joined(readings: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """Join both readings: a score only where each has one, so that neither stands for the other."""
    overall = scored.filter(pl.col("scope") == OVERALL)
    both = overall.group_by("siren", maintain_order=True).agg(
        scores=pl.col("score").count(), comparables=pl.col("comparable").count()
    )
    has_score, has_comparable = pl.col("scores") == len(Reading), pl.col("comparables") == len(Reading)
    return (
        _scores(_added(readings))
        .join(both, on="siren", how="left", maintain_order="left")
        .with_columns(
            pl.when(has_score).then("score"),
            pl.when(has_comparable).then(pl.col("comparable", "low", "high")),
            provisional=pl.col("provisional") & has_score,
            measure=pl.lit(OVERALL),
        )
        .select("siren", "measure", *_RESULTS)
    )
