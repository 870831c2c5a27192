"""What the records kept in TXT have in common. Pure: each text is one record, its character-strings already joined."""

import re

from barometre.observation.net import wording

_PERSON = re.compile(r"(?<=mailto:)[^@,;]+(?=@)", re.IGNORECASE)


def quoted(text: str) -> str:
    """A record as a French sentence shows it; what precedes @ in an address for reports may name a person: hidden."""
    return wording.quoted(_PERSON.sub("…", text))


def fields(text: str) -> list[tuple[str, str]]:
    """Return the (name in lower case, value) of a list `name=value;…`, spaces and tabs around them dropped.

    An item without `=` is dropped, as is the nothing after a last or doubled `;` (RFC 7489, 6.3: a syntax error after
    the version is ignored).
    """
    items = (item.partition("=") for item in text.split(";"))
    return [(name.strip(" \t").lower(), value.strip(" \t")) for name, equals, value in items if equals]


def alike(texts: list[str], pattern: re.Pattern[str]) -> str:
    """Return « , mais … » naming the first text that looks like the record sought without being one, else nothing."""
    near = next((text for text in texts if pattern.search(text)), None)
    return f", mais un texte qui y ressemble sans en suivre la forme : {quoted(near)}" if near else ""
