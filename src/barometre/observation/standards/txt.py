"""What DNS records kept in TXT have in common. Each text is one record, its character-strings already joined."""

import re
from collections.abc import Iterable

from barometre.facts.reason import Value, without_person


def fields(text: str) -> list[tuple[str, str]]:
    """Return the (name in lower case, value) of a list `name=value;…`, without the spaces and tabs around them.

    An item without `=` is left out, as is the empty one after a last or doubled `;` (RFC 7489, 6.3: a syntax error
    after the version is ignored).
    """
    items = (item.partition("=") for item in text.split(";"))
    return [(name.strip(" \t").lower(), value.strip(" \t")) for name, equals, value in items if equals]


def near(texts: Iterable[str], pattern: re.Pattern[str]) -> dict[str, Value]:
    """Return as the context `near` the first text that, by `pattern`, looks like a failed attempt; else no context."""
    return next(({"near": without_person(text)} for text in texts if pattern.search(text)), {})
