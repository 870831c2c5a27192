"""Answers that the catalogue expects, or wants seen twice: told there once, read by confirmation and by pages. Pure."""

from collections.abc import Collection

from barometre.catalogue.models import FactDefinition

# A yes or a no, some texts, or a number: the largest one expected, the smallest one to see twice.
Expected = bool | float | Collection[str] | None


def meets(expected: Expected, number: float | None, text: str | None) -> bool | None:
    """Return whether a value (`number` is 1 or 0 for a yes or a no) is the one expected; None when nothing is."""
    if expected is None:
        return None
    if isinstance(expected, bool):
        return number == float(expected)
    if isinstance(expected, int | float):
        return number is not None and number <= expected
    return text in expected


def needs_second_look(definition: FactDefinition, number: float | None, text: str | None) -> bool:
    """Return whether a value is stated only when two looks gave it: it is not the one expected, or nothing is there."""
    met = meets(definition.expected, number, text)
    if met is not None:
        return not met
    second = definition.second_look
    if isinstance(second, bool) or not isinstance(second, int | float):
        return meets(second, number, text) or False
    return number is not None and number >= second
