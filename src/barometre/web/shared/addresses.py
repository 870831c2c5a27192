"""Addresses of pages."""

from functools import lru_cache

from django.urls import reverse

# A page has about a hundred links; the pages of an edition have fewer addresses than this.
_KEPT = 100_000


@lru_cache(maxsize=_KEPT)
def address_of(name: str, *arguments: str) -> str:
    """Return the address of a page, by the name of its route and what the route takes."""
    return reverse(name, args=arguments)
