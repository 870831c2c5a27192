"""What an adversary derives: exactly what enumerating all tables that are possible finds."""

from itertools import product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.survey.disclosure.audit import audit, isolated, knowledge
from barometre.survey.disclosure.tables import Breakdown, figures_of

WHOLE, BY_ROW, BY_COLUMN = Breakdown(), Breakdown(("row",)), Breakdown(("column",))


def respondents(counts):
    """Rows of so many respondents for each (row, column, answer)."""
    rows = [(*key, number) for key, number in counts.items()]
    frame = pl.DataFrame(rows, schema=["row", "column", "answer", "number"], orient="row")
    return frame.select(pl.exclude("number").repeat_by("number").explode())


def published_but(figures, *withheld):
    """Which figures are published when some rows (table, cell, figure) are not."""
    return np.array([key[:3] not in withheld for key in figures.keys.iter_rows()])


def enumerated(figures, published, most):
    """Least and most of each figure among all tables of whole numbers that agree with what is known, one by one."""
    tables = np.array(list(product(range(most + 1), repeat=len(figures.truth)))).T
    known = figures.structure @ tables
    possible = (known >= figures.low[:, None]) & (known <= figures.high[:, None])
    same = figures.sums[published] @ tables == figures.values[published][:, None]
    seen = figures.sums @ tables[:, possible.all(axis=0) & same.all(axis=0)]
    return seen.min(axis=1), seen.max(axis=1)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 2), min_size=6, max_size=6).filter(lambda counts: 0 < sum(counts) < 6),
    st.lists(st.booleans(), min_size=18, max_size=18).filter(lambda choices: not all(choices)),
    st.booleans(),
)
def test_intervals_are_those_of_all_tables_that_are_possible(counts, choices, several):
    cells = [("a", "x"), ("a", "y"), ("b", "x")]
    if several:
        cells, choices_of = cells[:2], [["oui"], ["non"], ["oui", "non"]]
    else:
        choices_of = ["oui", "non"]
    keys = [(*cell, place) for cell in cells for place in range(len(choices_of))]
    frame = respondents(dict(zip(keys, counts, strict=True)))
    frame = frame.with_columns(answer=pl.Series([choices_of[place] for place in frame["answer"]]))
    figures = figures_of(frame, [WHOLE, BY_ROW, BY_COLUMN], ["oui", "non"])
    published = np.array(choices[: len(figures.n_of)]) | (figures.keys["table"] == "").to_numpy()
    told = audit(figures, published)
    low, high = enumerated(figures, published, sum(counts))
    assert told["low"].to_list() == low[~published].tolist()
    assert told["high"].to_list() == high[~published].tolist()


def test_counts_of_at_least_one_are_worked_out():
    """15 = 10 + 3 + ? + ?, and each cell that is shown has a respondent."""
    numbers = {"a": 10, "b": 3, "c": 1, "d": 1}
    figures = figures_of(respondents({(row, "x", ""): n for row, n in numbers.items()}), [WHOLE, BY_ROW], [])
    told = audit(figures, published_but(figures, ("row", "c", "n"), ("row", "d", "n")))
    assert told.rows() == [("row", "c", "n", 1.0, 1.0), ("row", "d", "n", 1.0, 1.0)]


def test_what_a_page_withholds_another_with_the_same_cells_tells():
    """Page one shows the three rows; page two, two of them: what each withholds, both together give back."""
    frame = respondents({("a", "x", ""): 20, ("b", "x", ""): 15, ("c", "x", ""): 30})
    figures = figures_of(frame.with_columns(page=pl.col("row") != "c"), [WHOLE, BY_ROW, Breakdown(of="page")], [])
    withheld = [("row", "a", "n"), ("row", "c", "n")]
    page = ("|page", "", "n")
    assert audit(figures, published_but(figures, *withheld, page)).filter(cell="a").row(0)[3:] == (1.0, 49.0)
    assert audit(figures, published_but(figures, *withheld)).filter(cell="a").row(0)[3:] == (20.0, 20.0)


def test_how_many_bodies_there_are_narrows_what_is_possible():
    frame = respondents({("a", "x", ""): 2, ("b", "x", ""): 20})
    population = pl.DataFrame({"row": ["a", "b"], "population": [3, 500]})
    figures = figures_of(frame, [BY_ROW], [], population)
    assert audit(figures, ~figures.is_n).select("low", "high").rows() == [(1.0, 3.0), (1.0, 500.0)]


def test_weighted_shares_beside_raw_ones_are_two_equations():
    """Two strates withheld, of weights 1 and 10: the raw and the weighted share of their kind give both back."""
    counts = {("a", "x", "oui"): 8, ("a", "x", "non"): 8, ("b", "x", "oui"): 9, ("b", "x", "non"): 3}
    weight = pl.when(pl.col("row") == "a").then(1.0).otherwise(10.0)
    frame = respondents(counts).with_columns(weight=weight)

    def told(step):
        figures = figures_of(frame, [WHOLE, BY_ROW], ["oui", "non"], step=step)
        intervals = audit(
            figures, published_but(figures, *(("row", row, one) for row in "ab" for one in ("oui", "non")))
        )
        return intervals.filter(cell="a", figure="oui").select("low", "high").row(0)

    assert told(None) == (5.0, 16.0)
    assert told(0.001) == (8.0, 8.0)
    # 72 % told as 80 % says 70 to 90 %: of 136 weighted, 95.2 to 122.4 are 170 - 9 times the count.
    assert told(0.2) == (6.0, 8.0)


def test_a_table_of_another_weighted_share_is_not_possible():
    frame = respondents({("a", "x", "oui"): 8, ("b", "x", "oui"): 9, ("b", "x", "non"): 9})
    frame = frame.with_columns(weight=pl.when(pl.col("row") == "a").then(1.0).otherwise(10.0))
    figures = figures_of(frame, [WHOLE], ["oui", "non"], step=0.01)
    moved = figures.truth + np.array([-3.0, 3.0, 3.0, -3.0])
    both = np.column_stack([figures.truth, moved])
    assert knowledge(figures, np.ones(3, dtype=bool)).allows(both).tolist() == [True, False]
    assert knowledge(figures, figures.is_n).allows(both).tolist() == [True, True]


def test_a_difference_that_counts_fewer_than_eleven_is_found():
    frame = respondents({("a", "x", ""): 40, ("b", "x", ""): 20, ("c", "x", ""): 6, ("c", "y", ""): 4})
    figures = figures_of(frame, [WHOLE, BY_ROW], [])
    group, counted = isolated(figures, published_but(figures, ("row", "c", "n")))
    assert (figures.atoms @ figures.truth)[group].sum() == 10
    assert set(figures.keys[counted.tolist()]["cell"]) == {"", "a", "b"}
    assert isolated(figures, published_but(figures, ("row", "c", "n"), ("row", "b", "n"))) is None
