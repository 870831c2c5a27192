"""Measure what a board, the explorer and the files of a board cost a visitor.

    .venv/bin/python bench/board.py [SECONDS]

Serves the published edition as `bench/visits.py` does, with its open loop: 20 requests a second, each at an address of
its own, since an answer that is kept costs nothing. The floor is a page without data.
"""

import asyncio
import random
import statistics
import sys

import polars as pl
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.territory.reference import collectivites
from visits import FLOOR, get, load, own_site

RATE = 20
SECONDS = 30
VIEWS = ("", "?vue=themes", "?vue=communication", "?tri=-habitants", "?vue=cybersecurite&tri=nom")
EXPLORED = "/explorer/?strate=commune-500-999&territoire=departement-{}"


def addresses(count: int) -> dict[str, list[str]]:
    """Return what is asked for, by name: no address twice where there are enough."""
    rows = collectivites().filter("measured")
    epci = rows.filter(pl.col("kind") == "epci")["siren"].to_list()
    departements = rows.filter(pl.col("kind") == "commune")["departement"].unique().sort().to_list()
    draw = random.Random(0)
    boards = [f"/epci/{code}/tableau/{view}" for code in epci for view in VIEWS]
    large = [f"/departements/{code}/tableau/{view}" for code in departements for view in VIEWS]
    return {
        "floor: a page without data": [FLOOR] * count,
        "board of an EPCI": draw.sample(boards, min(count, len(boards))),
        "board of a département": draw.sample(large, min(count, len(large))),
        "explorer": [EXPLORED.format(code) for code in departements][:count],
    }


def main(seconds: int) -> None:
    """Print one line for each, then the time of the heaviest file."""
    table = Table("measure", "p50 ms", "p95 ms", "p99 ms", "p95 / floor", "failed", title=f"{RATE} requests a second")
    floor = 0.0
    with own_site() as (port, _):
        asyncio.run(get(port, "/departements/62/tableau/"))  # the grid is read once
        for name, paths in addresses(RATE * seconds).items():
            visits = asyncio.run(load(port, paths, RATE))
            times = sorted(one.milliseconds for one in visits if one.status == 200)
            cuts = statistics.quantiles(times, n=100)
            floor = floor or cuts[94]
            shown = [f"{cuts[at]:.1f}" for at in (49, 94, 98)]
            table.add_row(name, *shown, f"{cuts[94] / floor:.1f}", str(len(visits) - len(times)))
            note(f"board, {name}, p95", cuts[94] / floor)
        files = asyncio.run(
            load(port, ["/departements/62/tableau/donnees.csv", "/departements/62/tableau/donnees.xlsx"], 1)
        )
    console = Console(width=120)
    console.print(table)
    csv, xlsx = (one.milliseconds for one in files)
    console.print(f"887 communes with every measure: CSV {csv:.0f} ms, XLSX {xlsx:.0f} ms.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
