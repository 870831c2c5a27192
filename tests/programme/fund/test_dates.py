"""Dates: ISO and French, never two readings."""

from datetime import date

import pytest


@pytest.mark.parametrize(
    "written",
    [
        "2021-05-03",
        "03/05/2021",
        "3/5/2021",
        "2021-05-03T00:00:00",
        "2021-05-03 00:00",
        "'2021-05-03",
        "2021-05-03 14:30:59.5",
        "03/05/2021 14:30",
    ],
)
def test_two_forms_are_understood(validate_lines, written):
    assert validate_lines({"decided_on": written}).accepted["decided_on"].to_list() == [date(2021, 5, 3)]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (None, "vide"),
        ("31/02/2021", "n’existe pas"),
        ("05/13/2021", "n’existe pas"),
        ("2021-02-29", "n’existe pas"),
        ("2026-11-02", "dans l’avenir"),
        ("03/04/21", "quatre chiffres"),
        ("44319", "numéro de jour"),
        ("mai 2021", "n’est pas une date"),
        ("2021", "n’est pas une date"),
        ("2021-05-03T22:30:00Z", "n’est pas une date"),
        ("2021-05-03 25 h", "n’est pas une date"),
    ],
)
def test_any_other_is_refused_and_says_why(validate_lines, written, why):
    result = validate_lines({"decided_on": written})
    assert [(one.column, why in one.why) for one in result.rejected] == [("decided_on", True)]


def test_the_day_itself_is_not_the_future(validate_lines):
    assert validate_lines({"decided_on": "2026-11-01"}).rejected == []


@pytest.mark.parametrize("column", ["filed_on", "paid_on"])
def test_other_dates_may_be_empty_but_not_wrong(validate_lines, column):
    assert validate_lines({column: None}).rejected == []
    assert validate_lines({column: "31/02/2021"}).rejected[0].column == column


def test_a_date_before_the_fund_is_kept_with_a_note(validate_lines):
    result = validate_lines({"decided_on": "2020-05-03"})
    assert result.accepted.height == 1
    assert "25/01/2021" in result.notes[0].text
