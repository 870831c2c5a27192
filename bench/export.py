"""Measure the package of a national edition against a floor: Polars alone, the same tables as compressed CSV.

    .venv/bin/python bench/export.py

Builds the edition in a folder of its own. Prints seconds of clock and of processor, the ratio to the floor, peak
memory, and the size of each file.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import polars.selectors as cs
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.edition.build import build_edition
from barometre.edition.files import read_table
from barometre.edition.package import layout
from barometre.edition.package.contents import in_order
from barometre.edition.package.dcat import Publisher
from barometre.edition.package.export import export_edition, pack
from barometre.edition.package.sums import listed
from barometre.edition.schema import TABLES

DAY = date(2026, 11, 1)
WHO = Publisher("Essai", "", "localhost,2026")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of clock and of processor of one run."""
    clock, processor = time.perf_counter(), sum(os.times()[:2])
    work()
    return time.perf_counter() - clock, sum(os.times()[:2]) - processor


def megabytes(size: int) -> str:
    """Write a size."""
    return f"{size / 1e6:.1f} MB"


def build(folder: Path) -> None:
    """Build the edition."""
    build_edition(folder / "editions", DAY, folder / "facts", lambda _: None)


def main() -> None:
    """Build, then write the package, then its floor, and print all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own, whose memory is not that of the package.
        building = get_context("spawn").Process(target=build, args=(folder,))
        building.start()
        building.join()
        edition, out = folder / "editions" / str(DAY), folder / "package"
        exported = timed(lambda: export_edition(edition, [], out, WHO))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        packed = timed(lambda: pack(out, folder / "package.zip"))

        def floor() -> None:
            for table in TABLES:
                texts = read_table(edition, table).select(~cs.list())
                texts.write_csv(folder / f"{table}.csv.gz", compression="gzip", compression_level=6)

        floors = timed(floor)
        sizes = {path: (out / path).stat().st_size for path in in_order({**listed(out), layout.SUMS: ""})}
        whole = (folder / "package.zip").stat().st_size
    table = Table("measure", "clock", "processor", "ratio to the floor", title="Package of a national edition")
    for what, (clock, processor) in (("export", exported), ("one file", packed), ("floor: CSV by Polars", floors)):
        table.add_row(what, f"{clock:.2f} s", f"{processor:.2f} s", f"{processor / floors[1]:.1f}")
    note("export, package", exported[1] / floors[1])
    console = Console()
    console.print(table)
    console.print(f"Peak memory: {memory:.0f} MB")
    files = Table("file", "size", title=f"In one file: {megabytes(whole)}")
    for path, size in sizes.items():
        files.add_row(path, megabytes(size))
    console.print(files)


if __name__ == "__main__":
    main()
