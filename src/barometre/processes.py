"""Processes of the machine: is one running, may this one take the memory it needs, and when must it end?

No process outlives the one that started it, even when that one is killed: what it holds would shut out the next.
Portable, unlike `PR_SET_PDEATHSIG` of Linux: a process learns by the end of a pipe that its parent is no more.
"""

import multiprocessing
import os
import resource
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from barometre.errors import BarometreError

# Bytes of addresses without which Polars is stopped in the middle of a national build, and nobody can say why.
BUILD_NEEDS = 4_600_000_000


def is_running(process: int) -> bool:
    """Return True when a process has that number, even one of another user, and has not ended."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return not _has_ended(process)


def _has_ended(process: int) -> bool:
    """Return whether a process has ended and waits for its parent to notice; only Linux tells."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8", errors="replace").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[:1] == ["Z"]


def require_addresses(needed: int) -> None:
    """Check that no limit of the system (`ulimit -v`) is under what is needed: beyond it the process is aborted.

    Raises:
        BarometreError: the limit is too low.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < needed:
        raise BarometreError(f"The limit of memory ({limit:,} bytes) is under {needed:,}; raise it with ulimit -v")


def when_input_ends(act: Callable[[], None]) -> None:
    """Call `act` in a thread when standard input ends: a pipe that the parent holds and never writes to."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        act()

    threading.Thread(target=wait, name="parent", daemon=True).start()


def end_with_parent() -> None:
    """End this process, started by `multiprocessing`, as soon as the one that started it has ended."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()
