"""Dates as precise as their source: a year, a month or a day, in ISO form."""

import re
from calendar import monthrange
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def checked_partial(value: object) -> str:
    """Return the text of a partial date; YAML gives « 2023 » as a number and « 2023-01-18 » as a date.

    Raises:
        ValueError: not a year, a month or a day that exists.
    """
    text = value.isoformat() if isinstance(value, date) else str(value)
    try:
        first_day(text)
    except ValueError:
        raise ValueError("write a year (2023), a month (2023-01) or a day (2023-01-18)") from None
    return text


def first_day(partial: str) -> date:
    """Return the first day that a partial date may mean.

    Raises:
        ValueError: not a partial date.
    """
    match = _PARTIAL.fullmatch(partial)
    if not match:
        raise ValueError(f"« {partial} » is not a partial date")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    return date(year, month, day)


def last_day(partial: str) -> date:
    """Return the last day that a partial date may mean.

    Raises:
        ValueError: not a partial date.
    """
    first = first_day(partial)
    match partial.count("-"):
        case 0:
            return first.replace(month=12, day=31)
        case 1:
            return first.replace(day=monthrange(first.year, first.month)[1])
        case _:
            return first
