"""Themes, readings and the whole, each checked by hand."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.scoring.scores import COLUMNS, index_scores
from scored_panel import MINIMA, NOT_ASKED, NOT_CONCERNED, NOT_LOOKED, communes, scores_of, values, weights

SCORED = weights(a="t.seen", b="t.seen 2", c="t.seen", d="u.seen", e="t.said", f="t.said")
NO_BASE = pl.DataFrame(schema={"kind": pl.String, "indicator": pl.String})


def base(*indicators):
    return pl.DataFrame({"kind": "commune", "indicator": indicators}, schema=NO_BASE.schema)


def score(measure="t.seen", on=NO_BASE, scored=SCORED, **answers):
    """The row of one body for one measure."""
    found = scores_of({"1": answers}, scored, on)
    return found.row(by_predicate=pl.col("measure") == measure, named=True)


def test_a_theme_is_the_weighted_mean_of_what_is_known():
    found = score(a=100, b=50, c=NOT_LOOKED)
    assert found["score"] == pytest.approx((100 * 1 + 50 * 2) / 3)
    assert (found["known"], found["concerned"], found["coverage"]) == (2, 3, 3 / 4)


def test_missing_is_not_zero():
    assert score(a=100, b=100, c="we-failed")["score"] == 100
    assert score(a=100, b=100, c="they-failed")["score"] == 100
    assert score(a=100, b=100, c=0)["score"] == 75


@pytest.mark.parametrize("answer", [NOT_CONCERNED, NOT_ASKED])
def test_what_does_not_concern_leaves_the_coverage_alone(answer):
    assert score(a=100, b=50, c=answer)["coverage"] == 1


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"a": NOT_LOOKED, "b": 100, "c": NOT_LOOKED}, "one indicator known, though half of the weight"),
        ({"a": NOT_LOOKED, "b": NOT_LOOKED, "c": NOT_LOOKED}, "nothing known"),
        ({"a": 100, "c": 100, "b": NOT_LOOKED, "h": NOT_LOOKED}, "a corner: two known, of weight 2 of 5"),
    ],
)
def test_too_little_known_gives_no_score(answers, why):
    found = score(scored=weights(a="t.seen", b="t.seen 2", c="t.seen", h="t.seen"), **answers)
    assert (found["score"], found["level"], found["provisional"]) == (None, None, False), why


def test_half_of_the_weight_is_enough():
    assert score(a=100, b=NOT_LOOKED, c=0)["score"] == 50


def test_a_theme_with_one_known_indicator_does_not_weigh_as_a_whole_theme():
    found = score("overall.seen", a=0, b=0, c=0, d=100)
    assert (found["score"], found["known"], found["concerned"]) == (20, 4, 4)


def test_what_concerns_nobody_is_no_measure():
    found = scores_of({"1": {"a": NOT_CONCERNED, "b": NOT_ASKED, "e": 100, "f": 0}}, SCORED, NO_BASE)
    assert found["measure"].to_list() == ["overall", "overall.said", "t.said"]


def test_indicators_outside_scores_are_in_none():
    assert score(a=100, b=100, c=100, record=0)["score"] == 100


def test_each_reading_has_its_own_score_coverage_and_level():
    answers = {"a": 100, "b": 100, "c": NOT_LOOKED, "d": NOT_LOOKED, "e": 0, "f": 0}
    seen, said = score("t.seen", **answers), score("t.said", **answers)
    assert (seen["score"], seen["coverage"], seen["level"]) == (100, 0.75, None)
    assert (said["score"], said["coverage"], said["level"]) == (0, 1, 1)


def test_the_whole_joins_both_readings_indicator_by_indicator():
    answers = {"a": 100, "b": 100, "c": 100, "d": 100, "e": 0, "f": 0}
    found = score("overall", **answers)
    assert (found["score"], found["known"], found["concerned"]) == (pytest.approx(500 / 7), 6, 6)


@pytest.mark.parametrize(
    "missing", [{"e": NOT_LOOKED}, {"e": NOT_LOOKED, "f": NOT_LOOKED}, {"e": NOT_ASKED, "f": NOT_ASKED}]
)
def test_the_whole_has_no_score_when_a_reading_has_none(missing):
    answers = {"a": 100, "b": 100, "c": 100, "d": 100, "e": 0, "f": 0} | missing
    found = score("overall", base("a", "b", "c", "d", "e", "f"), **answers)
    assert score("overall.seen", **answers)["score"] == 100
    assert (found["score"], found["level"], found["provisional"]) == (None, None, False)
    assert (found["comparable"], found["low"], found["high"]) == (None, None, None)


@pytest.mark.parametrize(
    ("found", "level"),
    [(0, 1), (9.99, 1), (10, 2), (30, 3), (49.9, 3), (50, 4), (70, 5), (90, 6), (100, 6)],
)
def test_levels_begin_at_their_minimum(found, level):
    assert score(a=found, b=found, c=found)["level"] == level


def test_a_score_below_80_percent_is_provisional_and_has_no_level():
    scored = weights(**dict.fromkeys("abcde", "t.seen"))
    four = dict.fromkeys("abcd", 100)
    assert score(scored=scored, **four, e=NOT_LOOKED)["level"] == 6
    found = score(scored=scored, **four | {"d": NOT_LOOKED}, e=NOT_LOOKED)
    assert (found["score"], found["provisional"], found["level"]) == (100, True, None)


def test_weights_that_do_not_add_up_exactly_reach_their_thresholds():
    thirds = weights(a="t.seen 0.1", b="t.seen 0.2", c="t.seen 0.3", d="t.seen 0.3", e="t.seen 0.3")
    assert 0.3 + 0.3 < (0.1 + 0.2 + 0.3 + 0.3 + 0.3) / 2
    assert score(scored=thirds, **dict.fromkeys("abc", NOT_LOOKED), d=100, e=100)["score"] == 100
    tenths = weights(**dict.fromkeys("abc", "t.seen 0.1"))
    assert (0.1 * 90 + 0.1 * 90 + 0.1 * 90) / (0.1 + 0.1 + 0.1) < 90
    assert score(scored=tenths, **dict.fromkeys("abc", 90))["level"] == 6


def test_the_comparable_score_is_on_the_base_alone():
    found = score(on=base("a", "c"), a=100, c=0, b=NOT_CONCERNED, d=100)
    assert (found["comparable"], found["low"], found["high"], found["overlap"]) == (50, 50, 50, 1)
    # By weight, what the base leaves out is as much: it is still enough.
    assert score(on=base("a", "c"), a=100, c=0, b=NOT_ASKED)["comparable"] == 50


def test_a_little_that_is_missing_of_the_base_gives_bounds():
    scored = weights(**dict.fromkeys("abcde", "t.seen"))
    found = score(on=base(*"abcde"), scored=scored, a=100, b=100, c=0, d=0, e=NOT_LOOKED)
    assert (found["comparable"], found["low"], found["high"], found["overlap"]) == (50, 40, 60, 0.8)


@pytest.mark.parametrize(
    ("on", "answers", "why"),
    [
        (("a", "b", "c"), {"a": 100, "b": NOT_LOOKED, "c": 100}, "half of the base is known"),
        (("a",), {"a": 100, "b": NOT_ASKED, "c": NOT_ASKED}, "the base is one indicator"),
        (("a", "c"), {"a": 100, "b": 100, "c": 100, "g": 100}, "the base is a corner: 2 of 5"),
        (("b",), {"a": 100, "c": 100}, "the base does not concern it"),
    ],
)
def test_who_is_not_known_enough_on_the_base_is_not_compared(on, answers, why):
    scored = weights(a="t.seen", b="t.seen 2", c="t.seen", g="t.seen")
    found = score(on=base(*on), scored=scored, **answers)
    assert (found["comparable"], found["low"], found["high"]) == (None, None, None), why
    assert found["score"] == (None if on == ("a",) else 100)


def test_being_looked_at_outside_the_base_never_makes_it_a_larger_part():
    scored = weights(a="t.seen", b="t.seen", c="t.seen", d="t.seen", g="t.seen")
    corner = {"a": 100, "b": 0, "c": NOT_LOOKED, "d": NOT_LOOKED, "g": NOT_LOOKED}
    for answer in (100, 0, NOT_CONCERNED, "we-failed", "they-failed"):
        assert score(on=base("a", "b"), scored=scored, **corner | {"c": answer})["comparable"] is None


def test_a_kind_without_anything_and_a_table_without_anybody_have_no_scores():
    assert scores_of({}, SCORED).columns == COLUMNS
    assert scores_of({}, SCORED).is_empty()
    nothing = scores_of({"1": dict.fromkeys("abcdef", NOT_LOOKED)}, SCORED)
    assert nothing["score"].null_count() == nothing.height == 6
    assert set(nothing["coverage"]) == {0}


answers = st.dictionaries(
    st.sampled_from("abcdef"),
    st.one_of(st.floats(0, 100), st.sampled_from([NOT_LOOKED, NOT_CONCERNED, NOT_ASKED, "we-failed"])),
    min_size=1,
)


@given(answers, st.sets(st.sampled_from("abcdef")))
def test_a_score_lies_between_its_bounds_and_a_compared_body_has_a_score(found, on):
    table = scores_of({"1": found}, SCORED, base(*sorted(on)))
    assert table.filter(~pl.col("score").is_between(0, 100) | ~pl.col("coverage").is_between(0, 1)).is_empty()
    assert table.filter(~pl.col("comparable").is_between("low", "high")).is_empty()
    assert table.filter(pl.col("comparable").is_not_null() & pl.col("score").is_null()).is_empty()
    assert table.filter((pl.col("overlap") == 1) & (pl.col("low") != pl.col("high"))).is_empty()


@given(st.dictionaries(st.sampled_from("abc"), st.floats(0, 100), min_size=3))
def test_a_theme_lies_between_its_lowest_and_highest_indicator(scores):
    found = score(**scores)["score"]
    assert min(scores.values()) - 1e-6 <= found <= max(scores.values()) + 1e-6


@given(st.dictionaries(st.sampled_from("012345"), answers, min_size=1), st.randoms(use_true_random=False))
def test_scores_depend_neither_on_the_order_of_rows_nor_on_who_else_is_there(bodies, chance):
    on = base("a", "b", "e")
    together = scores_of(bodies, SCORED, on)
    alone = pl.concat([scores_of({siren: found}, SCORED, on) for siren, found in bodies.items()])
    assert together.equals(alone.sort("siren", "measure"))
    rows = values(bodies).sample(fraction=1, shuffle=True, seed=chance.randrange(1000))
    shuffled = index_scores(rows, SCORED, on, communes(bodies), MINIMA)
    rounded = pl.col(pl.Float64).round(6)
    assert shuffled.with_columns(rounded).equals(together.with_columns(rounded))
