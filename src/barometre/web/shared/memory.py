"""Results kept in memory as long as the state they were computed from stays the same.

There is one decorator for each state:

- the files of the package, the same until the process ends: `functools.cache`;
- a published edition: `per_edition`, here;
- the programme: `per_programme`, in `barometre.web.programme.version`;
- anything else that changes: `per_state`, here.
"""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from barometre.web.editions.models import Edition

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# Results kept for each function: about three times the number of EPCI.
MOST = 4096


def per_edition(
    function: Callable[Concatenate[Edition, Arguments], Result],
) -> Callable[Concatenate[Edition, Arguments], Result]:
    """Keep what a function returns for a published edition until another build of the same date replaces it.

    Its other arguments must be hashable, and callers must not change what it returns.
    """
    return _kept(function, lambda edition, *rest: ((edition.date, *rest), edition.build_id))


def per_state(state: Callable[[], Hashable]) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Make a decorator that keeps what a function returns until `state()` returns another value.

    The arguments of the function must be hashable, and callers must not change what it returns. A function that
    calls another one kept for the same state is computed again when that one is.
    """

    def decorator(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        return _kept(function, lambda *arguments: (arguments, state()))

    return decorator


# For what is read from the database at most once a second.
per_second = per_state(lambda: int(time.monotonic()))


def _kept(
    function: Callable[Arguments, Result], key_and_state: Callable[..., tuple[Hashable, Hashable]]
) -> Callable[Arguments, Result]:
    """Keep one result for each key, with the state it was computed from.

    The state is read before the result is computed: if it changes meanwhile, the next call computes again.
    """
    results: dict[Hashable, tuple[Hashable, Result]] = {}

    @wraps(function)
    def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        key, state = key_and_state(*args, *sorted(kwargs.items()))
        kept = results.get(key)
        if kept is None or kept[0] != state:
            if len(results) >= MOST:
                results.clear()
            kept = results[key] = (state, function(*args, **kwargs))
        return kept[1]

    call.cache_clear = results.clear  # type: ignore[attr-defined]
    return call
