"""Measure obligations and next steps of every collectivité against a floor: reading the same tables, judging nothing.

    .venv/bin/python bench/guidance.py

Prints seconds of the best of three, and the ratio to the floor.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.catalogue.load import load_catalogue
from barometre.edition.build import answers, load_bundled_facts
from barometre.facts.store import read_facts
from barometre.guidance.obligations import State, obligation_states
from barometre.guidance.steps import next_steps
from barometre.indicators.properties import with_circumstances
from barometre.territory import history, reference

DAY = date(2026, 11, 1)


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the best of three runs."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main() -> None:
    """Judge and choose for everyone, read the same tables, and print both."""
    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load_bundled_facts(folder / "facts", catalogue)
        facts = read_facts(folder / "facts", DAY)
        judged, values = answers(reference.collectivites(), facts, catalogue, history.successors(), DAY)
        retained = judged.filter("retained")
        measured = reference.collectivites().filter("measured").drop("site")
        tables = {"values": values, "retained": retained, "measured": measured}
        for kind, frame in tables.items():
            frame.write_parquet(folder / f"{kind}.parquet")

        def judge() -> pl.DataFrame:
            bodies = with_circumstances(measured, retained)
            states = obligation_states(catalogue.obligations.values(), bodies, values, retained, DAY)
            return states.filter(pl.col("state") != State.NOT_CONCERNED.value)

        states = judge()
        obligations = best(judge)
        steps = best(lambda: next_steps(catalogue, measured, values, states, measured["siren"], DAY))
        floor = best(lambda: [pl.read_parquet(folder / f"{kind}.parquet") for kind in tables])
    counts = f"{len(catalogue.obligations)} obligations, {len(catalogue.actions)} actions"
    table = Table("measure", "seconds", "ratio to the floor", title=f"{counts}, {measured.height} collectivités")
    table.add_row("obligations of all", f"{obligations:.2f}", f"{obligations / floor:.1f}")
    table.add_row("next steps of all", f"{steps:.2f}", f"{steps / floor:.1f}")
    table.add_row("floor: read the same tables", f"{floor:.3f}", "1.0")
    note("guidance, obligations", obligations / floor)
    note("guidance, next steps", steps / floor)
    Console().print(table)


if __name__ == "__main__":
    main()
