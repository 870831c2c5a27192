"""French typography in texts that the program makes: non-breaking spaces, days.

Before : ; ? ! % and inside « »; after « n° » and « art. »; between thousands, and before €.
"""

import re
from datetime import date
from typing import Any

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_COLON = re.compile(r"(?<=\S) (?=:(?:\s|$))")
_HIGH = re.compile(r"(?<=\S) (?=[;?!%](?!\w))")
_OPENING = re.compile(r"« ")
_CLOSING = re.compile(r" »")
# The spaces that keep a number whole; each begins with the space, which is looked for at once in a long text.
NUMERO = re.compile(r" (?=[A-Z]?\d)(?:(?<=\bn° )|(?<=\bart\. )|(?<=\barticle )|(?<=\barticles ))")
THOUSANDS = re.compile(r" (?=\d{3}(?!\d))(?<=\d )(?<!\d{4} )")
_EURO = re.compile(r"(?<=\d) (?=€)")


def written_day(day: date) -> str:
    """Return a day in words: 1er janvier 2026."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def written_number(number: int) -> str:
    """Return a whole number as it is written, a narrow no-break space between thousands: 34 875."""
    return f"{number:,}".replace(",", "\u202f")


def non_breaking(text: str) -> str:
    """Replace ordinary spaces by non-breaking ones: U+00A0 before : and inside « », narrow U+202F before ; ? ! %."""
    text = _COLON.sub("\u00a0", text)
    text = _HIGH.sub("\u202f", text)
    return bind_numbers(_CLOSING.sub("\u00a0»", _OPENING.sub("«\u00a0", text)))


def typeset(value: Any) -> Any:  # noqa: ANN401  (a JSON value)
    """Return a JSON value with the spaces of `non_breaking` in its texts."""
    match value:
        case str():
            return non_breaking(value)
        case list():
            return [typeset(item) for item in value]
        case dict():
            return {name: typeset(item) for name, item in value.items()}
        case _:
            return value


def bind_numbers(text: str) -> str:
    """Replace the spaces of « n° 12 », « art. 6 » and « 3 500 € » by non-breaking ones."""
    return _EURO.sub("\u00a0", THOUSANDS.sub("\u202f", NUMERO.sub("\u00a0", text)))
