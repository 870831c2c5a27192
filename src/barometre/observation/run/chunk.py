"""Observation of a chunk of targets, the unit of work that local runs and cluster runs share."""

import asyncio
import math
import time
import traceback
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import NamedTuple

from barometre.facts.reason_codes import ReasonCode
from barometre.observation.criteria.target import Target
from barometre.observation.run.confirm import RECHECK_DELAYS, Confirmation, Look, has_unconfirmed, next_look
from barometre.observation.run.context import RunContext
from barometre.observation.run.journal import Looks, read_lines, write_line
from barometre.observation.run.look import LONGEST, look

# Seconds, at least, before a temporary failure (our time-out, 429, 503) is tried once more in the same run.
RETRY_AFTER = 5.0


@dataclass(frozen=True, slots=True)
class Work:
    """Look to make: groups of probes to run on a target, and number of the attempt (`Look.attempt`)."""

    target: Target
    groups: frozenset[str]
    attempt: int


def due(targets: Iterable[Target], groups: Set[str], looks: Looks, rule: Confirmation, now: float) -> list[Work]:
    """Return the looks due `now` (seconds since 1970): first looks, and later ones whose delay is over."""
    work = []
    for target in targets:
        by_attempt: dict[int, set[str]] = {}
        for group in groups:
            made = looks.get((target.siren, group))
            when = next_look(made, rule, now) if made else now
            if when is not None and when <= now:
                by_attempt.setdefault(made[-1].next_attempt if made else 0, set()).add(group)
        work += [Work(target, frozenset(names), attempt) for attempt, names in sorted(by_attempt.items())]
    return work


class RunProgress(NamedTuple):
    """Progress of a run: targets observed, looks still to make, when the first of them is due (seconds since 1970).

    `stopped`: looks whose last try lasted too long (`look.LONGEST`). `asked` and `proved`: see `Resolver`.
    `cut`: see `Journal`.
    """

    targets: int = 0
    waiting: int = 0
    first: float = math.inf
    stopped: int = 0
    asked: bool = False
    proved: bool = False
    cut: int = 0

    def plus(self, other: "RunProgress") -> "RunProgress":
        """Return the sum of two progresses."""
        return RunProgress(
            self.targets + other.targets,
            self.waiting + other.waiting,
            min(self.first, other.first),
            self.stopped + other.stopped,
            self.asked or other.asked,
            self.proved or other.proved,
            self.cut + other.cut,
        )


def progress(targets: list[Target], groups: Set[str], looks: Looks, rule: Confirmation) -> RunProgress:
    """Return the progress of a chunk once it was observed."""
    made = [looks[target.siren, group] for target in targets for group in groups if (target.siren, group) in looks]
    due = [when for group_looks in made if (when := next_look(group_looks, rule)) is not None]
    return RunProgress(len(targets), len(due), min(due, default=math.inf), sum(map(_was_stopped, made)))


def _was_stopped(group_looks: list[Look]) -> bool:
    first = group_looks[-1].statements[:1]
    return any(one.reason is not None and one.reason.code is ReasonCode.LOOK_OVERSTAYED for one in first)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options of a chunk: groups of probes, rule of confirmation, slots for looks at once, seconds of the longest."""

    groups: frozenset[str]
    rule: Confirmation
    slots: asyncio.Semaphore
    longest: float = LONGEST


async def observe_chunk(
    context: RunContext,
    targets: list[Target],
    known: Iterable[bytes],
    options: RunOptions,
    add: Callable[[bytes], None],
) -> tuple[Looks, list[str]]:
    """Make the looks due at the targets of a chunk.

    First all looks due; then, once more, those with a temporary failure; then the second looks due already (with
    `recheck_after` 0, all of them).

    Args:
        context: clients shared by chunks.
        targets: collectivités of the chunk.
        known: lines of its journal, from earlier runs.
        options: groups, delay and concurrency.
        add: called with each new line of the journal, as soon as the look is made.

    Returns:
        All the looks, earlier ones included, and the tracebacks of looks that our own code could not finish: a bug
        must not stop the others, nor stay hidden.
    """
    looks = read_lines(known, "journal")
    crashes: list[str] = []

    async def run(work: list[Work]) -> None:
        await asyncio.gather(*(run_one(item) for item in work))

    async def run_one(item: Work) -> None:
        async with options.slots:
            result = await look(context, item.target, item.groups, item.attempt, options.longest)
        crashes.extend(f"{item.target}\n{''.join(traceback.format_exception(crash))}" for crash in result.crashes)
        add(write_line(result.looks))
        for made in result.looks:
            looks.setdefault((made.siren, made.group), []).append(made)

    started = time.time()
    first = due(targets, options.groups, looks, options.rule, time.time())
    await run(first)
    again = [retry for item in first if (retry := _to_retry(item, looks))]
    if again:
        await asyncio.sleep(RETRY_AFTER)
        await run(again)
    for _ in RECHECK_DELAYS:
        if time.time() - started < options.rule.recheck_after:
            break  # no second look of this run can be due yet
        due_now = due(targets, options.groups, looks, options.rule, time.time())
        second = [work for item in due_now if (work := _to_confirm(item, looks, options.rule))]
        if not second:
            break
        await run(second)
    return looks, crashes


def _to_retry(item: Work, looks: Looks) -> Work | None:
    """Return the groups of a look that had a temporary failure, for the same attempt again; None without any."""
    failed = frozenset(
        group for group in item.groups if (made := looks.get((item.target.siren, group))) and made[-1].retry
    )
    return Work(item.target, failed, item.attempt) if failed else None


def _to_confirm(item: Work, looks: Looks, rule: Confirmation) -> Work | None:
    """Return the groups of a look that have a negative to confirm; the others wait for the next run."""
    unconfirmed = frozenset(
        group for group in item.groups if has_unconfirmed(looks.get((item.target.siren, group), []), rule)
    )
    return Work(item.target, unconfirmed, item.attempt) if unconfirmed else None
