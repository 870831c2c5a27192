"""Running processes of the machine."""

import os


def is_running(process: int) -> bool:
    """Return True when a process has that number, even one of another user."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
