"""Categories with too few respondents: the collapses proposed, and done when somebody decides so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

# Between the names of categories put together, in the name of the new one.
JOINED = " + "

# Categories put together, and their sizes: respondents first.
Group = tuple[tuple[str, ...], tuple[float, ...]]


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
    respondents = dict(zip(categories, counts, strict=True))
    sized = zip(categories, zip(counts, totals, strict=True), strict=True)
    return [
        Collapse(variable, names, tuple(respondents[name] for name in names), min(names, key=respondents.__getitem__))
        for names, (count, _) in joined(list(sized), next_ones, least)
        if len(names) > 1 or count < least
    ]


def joined(
    sized: Sequence[tuple[str, tuple[float, ...]]], beside: Callable[[Sequence[Group], int], list[int]], least: float
) -> list[Group]:
    """Join categories until each has respondents enough, or no neighbour: the poorest joins its smallest neighbour.

    Args:
        sized: the categories in their order, and their sizes: respondents first, then what tells equal ones apart.
        beside: gives the places of the neighbours of the group at a place.
        least: respondents that a category needs.
    """
    groups: list[Group] = [((name,), sizes) for name, sizes in sized]
    while True:
        few = [place for place, (_, sizes) in enumerate(groups) if sizes[0] < least and beside(groups, place)]
        if not few:
            return groups
        at = min(few, key=lambda place: groups[place][1][0])
        first, second = sorted((at, min(beside(groups, at), key=lambda place: groups[place][1])))
        (one, small), (other, large) = groups[first], groups.pop(second)
        groups[first] = (one + other, tuple(map(sum, zip(small, large, strict=True))))


def next_ones(groups: Sequence[Group], at: int) -> list[int]:
    """Return the places before and after one: neighbours of categories that have an order."""
    return [place for place in (at - 1, at + 1) if 0 <= place < len(groups)]


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
