"""Measure weights and estimates of a survey as large as the real one, beside plain NumPy in the same run.

    .venv/bin/python bench/estimation.py

2,700 respondents drawn among the bundled communes and EPCI, three margins: kind and strate, région, whether a site is
declared (drawn, 61 %). 1,000 bootstrap replicates are calibrated again. The floor rakes the same replicates by cells,
all at once, one margin after the other until each is met to 1e-8: no method, bound, refusal nor failure told.
"""

import time
from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from barometre.survey.weighting.collapse import collapsed, proposals
from barometre.survey.weighting.distances import CalibrationMethod
from barometre.survey.weighting.margins import CalibrationFrame, prepare
from barometre.survey.weighting.replicates import calibrate_replicates
from barometre.territory.reference import collectivites

RESPONDENTS = 2_700
REPLICATES = 1_000
TIMES = 3
OPTIONS = {
    "raking": CalibrationOptions(),
    "linear": CalibrationOptions(CalibrationMethod.LINEAR),
    "logit, bounds 0.05 and 10": CalibrationOptions(CalibrationMethod.LOGIT, (0.05, 10)),
    "raking, cap 4": CalibrationOptions(cap=4),
}


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the best of three runs."""
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def respondents(draw: np.random.Generator) -> CalibrationFrame:
    """Return respondents, larger bodies more often, and their margins; categories of one or none are put together."""
    measured = pl.col("measured") & pl.col("kind").is_in(["commune", "epci"])
    bodies = collectivites().filter(measured).select("siren", "population", "strate", "region")
    bodies = bodies.with_columns(site=pl.Series(draw.random(bodies.height) < 0.61).cast(pl.String))
    variables = ["strate", "region", "site"]
    margins = pl.concat(
        [
            bodies.group_by(category=pl.col(name)).agg(total=pl.len().cast(pl.Float64)).sort("category")
            .select(variable=pl.lit(name), category="category", total="total")
            for name in variables
        ]
    )  # fmt: skip
    odds = np.log10(bodies["population"].fill_null(1).to_numpy().astype(np.float64) + 10)
    chosen = draw.choice(bodies.height, RESPONDENTS, replace=False, p=odds / odds.sum())
    sample = bodies[chosen].select(pl.col("siren").alias("id"), *variables)
    return prepare(*collapsed(sample, margins, proposals(sample, margins, 12)))


def floor(frame: CalibrationFrame, draws: NDArray[np.int64]) -> NDArray[np.float64]:
    """Rake all replicates by cells, in plain NumPy; those without respondent in a category are left out."""
    cells, member = np.unique(frame.codes, axis=0, return_inverse=True)
    indicators = [
        np.eye(len(total))[codes] for total, codes in zip(frame.totals, cells.T, strict=True)
    ]  # (cells, categories)
    by_cell = np.zeros((len(cells), len(frame.ids)))
    by_cell[member.reshape(-1), np.arange(len(frame.ids))] = frame.base
    weights = draws.astype(np.float64) @ by_cell.T
    weights = weights[np.all([(weights @ one > 0).all(axis=1) for one in indicators], axis=0)]
    gap = np.inf
    while gap > 1e-8:
        gap = 0.0
        for one, total in zip(indicators, frame.totals, strict=True):
            factors = total / (weights @ one)
            gap = max(gap, float(np.abs(factors - 1).max()))
            weights *= factors @ one.T
    return weights


def weighting(table: Table) -> None:
    """Time the calibration of the sample and of its replicates, by each method."""
    draw = np.random.default_rng(17)
    frame = respondents(draw)
    draws = draw.multinomial(RESPONDENTS, np.full(RESPONDENTS, 1 / RESPONDENTS), size=REPLICATES)
    floors = best(lambda: floor(frame, draws))
    table.add_row("floor: the same raked in plain NumPy", f"{floors:.2f}", "", "")
    table.add_row(
        "one calibration, checks included", f"{best(lambda: calibrate(frame, OPTIONS['raking'])):.3f}", "", ""
    )
    for name, options in OPTIONS.items():
        _, failed = calibrate_replicates(frame, options, draws)
        seconds = best(lambda options=options: calibrate_replicates(frame, options, draws))
        table.add_row(f"1,000 replicates, {name}", f"{seconds:.2f}", f"{seconds / floors:.1f}", str(int(failed.sum())))
        note(f"estimation, replicates, {name}", seconds / floors)


def main() -> None:
    """Print one line for each measure."""
    table = Table("measure", "seconds", "ratio to the floor", "failed", title="A survey of 2,700 respondents")
    weighting(table)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
