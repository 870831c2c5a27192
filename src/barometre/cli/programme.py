"""`barometre programme`: objectives, the fund, its effect, briefs of meetings, accounts."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from barometre.cli.day import parse_day
from barometre.errors import BarometreError
from barometre.programme.fund.demo import demonstration
from barometre.programme.values import edition_folders
from barometre.settings import settings, writable_var
from barometre.web.database import site_database

programme_app = typer.Typer(name="programme", help="Steer: objectives, the fund and its effect.", no_args_is_help=True)
fund_app = typer.Typer(name="fund", help="Awards of the fund: import, report, demonstration.", no_args_is_help=True)
programme_app.add_typer(fund_app)
console = Console()
work = Console(stderr=True)
"""Where work under way is shown: standard output is for the answer."""
SHOWN = 20
"""Lines of a table at most, in what people read."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


@contextmanager
def _programme(doing: str) -> Iterator[str]:
    """The database of the programme, with its shipped content loaded, for the time of a `with`; gives who runs.

    `doing` is shown meanwhile; nothing when it is empty, as a question needs.
    """
    if settings().database_url is None:
        writable_var()
    with work.status("Starting PostgreSQL") as status, site_database():
        from barometre.web.programme.audit import operator  # noqa: PLC0415  (models need Django set up)
        from barometre.web.programme.upkeep import upkeep  # noqa: PLC0415

        upkeep(date.today())
        status.update(doing)
        if not doing:
            status.stop()
        yield operator()


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", justify="left" if place == 0 or len(columns) < 3 else "right")
    for row in rows:
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    console.print(table)


def _editions() -> Path:
    return settings().var / "editions"


