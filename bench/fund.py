"""Measure the import of 50,000 awards against a floor: Polars reading the same CSV as texts, checking nothing.

    .venv/bin/python bench/fund.py

Prints seconds of CPU, the ratio to the floor, and lines a second. Lines have what costs most: quoted titles, French
amounts and dates, communes that no longer exist; one in fifty has an error.
"""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.programme.fund.file import read_file
from barometre.programme.fund.imports import compare
from barometre.programme.fund.report import report
from barometre.programme.fund.schema import REQUIRED
from barometre.programme.fund.validate import validate
from barometre.territory import history, reference

LINES = 50_000
# The best of as many is kept: the others show what else the machine was doing.
ROUNDS = 3


def write_file(path: Path) -> None:
    """Write the awards of the benchmark, the same each time."""
    rng = random.Random(1)
    sirens = [*reference.collectivites()["siren"], *history.successors()["old_siren"]]
    with path.open("w", encoding="utf-8") as file:
        print(*REQUIRED, sep=",", file=file)
        for line in range(LINES):
            amount = "1,234" if line % 50 == 0 else f"{rng.randint(1, 90)} {rng.randint(0, 999):03d},50 €"
            on = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/2021"
            project = f'P{line // 2},"Démarches en ligne, projet {line // 2}"'
            print(f'axe-3-2021,3,DITP,{project},demarches,{sirens[line % len(sirens)]},"{amount}",{on}', file=file)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of CPU and of clock of the best of `ROUNDS` runs."""
    times = []
    for _ in range(ROUNDS):
        processor, clock = time.process_time(), time.perf_counter()
        work()
        times.append((time.process_time() - processor, time.perf_counter() - clock))
    return min(times)


def main() -> None:
    """Time each step, and print one line for each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "awards.csv"
        write_file(path)
        rows = read_file(path).rows
        valid = validate(rows, today=date(2026, 11, 1), calls={}, categories={})
        stored = valid.accepted.with_columns(file=pl.lit("awards.csv"))
        steps: dict[str, Callable[[], object]] = {
            "floor: pl.read_csv": lambda: pl.read_csv(path, infer_schema=False),
            "read_file": lambda: read_file(path),
            "validate": lambda: validate(rows, today=date(2026, 11, 1), calls={}, categories={}),
            "compare, same file again": lambda: compare(stored, valid.accepted),
            "report": lambda: report(valid.accepted).to_json(),
        }
        times = {name: timed(step) for name, step in steps.items()}
    first = next(iter(times))
    times["import and report"] = tuple(
        sum(seconds) for seconds in zip(*(times[name] for name in steps if name != first), strict=True)
    )
    title = f"{LINES:,} awards: {valid.accepted.height:,} accepted, {len(valid.rejected):,} refused"
    table = Table("step", "CPU s", "clock s", "ratio to floor", "lines/s", title=title)
    note("fund, import and report", times["import and report"][0] / times[first][0])
    for name, (processor, clock) in times.items():
        table.add_row(
            name, f"{processor:.2f}", f"{clock:.2f}", f"{processor / times[first][0]:.1f}", f"{LINES / clock:,.0f}"
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
