"""Run on one machine: chunks shared by processes, each with its own event loop; it resumes where it stopped."""

import asyncio
import errno
import fcntl
import gc
import json
import logging
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import uvloop

from barometre.catalogue.reference_lists import ReferenceLists
from barometre.errors import BarometreError
from barometre.observation.criteria.target import Target
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.run.chunk import RunOptions, RunProgress, observe_chunk, progress
from barometre.observation.run.confirm import Confirmation
from barometre.observation.run.context import RunContext, open_context
from barometre.observation.run.journal import Journal, Looks
from barometre.observation.run.output import chunk_facts, write_part
from barometre.observation.run.targets import CHUNK, Targets
from barometre.processes import end_with_parent

# Log of the tracebacks of looks that our own code could not finish; absent when there are none.
CRASHES = "crashes.log"
# What a disk, a quota or a limit of the system says when no more can be written.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Run:
    """Settings of a run, the same for all its processes.

    `concurrency`: collectivités observed at once, over all `workers` (processes). `recheck_after`: seconds.
    """

    out: Path
    targets: Targets
    settings: NetworkSettings
    lists: ReferenceLists
    groups: frozenset[str]
    recheck_after: float
    concurrency: int
    workers: int

    @property
    def rule(self) -> Confirmation:
        """Rule of confirmation."""
        return Confirmation(self.recheck_after, self.lists.facts)


def journal_path(out: Path, number: int) -> Path:
    """Return the path of the journal of one chunk."""
    return out / "journal" / f"chunk-{number:06d}.jsonl"


