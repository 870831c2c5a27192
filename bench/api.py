"""Measure the heaviest calls of the API in process: time to the first byte and in all, size, memory of the stream.

    .venv/bin/python bench/api.py

Reads the published edition of this instance (`barometre build`, `barometre publish`). Measured without
network nor server, on one core: what is left is the work of our code and of PostgreSQL.
"""

import sys
import time
import tracemalloc

from rich.console import Console
from rich.table import Table

from _ratios import note, yardstick
from barometre.web.database import site_database

CALLS = (
    "communes/29232",
    "communes/29232?fields=indicateurs,contour",
    "communes?nom=saint denis&limit=10",
    "communes?codeDepartement=59",
    "departements",
    "departements?fields=contour&format=geojson",
    "communes?format=csv",
    "communes?format=csv&fields=scores,centre",
    "communes?fields=indicateurs,faits",
    "communes?nom=saint&fields=indicateurs,faits",
    "communes",
    "communes?format=geojson&geometry=contour",
    "scores?format=csv&mesure=site-https",
    "aggregates?format=csv",
    "indicators",
    "openapi.json",
)
# The best of as many is kept: the others show what else the machine was doing.
ROUNDS = 3


def measure(address: str) -> tuple[float, float, int, int]:
    """Return milliseconds to the first byte and in all, bytes, and peak kilobytes held while the answer is sent.

    Raises:
        RuntimeError: the answer is not 200.
    """
    timed = [read(address) for _ in range(ROUNDS)]
    first, whole, size = min(timed, key=lambda times: times[1])
    tracemalloc.start()
    read(address)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return first, whole, size, peak // 1024


def read(address: str) -> tuple[float, float, int]:
    """Read one answer to its end; return milliseconds to the first byte and in all, and bytes."""
    from django.test import Client  # noqa: PLC0415  (needs Django set up)

    start = time.perf_counter()
    answer = Client(SERVER_NAME="localhost").get(f"/api/v1/{address}")
    if answer.status_code != 200:
        raise RuntimeError(f"/api/v1/{address} answered {answer.status_code}: publish an edition first")
    parts = answer.streaming_content if answer.streaming else [answer.content]
    first, size = 0.0, 0
    for part in parts:
        first = first or 1000 * (time.perf_counter() - start)
        size += len(part)
    answer.close()
    return first, 1000 * (time.perf_counter() - start), size


def main() -> int:
    """Print one line per call."""
    with site_database():
        table = Table("call, after /api/v1/", "first byte ms", "whole ms", "kB", "peak kB", title="API, in process")
        unit = 1000 * yardstick()
        for address in CALLS:
            first, whole, size, peak = measure(address)
            note(f"api, {address}", whole / unit)
            table.add_row(address, f"{first:.1f}", f"{whole:.0f}", f"{size / 1000:,.0f}", f"{peak:,}")
        Console(width=120).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
