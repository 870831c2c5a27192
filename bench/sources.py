"""Measure all registers at national size against a floor: Polars reading and writing the same rows, judging nothing.

    .venv/bin/python bench/sources.py

Files are generated from the contract of each register, in its form, for every collectivité of its kinds; SIRENE has its
thirty million rows, contracts and datasets their hundreds of thousands. Each is taken in on three days, so that two
million facts or more are stored. Prints the seconds of CPU and of clock of the best day and the peak memory of all,
register by register, each in a process of its own.
"""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.catalogue.load import load_catalogue
from barometre.edition.build import load_bundled_facts
from barometre.facts.store import fact_files, read_facts
from barometre.sources.intake import take_in
from barometre.sources.register import Column, Csv, Register
from barometre.sources.registry import REGISTERS
from barometre.territory import reference

DAYS = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
# Rows of the files that have more than one for each collectivité: as published, or near.
ROWS = {"sirene": 30_000_000, "decp": 2_000_000, "datagouv-jeux": 400_000, "dpo": 111_560}
# What a cell holds where its type does not say it: expressions over `n` (number of the row) and the columns of bodies.
ACCOUNT = pl.format("{}{}", pl.lit("610bd2362a874c7"), "siren")
VALUES: dict[str, dict[str, pl.Expr]] = {
    "bal": {"status": pl.lit("published"), "isCurrent": pl.lit("true")},
    "datagouv-jeux": {
        "organization_id": ACCOUNT,
        "private": pl.lit("False"),
        "archived": pl.lit("False"),
        "harvest.backend": pl.lit(""),
    },
    "datagouv-organisations": {"id": ACCOUNT},
    "odf": {"id_datagouv": ACCOUNT},
    "decp": {"donneesActuelles": pl.lit("true")},
    "fibre": {"trimestre": pl.lit("2026 T2")},
    # Most of SIRENE is not ours: the first rows are, the others are companies.
    "sirene": {
        "siren": pl.when(pl.col("n") < reference.collectivites().height)
        .then("siren")
        .otherwise(pl.format("{}", 300_000_000 + pl.col("n")))
    },
}
STEP = 1_000_000


def write_file(register: Register, path: Path) -> int:
    """Write a national file of a register, the same each time; return its number of rows."""
    bodies = reference.collectivites().filter(pl.col("kind").is_in(register.kinds)).select("siren", "code", "name")
    rows = ROWS.get(register.id, bodies.height)
    with path.open("wb") as file:
        for start in range(0, rows, STEP):
            numbers = pl.DataFrame({"n": range(start, min(start + STEP, rows))})
            places = numbers["n"] % bodies.height
            step = pl.concat([numbers, bodies[places]], how="horizontal")
            cells = step.select(cell(register, column).alias(column.name) for column in register.columns)
            if isinstance(register.form, Csv):
                cells.write_csv(file, separator=register.form.separator, include_header=start == 0)
            else:
                cells.write_json(file)
    return rows


def cell(register: Register, column: Column) -> pl.Expr:
    """Return what a column holds: an identifier of the body, or a value of its type."""
    key, name = register.key, column.name
    if name in (given := VALUES.get(register.id, {})):
        return given[name]
    identifiers = {key.siren: pl.col("siren"), key.siret: pl.col("siren") + "00018"}
    identifiers |= {key.insee: pl.col("code"), key.name: pl.col("name")}
    if name in identifiers:
        return identifiers[name]
    if column.allowed:
        return pl.lit(column.allowed[-1])
    low = int(column.low or 0)
    by_type = {
        "integer": pl.format("{}", low + pl.col("n") % 20),
        "number": pl.format("{}", low + pl.col("n") % 20),
        "day": pl.format("2026-0{}-11", 1 + pl.col("n") % 9),
        "boolean": pl.lit("true"),
    }
    return by_type.get(column.type, pl.format("{}", "n"))


def floor(register: Register, path: Path, out: Path) -> None:
    """Read the rows with Polars and write them to Parquet, without looking at them."""
    if isinstance(register.form, Csv):
        pl.scan_csv(path, separator=register.form.separator, infer_schema=False).select(
            register.column_names
        ).sink_parquet(out)
    else:
        pl.read_json(path).write_parquet(out)


def apart(work: Callable[..., object], *arguments: object) -> tuple[float, float, float]:
    """Return seconds of CPU, seconds of clock and peak memory in MB of some work, done in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=measured, args=(theirs, work, *arguments))
    process.start()
    theirs.close()
    result: tuple[float, float, float] = ours.recv()
    process.join()
    return result


def measured(pipe: Connection, work: Callable[..., object], *arguments: object) -> None:
    """Do some work, and send its seconds and the peak memory of this process."""
    processor, clock = time.process_time(), time.perf_counter()
    work(*arguments)
    times = time.process_time() - processor, time.perf_counter() - clock
    pipe.send((*times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def take(name: str, path: Path, on: date, var: Path) -> None:
    """Take a file in, as the command does."""
    take_in(REGISTERS[name], path, on, var)


def least(name: str, path: Path, out: Path) -> None:
    """Do the floor of a register."""
    floor(REGISTERS[name], path, out)


def main() -> None:
    """Take every register in, and print a line for each."""
    columns = ("register", "rows", "facts", "CPU s", "clock s", "floor, CPU s", "peak MB")
    table = Table(*columns, title="Registers at national size")
    with tempfile.TemporaryDirectory() as folder:
        var, path = Path(folder) / "var", Path(folder) / "file"
        load_bundled_facts(var / "facts", load_catalogue())
        results = []
        # Accounts are said by the registers of organisations before datasets ask for them, as in the registry.
        for name, register in REGISTERS.items():
            rows = write_file(register, path)
            days = [apart(take, name, path, on, var) for on in DAYS]
            bottom = min(apart(least, name, path, Path(folder) / "floor.parquet")[0] for _ in DAYS)
            seconds, clock, peak = min(day[0] for day in days), min(day[1] for day in days), max(day[2] for day in days)
            results.append((seconds, clock, bottom, peak))
            numbers = (f"{rows:,}", f"{stored(var, name):,}", f"{seconds:.1f}", f"{clock:.1f}", f"{bottom:.1f}")
            table.add_row(name, *numbers, f"{peak:,.0f}")
        every = stored(var)
        start = time.perf_counter()
        read_facts(var / "facts")
        reading = time.perf_counter() - start
    seconds, clock, bottom = (sum(result[i] for result in results) for i in range(3))
    table.add_section()
    largest = f"{max(result[3] for result in results):,.0f}"
    table.add_row("all", "", f"{every:,}", f"{seconds:.1f}", f"{clock:.1f}", f"{bottom:.1f}", largest)
    note("sources, all registers", seconds / bottom)
    console = Console(width=110)
    console.print(table)
    console.print(f"{seconds / bottom:.1f} times the floor; the facts are read back in {reading:.1f} s")


def stored(var: Path, name: str = "") -> int:
    """Return the number of facts stored, of a source or of all."""
    files = [file for file in fact_files(var / "facts") if name in ("", file.parent.name)]
    return sum(int(pl.scan_parquet(file).select(pl.len()).collect().item()) for file in files)


if __name__ == "__main__":
    main()
