"""The journal of updates, the step of the one under way, and the lock that keeps two apart.

`<var>/updates.jsonl` has one line a run; `<var>/updates/` has the rest, of the run under way or of the last one.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from barometre.errors import BarometreError
from barometre.processes import is_running

JOURNAL, FOLDER, PROGRESS = "updates.jsonl", "updates", "progress.json"
Entry = dict[str, Any]


def now() -> str:
    """Return the time, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def one_run(var: Path) -> Iterator[Callable[..., None]]:
    """Keep other runs out for the time of a `with`, and note in the journal one that was killed before.

    Yields:
        What tells where the run is: `tell(step, about)`.

    Raises:
        BarometreError: another run is under way, or the folder cannot be written.
    """
    folder, started = var / FOLDER, now()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise BarometreError(f"Cannot write in {folder}: {error.strerror}; choose a folder you may write to") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BarometreError(f"An update is under way{_since(var)}; one runs at a time") from None
        killed = _progress(var)
        if killed:
            write_entry(var, {"started": killed.get("started"), "ended": None, "decision": "killed"} | _step(killed))

        def tell(step: str, about: str | None = None) -> None:
            where = {"process": os.getpid(), "started": started, "step": step, "about": about, "at": now()}
            aside = folder / f".{PROGRESS}.tmp"
            aside.write_text(json.dumps(where), encoding="utf-8")
            aside.replace(folder / PROGRESS)

        tell("start")
        try:
            yield tell
        finally:
            (folder / PROGRESS).unlink(missing_ok=True)


def _since(var: Path) -> str:
    where = under_way(var)
    return f" since {where['started']} (process {where['process']})" if where else ""


def _step(where: Entry) -> Entry:
    return {name: where.get(name) for name in ("step", "about")}


def _progress(var: Path) -> Entry | None:
    try:
        return dict(json.loads((var / FOLDER / PROGRESS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def under_way(var: Path) -> Entry | None:
    """Return where the run under way is: process, started, step, about, at; None when none is."""
    where = _progress(var)
    return where if where and is_running(int(where["process"])) else None


def write_entry(var: Path, entry: Entry) -> None:
    """Add one line to the journal.

    Raises:
        BarometreError: it cannot be written.
    """
    line = json.dumps(entry, ensure_ascii=False) + "\n"
    try:
        with (var / JOURNAL).open("ab") as file:
            # After a line that was torn, this one begins on its own.
            torn = file.tell() and (var / JOURNAL).read_bytes()[-1:] != b"\n"
            file.write((b"\n" if torn else b"") + line.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BarometreError(
            f"Cannot write {var / JOURNAL}: {error.strerror}; choose a folder you may write to"
        ) from None


def last_entries(var: Path, count: int) -> list[Entry]:
    """Return the last lines of the journal that are whole, the newest first."""
    try:
        lines = (var / JOURNAL).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found: list[Entry] = []
    for line in reversed(lines):
        if len(found) == count:
            break
        try:
            found.append(dict(json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found
