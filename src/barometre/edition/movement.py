"""What moved from one edition to another: answers of each collectivité, figures among those known in both."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from barometre.edition.files import read_table
from barometre.scoring.aggregates import TERRITORIES
from barometre.tables import Schema

MOVEMENT = ("territory_kind", "territory", "kind", "measure", "known_in_both", "mean_before", "mean_now")
PAST: Schema = {"siren": pl.String(), "indicator": pl.String(), "day": pl.Date(), "score": pl.Float64()}


def movements(before: Path, now: Path) -> pl.DataFrame:
    """Compare two editions, measure by measure, over the collectivités of which both know it.

    Returns:
        Columns `MOVEMENT`; territories and strates are those of the later edition.
    """
    return moved(_scores(before), _scores(now), read_table(now, "collectivites"))


def moved(before: pl.DataFrame, now: pl.DataFrame, collectivites: pl.DataFrame) -> pl.DataFrame:
    """Compare known scores, measure by measure, over those of whom both know it. Pure; see `movements`.

    Args:
        before: columns of `known_scores`.
        now: the same, later.
        collectivites: those of the later edition.
    """
    both = now.join(before, on=["siren", "measure"], suffix="_before", maintain_order="left")
    places = collectivites.filter("measured")
    columns = ["siren", "kind", *(column for column in TERRITORIES.values() if column)]
    rows = both.join(places.select(columns), on="siren", maintain_order="left")
    parts = [
        rows.with_columns(territory=pl.lit("FR") if column is None else pl.col(column))
        .drop_nulls("territory")
        # Scores are added up in the same order whatever the number of threads: see `scoring.aggregates`.
        .group_by("territory", "kind", "measure", maintain_order=True)
        .agg(known_in_both=pl.len(), mean_before=pl.col("score_before").mean(), mean_now=pl.col("score").mean())
        .select(pl.lit(kind).alias("territory_kind"), *MOVEMENT[1:])
        for kind, column in TERRITORIES.items()
    ]
    return pl.concat(parts).sort(MOVEMENT[:4])


def known_scores(indicators: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Return what is known of each collectivité in the tables of these names: siren, measure, score. Pure."""
    of_indicators = indicators.select("siren", measure="indicator", score="score")
    of_scores = scores.select("siren", "measure", score="comparable")
    return pl.concat([of_indicators, of_scores]).drop_nulls("score")


def _scores(folder: Path) -> pl.DataFrame:
    return known_scores(read_table(folder, "indicators"), read_table(folder, "scores"))


def past_answers(now: Path, before: Sequence[Path]) -> pl.DataFrame:
    """Return what was answered in editions before of what is known in a later one, and was known in some before.

    Args:
        now: the later edition.
        before: those before it, named by their dates.

    Returns:
        Columns `PAST`: a row for each of those days, oldest first; `score` is null where it was not known.
    """
    if not before:
        return pl.DataFrame(schema=PAST)
    known = read_table(now, "indicators").drop_nulls("score").select("siren", "indicator")
    days = [
        read_table(folder, "indicators")
        .select("siren", "indicator", "score", day=pl.lit(date.fromisoformat(folder.name)))
        .join(known, on=["siren", "indicator"], how="semi")
        for folder in before
    ]
    return (
        pl.concat(days)
        .filter(pl.col("score").count().over("siren", "indicator") > 0)
        .sort("siren", "indicator", "day")
        .select(list(PAST))
    )
