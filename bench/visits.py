"""Measure what visitors wait for: a page and a badge of a commune beside a floor, then the site at growing rates.

    .venv/bin/python bench/visits.py [SECONDS]

Serves the published edition of this instance (`barometre build`, `barometre publish`). Requests leave at fixed times,
earlier answers back or not (open loop), each at another address, and latency counts from the planned time: a stall is
not hidden by waiting for it. An answer that says the site is full (503 with Retry-After) is counted apart.
"""

import asyncio
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import polars as pl
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.territory.reference import collectivites

# Requests a second.
RATES = (20, 50, 100, 200)
SECONDS = 60
# Requests sent before measuring.
WARM_UP = 200
# Seconds that the site started here may take to answer, and that one answer may take.
START_SECONDS = 60
LONGEST = 60
FLOOR = "/accessibilite/"
# Badges asked again and again: those of the towns that show one.
BADGES = 50
# Of a hundred visits, how many ask for what. `{}` is the code of a commune, an EPCI or a département, drawn anew.
MIX = (
    (40, "commune", "/communes/{}/"),
    (10, "commune", "/communes/{}/observation/"),
    (10, "commune", "/recherche/?q={}"),
    (8, "epci", "/epci/{}/"),
    (8, "departement", "/departements/{}/"),
    (10, "commune", "/api/v1/communes/{}"),
    (4, "departement", "/api/v1/communes?codeDepartement={}&limit=20"),
    (4, "", "/"),
    (2, "", "/france/"),
    (2, "", "/indicateurs/"),
    (2, "", "/programme/"),
)


class Visit(NamedTuple):
    """Milliseconds from the planned time of a request to the end of its answer, and its status."""

    milliseconds: float
    status: int


@contextmanager
def own_site() -> Iterator[tuple[int, int]]:
    """Serve the published edition on a free port; yield the port and the process of the command.

    Raises:
        SystemExit: it does not answer in time, or has no edition.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("barometre")), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        asyncio.run(wait(port))
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


async def wait(port: int) -> None:
    """Wait until the home page answers 200.

    Raises:
        SystemExit: it does not within `START_SECONDS`.
    """
    for _ in range(START_SECONDS):
        try:
            if await get(port, "/") == 200:
                return
        except OSError:  # not listening yet
            pass
        await asyncio.sleep(1)
    raise SystemExit(f"No page in {START_SECONDS} s: run barometre build, then barometre publish")


async def get(port: int, path: str) -> int:
    """Send one GET on a connection of its own and return its status.

    Raises:
        OSError: the server does not answer.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    writer.write(request.encode())
    answer = await reader.read()
    writer.close()
    if not answer:
        raise ConnectionResetError(f"{path}: closed without an answer")
    return int(answer.split(b" ", 2)[1])


async def visit(port: int, path: str, planned: float) -> Visit:
    """Ask for a page at its time; status 0 stands for no answer."""
    await asyncio.sleep(max(0.0, planned - time.perf_counter()))
    try:
        async with asyncio.timeout(LONGEST):
            status = await get(port, path)
    except OSError:
        status = 0
    return Visit(1000 * (time.perf_counter() - planned), status)


async def load(port: int, paths: list[str], rate: int) -> list[Visit]:
    """Ask for `paths` at that many a second."""
    start = time.perf_counter() + 0.5
    return list(await asyncio.gather(*(visit(port, path, start + index / rate) for index, path in enumerate(paths))))


def mixed(count: int, seed: int) -> list[str]:
    """Draw addresses of the whole site, in the shares of `MIX`."""
    rows = collectivites().filter("measured")
    codes = {kind: rows.filter(pl.col("kind") == kind)["code"].to_list() for kind in ("commune", "epci")}
    codes["departement"] = [code for code in rows["departement"].drop_nulls().unique().sort() if code != "69M"]
    draw = random.Random(seed)
    kinds = draw.choices(MIX, weights=[share for share, *_ in MIX], k=count)
    return [address.format(draw.choice(codes[kind])) if kind else address for _, kind, address in kinds]


def usage(pid: int) -> tuple[float, float]:
    """Return the seconds of CPU and the megabytes of the largest process, of a process and all that it started."""
    ticks, largest, waiting = 0.0, 0.0, [pid]
    while waiting:
        one = Path(f"/proc/{waiting.pop()}")
        try:
            fields = (one / "stat").read_text().rpartition(")")[2].split()
            status = (one / "status").read_text()
            waiting += [
                int(word) for task in (one / "task").iterdir() for word in (task / "children").read_text().split()
            ]
        except OSError:  # it has just ended
            continue
        ticks += sum(int(fields[at]) for at in (11, 12, 13, 14))
        largest = max(largest, int(status.partition("VmRSS:")[2].split()[0]) / 1024)
    return ticks / 100, largest


def main(seconds: int) -> None:
    """Print one line for the floor, the page of a commune, badges asked once and again, each rate of the mix."""
    rows = collectivites().filter(pl.col("kind") == "commune", "measured")
    drawn = random.Random(0).sample(rows["code"].to_list(), WARM_UP + 100 * seconds)
    pages = [f"/communes/{code}/" for code in drawn]
    runs = {
        "floor: a page without data": (100, [FLOOR] * 100 * seconds),
        "commune page": (100, pages[WARM_UP:]),
        "badge, made": (100, [f"/communes/{code}/badge.svg" for code in drawn[WARM_UP:]]),
        "badge, kept": (100, [f"/communes/{code}/badge.svg" for code in drawn[-BADGES:]] * (100 * seconds // BADGES)),
        **{f"mix at {rate}/s": (rate, mixed(rate * seconds, rate)) for rate in RATES},
    }
    columns = (
        "measure",
        "a second",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "p95 / floor",
        "CPU ms",
        "full",
        "failed",
        "worker MB",
    )
    table = Table(*columns, title=f"Visits of {seconds} s")
    floor = 0.0
    with own_site() as (port, pid):
        asyncio.run(load(port, pages[:WARM_UP], 50))
        for name, (rate, paths) in runs.items():
            before, _ = usage(pid)
            visits = asyncio.run(load(port, paths, rate))
            after, megabytes = usage(pid)
            times = sorted(one.milliseconds for one in visits if one.status == 200)
            cuts = statistics.quantiles(times, n=100)
            floor = floor or cuts[94]
            full = sum(one.status == 503 for one in visits)
            failed = len(visits) - full - len(times)
            cost = 1000 * (after - before) / len(visits)
            shown = [f"{cuts[at]:.1f}" for at in (49, 94, 98)]
            table.add_row(
                name,
                str(rate),
                *shown,
                f"{cuts[94] / floor:.1f}",
                f"{cost:.1f}",
                str(full),
                str(failed),
                f"{megabytes:.0f}",
            )
            note(f"visits, {name}, p95", cuts[94] / floor)
        start = time.perf_counter()
        asyncio.run(get(port, pages[0]))
        after_peak = 1000 * (time.perf_counter() - start)
    console = Console(width=130)
    console.print(table)
    console.print(f"The visitor just after the last rate waits {after_peak:.0f} ms.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
