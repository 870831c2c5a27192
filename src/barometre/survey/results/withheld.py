"""What may be told of one question, over all that is published on it together. Pure.

Two chains of tables are judged, each with all its totals: the whole, kinds, strates; the whole, régions.

A question that is asked after another answer tells, by how many were asked, who gave that answer. It is told by the
groups of a level only when nothing of that level is withheld of the questions that decide.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from barometre.catalogue import only_if
from barometre.catalogue.questionnaires import Question
from barometre.errors import BarometreError
from barometre.survey.disclosure.protect import protect
from barometre.survey.disclosure.tables import Breakdown
from barometre.survey.results.figures import COMPLEMENTARY, LINKED, PRIMARY, SHARE, WHOLE
from barometre.survey.results.outcomes import CountedQuestion
from barometre.survey.results.population import LEVELS
from barometre.survey.results.sample import Sample

# Levels of which each is a sum of the next. Strates and régions are crossed in no table: nothing but the whole links
# them, and each chain is judged by itself.
_CHAINS = (("kind", "strate"), ("region",))
# Shares are published rounded to this: weights are known, and finer shares would count their respondents.
STEP = 0.01
_N = "n"


@dataclass(frozen=True)
class Told:
    """What may be told of one counted question: (level, group, answer or `n`) -> why not, or nothing."""

    why: Mapping[tuple[str, str, str], str | None]
    levels: frozenset[str]

    def withheld(self, level: str, group: str, answer: str) -> str | None:
        """Return why a figure is not told; None when it is. `answer` is `n` for a mean."""
        if level not in self.levels:
            return LINKED
        n = self.why.get((level, group, _N), PRIMARY)
        return n or (self.why.get((level, group, answer)) if answer != _N else None)

    @property
    def whole_levels(self) -> frozenset[str]:
        """Levels of which nothing is withheld."""
        hidden = {level for (level, _, _), why in self.why.items() if why}
        return self.levels - hidden


def told_of(
    sample: Sample,
    one: CountedQuestion,
    publishes: np.ndarray[tuple[int], np.dtype[np.bool_]],
    linked: Sequence[Told],
    already: pl.DataFrame | None,
) -> Told:
    """Return what may be told of a question.

    When other answers are counted than those already published, nothing is told of the question.

    Args:
        sample: the respondents.
        one: their answers.
        publishes: of each respondent, whether it publishes this very answer itself.
        linked: what may be told of the questions whose answers decide who is asked.
        already: figures published before on the same question, columns of `figures.FIGURES`.
    """
    levels = frozenset((WHOLE, *LEVELS)).intersection(*(parent.whole_levels for parent in linked))
    known = one.outcome.known
    answered = sample.rows.filter(known).with_columns(
        one.given(), weight=pl.Series(sample.weights[known]), known=pl.Series(publishes[known])
    )
    why: dict[tuple[str, str, str], str | None] = {}
    for chain in _CHAINS if answered.height else ():
        for level, cell, figure, withheld in _judged(sample, one, answered, chain, levels, already):
            # The whole is in both chains: what either withholds is withheld, which tells less.
            why[level, cell, figure] = why.get((level, cell, figure)) or withheld
    return Told(why, levels)


def _judged(
    sample: Sample,
    one: CountedQuestion,
    answered: pl.DataFrame,
    chain: Sequence[str],
    levels: Collection[str],
    already: pl.DataFrame | None,
) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield level, group, answer or `n`, and why it is withheld, of the levels of a chain.

    A respondent weighs what those of its finest group weigh on average: who is in it is not known, their mean is.
    """
    finest = chain[-1]
    rows = answered.select(*chain, "answer", "known", pl.col("weight").mean().over(finest))
    population = sample.population.bodies.group_by(chain).agg(population=pl.len()).sort(chain)
    told = [level for level in chain if level in levels]
    tables = [Breakdown(()), *(Breakdown((level,)) for level in told)]
    before = _told_before(already, told)
    try:
        found = protect(
            rows,
            tables,
            answers=one.answers,
            already=before,
            population=population,
            step=STEP if sample.calibrated else None,
        )
    except BarometreError:
        if before is None:
            raise
        # Other answers are counted than those that were published: the difference would tell those that came or went.
        return
    for table, cell, figure, withheld in found.select("table", "cell", "figure", "withheld").iter_rows():
        yield table or WHOLE, cell, figure, withheld


def parents(question: Question) -> set[str]:
    """Return the questions whose answers decide whether one is asked."""
    if not question.only_if:
        return set()
    return {test.question for test in only_if.comparisons_of(only_if.parse(question.only_if))}


def _told_before(figures: pl.DataFrame | None, levels: Sequence[str]) -> pl.DataFrame | None:
    """Return published figures as `protect` gave them: shares as counts, and how many answered."""
    if figures is None or figures.is_empty():
        return None
    figures = figures.filter(pl.col("level").is_in([WHOLE, *levels]))
    shares = figures.filter(pl.col("statistic") == SHARE)
    hidden = pl.col("withheld").is_in([PRIMARY, COMPLEMENTARY, LINKED])
    table = pl.col("level").replace(WHOLE, "")
    told = pl.when(pl.col("raw").is_not_null()).then((pl.col("raw") * pl.col("n")).round().cast(pl.Int64))
    answers = shares.select(
        table.alias("table"),
        pl.col("group").alias("cell"),
        pl.col("answer").alias("figure"),
        told.alias("count"),
        pl.when(hidden).then(pl.lit(PRIMARY)).alias("withheld"),
    )
    whole = figures.group_by("level", "group", maintain_order=True).agg(pl.col("n").max())
    numbers = whole.select(
        pl.col("level").replace(WHOLE, "").alias("table"),
        pl.col("group").alias("cell"),
        pl.lit(_N).alias("figure"),
        pl.col("n").alias("count"),
        pl.when(pl.col("n").is_null()).then(pl.lit(PRIMARY)).alias("withheld"),
    )
    return pl.concat([answers, numbers])
