"""The same run on a Dask cluster: chunks go out, lines of journal come back. Needs the extra `[cluster]`.

A chunk is looked at by one worker and its lines are written here, all at once, when it is finished: a worker that is
killed in the middle loses nothing that was written, and Dask gives its chunk to another.
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

IN_FLIGHT = 4
"""Chunks given to the cluster for each of its threads, at most: memory does not grow with the targets."""


class Brought(NamedTuple):
    """What a task brings back: new lines of the journal, what our own code could not finish, and see `RunProgress`."""

    lines: list[bytes]
    crashes: list[str]
    asked: bool
    proved: bool


def observe_remotely(run: Run, chunk: list[Target], known: list[bytes]) -> Brought:
    """Body of one task: look at a chunk."""
    lines: list[bytes] = []

    async def body() -> Brought:
        async with AsyncExitStack() as stack:
            context = await open_context(stack, run.settings, run.lists, run.groups, run.workers)
            options = RunOptions(
                run.groups, run.recheck_after, asyncio.Semaphore(max(1, run.concurrency // run.workers))
            )
            _, crashes = await observe_chunk(context, chunk, known, options, lines.append)
            resolver = context.visitor.resolver
            return Brought(lines, crashes, resolver.asked, resolver.proved)

    return uvloop.run(body())


def observe_on_cluster(run: Run, address: str, tick: Callable[[RunProgress], None]) -> None:
    """Observe with the workers of a Dask cluster; the files are written here.

    Args:
        run: its `workers` is replaced by the number of threads of the cluster, which share the limits.
        address: `tcp://host:port` of the scheduler.
        tick: told of each chunk as it is done.

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
            future = client.submit(observe_remotely, shared, chunk, known, pure=False, retries=3)
            waiting[future.key] = (number, chunk)
            done.add(future)
            if len(waiting) >= IN_FLIGHT * threads:
                _take(run, next(done), waiting, tick)
        while waiting:
            _take(run, next(done), waiting, tick)


def _take(
    run: Run, future: "Future[Any]", waiting: dict[Any, tuple[int, list[Target]]], tick: Callable[[RunProgress], None]
) -> None:
    """Write what one task brought back."""
    number, chunk = waiting.pop(future.key)
    brought: Brought = future.result()
    with Journal(journal_path(run.out, number)) as journal:
        for line in brought.lines:
            journal.add(line)
        looks = read_lines(journal.lines(), str(journal.path))
    done = finish(run, number, chunk, looks, brought.crashes)
    tick(done._replace(asked=brought.asked, proved=brought.proved))
