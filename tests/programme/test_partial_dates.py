"""A date is as precise as its source."""

from datetime import date

import pytest

from barometre.programme.models import Step
from barometre.programme.partial_dates import checked_partial, first_day, last_day


@pytest.mark.parametrize(
    ("written", "text", "first", "last"),
    [
        (2023, "2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (date(2023, 1, 18), "2023-01-18", date(2023, 1, 18), date(2023, 1, 18)),
    ],
)
def test_a_year_a_month_a_day(written, text, first, last):
    assert checked_partial(written) == text
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "written", ["23", "2023-13", "2023-02-30", "2023-1", "janvier 2023", "", None, "2023-01-18T10:00"]
)
def test_anything_else_is_refused(written):
    with pytest.raises(ValueError, match=r"write a year \(2023\)"):
        checked_partial(written)


def test_content_writes_date_because_a_bare_on_is_yes_in_yaml():
    assert Step.model_validate({"state": "agreed", "date": 2022, "note": "Signée."}).on == "2022"
