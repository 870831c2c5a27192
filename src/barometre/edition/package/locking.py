"""One process at a time writes in a folder of packages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from barometre.errors import BarometreError


@contextmanager
def locked(folder: Path, out: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of a folder, in which `out` is written; wait for it, or refuse when another process has it.

    Raises:
        BarometreError: another process holds it.
        OSError: it cannot be opened.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            flock(handle, LOCK_EX | (0 if wait else LOCK_NB))
            mine = os.path.samestat(os.fstat(handle), folder.stat())
        except (BlockingIOError, FileNotFoundError):
            mine = False
        if not mine:  # held, or given its name by who held it
            raise BarometreError(f"{out} is being written by another process; wait, or give another folder with --out")
        yield
    finally:
        os.close(handle)
