"""French words that several domains of the programme share: states, partial dates, sentences."""

from typing import NamedTuple

from barometre.catalogue.typography import MONTHS
from barometre.web.shared.words import day_words


class StateLabel(NamedTuple):
    """The state of an objective or of a project in words.

    Attributes:
        word: the state.
        style: drawing and colour (good, bad, way, late, unseen, none).
        many: the state after a number of objectives.
    """

    word: str
    style: str
    many: str = ""


def partial_words(on: str) -> str:
    """Write a date as precisely as its source: 2021, octobre 2021, 8 octobre 2021."""
    year, *rest = on.split("-")
    if not rest:
        return year
    return f"{MONTHS[int(rest[0]) - 1]} {year}" if len(rest) == 1 else day_words(on)


def sentence(text: str) -> str:
    """Begin a text with a capital and end it with a stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")
