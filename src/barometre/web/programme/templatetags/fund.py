"""Template filters of the fund: amounts and dates, in French."""

from decimal import Decimal

from django import template

from barometre.catalogue.typography import non_breaking
from barometre.web.programme.fund import words
from barometre.web.programme.words import partial_words
from barometre.web.shared.french import number

register = template.Library()

register.filter("euros", words.euros)
register.filter("short_euros", words.short_euros)
register.filter("per_head", words.per_head)
register.filter("partial", partial_words)
register.filter("typographic", non_breaking)


@register.filter
def whole(value: Decimal) -> str:
    """Write a published count, kept as a decimal: 3 200."""
    return number(float(value), 0)
