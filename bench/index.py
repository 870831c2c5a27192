"""Measure an index of 36,000 units × 60 indicators × 3 levels against a floor: the same in four lines of NumPy.

    .venv/bin/python bench/index.py

The floor scales each column between its least and greatest value, and multiplies by three matrices of weights: nothing
unknown, nothing checked, nothing kept. Then 1,000 runs with other choices, on the same table and on one where a value
in twenty is unknown. Prints seconds of clock and of CPU of the best of three (of the runs: of one), the ratio of the
CPU to the floor, and peak memory, for 100 runs and for 1,000: it must not grow with them.
"""

import resource
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.index.compute import compute, fit, normalised
from barometre.index.options import IndexOptions
from barometre.index.questioned import question, usual_choices
from barometre.index.robustness import rank_intervals
from barometre.index.structure import Structure

UNITS, INDICATORS, THEMES, PARTS = 36_000, 60, 12, 4
RUNS = 1000
# The best of as many is kept: the others show what else the machine was doing.
ROUNDS = 3


def tree() -> Structure:
    """Return the structure: the root, its parts, their themes, the indicators; all weights equal."""
    parts = [f"part{number}" for number in range(PARTS)]
    themes = [f"theme{number}" for number in range(THEMES)]
    indicators = [f"i{number}" for number in range(INDICATORS)]
    codes = ("root", *parts, *themes, *indicators)
    parents = (
        "",
        *["root"] * PARTS,
        *(f"part{number * PARTS // THEMES}" for number in range(THEMES)),
        *(f"theme{number * THEMES // INDICATORS}" for number in range(INDICATORS)),
    )
    return Structure(codes, parents, (1.0,) * len(codes), (1,) * len(codes))


def floor(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores of the root, by plain NumPy."""
    least = values.min(axis=0)
    scores = (values - least) * (100 / (values.max(axis=0) - least))
    for narrower in (THEMES, PARTS, 1):
        wider = scores.shape[1]
        weights = np.zeros((wider, narrower))
        weights[np.arange(wider), np.arange(wider) * narrower // wider] = narrower / wider
        scores = scores @ weights
    return scores


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the seconds of CPU and of clock of the best run."""
    times = []
    for _ in range(rounds):
        processor, clock = time.process_time(), time.perf_counter()
        work()
        times.append((time.process_time() - processor, time.perf_counter() - clock))
    return min(times)


def peak() -> int:
    """Return the greatest memory of this process until now, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Time each step beside the floor, then the runs."""
    rng = np.random.default_rng(1)
    values = rng.normal(size=(UNITS, INDICATORS)) + rng.normal(size=(UNITS, 1))
    holes = np.where(rng.random(values.shape) < 0.05, np.nan, values)
    structure, options = tree(), IndexOptions()
    choices = usual_choices(options)
    assert np.allclose(compute(values, structure, options).scores["root"], floor(values)[:, 0])
    parameters = fit(values, structure, options)
    times = {
        "floor: plain NumPy": timed(lambda: floor(values)),
        "normalised and aggregated, scale kept": timed(lambda: compute(values, structure, options, None, parameters)),
        "of which normalised": timed(lambda: normalised(values, structure, options, parameters)),
        "fitted, normalised and aggregated": timed(lambda: compute(values, structure, options)),
        "the same, 5 % unknown": timed(lambda: compute(holes, structure, options)),
    }
    questioned, with_holes = (question(table, structure, options, choices) for table in (values, holes))
    rank_intervals(questioned, choices, RUNS // 10, 1)
    memory = {RUNS // 10: peak()}
    times[f"{RUNS:,} runs"] = timed(lambda: rank_intervals(questioned, choices, RUNS, 1), 1)
    memory[RUNS] = peak()
    times[f"{RUNS:,} runs, 5 % unknown"] = timed(lambda: rank_intervals(with_holes, choices, RUNS, 1), 1)
    least = times["floor: plain NumPy"][0]
    title = f"{UNITS:,} units × {INDICATORS} indicators × 3 levels"
    table = Table("step", "CPU s", "clock s", "ratio to floor", title=title)
    for name, (processor, clock) in times.items():
        table.add_row(name, f"{processor:.3f}", f"{clock:.3f}", f"{processor / least:.1f}")
    note("index, fitted, normalised and aggregated", times["fitted, normalised and aggregated"][0] / least)
    note("index, one robustness run", times[f"{RUNS:,} runs"][0] / RUNS / least)
    console = Console(width=110)
    console.print(table)
    console.print("Peak memory: " + ", ".join(f"{runs:,} runs {megabytes} MB" for runs, megabytes in memory.items()))


if __name__ == "__main__":
    main()
