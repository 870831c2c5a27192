"""Run on a Dask cluster: chunks are sent, lines of journal come back. Needs the extra `[cluster]`.

One worker observes a chunk, and its lines are written here, all at once, when it is finished. When a worker is killed,
Dask gives its chunk to another, and nothing written is lost.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import uvloop

from barometre.errors import BarometreError
from barometre.observation.criteria.target import Target
from barometre.observation.run.chunk import RunOptions, RunProgress, observe_chunk
from barometre.observation.run.context import open_context
from barometre.observation.run.journal import Journal, read_lines
from barometre.observation.run.workers import Run, finish, journal_path

if TYPE_CHECKING:
    from distributed import Future

# Chunks given to the cluster at once for each of its threads, so that memory does not grow with the targets.
IN_FLIGHT = 4


class ChunkResult(NamedTuple):
    """Result of a task: new lines of the journal, tracebacks, and `asked` and `proved` of `Resolver`."""

    lines: list[bytes]
    crashes: list[str]
    asked: bool
    proved: bool


def observe_remotely(run: Run, chunk: list[Target], known: list[bytes]) -> ChunkResult:
    """Observe a chunk, in a worker; `known`: lines of its journal."""
    lines: list[bytes] = []

    async def observe() -> ChunkResult:
        async with AsyncExitStack() as stack:
            context = await open_context(stack, run.settings, run.lists, run.groups, run.workers)
            slots = asyncio.Semaphore(max(1, run.concurrency // run.workers))
            options = RunOptions(run.groups, run.rule, slots)
            _, crashes = await observe_chunk(context, chunk, known, options, lines.append)
            resolver = context.visitor.resolver
            return ChunkResult(lines, crashes, resolver.asked, resolver.proved)

    return uvloop.run(observe())


def observe_on_cluster(run: Run, address: str, report: Callable[[RunProgress], None]) -> None:
    """Observe with the workers of a Dask cluster; the files are written here.

    Args:
        run: its `workers` is replaced by the number of threads of the cluster, which share the limits.
        address: `tcp://host:port` of the scheduler.
        report: called after each chunk.

    Raises:
        BarometreError: the extra is missing, the scheduler does not answer, or it has no worker.
    """
    try:
        from distributed import Client, as_completed  # noqa: PLC0415  (the extra `[cluster]`)
    except ModuleNotFoundError:
        raise BarometreError(
            "--cluster needs a package that is not installed: pip install 'barometre[cluster]'"
        ) from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BarometreError(f"--cluster {address}: no Dask scheduler answers there ({error})") from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise BarometreError(f"--cluster {address}: the scheduler has no worker; start dask worker {address}")
        shared = replace(run, workers=threads, targets=replace(run.targets, chosen=None))
        chunks = run.targets.chunks()
        waiting: dict[Any, tuple[int, list[Target]]] = {}
        done = as_completed(loop=client.loop)
        for number, chunk in chunks:
            with Journal(journal_path(run.out, number)) as journal:
                known = list(journal.lines())
            report(RunProgress(cut=journal.cut))
            future = client.submit(observe_remotely, shared, chunk, known, pure=False, retries=3)
            waiting[future.key] = (number, chunk)
            done.add(future)
            if len(waiting) >= IN_FLIGHT * threads:
                _write_result(run, next(done), waiting, report)
        while waiting:
            _write_result(run, next(done), waiting, report)


def _write_result(
    run: Run, future: "Future[Any]", waiting: dict[Any, tuple[int, list[Target]]], report: Callable[[RunProgress], None]
) -> None:
    """Write the result of one task."""
    number, chunk = waiting.pop(future.key)
    result: ChunkResult = future.result()
    with Journal(journal_path(run.out, number)) as journal:
        for line in result.lines:
            journal.add(line)
        looks = read_lines(journal.lines(), str(journal.path))
    progress = finish(run, number, chunk, looks, result.crashes)
    report(progress._replace(asked=result.asked, proved=result.proved))
