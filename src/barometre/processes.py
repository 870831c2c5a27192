"""Running processes of the machine."""

import os
from pathlib import Path


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
