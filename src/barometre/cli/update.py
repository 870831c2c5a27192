"""`barometre update`: fetch what is due, take in what is published of the survey, build, compare, publish."""

import sys
from collections.abc import Callable
from contextlib import nullcontext, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.output import console, print_json, print_table
from barometre.errors import BarometreError

# Days between two campaigns of observation.
CAMPAIGN_DAYS = 30
# In the folder of a campaign: all its looks are made, none waits for a second one.
FINISHED = "finished"


def update(
    force: Annotated[
        str | None,
        typer.Option(metavar="WHY", help="Take in and publish what is odd too; the journal keeps who and why."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the line of the journal as JSON.")] = False,
) -> None:
    """Fetch the sources that are due, build, compare with the edition before, publish when nothing is odd."""
    from barometre.catalogue.load import load_catalogue
    from barometre.cli.sources import fetch_line
    from barometre.edition.build import build_edition
    from barometre.processes import BUILD_NEEDS, require_addresses
    from barometre.settings import EMBEDDED, settings, writable_var
    from barometre.sources.download import Network
    from barometre.sources.fetch import Fetch
    from barometre.sources.registry import REGISTERS
    from barometre.update.run import Plan
    from barometre.update.run import update as run_update

    if force is not None and not force.strip():
        raise BarometreError("--force needs a reason: it is kept in the journal, with who gave it")
    require_addresses(BUILD_NEEDS)
    var, today = writable_var(), date.today()

    def build(out: Path, day: date, store: Path) -> Path:
        with console.status("Building") as status:
            return build_edition(out, day, store, lambda step: status.update(step))[0]

    def publish(folder: Path) -> None:
        from barometre.cli.editions import publish_folder

        with console.status("Publishing") as status:
            publish_folder(folder, var / "editions", lambda step: status.update(step))

    def report(one: Fetch) -> None:
        console.print(fetch_line(one), markup=False, soft_wrap=True)

    network = Network(contact=settings().operator_contact)
    observe = _observer(var, today) if settings().update_observes else None
    has_database = settings().database_url is not None or (var / EMBEDDED).is_dir()
    survey = _survey(var, today) if has_database else None
    plan = Plan(REGISTERS.values(), load_catalogue(), var, today, network, build, publish, observe, survey, report)
    with redirect_stdout(sys.stderr) if as_json else nullcontext():
        entry = run_update(plan, force)
    if as_json:
        print_json(entry)
    else:
        rows = [("sources asked", len(entry["sources"])), ("changes", entry["moved"]), ("edition", entry["edition"])]
        print_table(f"Update: {entry['decision']}", ("what", "value"), rows)
        for line in entry["odd"]:
            console.print(f"odd: {line}", markup=False, soft_wrap=True)
    _end(entry["decision"], entry["odd"], entry["problems"])


def _end(decision: str, odd: list[str], problems: list[str]) -> None:
    """Say in one line what is left to do.

    Raises:
        BarometreError: something failed, or is held.
    """
    if decision == "refused":
        raise BarometreError(f"Not published, {len(odd)} odd changes; the first: {odd[0]}; read, then --force WHY")
    if problems:
        raise BarometreError(f"Update {decision}, with {len(problems)} problems; the first: {problems[0]}")


def _observer(var: Path, today: date) -> Callable[[], None]:
    """Return what makes the looks that are due: a campaign a month, gone on with until no look waits."""

    def observe() -> None:
        from barometre.cli.run import national_run, require_contact, run_and_report

        require_contact(whole=True)
        campaigns = sorted(path for path in (var / "observation").glob("????-??-??") if path.is_dir())
        last = campaigns[-1] if campaigns else None
        if last is None or (today - date.fromisoformat(last.name)).days >= CAMPAIGN_DAYS:
            last = var / "observation" / today.isoformat()
        if (last / FINISHED).exists():
            return
        if not run_and_report(national_run(last), None, keep=True).waiting:
            (last / FINISHED).touch()

    return observe


def _survey(var: Path, today: date) -> Callable[[], None]:
    """Return what takes in what collectivités publish of their answers."""

    def survey() -> None:
        from barometre.cli.survey import take_in

        take_in(var, today)

    return survey