@programme_app.command()
def objectives(
    edition: Annotated[
        date | None,
        typer.Option(parser=parse_day, metavar="YYYY-MM-DD", help="Edition to stop at (default: the newest)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute the progress of every objective from the editions of the instance."""
    days = [folder.name for folder in edition_folders(_editions())]
    if edition is not None and edition.isoformat() not in days:
        raise BarometreError(f"No edition of {edition} in {_editions()}; there are {', '.join(days)}")
    with _programme("Computing the progress of objectives"):
        from barometre.web.programme.objectives.progress import progress_in_folder  # noqa: PLC0415
        from barometre.web.programme.objectives.queries import all_objectives  # noqa: PLC0415

        found = [one.to_json() for one in progress_in_folder(list(all_objectives()), _editions(), edition)]
    if as_json:
        _print_json(found)
        return
    rows = [
        (one["id"], f"{one['target']:.0%}", one["due"], f"{_share(one['value'])} to {_share(one['value_at_most'])}",
         one["gap"], f"{one['state']}, {one['pace']}" if one["pace"] else one["state"])
        for one in found
    ]  # fmt: skip
    columns = ("objective", "target", "due", "value", "gap", "state")
    _print_table(f"Objectives, edition {edition or days[-1]}", columns, rows)


def _share(value: float | None) -> str:
    return "?" if value is None else f"{value:.1%}"


def _euros(value: float | None) -> str:
    return "?" if value is None else f"{value:,.2f} €"


@fund_app.command("import")
def import_awards(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or ODS file, one line per project and beneficiary.")],
    mapping: Annotated[Path | None, typer.Option(help="YAML file that says where the columns are.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and count; write nothing.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Put the file in place of what its calls hold.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a file of awards in: accepted lines are stored, rejected ones are told with their reason."""
    with _programme(f"Reading {file}") as operator:
        from barometre.web.programme.fund.store import import_file  # noqa: PLC0415

        done = import_file(file, operator, mapping=mapping, dry_run=dry_run, replace=replace)
    if as_json:
        _print_json({"file": done.file, "dry_run": dry_run} | done.to_json())
    else:
        _print_lines("Rejected", done.rejected)
        _print_lines("Understood", done.notes)
        counts = ("accepted", "added", "removed", "projects", "beneficiaries", "amount")
        rows = [(name, getattr(done, name)) for name in counts] + [("rejected", len(done.rejected))]
        _print_table(f"{'Would be imported' if dry_run else 'Imported'}: {done.file}", ("", "number"), rows)
    if not done.accepted:
        raise BarometreError(f"No line of {file} is accepted: mend those rejected, and import it again")


def _print_lines(title: str, lines: Sequence[tuple[int, str, str]]) -> None:
    if lines:
        more = f" (the first {SHOWN} of {len(lines)}; all of them with --json)" if len(lines) > SHOWN else ""
        _print_table(f"{title}{more}", ("line", "column", "why"), lines[:SHOWN])


@fund_app.command("report")
def report_awards(as_json: AsJson = False) -> None:
    """Account for the fund: totals, by axis, year, territory, strate, category, and against published totals."""
    with _programme("Counting"):
        from barometre.web.programme.fund.queries import fund_report  # noqa: PLC0415

        report, reconciled = fund_report()
        found = report.to_json() | {"reconciliation": [total.to_json() for total in reconciled]}
    if as_json:
        _print_json(found)
        return
    if found["demonstration"]:
        console.print("[bold]Demonstration: none of these awards is real.[/bold]")
    totals = ("amount", "projects", "awards", "beneficiaries", "outside")
    _print_table(
        "Fund", ("", "number"), [(name, _euros(found[name]) if name == "amount" else found[name]) for name in totals]
    )
    for dimension in ("axis", "year", "region", "category"):
        groups: list[dict[str, Any]] = found[f"by_{dimension}"]
        rows = [(one["label"], _euros(one["amount"]), one["projects"], one["beneficiaries"]) for one in groups]
        _print_table(f"By {dimension}", (dimension, "amount", "projects", "beneficiaries"), rows)
    compared = [
        (one["counter"], *(_count(one[name]) for name in ("announced", "computed", "gap")))
        for one in found["reconciliation"]
    ]
    _print_table("Published totals (explained with --json)", ("counter", "announced", "computed", "gap"), compared)


def _count(value: float | None) -> str:
    return "?" if value is None else f"{value:,.0f}"


@fund_app.command()
def demo(
    file: Annotated[Path, typer.Argument(help="CSV file to write.")],
    seed: Annotated[int, typer.Option(help="Another seed gives other awards.")] = 1,
) -> None:
    """Write a file of fictitious awards, marked as a demonstration, to try the fund with."""
    awards = demonstration(seed)
    try:
        awards.write_csv(file)
    except OSError as error:
        raise BarometreError(f"Cannot write {file}: {error}; give a file you may write to") from None
    console.print(f"{awards.height} fictitious awards in {file}; take them in with: barometre programme fund import")


@fund_app.command("clear")
def clear_awards(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Empty the fund: every award, project, import and study of effect. The audit log keeps the trace."""
    if not yes and not _is_sure("Delete every award stored, and the studies of their effect?"):
        raise BarometreError("nothing was deleted")
    with _programme("Emptying the fund") as operator:
        from barometre.web.programme.fund.store import clear  # noqa: PLC0415

        count = clear(operator)
    console.print(f"{count} awards deleted")


def _is_sure(question: str) -> bool:
    """Ask; no answer at all is no."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        console.print()
        return False


@programme_app.command()
def effect(
    indicator: Annotated[str, typer.Option(help="Indicator to study.")],
    as_json: AsJson = False,
) -> None:
    """Did helped collectivités move more than comparable ones? Studies one indicator over all editions."""
    with _programme(f"Studying {indicator}") as operator:
        from barometre.web.programme.effect.store import make_study  # noqa: PLC0415

        found = make_study(indicator, _editions(), operator)
        answer = found.result | {"editions": found.editions, "demonstration": found.demonstration}
    if as_json:
        _print_json(answer)
        return
    rows = [(name, answer[name]) for name in ("estimate", "interval", "p_value", "n_treated", "n_control")]
    _print_table(f"Effect on {indicator}, {len(answer['editions'])} editions", ("", "value"), rows)
    console.print(escape(answer["verdict"]["sentence"]))


@programme_app.command()
def brief(
    meeting: Annotated[str, typer.Option(help="Identifier of the meeting.")],
    out: Annotated[Path, typer.Option(help="PDF file to write.")],
) -> None:
    """Write the brief of a meeting (PDF, in French) from the newest edition."""
    with _programme("Writing the brief"):
        from barometre.web.programme.brief import write_brief  # noqa: PLC0415

        write_brief(meeting, out, _editions())
    console.print(f"Brief of {meeting} in {out}")


@programme_app.command()
def account(
    name: Annotated[str, typer.Argument(help="Name of the account.")],
    role: Annotated[str, typer.Option(help="team, member, reader, or none to close the account.")],
    organisation: Annotated[str | None, typer.Option(help="Identifier of the organisation of a member.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from one line of standard input.")
    ] = False,
) -> None:
    """Make an account of /gestion/, or change its role and password."""
    with _programme("") as operator:
        from barometre.web.programme.accounts import CLOSED, exists, set_account  # noqa: PLC0415

        closing = role == CLOSED and not password_stdin
        password = None if closing else _password(exists(name), password_stdin)
        is_new = set_account(name, role, organisation, password, operator)
    console.print(f"Account {escape(name)} is {'made' if is_new else 'changed'}: {role}")


def _password(known: bool, from_stdin: bool) -> str | None:
    """The password typed; None to leave that of an account that exists.

    Raises:
        BarometreError: an account to be made, and nobody to ask.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if sys.stdin.isatty():
        question = "Password (empty: unchanged)" if known else "Password"
        typed = typer.prompt(question, default="" if known else None, show_default=False, hide_input=True)
        return str(typed) or None
    if known:
        return None
    raise BarometreError("No terminal to ask for the password of a new account: give it with --password-stdin")
