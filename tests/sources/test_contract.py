"""A file that has changed is refused whole, its column named; a row at fault is left out, with its line."""

from dataclasses import replace

import pytest

from barometre.sources.contract import check
from barometre.sources.intake import check_file
from barometre.sources.reading import read
from barometre.sources.register import Column
from fibre_file import HEADING, ROWS


def checked(register, path):
    return check(register, read(register, path))


def test_a_file_that_keeps_its_contract_has_no_problem(small, delivered):
    found = check_file(small, delivered(HEADING, *ROWS))
    assert (found.problems, found.refused, found.table.height) == ([], False, 3)


def test_half_the_rows_are_not_the_file(small, delivered):
    found = checked(replace(small, minimum_rows=6), delivered(HEADING, *ROWS))
    assert found.refused
    assert found.problems == [(None, None, "3 rows, where the register has at least 6")]


def test_an_emptied_column_is_named(small, delivered):
    found = checked(small, delivered(HEADING, *["29232;Quimper;;1;"] * 20))
    assert found.refused
    assert found.problems[0].column == "locaux_arcep"
    assert "filled in 0% of rows" in found.problems[0].why


@pytest.mark.parametrize(
    ("cell", "why"), [("beaucoup", "is not a number"), ("-1", "is under 0"), ("1e", "is not a number")]
)
def test_a_row_at_fault_is_left_out_with_its_line(small, delivered, cell, why):
    good = [f"29232;Quimper;{n};1;" for n in range(40)]
    found = checked(small, delivered(HEADING, *good, f"01001;L'Abergement;{cell};1;"))
    assert not found.refused
    assert found.table.height == 40
    ((column, row, words),) = found.problems
    assert (column, row) == ("locaux_arcep", 42)
    assert why in words and cell in words


def test_many_rows_at_fault_are_a_file_that_changed(small, delivered):
    found = checked(small, delivered(HEADING, *ROWS, "29019;Brest", "29019;Brest"))
    assert found.refused
    assert "2 rows of 5 are at fault; the first, row 5" in found.problems[0].why


@pytest.mark.parametrize(
    ("column", "cells", "bad"),
    [
        (Column("trimestre", "day"), ["2026-06-30", "30/06/2026", "2026-06-30T12:00:00Z", "06-2026"], ["06-2026"]),
        (Column("trimestre", "boolean"), ["True", "0", "oui", "peut-être"], ["peut-être"]),
        (Column("trimestre", allowed=("a", "b")), ["a", "b", "c"], ["c"]),
        (Column("trimestre", "integer", high=9), ["9", "10", "1,5"], ["10", "1,5"]),
        (Column("trimestre", "number"), ["1,5", "2.5", "x"], ["x"]),
    ],
)
def test_each_type_knows_its_faults(small, delivered, column, cells, bad):
    register = replace(small, columns=(*(one for one in small.columns if one.name != column.name), column))
    rows = [f"29232;Quimper;1;1;{cell}" for cell in [*cells, *[cells[0]] * 60]]
    found = checked(register, delivered(HEADING, *rows))
    assert [problem.why.rpartition("(")[2].strip("')") for problem in found.problems] == bad
