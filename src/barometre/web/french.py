"""Numbers as French readers write them: 1 234,5 and 61,6 %, with spaces that do not break."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GROUP = "\u202f"
"""Narrow no-break space between thousands (Lexique des règles typographiques, Imprimerie nationale)."""

NO_BREAK = "\u00a0"
"""No-break space before %, « : », « ; », « ? » and « ! »."""

UNKNOWN = "non renseigné"


@lru_cache(maxsize=4096)
def number(value: float, decimals: int = 1) -> str:
    """A number with at most so many decimals, halves rounded away from zero, no useless zero."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, rest = f"{abs(rounded):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", GROUP)
    rest = rest.rstrip("0")
    sign = "−" if rounded < 0 else ""
    return f"{sign}{grouped},{rest}" if rest else f"{sign}{grouped}"


def percent(value: float, decimals: int = 1) -> str:
    """A share given from 0 to 100, like 61,6 %."""
    return f"{number(value, decimals)}{NO_BREAK}%"


def counted(n: int, one: str, many: str) -> str:
    """A count and its noun: « 0 commune », « 1 commune », « 2 communes »; French has one form below two."""
    return f"{number(n, 0)}{NO_BREAK}{one if abs(n) < 2 else many}"
