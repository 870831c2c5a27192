"""What the records kept in TXT have in common. Pure: each text is one record, its character-strings already joined."""

import re

SHOWN = 200
"""Longest part of a record that a reason repeats."""
_PERSON = re.compile(r"(?<=mailto:)[^@,;]+(?=@)", re.IGNORECASE)


def quoted(text: str) -> str:
    """Return a record as a French sentence shows it: between « », on one line, cut after 200 characters.

    What precedes @ in an address for reports is hidden, as it may name a person.
    """
    bare = _PERSON.sub("…", text[: 4 * SHOWN])
    line = "".join(sign if sign.isprintable() else "�" for sign in bare[: SHOWN + 1])
    return f"« {line[:SHOWN]}… »" if len(line) > SHOWN else f"« {line} »"


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
