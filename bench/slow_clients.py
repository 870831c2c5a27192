"""Measure what others wait for while 500 clients send or read as slowly as they can.

    .venv/bin/python bench/slow_clients.py [http://localhost:8000] [requests a second]

Without an address, serves the published edition of this instance itself (`barometre build`, `barometre publish`).
A third of the slow clients send the head of a request, a third its body, a byte from time to time; a third ask for a
large page or download and read next to nothing. One that is cut comes back at once. Requests of others leave at fixed
times, each for another commune (open loop); one that fails or takes `HANGS` seconds is counted apart.
"""

import asyncio
import contextlib
import random
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import polars as pl
from rich.console import Console
from rich.table import Table

from barometre.territory.reference import collectivites
from visits import own_site

SLOW = 500
# Requests of others a second, unless said otherwise.
RATE = 100
SECONDS = 20
# Seconds between two bytes of a slow client.
PAUSE = 3
# Seconds after which a request of others has failed.
HANGS = 10

HEAD = "GET /communes/29232/ HTTP/1.1\r\nHost: localhost\r\n"
FORM = (
    "POST /communes/29232/observation/contester/ HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
)
DOWNLOADS = ("/api/v1/communes?format=csv", "/", "/communes/29232/observation/")


async def slow(address: tuple[str, int], number: int, cut: Counter[str]) -> None:
    """Be slow for ever, in the way of this number; count each time that the server cuts."""
    kinds: tuple[Callable[..., Coroutine[Any, Any, None]], ...] = (slow_head, slow_body, slow_reading)
    kind = kinds[number % len(kinds)]
    while True:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await kind(address, number)
        cut[kind.__name__] += 1
        await asyncio.sleep(0.1)


async def slow_head(address: tuple[str, int], _number: int) -> None:
    """Send the head of a request, one header from time to time."""
    await _trickle(address, HEAD, "X-Slow: 1\r\n")


async def slow_body(address: tuple[str, int], _number: int) -> None:
    """Send a form, a byte from time to time."""
    await _trickle(address, FORM, "a")


async def _trickle(address: tuple[str, int], begin: str, then: str) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(begin.encode())
    end = asyncio.ensure_future(reader.read())
    while not end.done():
        writer.write(then.encode())
        await asyncio.wait([end], timeout=PAUSE)
    writer.close()


async def slow_reading(address: tuple[str, int], number: int) -> None:
    """Ask for much, read a byte from time to time."""
    loop, path = asyncio.get_running_loop(), DOWNLOADS[number // 3 % len(DOWNLOADS)]
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.setblocking(False)
        await loop.sock_connect(link, address)
        await loop.sock_sendall(link, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        while await loop.sock_recv(link, 1):
            await asyncio.sleep(PAUSE)


async def ask(address: tuple[str, int], path: str, planned: float) -> tuple[str, float]:
    """Ask for a page as anybody does; return its status and the seconds since the planned time."""
    await asyncio.sleep(max(0.0, planned - time.perf_counter()))
    try:
        async with asyncio.timeout(HANGS):
            reader, writer = await asyncio.open_connection(*address)
            request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
            writer.write(request.encode())
            answer = await reader.read()
            writer.close()
        status = answer[9:12].decode() or "closed"
    except TimeoutError:
        status = "hangs"
    except OSError as error:
        status = type(error).__name__
    return status, time.perf_counter() - planned


async def others(address: tuple[str, int], paths: list[str], rate: float) -> list[tuple[str, float]]:
    """Ask for pages at a rate."""
    start = time.perf_counter() + 0.5
    return await asyncio.gather(*(ask(address, path, start + at / rate) for at, path in enumerate(paths)))


async def main(url: str, rate: float) -> None:
    """Measure without and with slow clients, and print the table."""
    parts = urlsplit(url)
    address = (parts.hostname or "localhost", parts.port or 80)
    codes = collectivites().filter(pl.col("kind") == "commune")["code"].to_list()
    count = int(rate * SECONDS)
    pages = [f"/communes/{code}/" for code in random.Random(0).sample(codes, 2 * count + 50)]
    await others(address, pages[2 * count :], 10)
    measured = {"nobody slow": await others(address, pages[:count], rate)}
    cut: Counter[str] = Counter()
    crowd = [asyncio.create_task(slow(address, number, cut)) for number in range(SLOW)]
    await asyncio.sleep(5)
    measured[f"{SLOW} slow clients"] = await others(address, pages[count : 2 * count], rate)
    for one in crowd:
        one.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    table = Table("", "p50 ms", "p95 ms", "max ms", "answers", title=f"{rate:g} requests/s for {SECONDS} s")
    for name, results in measured.items():
        times = sorted(1000 * seconds for _, seconds in results)
        cuts = statistics.quantiles(times, n=100)
        statuses = Counter(status for status, _ in results)
        shown = ", ".join(f"{status}: {n}" for status, n in statuses.most_common())
        table.add_row(name, f"{cuts[49]:.1f}", f"{cuts[94]:.1f}", f"{times[-1]:.0f}", shown)
    Console(width=110).print(table)
    print("cut:", ", ".join(f"{name} {n}" for name, n in cut.items()) or "none")


if __name__ == "__main__":
    wanted = float(sys.argv[2]) if len(sys.argv) > 2 else RATE
    if len(sys.argv) > 1:
        asyncio.run(main(sys.argv[1], wanted))
    else:
        with own_site() as (port, _):
            asyncio.run(main(f"http://127.0.0.1:{port}", wanted))
