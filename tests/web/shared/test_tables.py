import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.tables import DANGEROUS
from barometre.web.shared.tables import Cell, Table, TableColumn, csv_text


def one(value):
    table = Table("", [TableColumn("a", "A"), TableColumn("b", "B")], [[Cell("x"), Cell(value)]])
    return list(csv.reader(io.StringIO(csv_text(table).removeprefix("\ufeff")), delimiter=";"))[1][1]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (61.6, "61,6"),
        (100.0, "100"),
        (0.0, "0"),
        (34875, "34875"),
        (-1.5, "-1,5"),  # a number is not a formula
        (None, ""),
        (date(2026, 10, 6), "2026-10-06"),
        ("Brest ; Métropole", "Brest ; Métropole"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+33 2 98", "'+33 2 98"),
        ("@mairie", "'@mairie"),
    ],
)
def test_values_are_written_for_a_french_spreadsheet(value, written):
    assert one(value) == written


@given(st.text(max_size=30).filter(lambda words: "\r" not in words))
def test_no_text_is_ever_run(words):
    assert not one(words).startswith(DANGEROUS)


def test_columns_of_the_file_only_are_not_shown():
    table = Table("", [TableColumn("a", "A"), TableColumn("b", "B", "file")], [[Cell(1), Cell(2)]])
    assert [column.name for column in table.shown_columns] == ["a"]
    assert [cell.value for _, cell in table.shown_cells[0]] == [1]
    assert csv_text(table) == "\ufeffa;b\r\n1;2\r\n"
