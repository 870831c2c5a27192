"""Ratios of the benchmarks, kept for `make bench-check`: what a measure is beside a floor or peer of the same run."""

import csv
import json
import os
import time
from pathlib import Path

# The file that `tools/bench_check.py` gives; without it nothing is kept.
ASKED = "BENCH_RATIOS"


def note(name: str, ratio: float) -> None:
    """Keep one ratio for the check, when it is asked for."""
    if path := os.environ.get(ASKED):
        with Path(path).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow([name, f"{ratio:.3g}"])


def yardstick() -> float:
    """Return the seconds that a fixed piece of standard work takes here: the floor of what has none of its own."""
    document = {str(number): [number, str(number), None, {"a": number / 7}] for number in range(2000)}
    best = float("inf")
    for _ in range(7):
        start = time.perf_counter()
        json.loads(json.dumps(document))
        best = min(best, time.perf_counter() - start)
    return best
