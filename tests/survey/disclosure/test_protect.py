"""Nothing that is withheld can be worked out from everything published together."""

from itertools import combinations, product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.survey import answers, shares
from barometre.survey.disclosure.audit import FEW, LEAST, WIDTH, audit
from barometre.survey.disclosure.protect import protect
from barometre.survey.disclosure.tables import Breakdown, figures_of
from effort import EXAMPLES

pytestmark = pytest.mark.heavy

WHOLE, BY_KIND, BY_STRATE, BY_REGION = (Breakdown(by) for by in ((), ("kind",), ("kind", "strate"), ("region",)))
ANSWERS = ("oui", "non")


def respondents(counts):
    """Rows of so many « oui » and « non » for each (strate, région); the kind is the first letter of the strate."""
    rows = [
        (strate[0], strate, region, answer)
        for (strate, region), numbers in counts.items()
        for answer, number in zip(ANSWERS, numbers, strict=True)
        for _ in range(number)
    ]
    return pl.DataFrame(rows, schema=["kind", "strate", "region", "answer"], orient="row")


def told(result, table, cell, figure="n"):
    """What a page says of one figure: its count, or why there is none."""
    row = result.row(
        by_predicate=(pl.col("table") == table.name) & (pl.col("cell") == cell) & (pl.col("figure") == figure)
    )
    return row[3] if row[4] is None else row[4]


def assert_nothing_given_back(frame, *results):
    """Hold the rule on all that several releases publish, by intervals and by every difference of published cells."""
    result = pl.concat(results).unique(["table", "cell", "figure"], keep="any")
    figures = figures_of(frame, [Breakdown.named(name) for name in result["table"].unique()], ANSWERS)
    shown = figures.keys.join(result, on=["table", "cell", "figure"], how="left", maintain_order="left", suffix="_told")
    published = shown["count_told"].is_not_null().to_numpy()
    assert shown.filter(published)["count"].to_list() == shown.filter(published)["count_told"].to_list()
    for *_, low, high in audit(figures, published).iter_rows():
        assert high is None or high - low >= WIDTH
    cells = {tuple(row) for row in (figures.sums[published & figures.is_n] @ figures.atoms.T > 0).astype(int)}
    sizes = figures.atoms @ figures.truth
    for length in (1, 2, 3, 4):
        signs = np.array(list(product((1, -1), repeat=length)))
        for some in combinations(sorted(cells), length):
            groups = signs @ np.array(some)
            counted = (groups.min(axis=1) == 0) & (groups.max(axis=1) == 1)
            assert (groups[counted] @ sizes >= LEAST).all()


counted = st.dictionaries(
    st.sampled_from([(strate, region) for strate in ("c1", "c2", "c3", "e1") for region in "AB"]),
    st.tuples(st.integers(0, 15), st.integers(0, 15)).filter(sum),
    min_size=2,
)


@settings(max_examples=max(6, EXAMPLES // 10), deadline=None)
@given(counted)
def test_tables_published_together_give_nothing_back(counts):
    frame = respondents(counts)
    assert_nothing_given_back(frame, protect(frame, [WHOLE, BY_KIND, BY_STRATE, BY_REGION], answers=ANSWERS))


@settings(max_examples=max(3, EXAMPLES // 20), deadline=None)  # three releases, each judged with those before
@given(counted, st.data())
def test_tables_released_one_after_another_give_nothing_back(counts, data):
    frame = respondents(counts)
    late = data.draw(st.integers(0, min(5, len(frame) - 1)))
    frame = frame.with_columns(first=pl.Series(range(len(frame))) >= late)
    first = protect(frame, [Breakdown(of="first"), Breakdown(("region",), "first")], answers=ANSWERS)
    second = protect(frame, [WHOLE, BY_REGION], answers=ANSWERS, already=first)
    third = protect(frame, [BY_KIND, BY_STRATE], answers=ANSWERS, already=pl.concat([first, second]))
    assert_nothing_given_back(frame, first, second, third)


def test_a_small_cell_is_hidden_by_the_smallest_that_hides_it():
    frame = respondents({("c1", "A"): (2, 3), ("c2", "A"): (9, 8), ("c3", "A"): (40, 30)})
    result = protect(frame, [WHOLE, BY_STRATE], answers=ANSWERS)
    assert [told(result, BY_STRATE, f"c,{strate}") for strate in ("c1", "c2", "c3")] == ["primary", "complementary", 70]
    assert told(result, WHOLE, "") == 92


@pytest.mark.parametrize("numbers", [(30, 0), (28, 2), (1, 29)])
def test_all_nearly_all_and_nobody_are_not_told(numbers):
    frame = respondents({("c1", "A"): numbers, ("c2", "A"): (25, 25), ("c3", "A"): (20, 40)})
    result = protect(frame, [WHOLE, BY_STRATE], answers=ANSWERS)
    assert told(result, BY_STRATE, "c,c1") == 30
    assert {told(result, BY_STRATE, "c,c1", answer) for answer in ANSWERS} == {"primary"}
    assert_nothing_given_back(frame, result)


def test_no_table_of_all_that_agree_with_what_is_published_is_told_apart():
    """Every table of 3 strates and 2 answers with this total, enumerated: what is withheld has four values at least."""
    frame = respondents({("c1", "A"): (2, 1), ("c2", "A"): (6, 5), ("c3", "A"): (5, 6)})
    result = protect(frame, [WHOLE, BY_STRATE], answers=ANSWERS)
    bars = np.array(list(combinations(range(25 + 5), 5)))
    ends = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), 30)])
    tables = np.diff(ends, axis=1) - 1
    figures = figures_of(frame, [WHOLE, BY_STRATE], ANSWERS)
    seen = tables @ figures.sums.T.toarray()
    for place, count in enumerate(result["count"]):
        if count is not None:
            seen = seen[seen[:, place] == count]
    withheld = [place for place, count in enumerate(result["count"]) if count is None]
    assert withheld and len(withheld) < len(result)
    assert len(seen) > 1 and all(np.ptp(seen[:, place]) >= WIDTH for place in withheld)


