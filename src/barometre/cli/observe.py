"""`barometre observe`: look at sites, domains and mail from outside."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from barometre.cli.options import CONCURRENCY, DEFAULT_ONLY, NetworkOptions, Only, parse_groups, with_network_options


class _ObserveGroup(TyperGroup):
    """`barometre observe https://…` or a SIREN is short for `barometre observe explain …`."""

    def parse_args(self, ctx: object, args: list[str]) -> list[str]:
        """Put `explain` before an address or a SIREN."""
        if args and args[0] not in self.commands and (args[0].startswith("http") or args[0].isdigit()):
            args = ["explain", *args]
        return super().parse_args(ctx, args)  # type: ignore[arg-type]


observe_app = typer.Typer(
    name="observe",
    cls=_ObserveGroup,
    invoke_without_command=True,
    help="Look at sites, domains and mail from outside, politely, and write what was seen as facts.",
)


@observe_app.callback()
@with_network_options
def observe(
    ctx: typer.Context,
    *,
    targets: Annotated[
        Path | None, typer.Option(help="CSV with siren,site,mail (default: all that the directory declares).")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the run (default: in the instance).")] = None,
    network: NetworkOptions,
    concurrency: Annotated[int, typer.Option(min=1, max=5000, help="Collectivités looked at at once.")] = CONCURRENCY,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Processes (default: one a core).")] = None,
    only: Only = DEFAULT_ONLY,
    sample: Annotated[int | None, typer.Option(min=1, help="Look at that many only, always the same.")] = None,
    starttls: Annotated[bool, typer.Option("--starttls", help="Ask mail servers whether they encrypt.")] = False,
    cluster: Annotated[str | None, typer.Option(metavar="tcp://HOST:PORT", help="Dask scheduler to run on.")] = None,
    recheck_after: Annotated[
        float | None,
        typer.Option(
            min=0, help="Seconds before the second look that a negative needs; 0: at once (default: the setting's)."
        ),
    ] = None,
) -> None:
    """Look at every target; run again, it goes on where it stopped and makes the second looks that are due."""
    if ctx.invoked_subcommand is not None:
        return
    from barometre.catalogue.load import load_catalogue
    from barometre.catalogue.reference_lists import reference_lists
    from barometre.cli.run import require_contact, run_and_report, whole_targets
    from barometre.observation.run.targets import CHUNK, open_targets
    from barometre.observation.run.workers import Run
    from barometre.settings import settings, writable_var

    groups = parse_groups(only)
    delay = settings().recheck_after if recheck_after is None else recheck_after
    network_settings = network.to_settings(recheck_after=delay, starttls=starttls)
    require_contact(whole=targets is None)
    folder = out or writable_var() / "observation" / date.today().isoformat()
    chosen = open_targets(targets or whole_targets(folder), sample)
    processes = min(workers or os.cpu_count() or 1, -(-chosen.count // CHUNK))
    lists = reference_lists(load_catalogue())
    run = Run(folder, chosen, network_settings, lists, groups, delay, concurrency, processes)
    run_and_report(run, cluster, keep=targets is None and sample is None)


@observe_app.command()
def keep(folder: Annotated[Path, typer.Argument(help="Folder of a run.")]) -> None:
    """Add the facts of a run to the instance's store, from which editions are built."""
    from barometre.cli.run import keep_facts

    keep_facts(folder)


@observe_app.command()
@with_network_options
def explain(
    what: Annotated[str, typer.Argument(metavar="URL-OR-SIREN", help="Address of a site, or SIREN of a collectivité.")],
    network: NetworkOptions,
    only: Only = DEFAULT_ONLY,
) -> None:
    """Look once at a site, or at a collectivité's site and mail, and print what was seen step by step."""
    from barometre.cli.explain import explain_once

    explain_once(what, network, only)
