"""What moved from one edition to another: answers of each collectivité, figures among those known in both."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from barometre.edition.files import read_table
from barometre.scoring.aggregates import TERRITORIES

MOVEMENT = ("territory_kind", "territory", "kind", "measure", "known_in_both", "mean_before", "mean_now")


def movements(before: Path, now: Path) -> pl.DataFrame:
    """Compare two editions, measure by measure, over the collectivités of which both know it.

    Returns:
        Columns `MOVEMENT`; territories and strates are those of the later edition.
    """
    both = _scores(now).join(_scores(before), on=["siren", "measure"], suffix="_before")
    places = read_table(now, "collectivites").filter("measured")
    columns = ["siren", "kind", *(column for column in TERRITORIES.values() if column)]
    rows = both.join(places.select(columns), on="siren")
    parts = [
        rows.with_columns(territory=pl.lit("FR") if column is None else pl.col(column))
        .drop_nulls("territory")
        .group_by("territory", "kind", "measure")
        .agg(known_in_both=pl.len(), mean_before=pl.col("score_before").mean(), mean_now=pl.col("score").mean())
        .select(pl.lit(kind).alias("territory_kind"), *MOVEMENT[1:])
        for kind, column in TERRITORIES.items()
    ]
    return pl.concat(parts).sort(MOVEMENT[:4])


def _scores(folder: Path) -> pl.DataFrame:
    indicators = read_table(folder, "indicators").select("siren", "score", measure="indicator")
    scores = read_table(folder, "scores").select("siren", "measure", score="comparable")
    return pl.concat([indicators, scores.select(indicators.columns)]).drop_nulls("score")


def past_answers(now: Path, before: Sequence[Path]) -> Iterator[tuple[str, dict[str, list[list[Any]]]]]:
    """Yield each SIREN with its answers in editions before: indicator -> [day, score or null], oldest first.

    Only what is known in the later edition, and was known before, has a past.
    """
    if not before:
        return
    known = read_table(now, "indicators").drop_nulls("score").select("siren", "indicator")
    days = [
        read_table(folder, "indicators")
        .select("siren", "indicator", "score", day=pl.lit(folder.name))
        .join(known, on=["siren", "indicator"], how="semi")
        for folder in before
    ]
    answers = (
        pl.concat(days)
        .filter(pl.col("score").count().over("siren", "indicator") > 0)
        .sort("siren", "indicator", "day")
        .group_by("siren", "indicator", maintain_order=True)
        .agg("day", "score")
        .group_by("siren", maintain_order=True)
        .agg("indicator", "day", "score")
    )
    for siren, indicators, its_days, scores in answers.iter_rows():
        rows = zip(indicators, its_days, scores, strict=True)
        yield siren, {name: [list(pair) for pair in zip(*lists, strict=True)] for name, *lists in rows}
