"""Withhold what tables published together would give back. Pure.

    protect(respondents, tables, answers=("oui", "non"), already=None) -> figures

`respondents` has a row for each respondent that counts for one question: the columns that tables break down by (text),
and `answer`: text when one answer is given, a list of texts when several are. Optional columns: `weight` (float), and
`known` (boolean: the body publishes this answer itself). `tables` are all the tables of the question that readers will
have: every page, download and wave. `answers` are the codes counted; none for a question with a number, of which only
`n` is judged.

The result has a row for each figure: `table`, `cell` (the values of the columns, joined by `,`), `figure` (`n` or an
answer), `count` (null when withheld), and `withheld` (`primary`, `complementary`, or null). A weighted figure, its
interval and its share are withheld with the raw count; a mean or a quantile with `n`. Pages never say which of the two
reasons it was.

`already` holds results of earlier calls, one after another: what they tell cannot be withheld any more, and what they
withhold stays so. A release after which answers came or changed is a column of booleans of its own
(`Breakdown(("kind",), of="first")`): respondents that counted in it, with the answer that counted.
"""

from collections.abc import Sequence
from enum import StrEnum

import polars as pl

from barometre.errors import BarometreError
from barometre.survey.disclosure.suppress import primary, withhold
from barometre.survey.disclosure.tables import KEYS, Breakdown, figures_of


class Withheld(StrEnum):
    """Why a figure is not published; never told to readers."""

    PRIMARY = "primary"
    COMPLEMENTARY = "complementary"


SCHEMA = {name: pl.String() for name in KEYS} | {"count": pl.Int64(), "withheld": pl.String()}


def protect(
    respondents: pl.DataFrame,
    tables: Sequence[Breakdown],
    *,
    answers: Sequence[str] = (),
    already: pl.DataFrame | None = None,
    population: pl.DataFrame | None = None,
    step: float | None = None,
) -> pl.DataFrame:
    """Return all figures of tables published together, those withheld empty.

    Args:
        respondents: one row each; see above.
        tables: what is about to be published.
        answers: codes of answers.
        already: results of earlier calls for the same question; all their columns are in `respondents` still.
        population: how many bodies there are, which everybody knows: columns of `respondents`, and `population`.
        step: to how much weighted shares are rounded, as 0.01 for per cent; None when none is published.

    Raises:
        BarometreError: a column is missing, an answer is none of `answers`, or a figure already published is not what
            respondents say.
    """
    released = pl.DataFrame(schema=SCHEMA) if already is None else already.select(SCHEMA.keys())
    earlier = [Breakdown.named(name) for name in released["table"].unique()]
    figures = figures_of(respondents, [*tables, *earlier], answers, population, step)
    before = figures.keys.join(
        released.with_columns(released=True), on=KEYS, how="left", suffix="_told", maintain_order="left"
    ).with_columns(pl.col("released").fill_null(value=False))
    told = before["count_told"].is_not_null().to_numpy()
    _agree(before, released)
    alone = primary(figures)
    others = ~told & before["released"].to_numpy()
    published = withhold(figures, alone | others, told)
    return (
        figures.keys.with_columns(published=pl.Series(published), alone=pl.Series(alone))
        .filter(pl.col("table").is_in([table.name for table in tables]))
        .select(
            *KEYS,
            pl.when("published").then("count").alias("count"),
            pl.when("published")
            .then(None)
            .when("alone")
            .then(pl.lit(str(Withheld.PRIMARY)))
            .otherwise(pl.lit(str(Withheld.COMPLEMENTARY)))
            .alias("withheld"),
        )
    )


def _agree(before: pl.DataFrame, released: pl.DataFrame) -> None:
    """Refuse respondents that do not give the figures already published."""
    absent = released.filter(pl.col("count").is_not_null()).join(before, on=KEYS, how="anti")
    other = pl.concat([absent.select(KEYS), before.filter(pl.col("count") != pl.col("count_told")).select(KEYS)])
    if len(other):
        where = "/".join(other.row(0))
        raise BarometreError(
            f"Tables to protect: {where} was published with another count; keep who counted then in a column"
        )
