"""Measure the observation engine against a minimal client, on the test internet: CPU, speed, memory.

    .venv/bin/python bench/observe.py [sites]

The floor is an asyncio client that checks nothing: one TLS handshake and GET for each form of the address (http and
https, with and without www), read to the end, and the DNS queries that the engine sends, encoded beforehand. The CPU
that each takes to start is given apart from the CPU of a site. The servers run on the same cores: sites per second are
a lower bound, the ratio of CPU is what to compare.
"""

import asyncio
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from _ratios import note

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import internet  # noqa: E402  (of the tests)
from barometre.observation.net.dns_socket import encode_query  # noqa: E402
from internet.population import healthy_target  # noqa: E402
from internet.zone import healthy_address  # noqa: E402

SITES = 2000
# Sites of the short run, whose cost is subtracted from that of the long one; two chunks, one for each process.
FEW = 400
# Sites that the floor visits at the same time.
FLOOR_CONCURRENCY = 50
# Seconds after which the floor gives up: a packet was lost.
TIME_LIMIT = 120


@dataclass(frozen=True)
class Cost:
    """Cost of one command: seconds, seconds of CPU (its processes included), megabytes of its largest process."""

    wall: float
    cpu: float
    megabytes: float


def measure(command: list[str]) -> Cost:
    """Run a command to its end, and return its cost.

    Raises:
        RuntimeError: it failed.
    """
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command[:4])} failed: {output.read().decode()}")
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Reader(asyncio.Protocol):
    """Client of one connection: it sends a request once connected, and waits for the end."""

    def __init__(self, request: bytes, end: asyncio.Future[None]) -> None:
        self.request, self.end = request, end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        transport.write(self.request)  # type: ignore[attr-defined]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Signal the end."""
        self.end.set_result(None)


class DnsAnswers(asyncio.DatagramProtocol):
    """Answers to DNS queries that were encoded beforehand."""

    def __init__(self) -> None:
        self.waiting: dict[bytes, asyncio.Future[None]] = {}

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002
        """Match an answer to its query by identifier."""
        waiting = self.waiting.pop(data[:2], None)
        if waiting is not None:
            waiting.set_result(None)


async def floor(plan: dict) -> None:
    """Send the queries and requests of a plan, and nothing else."""
    loop = asyncio.get_running_loop()
    context = ssl.create_default_context(cafile=plan["ca"])
    host, port = plan["resolver"].split(":")
    channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    channel.connect((host, int(port)))
    channel.setblocking(False)
    transport, names = await loop.create_datagram_endpoint(DnsAnswers, sock=channel)
    sites = iter(plan["sites"])

    async def visit(name: str, address: str, port: int, secure: bool) -> None:
        request = f"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode()
        end = loop.create_future()
        wrapped = {"ssl": context, "server_hostname": name} if secure else {}
        await loop.create_connection(lambda: Reader(request, end), address, port, **wrapped)
        await end

    async def lane() -> None:
        for domain, address, packets in sites:
            answers = []
            for packet in map(bytes.fromhex, packets):
                names.waiting[packet[:2]] = answer = loop.create_future()
                answers.append(answer)
                transport.sendto(packet)
            for answer in answers:
                await answer
            ports = (plan["http_port"], plan["https_port"])
            visits = [
                visit(name, address, port, port == plan["https_port"])
                for name in (domain, f"www.{domain}")
                for port in ports
            ]
            await asyncio.gather(*visits)

    async with asyncio.timeout(TIME_LIMIT):
        await asyncio.gather(*(lane() for _ in range(FLOOR_CONCURRENCY)))
    transport.close()


def plan_floor(net: internet.Internet, queries: dict[str, int], sites: int) -> dict:
    """Return the addresses to visit, and the queries of the engine shared among them."""
    packets = [
        encode_query(rank % 65536, *query.split(" "), False).hex()
        for rank, query in enumerate(word for query, times in sorted(queries.items()) for word in [query] * times)
    ]
    each = [(f"commune-{n}.fr", healthy_address(n), packets[n - 1 :: sites]) for n in range(1, sites + 1)]
    ports = {"http_port": net.http_port, "https_port": net.https_port}
    return {"resolver": net.resolver, **ports, "ca": str(net.ca), "sites": each}


def engine(net: internet.Internet, folder: Path, sites: int, workers: int) -> list[str]:
    """Return the command that observes that many conforming sites into a new folder."""
    targets = folder / f"targets-{sites}.csv"
    lines = [",".join(healthy_target(number, number)) for number in range(1, sites + 1)]
    targets.write_text("\n".join(["siren,site,mail", *lines]) + "\n")
    out = tempfile.mkdtemp(prefix="run-", dir=folder)
    options = ["--only", "web,mail", "--recheck-after", "3600", "--workers", str(workers)]
    command = [str(Path(sys.executable).parent / "barometre"), "observe", "--targets", str(targets), "--out", out]
    return [*command, *options, *net.arguments()]


def floor_command(folder: Path, plan: dict, sites: int) -> list[str]:
    """Return the command that runs the floor on the first sites of a plan."""
    path = folder / f"plan-{sites}.json"
    path.write_text(json.dumps(plan | {"sites": plan["sites"][:sites]}))
    return [sys.executable, __file__, "--floor", str(path)]


def line(label: str, few: Cost, many: Cost, sites: int, least: float | None) -> tuple[list[str], float]:
    """Return the cells of one client, and its milliseconds of CPU a site, start excluded."""
    more = sites - FEW
    unit = 1000 * (many.cpu - few.cpu) / more
    start = few.cpu - FEW * unit / 1000
    speed = sites / many.wall
    cells = [f"{speed:.0f}", f"{unit:.2f}", f"{unit / (least or unit):.1f}", f"{start:.1f}"]
    return [label, *cells, f"{many.megabytes:.0f}"], unit


def main() -> None:
    """Print one line for the floor and one for each number of processes of the engine."""
    sites = max(2 * FEW, int(sys.argv[1])) if len(sys.argv) > 1 else SITES
    columns = ("client", "sites/s", "CPU ms a site", "times the floor", "start, CPU s", "peak MB")
    table = Table(*columns, title=f"Sixteen criteria of {sites} sites")
    with tempfile.TemporaryDirectory() as name, internet.run(Path(name) / "net", healthy=sites) as net:
        folder = Path(name)
        measure(engine(net, folder, sites, 2))  # certificates and DNS answers are made once, by the servers
        net.reset()
        runs = {1: measure(engine(net, folder, sites, 1))}
        plan = plan_floor(net, net.counts()["dns"], sites)
        lean = [measure(floor_command(folder, plan, count)) for count in (FEW, sites)]
        runs[2] = measure(engine(net, folder, sites, 2))
        cells, least = line("floor, 1 process", *lean, sites, None)
        table.add_row(*cells)
        for workers, cost in runs.items():
            few = measure(engine(net, folder, FEW, workers))
            cells, unit = line(f"engine, {workers} process{'es' * (workers > 1)}", few, cost, sites, least)
            note(f"observe, {workers} processes", unit / least)
            table.add_row(*cells)
    Console(width=120).print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--floor"]:
        uvloop.run(floor(json.loads(Path(sys.argv[2]).read_text())))
    else:
        main()
