"""What takes long to compute and is only read: computed once for all workers, kept in the folder that they share."""

import os
import pickle
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

T = TypeVar("T")


def computed_once(function: Callable[[], T]) -> Callable[[], T]:
    """Make a function without arguments compute in the first worker that calls it; the others read what it found."""

    @cache
    @wraps(function)
    def found() -> T:
        path = Path(os.environ["TESTS_OF_BAROMETRE_FOLDER"], f"{function.__module__}-{function.__name__}.pickle")
        with FileLock(path.with_suffix(".lock")):
            if not path.exists():
                path.write_bytes(pickle.dumps(function()))
            return pickle.loads(path.read_bytes())

    return found
