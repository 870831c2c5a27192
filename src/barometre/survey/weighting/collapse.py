"""Categories with too few respondents: the collapses proposed, and done when somebody decides so."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

# Between the names of categories put together, in the name of the new one.
JOINED = " + "


@dataclass(frozen=True, slots=True)
class Collapse:
    """Categories of one variable to be put together.

    Attributes:
        variable: its name.
        categories: those of the margins, in their order; a single one when there is no other to join.
        respondents: how many are in each.
        lacking: the category that has too few.
    """

    variable: str
    categories: tuple[str, ...]
    respondents: tuple[int, ...]
    lacking: str

    @property
    def label(self) -> str:
        """Return the name of the category that they make."""
        return JOINED.join(self.categories)

    def __str__(self) -> str:
        """Return who lacks, and what is proposed."""
        counts = dict(zip(self.categories, self.respondents, strict=True))
        own = counts.pop(self.lacking)
        others = ", ".join(f"{name} ({count})" for name, count in counts.items())
        proposed = f"proposed collapse with {others}" if others else "no other category to collapse it with"
        return f"{self.variable}={self.lacking} ({own} respondents): {proposed}"


def proposals(sample: pl.DataFrame, margins: pl.DataFrame, least: int) -> list[Collapse]:
    """Propose a collapse for each category with fewer than `least` respondents; nothing is collapsed here.

    Args:
        sample: a column for each variable of the margins.
        margins: `variable`, `category`, `total`.
        least: respondents that a category needs.
    """
    found = []
    for variable in margins["variable"].unique(maintain_order=True):
        counts = dict(sample[variable].cast(pl.String).value_counts().iter_rows())
        known = margins.filter(pl.col("variable") == variable)
        counted = [counts.get(category, 0) for category in known["category"]]
        found += propose(variable, known["category"].to_list(), counted, known["total"].to_list(), least)
    return found


def propose(
    variable: str, categories: Sequence[str], counts: Sequence[int], totals: Sequence[float], least: int
) -> list[Collapse]:
    """Propose the collapses of one variable.

    The poorest category joins the smaller, by respondents then by total, of the two beside it in the order of the
    margins: classes of population follow one another there. So on until each has `least`. Collapses do not overlap.

    Args:
        variable: its name.
        categories: in the order of the margins.
        counts: respondents of each.
        totals: known total of each.
        least: respondents that a category needs.
    """
    # Each group: places of its categories, respondents, total.
    groups = [([place], count, total) for place, (count, total) in enumerate(zip(counts, totals, strict=True))]
    while len(groups) > 1 and min(count for _, count, _ in groups) < least:
        at = min(range(len(groups)), key=lambda place: groups[place][1])
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(groups)]
        first, second = sorted((at, min(beside, key=lambda place: groups[place][1:])))
        (one, few, small), (other, many, large) = groups[first], groups[second]
        groups[first : second + 1] = [(one + other, few + many, small + large)]
    return [
        Collapse(
            variable,
            tuple(categories[place] for place in places),
            tuple(counts[place] for place in places),
            categories[min(places, key=lambda place: counts[place])],
        )
        for places, count, _ in groups
        if len(places) > 1 or count < least
    ]


def collapsed(
    sample: pl.DataFrame, margins: pl.DataFrame, collapses: Sequence[Collapse]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put categories together in the sample and in the margins; totals are added.

    Returns:
        The sample and the margins, in the order that they had.
    """
    for collapse in collapses:
        names = list(collapse.categories)
        column = pl.col(collapse.variable)
        put = pl.when(column.is_in(names)).then(pl.lit(collapse.label)).otherwise(column)
        sample = sample.with_columns(put.alias(collapse.variable))
        concerned = (pl.col("variable") == collapse.variable) & pl.col("category").is_in(names)
        renamed = pl.when(concerned).then(pl.lit(collapse.label)).otherwise("category").alias("category")
        keys = ("variable", "category")
        margins = margins.with_columns(renamed).group_by(keys, maintain_order=True).agg(pl.col("total").sum())
    return sample, margins
