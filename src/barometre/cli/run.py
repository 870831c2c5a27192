"""A run of `barometre observe`: its progress, its summary, its facts kept in the instance."""

import os
import time
from datetime import date, datetime
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import reference_lists
from barometre.cli.options import CONCURRENCY, DEFAULT_ONLY, NetworkOptions, parse_groups
from barometre.cli.output import console, print_table
from barometre.errors import BarometreError
from barometre.facts.store import append_facts
from barometre.observation.run.chunk import RunProgress
from barometre.observation.run.cluster import observe_on_cluster
from barometre.observation.run.output import RCPNT_FILE, read_run, write_rcpnt
from barometre.observation.run.targets import CHUNK, open_targets
from barometre.observation.run.workers import CRASHES, Run, claimed, observe_here
from barometre.settings import settings, writable_var
from barometre.sources.declared import declared_contacts
from barometre.territory import history, reference


def require_contact(*, whole: bool) -> None:
    """Check that those who are visited can write to the operator.

    Raises:
        BarometreError: no contact is set, and the whole reference is observed; otherwise a warning is printed.
    """
    if settings().operator_contact:
        return
    message = "set BAROMETRE_OPERATOR_CONTACT to an address at which those who are visited can write to you"
    if whole:
        raise BarometreError(f"To observe every collectivité, {message}")
    Console(stderr=True).print(f"barometre: warning: {message}")


def run_and_report(run: Run, cluster: str | None, *, keep: bool) -> RunProgress:
    """Make the looks that are due, on this machine or on the Dask scheduler of an address, then print a summary.

    `keep` adds the facts to the instance's store. Returns how far the run is.

    Raises:
        BarometreError: another process works in the folder of the run, nothing could be resolved, or a look was not
            finished because of a bug.
    """
    started = time.monotonic()
    with claimed(run):
        progress = _observe(run, cluster)
        levels = write_rcpnt(run.out)
    _print_summary(run, levels, progress, time.monotonic() - started)
    if keep:
        keep_facts(run.out)
    if progress.asked and not progress.proved:
        raise BarometreError(
            f"The resolver {':'.join(map(str, run.settings.resolver))} knew no name at all, so nothing could be seen; "
            "check the network or give another with --resolver, then run the same command again"
        )
    if (run.out / CRASHES).exists():
        raise BarometreError(f"Some looks were not finished by our own fault: see {run.out / CRASHES}")
    return progress


def whole_targets(folder: Path) -> Path:
    """Return the file of the targets of a run on everyone, written the first time from what is declared then.

    The run goes on with it, whatever the directory says since.

    Raises:
        BarometreError: it cannot be written.
    """
    path = folder / "targets.csv"
    if not path.exists():
        contacts = declared_contacts(settings().var / "facts")
        aside = folder / ".targets.csv.tmp"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            contacts.write_csv(aside)
            aside.replace(path)
        except OSError as error:
            raise BarometreError(f"--out {folder}: {error.strerror}; choose a folder you may write to") from None
    return path


def national_run(folder: Path) -> Run:
    """Return the run that looks at the whole reference, as `barometre observe` does without an option."""
    delay = settings().recheck_after
    targets = open_targets(whole_targets(folder), None)
    processes = min(os.cpu_count() or 1, -(-targets.count // CHUNK))
    lists = reference_lists(load_catalogue())
    network = NetworkOptions().to_settings(recheck_after=delay)
    return Run(folder, targets, network, lists, parse_groups(DEFAULT_ONLY), delay, CONCURRENCY, processes)


def keep_facts(folder: Path) -> None:
    """Add the facts of a run to the instance's store.

    Raises:
        BarometreError: the run holds no fact of a known collectivité.
    """
    facts = read_run(folder)
    known = pl.concat([reference.collectivites()["siren"], history.successors()["old_siren"]]).unique()
    kept = facts.filter(pl.col("siren").is_in(known.implode()))
    left_out = facts["siren"].n_unique() - kept["siren"].n_unique()
    if kept.is_empty():
        raise BarometreError(f"{folder} holds facts of no collectivité that we know; nothing was kept")
    if left_out:
        console.print(f"{left_out} SIREN are of no collectivité that we know: their facts are left out")
    newest: date = max(kept["observed_on"].to_list())
    path = append_facts(writable_var() / "facts", "observation", newest, kept)
    console.print(f"{kept.height} facts kept in {path}" if path else "These facts were kept already")


def _observe(run: Run, cluster: str | None) -> RunProgress:
    """Make the looks that are due, behind a progress bar."""
    total = RunProgress()
    columns = (TextColumn("Observing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("observe", total=run.targets.count)

        def advance(done: RunProgress) -> None:
            nonlocal total
            total = total.plus(done)
            bar.advance(task, done.targets)

        if cluster is None:
            observe_here(run, advance)
        else:
            observe_on_cluster(run, cluster, advance)
    return total


def _print_summary(run: Run, levels: dict[str, int], progress: RunProgress, seconds: float) -> None:
    rows = [
        ("collectivités", run.targets.count),
        *((f"level {level}", count) for level, count in levels.items()),
        ("looks to confirm", progress.waiting),
        *([("looks stopped, too long", progress.stopped)] if progress.stopped else []),
        ("seconds", f"{seconds:.1f}"),
    ]
    print_table(f"Observation in {run.out}", ("what", "count"), rows)
    if progress.cut:
        console.print(f"{progress.cut} torn lines of the journal were cut: their looks are made again.")
    console.print(f"Facts in {run.out / 'facts'}, criteria in {run.out / RCPNT_FILE}")
    if progress.waiting and progress.first <= time.time():
        console.print("Some looks failed on our side or wait for a second one: run the same command again.")
    elif progress.waiting:
        when = datetime.fromtimestamp(progress.first).astimezone()
        console.print(
            f"Some negatives wait for a second look: run the same command again after {when:%Y-%m-%d %H:%M %Z}."
        )
