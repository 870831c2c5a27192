"""How templates write numbers, shares, scores and dates, in French."""

import re
from datetime import date
from decimal import Decimal
from functools import cache

from barometre.catalogue.typography import bind_numbers
from barometre.territory import reference
from barometre.web.shared import french, words
from barometre.web.shared.tables import Cell, TableColumn

NO_VALUE = "–"
BEFORE_SIGN = re.compile(r" (?=[:;?!»%](?:\s|$))")
OPEN_QUOTE = re.compile(r"(?<=«) ")


def number(value: float | None) -> str:
    """Return a whole number: 34 875."""
    return NO_VALUE if value is None else french.number(value, 0)


def plain(value: float | None) -> str:
    """Return a number with at most two decimals, for calculations shown step by step."""
    return NO_VALUE if value is None else french.number(value, 2)


def cents(value: float) -> str:
    """Return a small amount of money, always with two decimals: 0,30."""
    if 0 < value < 0.01:
        return f"<{french.NO_BREAK}0,01"
    whole, _, rest = french.number(value, 2).partition(",")
    return f"{whole},{rest.ljust(2, '0')}"


def percent(value: float | None) -> str:
    """Return a share given from 0 to 100: 61,6 %."""
    return NO_VALUE if value is None else french.percent(value)


def score(value: float | None) -> str:
    """Return a score out of 100; it has no decimals, since a finer figure would claim more than is known."""
    return NO_VALUE if value is None else french.score(value)


def share(value: float | None) -> str:
    """Return a share given from 0 to 1, without decimals: 25 %."""
    return NO_VALUE if value is None else french.percent(100 * value, 0)


def day(value: date | str | None) -> str:
    """Return a date in words: 1er janvier 2026."""
    if not value:
        return NO_VALUE
    return words.day_words(value)


def size(value: int) -> str:
    """Return a size in bytes, in kilooctets or mégaoctets."""
    if value < 1_000_000:
        return f"{french.number(max(value / 1000, 1), 0)}{french.NO_BREAK}ko"
    return f"{french.number(value / 1_000_000)}{french.NO_BREAK}Mo"


def count(value: int, nouns: str) -> str:
    """Return a count and its noun: `3|count:"commune,communes"` gives « 3 communes »."""
    singular, plural = nouns.split(",")
    return french.counted(value, singular, plural)


def shown(cell: Cell, column: TableColumn) -> str:
    """Return a cell of a table, in the form of its column."""
    value = cell.value
    if cell.words:
        return cell.words
    if value is None:
        return NO_VALUE
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return day(value)
    if column.form == "mean":
        return percent(value) if cell.unit else score(value)
    if column.form == "answer":
        return "Oui" if value == 100 else "Non"
    forms = {"percent": percent, "share": share, "score": score, "cents": cents, "decimal": french.number}
    return forms.get(column.form, number)(value)


def bound(value: str) -> str:
    """Return text from data with no-break spaces where French wants them: at signs, quotes, numbers."""
    return bind_numbers(OPEN_QUOTE.sub(french.NO_BREAK, BEFORE_SIGN.sub(french.NO_BREAK, value)))


@cache
def populations() -> str:
    """Return where the numbers of inhabitants come from, with their years."""
    title = next(source["title"] for source in reference.sources() if source["title"].startswith("Populations"))
    years = title.replace(" (", f"{french.NO_BREAK}; ").replace(")", "")
    return f"population{french.NO_BREAK}: INSEE, {bound(years[0].lower() + years[1:])}"


def thousandths(value: float | None) -> int:
    """Return a score as the width of a bar drawn in 1000 units (SVG wants a point where French writes a comma)."""
    return int(Decimal(value or 0) * 10)


FILTERS = {
    "number": number,
    "score": score,
    "plain": plain,
    "percent": percent,
    "share": share,
    "day": day,
    "size": size,
    "count": count,
    "moment": words.moment_words,
    "instant": words.instant_words,
    "local_day": words.local_day_words,
    "of": french.of,
    "at": french.at,
    "to_whom": french.to_whom,
    "shown": shown,
    "bound": bound,
    "thousandths": thousandths,
}
