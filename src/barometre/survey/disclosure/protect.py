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

`already` holds results of earlier calls, one after another: what they tell is never withheld any more, and what they
withhold stays so.
"""

from collections.abc import Sequence

import polars as pl

from barometre.survey.disclosure.tables import Breakdown


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
        already: results of earlier calls for the same question.
        population: how many bodies there are, which everybody knows: columns of `respondents`, and `population`.
        step: to how much weighted shares are rounded, as 0.01 for per cent; None when none is published.
    """
    raise NotImplementedError
