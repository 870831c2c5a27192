"""The answer that the catalogue expects of a fact: told there once, read by confirmation and by pages. Pure."""

from collections.abc import Collection

# A yes or a no, one of several texts, or the largest number.
Expected = bool | float | Collection[str] | None


def meets(expected: Expected, number: float | None, text: str | None) -> bool | None:
    """Return whether a value is the one expected; None when the catalogue expects nothing (a mere finding).

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
