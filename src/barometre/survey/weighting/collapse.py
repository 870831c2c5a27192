"""Categories with too few respondents: the merges proposed, and done when somebody decides so."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

# Between the names of categories put together, in the name of the new one.
JOINED = " + "


@dataclass(frozen=True, slots=True)
class Merge:
    """Categories of one variable to be put together.

    Attributes:
        variable: its name.
        categories: those of the margins, in their order, two or more; one when there is no other to join.
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


def proposals(sample: pl.DataFrame, margins: pl.DataFrame, least: int) -> list[Merge]:
    """Propose, for each category with fewer than `least` respondents, the merge that gives it enough.

    The neighbour is the smaller, by respondents then by total, of the two beside it in the order of the margins
    (classes of population follow one another there); what is merged goes on so until it has `least`. Proposals of
    one variable do not overlap. Nothing is merged here.

    Args:
        sample: a column for each variable of the margins.
        margins: `variable`, `category`, `total`.
        least: respondents that a category needs.
    """
    found = []
    for variable in margins["variable"].unique(maintain_order=True):
        counts = dict(sample[variable].value_counts().iter_rows())
        lines = margins.filter(pl.col("variable") == variable)
        groups = [
            ([category], counts.get(category, 0), float(total))
            for category, total in zip(lines["category"], lines["total"], strict=True)
        ]
        lacking: dict[str, str] = {}
        while len(groups) > 1 and min(group[1] for group in groups) < least:
            at = min(range(len(groups)), key=lambda place: groups[place][1])
            beside = [place for place in (at - 1, at + 1) if 0 <= place < len(groups)]
            other = min(beside, key=lambda place: groups[place][1:])
            first, second = sorted((at, other))
            poor = lacking.get(groups[at][0][0], groups[at][0][0])
            groups[first : second + 1] = [
                (
                    groups[first][0] + groups[second][0],
                    groups[first][1] + groups[second][1],
                    groups[first][2] + groups[second][2],
                )
            ]
            lacking[groups[first][0][0]] = poor
        for names, together, _ in groups:
            if len(names) > 1 or together < least:
                each = tuple(counts.get(name, 0) for name in names)
                found.append(Merge(variable, tuple(names), each, lacking.get(names[0], names[0])))
    return found


def merged(sample: pl.DataFrame, margins: pl.DataFrame, merges: Sequence[Merge]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put categories together in the sample and in the margins; totals are added.

    Returns:
        The sample and the margins, in the order that they had.
    """
    for merge in merges:
        names = list(merge.categories)
        sample = sample.with_columns(
            pl.when(pl.col(merge.variable).is_in(names))
            .then(pl.lit(merge.label))
            .otherwise(pl.col(merge.variable))
            .alias(merge.variable)
        )
        concerned = (pl.col("variable") == merge.variable) & pl.col("category").is_in(names)
        margins = (
            margins.with_columns(
                category=pl.when(concerned).then(pl.lit(merge.label)).otherwise(pl.col("category")),
            )
            .group_by("variable", "category", maintain_order=True)
            .agg(pl.col("total").sum())
        )
    return sample, margins


def told(merge: Merge) -> str:
    """Return one sentence on who lacks and what is proposed."""
    counted = ", ".join(
        f"{name} ({count})"
        for name, count in zip(merge.categories, merge.respondents, strict=True)
        if name != merge.lacking
    )
    own = dict(zip(merge.categories, merge.respondents, strict=True))[merge.lacking]
    who = f"{merge.variable}={merge.lacking} ({own} respondents)"
    return f"{who}: proposed merge with {counted}" if counted else f"{who}: no other category to merge it with"
