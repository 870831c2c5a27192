"""What a reader needs to judge the scores of an edition: what its method changed, what they are made of."""

from typing import Any

import polars as pl

from barometre.scoring.aggregates import BINS, TERRITORY_FROM
from barometre.scoring.former_method import former_scores
from barometre.scoring.readings import Reading

# With fewer collectivités than this, nothing is said of what their scores are made of.
FEWEST = 100


def method_report(
    values: pl.DataFrame, scores: pl.DataFrame, weights: pl.DataFrame, collectivites: pl.DataFrame
) -> dict[str, Any]:
    """Describe the scores of an edition, as JSON.

    Args:
        values: columns siren, indicator, status, score, reason_code (`indicators.evaluate`).
        scores: columns of `scores.index_scores`.
        weights: columns of `readings.indicator_weights`.
        collectivites: columns siren, kind, strate.

    Returns:
        `changes`: kind, strate, scope, and for the former method and this one the number scored and their mean (where
        it is that of the strate: 80 % of it scored).
        `distributions`: kind, measure, number scored, number of distinct scores, mean of these (from `FEWEST` on),
        histogram (10 counts).
        `contributions`, of the scored alone, where they are `FEWEST` at least: kind, measure, indicator, weight, number
        known among the scored, points that it adds to the mean score on average, and mean of the measure with and
        without it (indicator at 50 or more, or below).
    """
    known = scores.drop_nulls("score").join(collectivites.select("siren", "kind", "strate"), on="siren")
    return {
        "changes": _rows(_changes(values, known, weights, collectivites)),
        "distributions": _rows(_distributions(known)),
        "contributions": _rows(_contributions(values, known, weights.filter(~pl.col("record")))),
    }


def _changes(
    values: pl.DataFrame, known: pl.DataFrame, weights: pl.DataFrame, collectivites: pl.DataFrame
) -> pl.DataFrame:
    key = ["kind", "strate", "scope"]
    former = former_scores(values, weights).join(collectivites.select("siren", "kind", "strate"), on="siren")
    seen = known.with_columns(pl.col("measure").str.split_exact(".", 1).struct.rename_fields(["scope", "reading"]))
    seen = seen.unnest("measure").filter(pl.col("reading") == Reading.SEEN.value)
    before = former.group_by(key).agg(scored_before=pl.len(), mean_before=pl.col("score").mean())
    after = seen.group_by(key).agg(scored_after=pl.len(), mean_after=pl.col("score").mean())
    sizes = collectivites.group_by("kind", "strate").agg(collectivites=pl.len())
    changes = before.join(after, on=key, how="full", coalesce=True).join(sizes, on=["kind", "strate"])
    return (
        changes.with_columns(pl.col("scored_before", "scored_after").fill_null(0))
        .with_columns(
            pl.when(pl.col(f"scored_{when}") >= TERRITORY_FROM * pl.col("collectivites")).then(f"mean_{when}")
            for when in ("before", "after")
        )
        .sort(key)
    )


def _distributions(known: pl.DataFrame) -> pl.DataFrame:
    place = (pl.col("score") // (100 / BINS)).clip(0, BINS - 1)
    return (
        known.group_by("kind", "measure")
        .agg(
            scored=pl.len(),
            distinct=pl.col("score").round(6).n_unique(),
            mean=pl.when(pl.len() >= FEWEST).then(pl.col("score").mean()),
            histogram=pl.concat_list([(place == b).sum() for b in range(BINS)]),
        )
        .sort("kind", "measure")
    )


def _contributions(values: pl.DataFrame, known: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """Say what each indicator adds to the measures of its reading: its theme, and overall."""
    answers = values.select("siren", "indicator", answer="score").drop_nulls("answer").join(scored, on="indicator")
    scopes = pl.concat([answers.with_columns(scope="theme"), answers.with_columns(scope=pl.lit("overall"))])
    rows = scopes.with_columns(measure=pl.format("{}.{}", "scope", "reading")).join(
        known.select("siren", "kind", "measure", "score"), on=["siren", "measure"]
    )
    share = pl.col("weight") / pl.col("weight").sum().over("siren", "measure")
    rows = rows.with_columns(points=share * pl.col("answer"))
    sizes = known.group_by("kind", "measure").agg(scored=pl.len())
    return (
        rows.group_by("kind", "measure", "indicator")
        .agg(
            weight=pl.col("weight").first(),
            known=pl.len(),
            known_with=(pl.col("answer") >= 50).sum(),
            points=pl.col("points").sum(),
            mean_with=pl.col("score").filter(pl.col("answer") >= 50).mean(),
            mean_without=pl.col("score").filter(pl.col("answer") < 50).mean(),
        )
        .with_columns(
            pl.when(pl.col("known_with") >= FEWEST).then("mean_with"),
            pl.when(pl.col("known") - pl.col("known_with") >= FEWEST).then("mean_without"),
        )
        .join(sizes, on=["kind", "measure"])
        .filter(pl.col("scored") >= FEWEST)
        .with_columns(points=pl.col("points") / pl.col("scored"))
        .drop("scored", "known_with")
        .sort("kind", "measure", "indicator")
    )


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a table as JSON rows; figures keep six decimals, which do not depend on the order of additions."""
    return table.with_columns(pl.col(pl.Float64).round(6)).to_dicts()
