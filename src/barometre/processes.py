"""Whether a process lives, for what a killed one leaves behind."""

import os


def is_running(process: int) -> bool:
    """True when a process of that number lives, or lives under another user."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
