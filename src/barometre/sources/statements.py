"""Columns of matched rows become facts: the few ways in which registers say something."""

from datetime import date

import polars as pl

from barometre.facts.schema import FACTS, Outcome


def seen(
    rows: pl.DataFrame, fact: str, on: date, *, number: pl.Expr | None = None, text: pl.Expr | None = None
) -> pl.DataFrame:
    """State a fact of each row that has a value, one row a collectivité.

    Args:
        rows: column `siren`, each once, and those that the expressions read.
        fact: id of the fact.
        on: day of the file.
        number: value, 1 or 0 for a yes or a no.
        text: value in words.

    Returns:
        Columns of `facts.schema.FACTS`.
    """
    stated = rows.select(
        "siren",
        fact=pl.lit(fact),
        outcome=pl.lit(Outcome.SEEN.value),
        number=(pl.lit(None) if number is None else number).cast(pl.Float64),
        text=(pl.lit(None) if text is None else text).cast(pl.String),
        observed_on=pl.lit(on),
        reason_code=pl.lit(None, pl.String),
        reason_context=pl.lit(None, pl.String),
        hangs_on=pl.lit(None, pl.String),
        to_confirm=pl.lit(False),
    ).select(list(FACTS))
    return stated.filter(pl.col("number").is_not_null() | pl.col("text").is_not_null())


def listed(rows: pl.DataFrame, fact: str, on: date) -> pl.DataFrame:
    """State « yes » of each collectivité of a list of those who have; being absent from it proves no « no »."""
    return seen(rows.select("siren").unique(maintain_order=True), fact, on, number=pl.lit(1.0))


def day(column: str) -> pl.Expr:
    """Return the day of a column that keeps a contract of type `day`; an instant in UTC is a day in Paris."""
    text = pl.col(column)
    instant = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us", time_zone="UTC", strict=False)
    return pl.coalesce(
        instant.dt.convert_time_zone("Europe/Paris").dt.date(),
        text.str.to_date("%d/%m/%Y", strict=False),
        text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
    )


def number(column: str) -> pl.Expr:
    """Return the number of a column that keeps a contract of type `integer` or `number`."""
    return pl.col(column).str.replace(",", ".").cast(pl.Float64)


def agreed(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Keep one row of each collectivité, and none of one whose rows disagree on `columns`, in whatever order they come.

    Returns:
        `siren` and `columns`.
    """
    said = rows.select("siren", *columns).unique(maintain_order=True)
    return said.filter(pl.len().over("siren") == 1)
