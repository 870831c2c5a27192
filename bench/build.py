"""Measure the national build against a floor: reading and writing the same tables, computing nothing.

    .venv/bin/python bench/build.py

Prints seconds, the ratio to the floor, and peak memory of the process.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.edition.build import build_edition
from barometre.edition.files import read_table, write_edition
from barometre.edition.schema import TABLES

DAY = date(2026, 11, 1)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ignore(step: str) -> None:
    """Show no progress."""


def main() -> None:
    """Build three times, then read and write the same tables, and print both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = timed(lambda: build_edition(folder / "editions", DAY, folder / "facts", ignore))
        builds = [timed(lambda: build_edition(folder / "editions", DAY, folder / "facts", ignore)) for _ in range(3)]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        edition = folder / "editions" / DAY.isoformat()

        def floor() -> None:
            tables = {table: read_table(edition, table) for table in TABLES}
            write_edition(folder / "floor", DAY, tables, {"catalogue.json": {}, "datapackage.json": {}}, {"date": ""})

        floors = [timed(floor) for _ in range(3)]
    table = Table("measure", "seconds", "ratio to the floor", title="National build")
    table.add_row("first build (facts stored)", f"{first:.2f}", f"{first / min(floors):.1f}")
    table.add_row("build (best of 3)", f"{min(builds):.2f}", f"{min(builds) / min(floors):.1f}")
    table.add_row("floor: read and write the tables", f"{min(floors):.2f}", "1.0")
    note("build, next", min(builds) / min(floors))
    console = Console()
    console.print(table)
    console.print(f"Peak memory: {memory:.0f} MB")


if __name__ == "__main__":
    main()
