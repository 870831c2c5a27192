"""Answers that the catalogue expects, or wants seen twice: told there once, read by confirmation and by pages. Pure."""

from collections.abc import Collection
from typing import Protocol

# A yes or a no, some texts, or a number: the largest one expected, the smallest one to see twice.
Expected = bool | float | Collection[str] | None


class Definition(Protocol):
    """The part of a fact's definition that says which answers are expected."""

    @property
    def expected(self) -> Expected:
        """Answer expected; None for a mere finding."""

    @property
    def second_look(self) -> Expected:
        """Answer of a mere finding that is stated only when two looks gave it; None for none."""


def meets(expected: Expected, number: float | None, text: str | None) -> bool | None:
    """Return whether a value is the one expected; None when nothing is expected.

    Args:
        expected: yes or no, texts, or the largest number.
        number: value of the fact, 1 or 0 for a yes or a no.
        text: value of the fact in words.
    """
    if expected is None:
        return None
    if isinstance(expected, bool):
        return number == float(expected)
    if isinstance(expected, int | float):
        return number is not None and number <= expected
    return text in expected


def needs_second_look(definition: Definition, number: float | None, text: str | None) -> bool:
    """Return whether a value is stated only when two looks gave it: it is not the one expected, or nothing is there.

    Args:
        definition: definition of the fact.
        number: see `meets`.
        text: see `meets`.
    """
    met = meets(definition.expected, number, text)
    if met is not None:
        return not met
    second = definition.second_look
    if isinstance(second, bool) or not isinstance(second, int | float):
        return meets(second, number, text) or False
    return number is not None and number >= second
