"""Template filters of the fund: amounts and dates, in French."""

from decimal import Decimal

from barometre.catalogue.typography import non_breaking
from barometre.web.programme.fund import words
from barometre.web.programme.words import partial_words
from barometre.web.shared.french import number


def whole(value: Decimal) -> str:
    """Write a published count, kept as a decimal: 3 200."""
    return number(float(value), 0)


FILTERS = {
    "euros": words.euros,
    "short_euros": words.short_euros,
    "per_head": words.per_head,
    "partial": partial_words,
    "typographic": non_breaking,
    "whole": whole,
}
