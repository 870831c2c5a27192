"""Processes of the machine: is one running, and may this one take the memory it needs?"""

import os
import resource
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