def test_bodies_that_publish_their_answer_hide_nobody():
    frame = respondents({("c1", "A"): (6, 6), ("c2", "A"): (20, 20), ("c3", "A"): (20, 20)})
    assert told(protect(frame, [BY_STRATE], answers=ANSWERS), BY_STRATE, "c,c1") == 12
    public = frame.with_columns(known=pl.int_range(pl.len()).over("strate", "answer") < 1)
    assert told(protect(public, [BY_STRATE], answers=ANSWERS), BY_STRATE, "c,c1") == "primary"
    everybody = frame.with_columns(known=pl.col("strate") == "c1")
    assert told(protect(everybody, [BY_STRATE], answers=ANSWERS), BY_STRATE, "c,c1", "oui") == 6


def test_a_few_late_answers_are_not_told_by_a_second_release():
    frame = respondents({("c1", "A"): (20, 23), ("c2", "A"): (20, 20)})
    frame = frame.with_columns(first=pl.int_range(pl.len()) >= 3)
    first = protect(frame, [Breakdown(of="first")], answers=ANSWERS)
    assert told(first, Breakdown(of="first"), "") == 80
    assert told(protect(frame, [WHOLE], answers=ANSWERS, already=first), WHOLE, "") == "complementary"
    assert told(protect(frame, [WHOLE], answers=ANSWERS), WHOLE, "") == 83


def test_what_was_published_stays_so_and_cannot_change():
    frame = respondents({("c1", "A"): (20, 23), ("c2", "A"): (20, 20)})
    first = protect(frame, [WHOLE], answers=ANSWERS)
    assert protect(frame, [WHOLE], answers=ANSWERS, already=first).equals(first)
    with pytest.raises(BarometreError, match="was published with another count"):
        protect(frame[1:], [WHOLE], answers=ANSWERS, already=first)


def test_what_neither_more_nor_fewer_would_hide_alone_is_hidden_all_the_same():
    """Of 2 respondents among 4 bodies one to four are possible: neither three more nor three fewer than two."""
    frame = respondents({("c1", "A"): (1, 1), ("c2", "A"): (10, 10), ("c3", "A"): (20, 20)})
    population = pl.DataFrame({"strate": ["c1", "c2", "c3"], "population": [4, 90, 90]})
    tables = [WHOLE, BY_STRATE]
    result = protect(frame, tables, answers=ANSWERS, population=population)
    figures = figures_of(frame, tables, ANSWERS, population)
    intervals = audit(figures, result["count"].is_not_null().to_numpy())
    assert intervals.filter(cell="c,c1", figure="n").select("low", "high").row(0) == (1.0, 4.0)


def test_weighted_shares_withhold_more_when_they_are_told_to_more_digits():
    counts = {("c1", "A"): (4, 4), ("c2", "A"): (8, 8), ("c3", "A"): (12, 13)}
    weight = pl.col("strate").replace_strict({"c1": 1.0, "c2": 10.0, "c3": 30.0})
    frame = respondents(counts).with_columns(weight=weight)
    tables = [WHOLE, BY_STRATE]
    raw, coarse, fine = (
        protect(frame, tables, answers=ANSWERS, step=step)["withheld"].is_not_null().sum()
        for step in (None, 0.5, 0.001)
    )
    assert raw <= coarse < fine


def test_several_answers_and_numbers():
    frame = respondents({("c1", "A"): (20, 3), ("c2", "A"): (20, 20)})
    several = frame.with_columns(answer=pl.concat_list("answer"))
    result = protect(several, [BY_STRATE], answers=ANSWERS)
    assert told(result, BY_STRATE, "c,c1", "non") == 3
    number = protect(frame.drop("answer"), [BY_STRATE])
    assert number.rows() == [("kind,strate", "c,c1", "n", 23, None), ("kind,strate", "c,c2", "n", 40, None)]


def test_the_order_of_rows_changes_nothing():
    frame = respondents({("c1", "A"): (2, 3), ("c2", "B"): (9, 8), ("c3", "A"): (14, 12), ("e1", "B"): (7, 6)})
    tables = [WHOLE, BY_STRATE, BY_REGION]
    assert protect(frame, tables, answers=ANSWERS).equals(protect(frame[::-1], tables[::-1], answers=ANSWERS))


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pl.DataFrame({"answer": ["oui"]}), "no column kind, strate"),
        (pl.DataFrame({"kind": ["c"], "strate": ["c1"], "answer": ["nsp"]}), "answer 'nsp' is none of oui, non"),
    ],
)
def test_respondents_that_say_too_little_or_too_much_are_refused(frame, message):
    with pytest.raises(BarometreError, match=message):
        protect(frame, [BY_STRATE], answers=ANSWERS)


def test_thresholds_are_those_of_the_survey():
    assert (LEAST, FEW) == (answers.LEAST, shares.FEW)
