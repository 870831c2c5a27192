"""`barometre observe`: look at sites, domains and mail from outside."""

import os
import time
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from typer.core import TyperGroup

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import reference_lists
from barometre.errors import BarometreError
from barometre.facts.store import append_facts
from barometre.observation.net.settings import NetworkSettings, located, read_resolver, system_resolver
from barometre.observation.run.chunk import RunProgress
from barometre.observation.run.cluster import observe_on_cluster
from barometre.observation.run.look import DEFAULT_GROUPS, GROUPS
from barometre.observation.run.output import RCPNT_FILE, read_run, write_rcpnt
from barometre.observation.run.targets import CHUNK, open_targets
from barometre.observation.run.workers import CRASHES, Run, claimed, observe_here
from barometre.settings import settings, writable_var
from barometre.territory import history, reference

USUAL = ",".join(DEFAULT_GROUPS)
console = Console()


class _ObserveGroup(TyperGroup):
    """`barometre observe https://…` or a SIREN is short for `barometre observe explain …`."""

    def parse_args(self, ctx: object, args: list[str]) -> list[str]:
        """Put `explain` before an address or a SIREN."""
        if args and args[0] not in self.commands and (args[0].startswith("http") or args[0].isdigit()):
            args = ["explain", *args]
        return super().parse_args(ctx, args)  # type: ignore[arg-type]


observe_app = typer.Typer(
    name="observe", cls=_ObserveGroup, invoke_without_command=True,
    help="Look at sites, domains and mail from outside, politely, and write what was seen as facts.",
)  # fmt: skip

Resolver = Annotated[str | None, typer.Option(metavar="HOST:PORT", help="DNS resolver (default: the system's).")]
HttpPort = Annotated[int, typer.Option(min=1, max=65535, help="Port of http.")]
HttpsPort = Annotated[int, typer.Option(min=1, max=65535, help="Port of https.")]
SmtpPort = Annotated[int, typer.Option(min=1, max=65535, help="Port of mail servers.")]
Authorities = Annotated[Path | None, typer.Option("--ca", help="Authorities in PEM (default: the system's).")]
Geoip = Annotated[Path | None, typer.Option(help="Country database (MaxMind DB); without it countries are unknown.")]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Visit private addresses too (tests).")]
Only = Annotated[str, typer.Option(metavar="GROUPS", help=f"Groups of probes among {','.join(GROUPS)}.")]


def network_settings(
    resolver: str | None, http_port: int, https_port: int, smtp_port: int, ca: Path | None, geoip: Path | None,
    allow_private: bool, recheck_after: float, starttls: bool = False,
) -> NetworkSettings:  # fmt: skip
    """Settings of the network side from the options."""
    resolver_address = located(read_resolver(resolver) if resolver else system_resolver())
    return NetworkSettings(
        resolver_address, http_port, https_port, smtp_port, ca, geoip,
        allow_private, settings().operator_contact, starttls, remember=min(300.0, recheck_after),
    )  # fmt: skip


def read_groups(text: str) -> frozenset[str]:
    """Groups of probes of `--only`.

    Raises:
        BarometreError: one is unknown, or none is given.
    """
    groups = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in groups if word not in GROUPS]
    if unknown or not groups:
        raise BarometreError(f"--only {text!r}: give some of {','.join(GROUPS)}, separated by commas")
    return frozenset(groups)


