"""One file holds the whole of its calls; what an import does is worked out without any store."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.programme.fund.file import AwardFile
from barometre.programme.fund.imports import compare, prepare_import
from barometre.programme.fund.schema import Note

LINES = [{"call": "A", "project": f"A{n}", "result": None} for n in range(3)] + [{"call": "B", "project": "B0"}]


@pytest.fixture(scope="module")
def stored(validate_lines):
    return validate_lines(*LINES).accepted.with_columns(file=pl.lit("premier.csv"))


def rows(frame):
    return frame["project"].to_list()


def test_with_nothing_stored_all_is_new(validate_lines, stored):
    outcome = compare(stored.clear(), validate_lines(*LINES).accepted)
    assert (rows(outcome.added), rows(outcome.unchanged), outcome.rejected) == (["A0", "A1", "A2", "B0"], [], [])


def test_the_same_file_changes_nothing_whatever_its_order(validate_lines, stored):
    outcome = compare(stored, validate_lines(*LINES[::-1]).accepted)
    assert (rows(outcome.added), rows(outcome.unchanged), outcome.rejected) == ([], ["B0", "A2", "A1", "A0"], [])


def test_the_same_file_completed_adds_its_new_lines(validate_lines, stored):
    outcome = compare(
        stored, validate_lines(*LINES, {"call": "A", "project": "A3"}, {"call": "C", "project": "C0"}).accepted
    )
    assert (rows(outcome.added), outcome.rejected) == (["A3", "C0"], [])


def test_a_file_of_other_calls_is_free(validate_lines, stored):
    assert rows(compare(stored, validate_lines({"call": "C", "project": "C0"}).accepted).added) == ["C0"]


@pytest.mark.parametrize(
    "column", [{"amount": "5"}, {"title": "Autre"}, {"result": "Ouvert"}, {"state": "retiré"}, {"paid": "1"}]
)
def test_a_line_changed_refuses_its_whole_call_and_only_it(validate_lines, stored, column):
    outcome = compare(stored, validate_lines(LINES[0] | column, *LINES[1:]).accepted)
    assert ([one.row for one in outcome.rejected], rows(outcome.unchanged)) == ([2, 3, 4], ["B0"])
    assert "premier.csv" in outcome.rejected[0].why and "--replace" in outcome.rejected[0].why
    assert ["a changé" in one.why for one in outcome.rejected] == [True, False, False]


def test_a_line_missing_refuses_its_whole_call(validate_lines, stored):
    outcome = compare(stored, validate_lines(*LINES[1:], {"call": "A", "project": "A3"}).accepted)
    assert [one.row for one in outcome.rejected] == [2, 3, 5]
    assert "est nouvelle" in outcome.rejected[2].why


def test_a_later_merger_is_no_change(validate_lines, stored):
    moved = stored.with_columns(siren=pl.lit("200096410"))
    assert compare(moved, validate_lines(*LINES).accepted).rejected == []


def test_a_beneficiary_is_known_as_announced(validate_lines, stored):
    outcome = compare(stored, validate_lines(*LINES, {"call": "B", "project": "B0", "siren": "223800012"}).accepted)
    assert (outcome.added.height, outcome.rejected) == (1, [])


@pytest.fixture(scope="module")
def prepare(rows_of, stored):
    """Prepare the import of some lines beside the stored ones; `held` keeps those of some calls."""

    def run(*lines, held="AB", replace=False):
        file = AwardFile("second.csv", "0" * 64, rows_of(*lines), [Note(1, "file", "lu en Windows-1252")])
        kept = stored.filter(pl.col("call").is_in(list(held)))
        return prepare_import(file, kept, calls={}, categories={}, today=date(2026, 11, 1), replace=replace)

    return run


NEW, CHANGED, WRONG = {"call": "A", "project": "A3"}, LINES[0] | {"amount": "5"}, {"call": "A", "amount": "-5"}


@pytest.mark.parametrize(
    ("lines", "options", "accepted", "added", "removed", "rejected"),
    [
        (LINES, {"held": ""}, 4, 4, 0, []),
        (LINES, {}, 4, 0, 0, []),
        (LINES[::-1], {"replace": True}, 4, 0, 0, []),
        ([*LINES, NEW], {}, 5, 1, 0, []),
        ([CHANGED, *LINES[1:]], {}, 1, 0, 0, [2, 3, 4]),
        ([CHANGED, *LINES[1:]], {"replace": True}, 4, 4, 4, []),
        ([NEW], {"replace": True}, 1, 1, 3, []),
        ([*LINES, WRONG], {"held": ""}, 4, 4, 0, [6]),
        ([*LINES, WRONG], {}, 4, 0, 0, [6]),
        ([CHANGED, WRONG], {}, 0, 0, 0, [2, 3]),
        ([WRONG], {"replace": True}, 0, 0, 0, [2]),
    ],
    ids=[
        "a first file is added",
        "the same file changes nothing",
        "nor does it when it replaces",
        "the same completed adds its new lines",
        "a changed line rejects its call",
        "unless the file replaces its calls",
        "a call is replaced whole",
        "a wrong line is rejected alone",
        "and does not spoil the others",
        "each line is rejected once",
        "a file without valid line removes nothing",
    ],
)
def test_what_an_import_does(prepare, lines, options, accepted, added, removed, rejected):
    outcome = prepare(*lines, **options)
    assert (outcome.accepted, outcome.added, outcome.removed) == (accepted, added, removed)
    assert [line.row for line in outcome.rejected] == rejected
    assert bool(outcome.replaced_calls) is bool(removed)


def test_counts_are_those_of_the_lines_accepted(prepare):
    outcome = prepare(*LINES, {"call": "C", "project": "C0", "state": "retiré"}, WRONG)
    assert (outcome.projects, outcome.beneficiaries, outcome.amount) == (4, 1, Decimal("49382.68"))
    assert outcome.notes[0].text == "lu en Windows-1252"
    assert outcome.to_json()["rejected"] == [outcome.rejected[0]._asdict()]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([LINES[0], {"call": "demo-a"}], "mixes calls of a demonstration"),
        ([{"call": "demo-a"}], "holds real awards and the file a demonstration"),
    ],
)
def test_demonstration_and_real_awards_are_never_mixed(prepare, lines, reason):
    with pytest.raises(BarometreError, match=reason):
        prepare(*lines)
