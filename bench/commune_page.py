"""Measure the commune page at 100 requests a second, beside a floor: a page without data, same load.

    .venv/bin/python bench/commune_page.py [http://localhost:8000]

Without an address, serves the published edition of this instance itself (`barometre build`, `barometre publish`).
Requests leave at fixed times, earlier answers back or not (open loop), each for another commune, and latency counts
from the planned time: a stall is not hidden by waiting for it.
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
from urllib.parse import urlsplit

import polars as pl
from rich.console import Console
from rich.table import Table

from barometre.territory.reference import collectivites

# Requests a second.
RATE = 100
SECONDS = 20
# Requests sent before measuring.
WARM_UP = 200
# Seconds that the site started here may take to answer.
START_SECONDS = 30


@contextmanager
def own_site() -> Iterator[str]:
    """Serve the published edition on a free port; yield the address.

    Raises:
        SystemExit: it does not answer in time, or has no edition.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("barometre")), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        asyncio.run(wait("127.0.0.1", port))
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


async def wait(host: str, port: int) -> None:
    """Wait until the home page answers 200.

    Raises:
        SystemExit: it does not within `START_SECONDS`.
    """
    for _ in range(START_SECONDS):
        try:
            if await get(host, port, "/") == 200:
                return
        except OSError:  # not listening yet
            pass
        await asyncio.sleep(1)
    raise SystemExit(f"No page in {START_SECONDS} s: run barometre build, then barometre publish")


async def get(host: str, port: int, path: str) -> int:
    """Send one GET on a connection of its own and return its status.

    Raises:
        OSError: the server does not answer.
    """
    reader, writer = await asyncio.open_connection(host, port)
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    writer.write(request.encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


async def latency(host: str, port: int, path: str, planned: float) -> float:
    """Return the seconds from the planned time of a request to the end of its answer.

    Raises:
        RuntimeError: the answer is not 200.
    """
    await asyncio.sleep(max(0.0, planned - time.perf_counter()))
    status = await get(host, port, path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return time.perf_counter() - planned


async def load(host: str, port: int, paths: list[str]) -> list[float]:
    """Send `paths` at `RATE` a second; return latencies in milliseconds, sorted."""
    start = time.perf_counter() + 0.5
    jobs = [latency(host, port, path, start + index / RATE) for index, path in enumerate(paths)]
    return sorted(1000 * seconds for seconds in await asyncio.gather(*jobs))


async def main(address: str) -> None:
    """Measure both and print the table."""
    url = urlsplit(address)
    host, port = url.hostname or "localhost", url.port or 80
    codes = collectivites().filter(pl.col("kind") == "commune")["code"].to_list()
    drawn = random.Random(0).sample(codes, WARM_UP + RATE * SECONDS)
    pages = [f"/communes/{code}/" for code in drawn]
    await load(host, port, pages[:WARM_UP])
    measured = {
        "floor: a page without data": await load(host, port, ["/accessibilite/"] * RATE * SECONDS),
        "commune page": await load(host, port, pages[WARM_UP:]),
    }
    floor = statistics.quantiles(measured["floor: a page without data"], n=100)[94]
    table = Table("measure", "p50 ms", "p95 ms", "p99 ms", "p95 / floor", title=f"{RATE} requests/s for {SECONDS} s")
    for name, times in measured.items():
        cuts = statistics.quantiles(times, n=100)
        table.add_row(name, *(f"{cuts[at]:.1f}" for at in (49, 94, 98)), f"{cuts[94] / floor:.1f}")
    Console().print(table)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(main(sys.argv[1]))
    else:
        with own_site() as address:
            asyncio.run(main(address))
