"""What is told of the scores of an edition: what the change of method did, how they spread, what they are made of."""

import json

import polars as pl
import pytest

from barometre.scoring import report as reporting
from barometre.scoring.report import method_report
from scored_panel import NOT_ASKED, NOT_LOOKED, communes, scores_of, values, weights

SCORED = weights(a="t.seen", b="t.seen", c="t.seen", d="t.said", e="t.said")
BODIES = {
    "1": {"a": 100, "b": 100, "c": 100, "d": 0, "e": 0},
    "2": {"a": 100, "b": 0, "c": NOT_LOOKED, "d": NOT_LOOKED, "e": NOT_LOOKED},
    "3": {"a": 0, "b": NOT_LOOKED, "c": NOT_LOOKED, "d": 100, "e": NOT_ASKED},
}


def report(bodies=BODIES, record=()):
    """The report on these answers; `record` names indicators outside every score."""
    table = values(bodies).with_columns(reason_code=pl.lit(None, pl.String))
    known = SCORED.filter(~pl.col("indicator").is_in(record))
    all_of_them = SCORED.with_columns(record=pl.col("indicator").is_in(record))
    return method_report(table, scores_of(bodies, known), all_of_them, communes(bodies))


@pytest.fixture(autouse=True)
def of_few(monkeypatch):
    """Say what scores are made of, even of two collectivités."""
    monkeypatch.setattr(reporting, "FEWEST", 1)


def one(rows, **keys):
    (row,) = (row for row in rows if keys.items() <= row.items())
    return row


def test_changes_compare_both_methods_on_what_is_seen():
    found = one(report()["changes"], scope="t")
    assert (found["kind"], found["strate"], found["collectivites"]) == ("commune", "s", 3)
    assert (found["scored_before"], found["scored_after"]) == (3, 2)
    assert found["mean_before"] == pytest.approx((60 + 50 + 50) / 3, abs=1e-6)
    assert found["mean_after"] is None, "two of three are not the strate"


def test_a_mean_after_is_that_of_the_strate():
    all_known = {name: {"a": 100, "b": 50, "c": 0, "d": 0, "e": 0} for name in "123"}
    assert one(report(all_known)["changes"], scope="t")["mean_after"] == 50


def test_who_has_a_score_by_one_method_only_is_counted():
    few = {"1": {"a": 100, "b": NOT_LOOKED, "c": NOT_LOOKED, "d": 100, "e": NOT_LOOKED}}
    found = one(report(few)["changes"], scope="t")
    assert (found["scored_before"], found["scored_after"], found["mean_after"]) == (1, 0, None)


def test_distributions_are_of_those_that_have_a_score():
    found = one(report()["distributions"], measure="t.seen")
    assert (found["scored"], found["distinct"], found["mean"]) == (2, 2, 75)
    assert found["histogram"] == [0, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert one(report()["distributions"], measure="overall")["scored"] == 1


def test_points_of_the_indicators_of_a_measure_add_up_to_its_mean():
    found = report()
    for measure in ("t.seen", "t.said", "overall.seen", "overall.said"):
        points = [row["points"] for row in found["contributions"] if row["measure"] == measure]
        assert sum(points) == pytest.approx(one(found["distributions"], measure=measure)["mean"], abs=1e-5)


def test_a_contribution_tells_the_score_with_and_without_the_indicator():
    found = one(report()["contributions"], measure="t.seen", indicator="b")
    assert (found["weight"], found["known"]) == (1, 2)
    assert (found["points"], found["mean_with"], found["mean_without"]) == (pytest.approx(100 / 6, abs=1e-6), 100, 50)


def test_a_record_contributes_to_no_score():
    assert {row["indicator"] for row in report(record=["c"])["contributions"]} == {"a", "b", "d", "e"}


def test_the_report_is_json_and_says_nothing_of_nobody():
    assert json.loads(json.dumps(report())) == report()
    assert report({}) == {"changes": [], "distributions": [], "contributions": []}


def test_nothing_is_said_of_what_the_scores_of_a_few_are_made_of(monkeypatch):
    monkeypatch.setattr(reporting, "FEWEST", 3)
    found = report()
    assert found["contributions"] == []
    assert {row["mean"] for row in found["distributions"]} == {None}
    assert one(found["distributions"], measure="t.seen")["scored"] == 2
