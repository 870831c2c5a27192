"""How templates of the fund write amounts and dates, in French."""

from decimal import Decimal

from django import template

from barometre.catalogue.typography import non_breaking
from barometre.web.programme.fund import words as fund_words
from barometre.web.shared.french import number

register = template.Library()

register.filter("euros", fund_words.euros)
register.filter("short_euros", fund_words.short_euros)
register.filter("per_head", fund_words.per_head)
register.filter("partial", fund_words.partial_words)
register.filter("typographic", non_breaking)


@register.filter
def whole(value: Decimal) -> str:
    """A published count, kept as a decimal: 3 200."""
    return number(float(value), 0)
