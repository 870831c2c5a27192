"""The verdict, each reason not to tell, and what never changes it."""

import json
from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.programme.effect.panel import PANEL
from barometre.programme.effect.study import METHODOLOGY, effect
from simulated_panels import World, simulate

FLAT, UP = [0, 0, 0, 0, 0], [0, 0, 0, 8, 9]


def ids(study):
    return [reason.id for reason in study.reasons]


def test_helped_moved_more(groups):
    study = effect(groups(UP, FLAT), "site-https")
    assert (study.verdict, study.reasons) == ("more", ())
    assert study.sentence.startswith(
        "Les collectivités aidées ont progressé davantage que des collectivités comparables\u00a0: 8,"
    )


def test_helped_moved_less(groups):
    study = effect(groups(FLAT, UP), "site-https")
    assert study.verdict == "less" and "ont moins progressé" in study.sentence
    assert study.estimate < 0 and "−" not in study.sentence


@pytest.mark.parametrize(
    ("helped", "others", "more", "reason"),
    [
        (UP, FLAT, {"treated": 9}, "few-treated"),
        (UP, FLAT, {"control": 9}, "few-controls"),
        (UP, FLAT, {"strates": ("commune-0-499", "commune-500-999")}, "no-comparable"),
        (FLAT, FLAT, {"aid": 5}, "few-treated"),  # after the last edition: nobody is helped yet
        (UP, FLAT, {"aid": -1}, "few-treated"),  # before the first one
        ([0, 9, 9], [0, 0, 0], {"aid": 0}, "one-edition-before"),
        ([0, 3, 6, 9, 12], FLAT, {}, "different-before"),
        ([0, 0, 0, None, 9], FLAT, {}, "coverage-differs"),
        ([None] * 5, FLAT, {}, "few-treated"),
        ([None, None, None, 8, 8], FLAT, {}, "few-treated"),
    ],
)
def test_one_cannot_tell(groups, helped, others, more, reason):
    study = effect(groups(helped, others, **more), "site-https")
    assert study.verdict == "unknown" and reason in ids(study)
    assert study.sentence.startswith("On ne peut pas dire\u00a0: ")


def test_scores_that_never_change(groups):
    table = groups(FLAT, FLAT).with_columns(score=pl.lit(50.0))
    assert ids(effect(table, "site-https")) == ["constant"]


def test_chance_is_said_with_the_interval():
    study = effect(simulate(World(), 3).panel, "site-https")
    assert ids(study) == ["chance"] and "ne se distingue pas du hasard" in study.sentence


def test_a_change_of_method_is_never_progress(groups):
    study = effect(groups(UP, FLAT), "site-https", method_changes=[date(2025, 6, 30)])
    assert ids(study) == ["method-changed"] and "édition du 30/06/2025" in study.sentence
    assert study.estimate > 5


def test_two_comparisons_that_disagree(groups):
    """Helped ones start low and the low rise: comparable ones of the same level rise as much, the others do not."""
    low, high = groups(UP, UP), groups(FLAT, FLAT, treated=0, control=300)
    high = high.with_columns(pl.col("siren").str.replace("21", "31"), pl.col("score") + 60)
    assert "disagreement" in ids(effect(pl.concat([low, high]), "site-https"))


def test_too_few_have_partners(groups):
    table = groups(UP, FLAT).with_columns(
        score=pl.when(pl.col("treated_on").is_null()).then(pl.col("score") + 40).otherwise(pl.col("score"))
    )
    assert ids(effect(table, "site-https")) == ["few-matched"]


def test_all_move_alike_without_noise(groups):
    """A yes or no: all the helped go to 100, no other moves; certain, though nothing varies."""
    helped = pl.col("treated_on").is_not_null() & (pl.col("period") > pl.col("treated_on"))
    table = groups(FLAT, FLAT).with_columns(score=pl.when(helped).then(100.0).otherwise(0.0))
    study = effect(table, "site-https")
    assert (study.verdict, study.estimate, study.p_value) == ("more", pytest.approx(100), 0)


def test_left_out_are_counted(groups, made, village):
    early = made([row for n in range(3) for row in village(f"4{n:08d}", UP, -1)])
    study = effect(pl.concat([groups(UP, FLAT), early]), "site-https")
    assert study.n_early == 3 and "early" in [warning.id for warning in study.warnings]


def test_an_empty_panel_tells_nothing():
    study = effect(pl.DataFrame(schema=PANEL), "site-https")
    assert ids(study) == ["nothing-known"] and study.n_periods == 0


def test_one_edition_tells_no_change(groups):
    assert ids(effect(groups([0], [0], aid=0), "site-https")) == ["one-edition"]


def test_the_method_is_told_in_plain_french():
    assert "«\u00a0on ne peut pas dire\u00a0»" in METHODOLOGY and "%" in METHODOLOGY


def test_json_is_plain(groups):
    found = json.loads(json.dumps(effect(groups(UP, FLAT), "site-https").to_json(), allow_nan=False))
    assert found["verdict"]["id"] == "more" and found["interval"][0] < found["estimate"] < found["interval"][1]
    assert [event["relative"] for event in found["event_study"]] == [-3, -2, -1, 0, 1]
    assert found["pretrend"]["verdict"] == "parallel" and found["matched"]["n"] == 20
    empty = json.loads(json.dumps(effect(pl.DataFrame(schema=PANEL), "site-https").to_json(), allow_nan=False))
    assert empty["interval"] is empty["matched"] is None and empty["pretrend"]["verdict"] == "untestable"


BASE = simulate(World(units=250, effect=5, missing=0.1), 5).panel


@cache
def base_study():
    return effect(BASE, "x")


def alike(study):
    """The same answer, up to rounding."""
    base = base_study()
    assert (study.verdict, study.sentence, study.n_treated) == (base.verdict, base.sentence, base.n_treated)
    for name in ("estimate", "low", "high", "pretrend"):
        assert getattr(study, name) == pytest.approx(getattr(base, name), abs=1e-6)
    assert study.matched.estimate == pytest.approx(base.matched.estimate, abs=1e-6)
    assert study.matched.high == pytest.approx(base.matched.high, abs=1e-6)


@settings(max_examples=8, deadline=None)
@given(shocks=st.lists(st.floats(-40, 40), min_size=6, max_size=6))
def test_a_shock_common_to_all_changes_nothing(shocks):
    days = pl.DataFrame({"period": sorted(BASE["period"].unique()), "shock": shocks})
    table = BASE.join(days, on="period").with_columns(pl.col("score") + pl.col("shock")).select(list(PANEL))
    alike(effect(table, "x"))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_neither_order_of_rows_nor_siren_changes_anything(seed):
    names = BASE["siren"].unique().sort()
    other = pl.DataFrame({"siren": names, "other": names.shuffle(seed)})
    table = (
        BASE.join(other, on="siren")
        .with_columns(siren="other")
        .select(list(PANEL))
        .sample(fraction=1, shuffle=True, seed=seed)
    )
    alike(effect(table, "x"))


def test_the_same_panel_gives_the_same_numbers():
    assert effect(BASE, "x").to_json() == base_study().to_json()