@observe_app.callback()
def observe(
    ctx: typer.Context,
    targets: Annotated[
        Path | None, typer.Option(help="CSV with siren,site,mail (default: the whole reference).")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the run (default: in the instance).")] = None,
    resolver: Resolver = None,
    http_port: HttpPort = 80,
    https_port: HttpsPort = 443,
    smtp_port: SmtpPort = 25,
    ca: Authorities = None,
    geoip: Geoip = None,
    allow_private: AllowPrivate = False,
    concurrency: Annotated[int, typer.Option(min=1, max=5000, help="Collectivités looked at at once.")] = 200,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Processes (default: one a core).")] = None,
    only: Only = USUAL,
    sample: Annotated[int | None, typer.Option(min=1, help="Look at that many only, always the same.")] = None,
    starttls: Annotated[bool, typer.Option("--starttls", help="Ask mail servers whether they encrypt.")] = False,
    cluster: Annotated[str | None, typer.Option(metavar="tcp://HOST:PORT", help="Dask scheduler to run on.")] = None,
    recheck_after: Annotated[
        float, typer.Option(min=0, help="Seconds before the second look that a negative needs; 0: at once.")
    ] = 3600,
) -> None:
    """Look at every target; run again, it goes on where it stopped and makes the second looks that are due."""
    if ctx.invoked_subcommand is not None:
        return
    groups = read_groups(only)
    network = network_settings(
        resolver, http_port, https_port, smtp_port, ca, geoip, allow_private, recheck_after, starttls
    )
    _warn_without_contact(whole=targets is None)
    chosen = open_targets(targets, sample)
    folder = out or writable_var() / "observation" / date.today().isoformat()
    processes = min(workers or os.cpu_count() or 1, -(-chosen.count // CHUNK))
    run = Run(folder, chosen, network, reference_lists(load_catalogue()), groups, recheck_after, concurrency, processes)
    started = time.monotonic()
    with claimed(run):
        total = _watch(run, cluster)
        levels = write_rcpnt(folder)
    _summary(run, levels, total, time.monotonic() - started)
    if targets is None and sample is None:
        _keep(folder)
    if total.asked and not total.proved:
        raise BarometreError(
            f"The resolver {':'.join(map(str, network.resolver))} knew no name at all, so nothing could be seen; "
            "check the network or give another with --resolver, then run the same command again"
        )
    if (folder / CRASHES).exists():
        raise BarometreError(f"Some looks were not finished by our own fault: see {folder / CRASHES}")


@observe_app.command()
def keep(folder: Annotated[Path, typer.Argument(help="Folder of a run.")]) -> None:
    """Add the facts of a run to the instance's store, from which editions are built."""
    _keep(folder)


def _keep(folder: Path) -> None:
    every = read_run(folder)
    known = pl.concat([reference.collectivites()["siren"], history.successors()["old_siren"]]).unique()
    facts = every.filter(pl.col("siren").is_in(known.implode()))
    left_out = every["siren"].n_unique() - facts["siren"].n_unique()
    if facts.is_empty():
        raise BarometreError(f"{folder} holds facts of no collectivité that we know; nothing was kept")
    if left_out:
        console.print(f"{left_out} SIREN are of no collectivité that we know: their facts are left out")
    newest: date = max(facts["observed_on"].to_list())
    path = append_facts(writable_var() / "facts", "observation", newest, facts)
    console.print(f"{facts.height} facts kept in {path}" if path else "These facts were kept already")


def _warn_without_contact(*, whole: bool) -> None:
    """Those who are visited must be able to write to us: asked for, and required before visiting everybody."""
    if settings().operator_contact:
        return
    message = "set BAROMETRE_OPERATOR_CONTACT to an address at which those who are visited can write to you"
    if whole:
        raise BarometreError(f"To observe every collectivité, {message}")
    Console(stderr=True).print(f"barometre: warning: {message}")


def _watch(run: Run, cluster: str | None) -> RunProgress:
    """Run with a bar of progress."""
    total = RunProgress()
    columns = (TextColumn("Observing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("observe", total=run.targets.count)

        def tick(done: RunProgress) -> None:
            nonlocal total
            total = total.plus(done)
            progress.advance(task, done.targets)

        if cluster is None:
            observe_here(run, tick)
        else:
            observe_on_cluster(run, cluster, tick)
    return total


def _summary(run: Run, levels: dict[str, int], total: RunProgress, seconds: float) -> None:
    table = Table("what", "count", title=f"Observation in {run.out}", title_justify="left")
    table.add_row("collectivités", str(run.targets.count))
    for level, count in levels.items():
        table.add_row(f"level {level}", str(count))
    table.add_row("looks to confirm", str(total.waiting))
    table.add_row("seconds", f"{seconds:.1f}")
    console.print(table)
    console.print(f"Facts in {run.out / 'facts'}, criteria in {run.out / RCPNT_FILE}")
    if total.waiting and total.first <= time.time():
        console.print("Some looks failed on our side or wait for a second one: run the same command again.")
    elif total.waiting:
        when = datetime.fromtimestamp(total.first).astimezone()
        console.print(
            f"Some negatives wait for a second look: run the same command again after {when:%Y-%m-%d %H:%M %Z}."
        )
