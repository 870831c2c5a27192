"""Time bound of each example: what reads hostile bytes ends, or the test fails with the place where it does not."""

import signal
from contextlib import contextmanager

import pytest

# Seconds of processor left to one example: a hundred times what the slowest takes, and far less than « never ends ».
BOUND = 2.0


class NeverEndsError(AssertionError):
    """Reading that took more than `BOUND` seconds of processor."""


@contextmanager
def _bounded(seconds=BOUND):
    def stop(*_):
        raise NeverEndsError(f"more than {seconds} s of processor for one example")

    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


@pytest.fixture(scope="session")
def bounded():
    """Return the context manager in which one example is read; it counts processor time: a busy machine is no fault."""
    return _bounded
