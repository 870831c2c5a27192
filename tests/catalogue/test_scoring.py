"""Each rule gives a score from 0 to 100, by hand the same, and none where there is no value."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.scoring import OneOf, Options, Scale, YesNo

YES, NO = YesNo(rule="yes"), YesNo(rule="no")
FRENCH = OneOf(rule="one-of", allowed=("fr", "bzh"))
SHARE = Scale(rule="scale", worst=0, best=80)
AGE = Scale(rule="scale", worst=10, best=2)
PLAN = Options(rule="options", scores={"essayé": 100, "écrit": 70, "non": 0})


def score(rule, number=None, text=None):
    value = pl.DataFrame({"number": [number], "text": [text]}, schema={"number": pl.Float64, "text": pl.String})
    return value.select(rule.score()).item()


@pytest.mark.parametrize(
    ("rule", "number", "text", "expected"),
    [
        *[(YES, 1, None, 100), (YES, 0, None, 0), (NO, 1, None, 0), (NO, 0, None, 100)],
        *[(FRENCH, None, "bzh", 100), (FRENCH, None, "com", 0)],
        *[(SHARE, 0, None, 0), (SHARE, 20, None, 25), (SHARE, 80, None, 100), (SHARE, 95, None, 100)],
        *[(AGE, 10, None, 0), (AGE, 6, None, 50), (AGE, 2, None, 100), (AGE, 12, None, 0)],
        *[(PLAN, None, "écrit", 70), (PLAN, None, "non", 0), (PLAN, None, "autre", None)],
    ],
)
def test_scores(rule, number, text, expected):
    assert score(rule, number, text) == expected


@pytest.mark.parametrize("rule", [YES, NO, FRENCH, SHARE, AGE, PLAN])
def test_no_value_no_score(rule):
    assert score(rule) is None


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_scale_stays_within_0_and_100_and_never_falls_towards_its_best(a, b):
    low, high = sorted((a, b))
    assert 0 <= score(SHARE, low) <= score(SHARE, high) <= 100
    assert 100 >= score(AGE, low) >= score(AGE, high) >= 0


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (YES, "100 si oui, 0 si non"),
        (NO, "100 si non, 0 si oui"),
        (FRENCH, "100 pour l’une de ces valeurs\u00a0: fr, bzh\u202f; 0 sinon"),
        (AGE, "de 0 pour 10 à 100 pour 2, en proportion"),
    ],
)
def test_each_rule_says_itself_in_french(rule, sentence):
    assert rule.describe() == sentence
