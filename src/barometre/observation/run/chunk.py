"""One unit of work: a chunk of targets, looked at until nothing is left to do now. Local and cluster runs share it."""

import asyncio
import math
import time
import traceback
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import NamedTuple

from barometre.observation.criteria.target import Target
from barometre.observation.run.confirm import RECHECK_DELAYS, next_look, waits
from barometre.observation.run.context import RunContext
from barometre.observation.run.journal import Looks, read_lines, write_line
from barometre.observation.run.look import look

RETRY_AFTER = 5.0
"""Seconds before what failed in passing (our time-out, 429, 503) is tried once more in the same run, at least."""


@dataclass(frozen=True, slots=True)
class Work:
    """Groups of probes to run on a target, and which look of the ladder it is."""

    target: Target
    groups: frozenset[str]
    turn: int


def due(targets: Iterable[Target], groups: Set[str], looks: Looks, recheck_after: float, now: float) -> list[Work]:
    """What is to be looked at now: never looked at, or a look of the ladder whose time has come."""
    work = []
    for target in targets:
        by_turn: dict[int, set[str]] = {}
        for group in groups:
            made = looks.get((target.siren, group))
            when = next_look(made, recheck_after, now) if made else now
            if when is not None and when <= now:
                by_turn.setdefault(made[-1].turn + 1 if made else 0, set()).add(group)
        work += [Work(target, frozenset(names), turn) for turn, names in sorted(by_turn.items())]
    return work


class RunProgress(NamedTuple):
    """What was done of a run: targets looked at, looks still to come, when the first is due (seconds since 1970).

    `asked`: the resolver was asked something; `proved`: it has known a name.
    """

    targets: int = 0
    waiting: int = 0
    first: float = math.inf
    asked: bool = False
    proved: bool = False

    def plus(self, other: "RunProgress") -> "RunProgress":
        """Both together."""
        return RunProgress(
            self.targets + other.targets, self.waiting + other.waiting, min(self.first, other.first),
            self.asked or other.asked, self.proved or other.proved,
        )  # fmt: skip


def done(targets: list[Target], groups: Set[str], looks: Looks, recheck_after: float) -> RunProgress:
    """What was done of a chunk, and what is still to come."""
    whens = (
        next_look(made, recheck_after) for target in targets for group in groups
        if (made := looks.get((target.siren, group)))
    )  # fmt: skip
    due = [when for when in whens if when is not None]
    return RunProgress(len(targets), len(due), min(due, default=math.inf))


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a chunk is looked at: groups of probes, seconds between two looks, looks at once."""

    groups: frozenset[str]
    recheck_after: float
    places: asyncio.Semaphore


async def observe_chunk(
    context: RunContext,
    targets: list[Target],
    known: Iterable[bytes],
    options: RunOptions,
    add: Callable[[bytes], None],
) -> tuple[Looks, list[str]]:
    """Look at the targets of a chunk; what was looked at before is not looked at again.

    First whatever is due; then once more what failed in passing; then the negatives whose second look is due already
    (with `recheck_after` 0, all of them).

    Args:
        context: the network, shared by chunks.
        targets: the chunk.
        known: lines of its journal, from before.
        options: see `RunOptions`.
        add: called with each new line of the journal, as soon as it is there.

    Returns:
        All the looks, and the tracebacks of looks that our own code could not finish: a fault of ours must stop
        neither the others nor pass unseen.
    """
    looks = read_lines(known, "journal")
    crashes: list[str] = []

    async def run(work: list[Work]) -> None:
        await asyncio.gather(*(one(item) for item in work))

    async def one(item: Work) -> None:
        async with options.places:
            seen = await look(context, item.target, item.groups, item.turn)
        crashes.extend(f"{item.target}\n{''.join(traceback.format_exception(crash))}" for crash in seen.crashes)
        add(write_line(seen.looks))
        for made in seen.looks:
            looks.setdefault((made.siren, made.group), []).append(made)

    started = time.time()
    first = due(targets, options.groups, looks, options.recheck_after, time.time())
    await run(first)
    again = [retry for item in first if (retry := _to_retry(item, looks))]
    if again:
        await asyncio.sleep(RETRY_AFTER)
        await run(again)
    for _ in RECHECK_DELAYS:
        if time.time() - started < options.recheck_after:
            break  # no second look of this run can be due yet
        waiting = due(targets, options.groups, looks, options.recheck_after, time.time())
        second = [confirm for item in waiting if (confirm := _to_confirm(item, looks, options.recheck_after))]
        if not second:
            break
        await run(second)
    return looks, crashes


def _to_retry(item: Work, looks: Looks) -> Work | None:
    """The groups of a look that failed in passing, for the same turn again."""
    made = {group: looks.get((item.target.siren, group)) for group in item.groups}
    failed = frozenset(group for group, of_group in made.items() if of_group and of_group[-1].retry)
    return Work(item.target, failed, item.turn) if failed else None


def _to_confirm(item: Work, looks: Looks, recheck_after: float) -> Work | None:
    """The groups of a look that left a negative to confirm: the others wait for the next run."""
    left = frozenset(
        group for group in item.groups if waits(looks.get((item.target.siren, group), []), recheck_after)
    )  # fmt: skip
    return Work(item.target, left, item.turn) if left else None
