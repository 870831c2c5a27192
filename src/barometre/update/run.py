"""One update: fetch, observe, take in the survey, build, compare, publish. Killed anywhere, the next one goes on.

What is fetched is kept source by source. The edition is built aside, in `<var>/updates/candidate/`, and joins the
others when it is published: one that is refused is never shown, even by `barometre publish`.
"""

import getpass
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from barometre.catalogue.models import Catalogue
from barometre.edition.build import is_current
from barometre.edition.files import adopt_edition, latest_edition, read_manifest, read_table
from barometre.errors import BarometreError
from barometre.sources.download import Network
from barometre.sources.fetch import Fetch, due, fetch_all
from barometre.sources.register import Register
from barometre.update.comparison import Compared, compare, odd
from barometre.update.journal import FOLDER, Entry, now, one_run, write_entry

# Of the last comparison, every line.
CHANGES = "changes.csv"
# What a run decided; a run that was killed is `killed` (journal.one_run).
NOTHING_NEW, PUBLISHED, REFUSED, FAILED = "nothing-new", "published", "refused", "failed"


@dataclass(frozen=True)
class Plan:
    """What an update works on, and how.

    Attributes:
        registers: those connected; the ones that are due are fetched.
        catalogue: the content, with the cadence of each source.
        var: folder of the instance.
        today: the day it is.
        network: how servers are asked.
        build: builds the edition of a day in a folder of editions, from a store of facts; returns its folder.
        publish: shows an edition.
        observe: makes the looks that are due; None when the operator has not switched it on.
        survey: takes in what collectivités publish of their answers; None when nobody was ever asked.
        report: called with what came of each source.
    """

    registers: Iterable[Register]
    catalogue: Catalogue
    var: Path
    today: date
    network: Network
    build: Callable[[Path, date, Path], Path]
    publish: Callable[[Path], None]
    observe: Callable[[], None] | None = None
    survey: Callable[[], None] | None = None
    report: Callable[[Fetch], None] = lambda _: None


def update(plan: Plan, force: str | None = None) -> Entry:
    """Run one update, and write its line in the journal.

    Args:
        plan: what to work on, and how.
        force: why what is odd is taken in and published all the same.

    Returns:
        The line of the journal: `started`, `ended`, `by`, `forced`, `sources`, `problems`, `odd`, `moved`, `edition`,
        `decision`.

    Raises:
        BarometreError: another run is under way, or nothing can be written.
    """
    with one_run(plan.var) as tell:
        entry: Entry = {"started": now(), "ended": None, "by": getpass.getuser(), "forced": force}
        entry |= {"sources": [], "problems": [], "odd": [], "moved": 0, "edition": None, "decision": FAILED}
        try:
            _fetch_due(plan, entry, tell)
            if plan.observe:
                tell("observe")
                _noting(entry, "observation", plan.observe)
            if plan.survey:
                tell("survey")
                _noting(entry, "survey", plan.survey)
            _build_and_publish(plan, entry, tell)
        except BarometreError as error:
            entry["problems"].append(str(error))
        except BaseException as error:
            entry["problems"].append(f"stopped: {type(error).__name__}")
            raise
        finally:
            entry["ended"] = now()
            write_entry(plan.var, entry)
    return entry


def _noting(entry: Entry, what: str, action: Callable[[], None]) -> None:
    """Do something whose failure does not stop the run."""
    try:
        action()
    except BarometreError as error:
        entry["problems"].append(f"{what}: {error}")


def _fetch_due(plan: Plan, entry: Entry, tell: Callable[..., None]) -> None:
    """Fetch the sources that are due, one after the other."""
    cadences = {source.id: source.cadence_days for source in plan.catalogue.sources.values()}
    wanted = list(due(plan.registers, cadences, plan.var, plan.today))
    forced = entry["forced"] is not None
    for one in fetch_all(wanted, plan.var, plan.today, plan.network, forced, lambda source: tell("fetch", source)):
        entry["sources"].append(one.to_json())
        if one.why:
            entry["problems"].append(f"{one.source}: {one.why}")
        plan.report(one)


def _build_and_publish(plan: Plan, entry: Entry, tell: Callable[..., None]) -> None:
    """Build an edition when another would say something else, and publish it when nothing in it is odd."""
    editions, store, waiting = plan.var / "editions", plan.var / "facts", plan.var / FOLDER / "candidate"
    former = _latest(editions)
    tell("compare inputs")
    if former and is_current(former, plan.today, store, plan.catalogue):
        shutil.rmtree(waiting, ignore_errors=True)
        entry["decision"] = NOTHING_NEW
        return
    candidate = _latest(waiting)
    if candidate is None or not is_current(candidate, plan.today, store, plan.catalogue):
        shutil.rmtree(waiting, ignore_errors=True)
        tell("build")
        candidate = plan.build(waiting, plan.today, store)
    entry["edition"] = candidate.name
    if former:
        tell("compare")
        entry |= _comparison(former, candidate, plan.var / FOLDER / CHANGES)
    if entry["odd"] and entry["forced"] is None:
        entry["decision"] = REFUSED
        return
    tell("publish")
    plan.publish(candidate)
    adopt_edition(candidate, editions)
    entry["decision"] = PUBLISHED


def _latest(editions: Path) -> Path | None:
    try:
        return latest_edition(editions)
    except BarometreError:
        return None


def _comparison(former: Path, candidate: Path, path: Path) -> dict[str, Any]:
    """Compare two editions, write every change to a file, and return what the journal says of it."""
    before, after = _compared(former), _compared(candidate)
    changes = compare(before, after)
    changes.write_csv(path, include_bom=True, separator=";")
    return {"odd": odd(changes, before, after), "moved": changes.height}


def _compared(folder: Path) -> Compared:
    inputs = {one["name"]: one["sha256"] for one in read_manifest(folder).get("inputs", [])}
    collectivites, facts, indicators = (read_table(folder, name) for name in ("collectivites", "facts", "indicators"))
    return Compared(collectivites, facts, indicators, inputs)
