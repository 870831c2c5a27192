"""One file holds the whole of its calls: the same file, the same completed, or nothing of the call."""

import polars as pl
import pytest

from barometre.programme.fund.conflicts import conflicts

LINES = [{"call": "A", "project": f"A{n}", "result": None} for n in range(3)] + [{"call": "B", "project": "B0"}]


@pytest.fixture(scope="module")
def stored(judge):
    return judge(*LINES).accepted.with_columns(file=pl.lit("premier.csv"))


def rows(frame):
    return frame["project"].to_list()


def test_with_nothing_stored_all_is_new(judge, stored):
    outcome = conflicts(stored.clear(), judge(*LINES).accepted)
    assert (rows(outcome.added), rows(outcome.unchanged), outcome.rejected) == (["A0", "A1", "A2", "B0"], [], [])


def test_the_same_file_changes_nothing_whatever_its_order(judge, stored):
    outcome = conflicts(stored, judge(*LINES[::-1]).accepted)
    assert (rows(outcome.added), rows(outcome.unchanged), outcome.rejected) == ([], ["B0", "A2", "A1", "A0"], [])


def test_the_same_file_completed_adds_its_new_lines(judge, stored):
    outcome = conflicts(stored, judge(*LINES, {"call": "A", "project": "A3"}, {"call": "C", "project": "C0"}).accepted)
    assert (rows(outcome.added), outcome.rejected) == (["A3", "C0"], [])


def test_a_file_of_other_calls_is_free(judge, stored):
    assert rows(conflicts(stored, judge({"call": "C", "project": "C0"}).accepted).added) == ["C0"]


@pytest.mark.parametrize(
    "column", [{"amount": "5"}, {"title": "Autre"}, {"result": "Ouvert"}, {"state": "retiré"}, {"paid": "1"}]
)
def test_a_line_changed_refuses_its_whole_call_and_only_it(judge, stored, column):
    outcome = conflicts(stored, judge(LINES[0] | column, *LINES[1:]).accepted)
    assert ([one.row for one in outcome.rejected], rows(outcome.unchanged)) == ([2, 3, 4], ["B0"])
    assert "premier.csv" in outcome.rejected[0].why and "--replace" in outcome.rejected[0].why
    assert ["a changé" in one.why for one in outcome.rejected] == [True, False, False]


def test_a_line_missing_refuses_its_whole_call(judge, stored):
    outcome = conflicts(stored, judge(*LINES[1:], {"call": "A", "project": "A3"}).accepted)
    assert [one.row for one in outcome.rejected] == [2, 3, 5]
    assert "est nouvelle" in outcome.rejected[2].why


def test_a_later_merger_is_no_change(judge, stored):
    moved = stored.with_columns(siren=pl.lit("200096410"))
    assert conflicts(moved, judge(*LINES).accepted).rejected == []


def test_a_beneficiary_is_known_as_announced(judge, stored):
    outcome = conflicts(stored, judge(*LINES, {"call": "B", "project": "B0", "siren": "223800012"}).accepted)
    assert (outcome.added.height, outcome.rejected) == (1, [])
