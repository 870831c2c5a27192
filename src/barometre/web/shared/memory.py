"""Remembering what was already worked out of a published edition."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from barometre.web.editions.models import Edition

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
REMEMBERED = 4096
"""Results that `per_edition` keeps for each function, about the number of EPCI times three."""


def per_edition(
    function: Callable[Concatenate[Edition, Arguments], Result],
) -> Callable[Concatenate[Edition, Arguments], Result]:
    """Remember what a function says of a published edition, which never changes under the same build_id.

    Its other arguments must be hashable, and its result left as it is by those who read it.
    """
    memory: dict[tuple[object, ...], Result] = {}

    @wraps(function)
    def remembered(edition: Edition, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        key = (edition.build_id, *args, *sorted(kwargs.items()))
        if key not in memory:
            if len(memory) >= REMEMBERED:
                memory.clear()
            memory[key] = function(edition, *args, **kwargs)
        return memory[key]

    return remembered