@contextmanager
def claimed(run: Run) -> Iterator[None]:
    """Lock the folder of a run, so that no other process writes to it.

    Raises:
        BarometreError: another process has locked it, it holds a run of other targets, or it cannot be written.
    """
    try:
        run.out.mkdir(parents=True, exist_ok=True)
        with (run.out / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BarometreError(f"{run.out} is being observed into by another process; wait for it") from None
            _check_targets(run)
            yield
    except OSError as error:
        raise BarometreError(f"--out {run.out}: {error.strerror}; choose a folder you may write to") from None


def _check_targets(run: Run) -> None:
    """Refuse a folder that holds the run of other targets; else write those of this run."""
    path = run.out / "run.json"
    state = {"targets": run.targets.identity, "count": run.targets.count}
    if path.exists():
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise BarometreError(f"{path} is damaged; give another --out") from None
        if known != state:
            raise BarometreError(f"{run.out} holds the observation of other targets; give another --out")
        return
    temporary = run.out / ".run.json.tmp"
    temporary.write_text(json.dumps(state), encoding="utf-8")
    temporary.replace(path)


async def observe_share(run: Run, share: int, report: Callable[[RunProgress], None]) -> None:
    """Observe every `workers`-th chunk, starting with number `share`; call `report` after each."""
    # It warns of every connection that a site closed while we wrote to it; what matters of it is in the facts.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    asyncio.get_running_loop().set_exception_handler(_report_unless_given_up)
    # Collections of cycles, of which looks leave few, skip what is loaded and are seldom: a sixth of the CPU of a look
    # went there (bench/README.md).
    gc.freeze()
    gc.set_threshold(200_000, 20, 1_000)
    slots = asyncio.Semaphore(max(1, run.concurrency // run.workers))
    options = RunOptions(run.groups, run.rule, slots)
    chunks = ((number, chunk) for number, chunk in run.targets.chunks() if number % run.workers == share)
    async with AsyncExitStack() as stack:
        context = await open_context(stack, run.settings, run.lists, run.groups, run.workers)

        async def observe_next_chunks() -> None:
            for number, chunk in chunks:
                report(await _observe_one(run, context, options, number, chunk))

        async with asyncio.TaskGroup() as group:
            for _ in range(2 + run.concurrency // run.workers // CHUNK):
                group.create_task(observe_next_chunks())


def _report_unless_given_up(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report what nobody waited for, but the end of a connection that we had given up: uvloop tells it to no one."""
    if not isinstance(context.get("exception"), ConnectionError):
        loop.default_exception_handler(context)


async def _observe_one(
    run: Run, context: RunContext, options: RunOptions, number: int, chunk: list[Target]
) -> RunProgress:
    with Journal(journal_path(run.out, number)) as journal:
        looks, crashes = await observe_chunk(context, chunk, journal.lines(), options, journal.add)
    resolver = context.visitor.resolver
    done = finish(run, number, chunk, looks, crashes)
    return done._replace(asked=resolver.asked, proved=resolver.proved, cut=journal.cut)


def finish(run: Run, number: int, chunk: list[Target], looks: Looks, crashes: list[str]) -> RunProgress:
    """Write the facts and crashes of a chunk whose looks are in its journal, and return its progress."""
    record_crashes(run.out, crashes)
    write_part(run.out, number, chunk_facts(chunk, looks, run.rule))
    return progress(chunk, run.groups, looks, run.rule)


def record_crashes(out: Path, crashes: list[str]) -> None:
    """Add tracebacks to the `CRASHES` log of a run."""
    if crashes:
        with (out / CRASHES).open("a", encoding="utf-8") as file:
            file.write("\n".join(crashes))


def observe_here(run: Run, report: Callable[[RunProgress], None]) -> None:
    """Observe with the processes of this machine; call `report` after each chunk.

    Raises:
        BarometreError: the disk is full, memory is short, or a process stopped; the looks made are kept, and the same
            command continues.
    """
    if run.workers == 1:
        try:
            uvloop.run(observe_share(run, 0, report))
        except (BaseExceptionGroup, OSError, MemoryError) as error:
            raise _explained(error, run.out) or error from None
        return
    context = multiprocessing.get_context("spawn")
    shared = context.SimpleQueue()
    processes = [
        context.Process(target=_process, args=(run, share, shared), daemon=True) for share in range(run.workers)
    ]
    said: list[str] = []

    def read() -> None:
        while not shared.empty():
            found = shared.get()
            if isinstance(found, str):
                said.append(found)
            else:
                report(found)

    failed: list[int] = []
    try:
        with _interrupted_after():
            for process in processes:
                process.start()
        while any(process.is_alive() for process in processes) and not failed:
            time.sleep(0.2)
            read()
            # Before the others are ended: only those that stopped by themselves say why.
            failed = [process.exitcode for process in processes if process.exitcode]
    finally:
        for process in processes:
            if process.pid is not None:
                process.terminate()
                process.join()
    read()
    if said:
        raise BarometreError(said[0])
    if failed:
        raise BarometreError(f"A process of the observation stopped (status {failed[0]}); run the same command again")


@contextmanager
def _interrupted_after() -> Iterator[None]:
    """Have an interruption wait for the end of a block; processes started in it are never interrupted themselves.

    They are ended by this one. A mask is what they inherit; the handler is for the threads of others, which have none.
    """
    asked: list[int] = []
    former = signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, former)
    if asked:
        raise KeyboardInterrupt


def _explained(error: BaseException, out: Path) -> BarometreError | None:
    """Return the line of a failure that a person can mend, in a group of them too; None for a bug."""
    if isinstance(error, BaseExceptionGroup):
        return next((line for one in error.exceptions if (line := _explained(one, out))), None)
    if isinstance(error, BarometreError):
        return error
    if isinstance(error, MemoryError):
        return BarometreError("Memory is short; lower --concurrency or --workers, then run the same command again")
    if isinstance(error, OSError) and error.errno in _FULL:
        return BarometreError(f"{out}: the disk is full; free some room and run the same command again")
    return None


def _process(run: Run, share: int, shared: "SimpleQueue[RunProgress | str]") -> None:
    """Run one process; it ends with its parent, even when the parent is killed."""
    end_with_parent()
    try:
        uvloop.run(observe_share(run, share, shared.put))
    except (BaseExceptionGroup, BarometreError, OSError, MemoryError) as error:
        line = _explained(error, run.out)
        if line is None:
            raise
        shared.put(str(line))
        sys.exit(1)
