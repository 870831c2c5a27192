"""Compute how far an objective is from editions; progress is never typed in.

A share is always given with its maximum: collectivités not known yet lower the established share, never the possible
one. An objective is met when the established share reaches the target, missed when the possible share cannot reach it;
missing evidence decides nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

import polars as pl

from barometre.programme.models import Objective
from barometre.programme.partial_dates import first_day
from barometre.programme.population import MET, UNKNOWN, Population, population_of
from barometre.programme.values import EditionValues

# Coverage from which a trajectory is judged.
ENOUGH = 0.5
NO_EDITION = "Aucune édition du baromètre n’est encore disponible."
TOO_LITTLE = "Moins de la moitié des collectivités concernées ont été observées."
METHOD_CHANGED = "La méthode de l’indicateur a changé entre deux éditions, qui ne se comparent donc pas."
NO_START = "Il faut au moins deux dates pour juger d’un rythme, et une seule est connue."
UNSEEN = "L’échéance est passée, et rien n’a encore été observé."
PAST_DUE = "L’échéance est passée, et ce qui reste à observer ne permet pas de dire si l’objectif a été atteint."
BETWEEN = "Ce qui reste à observer peut placer l’objectif en avance comme en retard."


@dataclass(frozen=True)
class Numbers:
    """What is counted of a population, or of one group of it; shares from 0 to 1."""

    population_size: int
    known: int
    met: int
    value: float | None
    value_at_most: float | None
    coverage: float
    needed: int
    gap: int


@dataclass(frozen=True)
class ProgressPoint:
    """An objective in one edition; the `undecided`, of which the population is not known, are in no number."""

    edition: date
    numbers: Numbers
    undecided: int


@dataclass(frozen=True)
class Movement:
    """How many met an objective in two editions, among the collectivités known in both: the others tell no movement."""

    before: date
    now: date
    known_in_both: int
    met_before: int
    met_now: int


@dataclass(frozen=True)
class Progress:
    """An objective along editions.

    Attributes:
        points: one per edition, oldest first.
        state: proposed, agreed, running, stopped (as decided), or met, missed (as computed).
        pace: on-the-way, behind or unknown for a running objective, else None; `pace_reason` says why it is unknown.
        start: date and share where the straight line to the target begins, if one can be drawn.
        method_changed: editions computed otherwise than the one before.
        by_region, by_strate: `id` and the numbers of each group, in the newest edition.
        movement: from the last edition that knows some of those known in the newest; None when there is none.
    """

    objective: Objective
    points: tuple[ProgressPoint, ...]
    state: str
    pace: str | None
    pace_reason: str | None
    start: tuple[date, float] | None
    method_changed: tuple[date, ...]
    by_region: tuple[dict[str, Any], ...]
    by_strate: tuple[dict[str, Any], ...]
    movement: Movement | None

    def expected(self, day: date) -> float | None:
        """Return the share that the straight line asks for on a day; None without a line, or before it starts."""
        return None if self.start is None else _expected(self.objective, self.start, day)

    @property
    def met_on(self) -> date | None:
        """Return the first edition in which the target is met, in time or not; None when none shows it."""
        return next((point.edition for point in self.points if _is_met(self.objective, point)), None)

    def to_json(self) -> dict[str, Any]:
        """Return the progress as the command line and the API give it."""
        objective, last = self.objective, self.points[-1] if self.points else None
        numbers = asdict(last.numbers) if last else dict.fromkeys(Numbers.__dataclass_fields__)
        return {
            "id": objective.id,
            "title": objective.title,
            "indicator": objective.indicator,
            "population": objective.population_label,
            "target": objective.target,
            "due": objective.due.isoformat(),
            **numbers,
            "undecided": last.undecided if last else None,
            "state": self.state,
            "pace": self.pace,
            "pace_reason": self.pace_reason,
            "baseline": objective.baseline.model_dump() if objective.baseline else None,
            "edition": last.edition.isoformat() if last else None,
            "met_on": self.met_on.isoformat() if self.met_on else None,
            "method_changed": [day.isoformat() for day in self.method_changed],
        }


def progress(objective: Objective, editions: Sequence[EditionValues]) -> Progress:
    """Compute how far an objective is from its indicator in each edition (`values.read_values`), in any order."""
    ordered = sorted(editions, key=lambda edition: edition.date)
    populations = [population_of(objective, edition) for edition in ordered]
    points = tuple(
        ProgressPoint(edition.date, _numbers(population["standing"], objective.target), undecided)
        for edition, (population, undecided) in zip(ordered, populations, strict=True)
    )
    comparable = [edition for edition in ordered if edition.method is not None]
    changed = tuple(new.date for old, new in pairwise(comparable) if new.method != old.method)
    state = _state(objective, points)
    start = _start(objective, points)
    pace, reason = _pace(objective, points, start, bool(changed)) if state == "running" else (None, None)
    by_region, by_strate = (_groups(populations[-1:], key, objective.target) for key in ("region", "strate"))
    movement = _movement(
        [edition.date for edition in ordered], [population.collectivites for population in populations]
    )
    return Progress(objective, points, state, pace, reason, start, changed, by_region, by_strate, movement)


def _movement(days: Sequence[date], populations: Sequence[pl.DataFrame]) -> Movement | None:
    """Compare the newest edition with the last one before it, on those known in both."""
    known = [population.filter(pl.col("standing") != UNKNOWN).select("siren", "standing") for population in populations]
    for day, earlier in reversed(list(zip(days[:-1], known[:-1], strict=True))):
        both = known[-1].join(earlier, on="siren", suffix="_before")
        if both.height:
            before, now = ((both[name] == MET).sum() for name in ("standing_before", "standing"))
            return Movement(day, days[-1], both.height, int(before), int(now))
    return None


def _numbers(standing: pl.Series, target: float) -> Numbers:
    size, unknown, met = len(standing), int((standing == UNKNOWN).sum()), int((standing == MET).sum())
    known, needed = size - unknown, _needed(target, size)
    return Numbers(
        population_size=size,
        known=known,
        met=met,
        value=met / size if known else None,
        value_at_most=(met + unknown) / size if size else None,
        coverage=known / size if size else 0.0,
        needed=needed,
        gap=max(0, needed - met),
    )


def _needed(target: float, size: int) -> int:
    """Return how many collectivités make the target, in exact arithmetic: 10 % of 30 is 3, not 4."""
    return ceil(Fraction(str(target)) * size)


def _groups(newest: Sequence[Population], key: str, target: float) -> tuple[dict[str, Any], ...]:
    """Count each group of the newest population, if there is one."""
    return tuple(
        {"id": name, **asdict(_numbers(group["standing"], target))}
        for population in newest
        for (name,), group in population.collectivites.sort(key, nulls_last=True).group_by(key, maintain_order=True)
    )


def _state(objective: Objective, points: Sequence[ProgressPoint]) -> str:
    """Return the state decided, or computed once running.

    The last edition before the due date says whether the target is met; otherwise the first later edition that can say
    it does, and the verdict stays: an objective met later was missed all the same (`Progress.met_on`).

    Undecided collectivités count against both verdicts: met needs the target even if all of them belong to the
    population and fail, missed even if all of them succeed.
    """
    decided = objective.steps[-1].state
    if decided != "running" or not points:
        return decided
    in_time = [point for point in points if point.edition <= objective.due]
    after = points[len(in_time) :]
    if in_time and _is_met(objective, in_time[-1]):
        return "met"
    for point in after:
        if _is_met(objective, point):
            return "met"
        if _is_missed(objective, point):
            return "missed"
    return "running"


def _widest(objective: Objective, point: ProgressPoint) -> int:
    return _needed(objective.target, point.numbers.population_size + point.undecided)


def _is_met(objective: Objective, point: ProgressPoint) -> bool:
    return 0 < _widest(objective, point) <= point.numbers.met


def _is_missed(objective: Objective, point: ProgressPoint) -> bool:
    numbers = point.numbers
    possible = numbers.met + numbers.population_size - numbers.known + point.undecided
    return possible < _widest(objective, point)


def _start(objective: Objective, points: Sequence[ProgressPoint]) -> tuple[date, float] | None:
    """Return where the straight line to the target begins: the baseline, or the first edition known well enough."""
    if objective.baseline and objective.baseline.share is not None:
        starts = [(first_day(objective.baseline.on), objective.baseline.share)]
    else:
        counted = [(point.edition, point.numbers) for point in points if point.numbers.coverage >= ENOUGH]
        starts = [(day, numbers.value) for day, numbers in counted if numbers.value is not None]
    return starts[0] if starts and starts[0][0] < objective.due else None


def _expected(objective: Objective, start: tuple[date, float], day: date) -> float | None:
    begins, share = start
    if day < begins:
        return None
    done = min(1.0, (day - begins).days / (objective.due - begins).days)
    return share + (objective.target - share) * done


def _pace(
    objective: Objective, points: Sequence[ProgressPoint], start: tuple[date, float] | None, changed: bool
) -> tuple[str, str | None]:
    """Tell whether a running objective keeps up with the straight line, or why that is not known."""
    if not points:
        return "unknown", NO_EDITION
    day, numbers = points[-1].edition, points[-1].numbers
    if day > objective.due:
        return "unknown", PAST_DUE if numbers.known else UNSEEN
    if numbers.coverage < ENOUGH or numbers.value is None or numbers.value_at_most is None:
        return "unknown", TOO_LITTLE
    if changed:
        return "unknown", METHOD_CHANGED
    expected = None if start is None or start[0] >= day else _expected(objective, start, day)
    if expected is None:
        return "unknown", NO_START
    if numbers.value >= expected:
        return "on-the-way", None
    return ("behind", None) if numbers.value_at_most < expected else ("unknown", BETWEEN)
