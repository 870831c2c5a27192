"""Measure a study of effect on the whole country against a floor: the plain two-way regression, biased but quick.

    .venv/bin/python bench/effect.py

36,000 collectivités, 8 editions, 9 % of them helped at seven dates. The floor subtracts the means of collectivités and
editions with numpy until they converge, then fits one slope. Prints seconds, the ratio to the floor, and peak memory.
"""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.programme.effect.did import differences, stack, tools
from barometre.programme.effect.matching import match
from barometre.programme.effect.panel import Wide, widen
from barometre.programme.effect.study import effect

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from simulated_panels import World, simulate

WORLD = World(units=36_000, periods=8, treated=0.09, effect=4.0, missing=0.05)
TIMES = 3


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the best of three runs."""
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def floor(wide: Wide) -> float:
    """Return the slope of the plain two-way regression of scores on « helped already »."""
    known = np.isfinite(wide.scores)
    helped = (np.arange(len(wide.periods)) >= wide.first[:, None]).astype(np.float64)
    columns = [np.where(known, wide.scores, 0.0), np.where(known, helped, 0.0)]
    for position, column in enumerate(columns):
        change = np.inf
        while change > 1e-6:
            before = column
            for axis in (0, 1):
                means = column.sum(axis=axis, keepdims=True) / np.maximum(known.sum(axis=axis, keepdims=True), 1)
                column = np.where(known, column - means, 0.0)
            change = float(np.abs(column - before).max())
        columns[position] = column
    score, treated = columns
    return float((score * treated).sum() / (treated**2).sum())


def main() -> None:
    """Time the study, its two halves and the floor on one simulated panel."""
    simulated = simulate(WORLD, 0)
    wide = widen(simulated.panel)
    start = time.perf_counter()
    tools()
    loading = time.perf_counter() - start
    floors = best(lambda: floor(wide))
    rows = {
        "whole study": best(lambda: effect(simulated.panel, "bench")),
        "reading of the panel": best(lambda: widen(simulated.panel)),
        "staggered differences": best(lambda: differences(wide, stack(wide))),
        "matched comparison": best(lambda: match(wide)),
        "floor: plain two-way regression": floors,
        "loading pyfixest, once": loading,
    }
    table = Table("measure", "seconds", "ratio to the floor", title="Effect: 36,000 collectivités, 8 editions")
    for name, seconds in rows.items():
        table.add_row(name, f"{seconds:.2f}", f"{seconds / floors:.1f}")
    note("effect, whole study", rows["whole study"] / floors)
    console = Console()
    console.print(table)
    study = effect(simulated.panel, "bench")
    console.print(f"Truth {simulated.truth:.2f}; study {study.estimate:.2f}; plain regression {floor(wide):.2f}")
    console.print(f"Peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
