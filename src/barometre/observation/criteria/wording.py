"""Values of facts that are a list in French. Pure functions."""

from collections.abc import Sequence


def listed(values: Sequence[str], most: int) -> str:
    """Return the first `most` values joined by commas, and how many more there are."""
    more = f" et {len(values) - most} de plus" if len(values) > most else ""
    return ", ".join(values[:most]) + more
