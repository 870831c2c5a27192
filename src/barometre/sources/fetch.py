"""Fetch the file of a register and take it in, unless it says much more or much less than the one before it.

In `<var>/sources/<id>/`: `file`, the last good copy; `file.new`, one that came and was not taken in yet (refused, held,
or the command was killed): the server is then asked whether that one is still current.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from barometre.errors import BarometreError
from barometre.sources.download import Network, beside, day_of, download
from barometre.sources.intake import Intake, known_accounts, prepare, read_state, source_folder, store, write_state
from barometre.sources.register import Register
from barometre.tables import sha256

COPY, NEW = "file", "file.new"
# A source whose rows, or whose collectivités of a kind in a région, change by more is held for somebody to look.
MOST_CHANGE = 0.10
# In a small group, one or two collectivités more or fewer are no sign.
LEAST_CHANGE = 3
# Days between two publications of a source that does not say.
USUAL_CADENCE = 31


class Outcome(StrEnum):
    """What came of asking for a file."""

    TAKEN_IN = "taken-in"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True)
class Fetch:
    """What came of one source: why it failed or was held, the day of the copy in use and its age, its counts."""

    source: str
    outcome: Outcome
    why: str | None
    copy_of: date | None
    age_days: int | None
    counts: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return it as the command line prints it and the journal keeps it."""
        day = self.copy_of.isoformat() if self.copy_of else None
        fields = {"source": self.source, "outcome": self.outcome.value, "why": self.why, "copy_of": day}
        return fields | {"age_days": self.age_days, **self.counts}


def next_due(state: Mapping[str, Any], cadence: int | None) -> date | None:
    """Return the day from which a source is asked again; None: at once.

    Once its file is as old as the time between two publications, then a day after the last time that it answered.
    """
    if not state.get("date") or state.get("failure"):
        return None
    old = date.fromisoformat(state["date"]) + timedelta(days=cadence or USUAL_CADENCE)
    answered = state.get("checked_on")
    return max(old, date.fromisoformat(answered) + timedelta(days=1)) if answered else old


def known_state(var: Path, source: str) -> dict[str, Any]:
    """Return what is known of a source; nothing when its facts are not there, as after the restoration of a back-up."""
    state = read_state(var / "sources" / source)
    return state if any((var / "facts" / source).glob(f"{state.get('date', '')}*.parquet")) else {}


def due(
    registers: Iterable[Register], cadences: Mapping[str, int | None], var: Path, today: date
) -> Iterator[Register]:
    """Yield the registers to ask for on a day."""
    for register in registers:
        when = next_due(known_state(var, register.id), cadences.get(register.id))
        if when is None or when <= today:
            yield register


def fetch_all(
    registers: Iterable[Register],
    var: Path,
    today: date,
    network: Network,
    forced: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[Fetch]:
    """Fetch one register after the other; the failure of one stops that one only. `say` is told which is asked."""
    for register in registers:
        say(register.id)
        yield fetch(register, var, today, network, forced)


def fetch(register: Register, var: Path, today: date, network: Network, forced: bool = False) -> Fetch:
    """Fetch the file of a register, and take it in when it is new; the former facts stay otherwise.

    Args:
        register: what to fetch.
        var: folder of the instance.
        today: the day it is.
        network: how servers are asked.
        forced: take it in even when it changed much.
    """
    folder = source_folder(var, register.id)
    try:
        outcome, why = _fetch(register, var, folder, today, network, forced)
    except BarometreError as error:
        outcome, why = Outcome.FAILED, str(error).removeprefix(f"Source {register.id}: ").replace("\n", " ")
    except OSError as error:
        outcome, why = Outcome.FAILED, f"cannot write in {folder} ({error.strerror})"
    state = read_state(folder) | {"tried_on": today.isoformat(), "failure": why}
    if outcome in (Outcome.TAKEN_IN, Outcome.UNCHANGED):
        state["checked_on"] = today.isoformat()
    write_state(folder, state)
    day = date.fromisoformat(state["date"]) if state.get("date") else None
    counts = {name: state.get(name) for name in ("rows", "matched", "unmatched", "facts")}
    return Fetch(register.id, outcome, why, day, (today - day).days if day else None, counts)


def _fetch(
    register: Register, var: Path, folder: Path, today: date, network: Network, forced: bool
) -> tuple[Outcome, str | None]:
    new, state = folder / NEW, known_state(var, register.id)
    waiting = _about(new)
    known = waiting or (state.get("version") if (folder / COPY).exists() else None) or {}
    came = download((register.address, *register.mirrors), new, known, register.maximum_bytes, network)
    if not came and not waiting:
        return Outcome.UNCHANGED, None
    version = _about(new)
    outcome, why = Outcome.UNCHANGED, None
    if sha256(new) != state.get("sha256"):
        # What is official now counts, even when the server says that it is older than what it gave before.
        day = max(day_of(version, today), date.fromisoformat(state.get("date") or "1900-01-01"))
        prepared = prepare(register, new, day, known_accounts(register, var, day))
        changes = big_changes(state, prepared[0])
        if changes and not forced:
            return Outcome.HELD, _held(changes, register.id)
        store(register, new, day, var, prepared)
        outcome = Outcome.TAKEN_IN
    new.replace(folder / COPY)
    beside(new).unlink(missing_ok=True)
    write_state(folder, read_state(folder) | {"version": version})
    return outcome, why


def _about(path: Path) -> dict[str, Any]:
    """Return the version that a downloaded file is of; nothing when it is not there, or not known."""
    try:
        return dict(json.loads(beside(path).read_text(encoding="utf-8"))) if path.exists() else {}
    except (OSError, ValueError, TypeError):
        return {}


def _held(changes: list[str], source: str) -> str:
    others = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    return (
        f"{changes[0]}{others}; held, the former facts stay: read the file, then "
        f"`barometre update --force WHY` or `barometre sources add {source} FILE`"
    )


def big_changes(state: Mapping[str, Any], intake: Intake) -> list[str]:
    """Compare the counts of a file with those of the one taken in before it; one line for each big change.

    Args:
        state: what is known of the source; nothing is a first file, to which nothing compares.
        intake: what would come of the new file.
    """
    counts = [(name, state.get(name), getattr(intake, name)) for name in ("rows", "matched")]
    places: Mapping[str, int] = state.get("by_region") or {}
    if places:
        counts += [
            (name, places.get(name, 0), intake.by_region.get(name, 0)) for name in {**places, **intake.by_region}
        ]
    return [
        f"{name}: {before} before, {after} now"
        for name, before, after in counts
        if before is not None and is_big(before, after)
    ]


def is_big(before: int, after: int) -> bool:
    """Return whether a number of rows or of collectivités changed by more than usual."""
    return abs(after - before) >= LEAST_CHANGE and abs(after - before) > MOST_CHANGE * before
