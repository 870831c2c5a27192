"""The sheets of all the collectivités in a folder, set by several processes; stopped, it goes on where it was.

A file is there whole or not at all (`tables.replace_file`). A journal lists those of one state of the site, a line
each: a sheet that it does not list is made again.
"""

import fcntl
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from barometre.errors import BarometreError
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.paper import worker
from barometre.web.paper.one import edition_of_sheets, file_name
from barometre.web.paper.sheet import state_of
from barometre.web.shared.areas import departements

WORKERS = 2
# Sheets that a process makes before it says so: what a stop loses at most, for each.
CHUNK = 50
_JOURNAL = ".sheets-"


class Made(NamedTuple):
    """How many sheets were made now, and how many were there."""

    now: int
    before: int


def write_sheets(out: Path, departement: str | None, report: Callable[[int, int], None]) -> Made:
    """Write a sheet, `SIREN.pdf`, for each collectivité of the published edition, or for those in one département.

    Args:
        out: a folder, made when it is not there; sheets of the same state in it are kept, those of another are made
            again, or removed when the edition has nobody of that SIREN.
        departement: its code; None: everywhere.
        report: told how many are there, of how many, after each chunk.

    Raises:
        BarometreError: no edition is published, nobody has the code, another process writes there, a file cannot be
            written, what is published changed meanwhile, or a process was ended.
    """
    edition = edition_of_sheets()
    wanted = _sirens(edition, departement)
    try:
        with _claimed(out), (out / f"{_JOURNAL}{state_of(edition)}").open("a+", encoding="ascii") as journal:
            done = _begin(out, edition, Path(journal.name))
            missing = [siren for siren in wanted if siren not in done]
            there = before = len(wanted) - len(missing)
            report(there, len(wanted))
            for written in _chunks(out, edition, missing):
                journal.writelines(f"{siren}\n" for siren in written)
                journal.flush()
                there += len(written)
                report(there, len(wanted))
    except OSError as error:
        raise worker.unwritten(Path(error.filename or out), error) from None
    return Made(len(missing), before)


def _sirens(edition: Edition, departement: str | None) -> list[str]:
    """Return whom a sheet is made for: all that the edition measures, wholly or partly in a département."""
    rows = queries.universe(edition).filter(measured=True)
    if departement is not None:
        if departement not in departements():
            raise BarometreError(f"No département has the code {departement!r}; give one like 48, 2A or 974")
        rows = queries.concerning(rows, "departement", [departement])
    return list(rows.values_list("siren", flat=True))


@contextmanager
def _claimed(out: Path) -> Iterator[None]:
    """Lock a folder, so that no other process writes to it."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BarometreError(f"Another process writes sheets to {out}; wait for it") from None
        yield


def _begin(out: Path, edition: Edition, journal: Path) -> set[str]:
    """Remove what stopped runs and other states left; return whose sheets are there already."""
    for path in out.glob(".*.pdf.*.tmp"):
        path.unlink()
    measured = set(_sirens(edition, None))
    for path in out.glob(f"{_JOURNAL}*"):
        if path.name != journal.name:
            for siren in set(path.read_text("ascii").split()) - measured:
                (out / file_name(siren)).unlink(missing_ok=True)
            path.unlink()
    files = {path.name for path in out.glob("*.pdf")}
    return {siren for siren in journal.read_text("ascii").split() if file_name(siren) in files}


def _chunks(out: Path, edition: Edition, sirens: Sequence[str]) -> Iterator[Sequence[str]]:
    """Make sheets, some at a time in each process; yield whose are written.

    The first failure stops those that have not begun; it is raised once the others are told.
    """
    chunks = [sirens[start : start + CHUNK] for start in range(0, len(sirens), CHUNK)]
    workers = min(WORKERS, len(chunks))
    if not workers:
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, worker.start) as pool:
        try:
            state = state_of(edition)
            asked = [pool.submit(worker.write_chunk, out, state, chunk) for chunk in chunks]
            failure: BaseException | None = None
            for made in as_completed(asked):
                if made.cancelled():
                    continue
                if (error := made.exception()) is None:
                    yield made.result()
                elif failure is None:
                    failure = error
                    for other in asked:
                        other.cancel()
            if failure:
                raise failure
        except BrokenProcessPool:
            raise BarometreError(
                "A process that sets sheets was ended; run the same command again: it goes on where it stopped"
            ) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
