"""How the cost of reading a text grows with the text: the same on any machine, fast or slow, idle or busy."""

import time


def assert_linear(read, make, size: int = 50_000) -> None:
    """Assert that four times the text costs the processor about four times as much: a square would cost sixteen.

    Args:
        read: What reads the text.
        make: Makes the text of a size.
        size: Size of the shorter text, long enough to be measured.
    """
    short, long = (_cost(read, make(length)) for length in (size, 4 * size))
    assert long < 9 * max(short, 0.001), f"{short:.4f} s, then {long:.4f} s for four times as much"


def _cost(read, text: str) -> float:
    """Return the least seconds of processor of three readings."""
    spent = []
    for _ in range(3):
        start = time.thread_time()
        read(text)
        spent.append(time.thread_time() - start)
    return min(spent)
