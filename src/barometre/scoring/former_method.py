"""The method of the first editions, kept to show what its change did to scores (docs/decisions/0028)."""

import polars as pl

from barometre.facts.reason_codes import ReasonCode
from barometre.scoring.readings import OVERALL

_MINIMUM_KNOWN, _MINIMUM_COVERAGE = 2, 0.2
# Without a site or an address, these counted as « no », and not as questions that do not arise.
_COUNTED_AS_NO = ("site-extension", "mail-domaine-site", "site-https", "mail-domaine-propre")


def former_scores(values: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """Score the evidence of today with the method of the first editions.

    A fifth of a theme was enough for a score; the overall score was the mean of the themes that had one; the record
    in the directory counted; one missing site counted four times.

    Args:
        values: columns siren, indicator, status, score, reason_code (`indicators.evaluate`).
        weights: columns indicator, theme, weight, of all the indicators.

    Returns:
        Columns siren, scope (theme, or overall), score; without those that have no score.
    """
    moot = (pl.col("status") == "not-concerned") & (pl.col("reason_code") == ReasonCode.PREREQUISITE_FACT.value)
    no = moot.fill_null(False) & pl.col("indicator").is_in(_COUNTED_AS_NO)
    weight, known = pl.col("weight"), pl.col("score").is_not_null()
    themes = (
        values.lazy()
        .filter((pl.col("status") != "not-concerned") | moot.fill_null(False))
        .select("siren", "indicator", score=pl.when(no).then(0.0).otherwise("score"))
        .join(weights.lazy(), on="indicator", maintain_order="left")
        .select(
            "siren",
            scope="theme",
            points=pl.col("score") * weight,
            known=known.cast(pl.Int32),
            known_weight=weight * known,
            weight=weight,
        )
        .group_by("siren", "scope", maintain_order=True)
        .agg(pl.all().sum())
        .filter(pl.col("known") >= _MINIMUM_KNOWN, pl.col("known_weight") / weight >= _MINIMUM_COVERAGE)
        .select("siren", "scope", score=pl.col("points") / pl.col("known_weight"))
        .collect()
    )
    overall = themes.group_by("siren", maintain_order=True).agg(pl.col("score").mean(), scope=pl.lit(OVERALL))
    return pl.concat([themes, overall.select(themes.columns)])
