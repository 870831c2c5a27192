"""Themes, overall and peers, each checked by hand."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.index.scores import index_scores, overall_scores, place_among_peers, theme_scores

CATALOGUE = pl.DataFrame(
    {"indicator": ["a", "b", "c", "d"], "theme": ["t", "t", "t", "u"], "weight": [1.0, 2.0, 1.0, 1.0]}
)
MINIMA = [0, 10, 30, 50, 70, 90]


def values(**scores):
    """One collectivite; a number is a known score, a text a status without score."""
    rows = [
        ("1", name, "known" if isinstance(value, float) else value, value if isinstance(value, float) else None)
        for name, value in scores.items()
    ]
    return pl.DataFrame(rows, schema=["siren", "indicator", "status", "score"], orient="row", strict=False).cast(
        {"score": pl.Float64}
    )


def theme(name="t", **scores):
    return theme_scores(values(**scores), CATALOGUE).row(by_predicate=pl.col("measure") == name, named=True)


def test_a_theme_is_the_weighted_mean_of_what_is_known():
    found = theme(a=100.0, b=50.0, c="not-looked")
    assert found["score"] == pytest.approx((100 * 1 + 50 * 2) / 3)
    assert found["coverage"] == pytest.approx(3 / 4)
    assert (found["known"], found["concerned"]) == (2, 3)


def test_missing_is_not_zero():
    assert theme(a=100.0, b=100.0, c="we-failed")["score"] == 100
    assert theme(a=100.0, b=100.0, c="they-failed")["score"] == 100
    assert theme(a=100.0, b=100.0, c=0.0)["score"] == 75


def test_what_does_not_concern_leaves_the_coverage_alone():
    assert theme(a=100.0, b=50.0, c="not-concerned")["coverage"] == 1


@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ({"a": "not-looked", "b": 100.0, "c": "not-looked"}, "one indicator known"),
        ({"a": "not-looked", "b": "not-looked", "c": "not-looked"}, "nothing known"),
        ({"a": "not-concerned", "b": "not-concerned", "c": "not-concerned"}, "nothing concerns it"),
    ],
)
def test_a_theme_with_too_little_known_has_no_score(scores, why):
    assert theme(**scores)["score"] is None, why


def test_a_theme_that_concerns_no_collectivite_has_no_coverage():
    assert theme(a="not-concerned", b="not-concerned", c="not-concerned")["coverage"] is None


def test_overall_counts_each_scored_theme_once_and_says_how_much_is_known():
    themes = theme_scores(values(a=100.0, b=100.0, c=100.0, d="not-looked"), CATALOGUE)
    overall = overall_scores(themes).row(0, named=True)
    assert overall["score"] == 100
    assert overall["coverage"] == pytest.approx(4 / 5), "by weight, over every indicator"
    assert (overall["known"], overall["concerned"]) == (3, 4)


@pytest.mark.parametrize(
    ("score", "level"),
    [(0.0, 1), (9.99, 1), (10.0, 2), (30.0, 3), (49.9, 3), (50.0, 4), (70.0, 5), (90.0, 6), (100.0, 6)],
)
def test_levels_begin_at_their_minimum(score, level):
    collectivites = pl.DataFrame({"siren": ["1"], "kind": ["commune"], "strate": ["s"]})
    found = index_scores(values(a=score, b=score, c=score), CATALOGUE, collectivites, MINIMA)
    assert found.row(by_predicate=pl.col("measure") == "t", named=True)["level"] == level


def test_a_provisional_score_has_no_level():
    collectivites = pl.DataFrame({"siren": ["1"], "kind": ["commune"], "strate": ["s"]})
    catalogue = pl.DataFrame({"indicator": list("abcdef"), "theme": "t", "weight": 1.0})
    few = dict.fromkeys("cdef", "not-looked")
    found = index_scores(values(a=100.0, b=100.0, **few), catalogue, collectivites, MINIMA)
    theme = found.row(by_predicate=pl.col("measure") == "t", named=True)
    assert (theme["score"], theme["provisional"], theme["level"]) == (100, True, None)


def peers(scores):
    sirens = [str(n) for n in range(len(scores))]
    table = pl.DataFrame({"siren": sirens, "measure": "t", "score": scores}, schema_overrides={"score": pl.Float64})
    collectivites = pl.DataFrame({"siren": sirens, "kind": "commune", "strate": "s"})
    return place_among_peers(table, collectivites)["quartile"].to_list()


def test_quarters_of_eight_peers():
    assert peers([10, 20, 30, 40, 50, 60, 70, 80]) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_those_with_the_same_score_share_the_middle_of_their_places():
    assert peers([0, 50, 50, 50, 60, 70, 80, 90]) == [1, 2, 2, 2, 3, 3, 4, 4]


def test_none_is_placed_when_most_peers_are_where_it_is():
    assert peers([0, 0, 100, 100, 100, 100, 100, 100]) == [1, 1, *[None] * 6]


def test_no_place_without_enough_peers_or_without_score():
    assert peers([10, 20, 30]) == [None] * 3
    assert peers([None, *range(10)])[0] is None


@given(st.lists(st.floats(0, 100), min_size=8, max_size=40))
def test_a_higher_score_is_never_in_a_lower_quarter(scores):
    placed = [(score, quarter) for score, quarter in zip(scores, peers(scores), strict=True) if quarter]
    assert placed or len(set(scores)) < len(scores), "different scores all have a place"
    assert all(quarter <= other for score, quarter in placed for value, other in placed if score <= value)


@given(st.dictionaries(st.sampled_from("abc"), st.floats(0, 100), min_size=3))
def test_a_theme_lies_between_its_lowest_and_highest_indicator(scores):
    found = theme(**scores)["score"]
    assert min(scores.values()) - 1e-9 <= found <= max(scores.values()) + 1e-9
