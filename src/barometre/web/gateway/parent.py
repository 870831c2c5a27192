"""No process outlives the one that started it, even when that one is killed: what it holds would shut out the next.

Portable, unlike `PR_SET_PDEATHSIG` of Linux: a process learns by the end of a pipe that its parent is no more.
"""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable


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
