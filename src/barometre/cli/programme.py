"""`barometre programme`: objectives, the fund, its effect, briefs of meetings, accounts."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from barometre.cli.options import parse_day
from barometre.cli.output import console, print_json, print_table, status_console
from barometre.errors import BarometreError

programme_app = typer.Typer(name="programme", help="Steer: objectives, the fund and its effect.", no_args_is_help=True)
fund_app = typer.Typer(name="fund", help="Awards of the fund: import, report, demonstration.", no_args_is_help=True)
programme_app.add_typer(fund_app)
# Lines of a table at most, unless JSON is asked for.
SHOWN = 20

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


@contextmanager
def _programme(step: str) -> Iterator[str]:
    """Open the database of the programme, with its shipped content loaded; yield the name of who runs the command.

    `step` is shown meanwhile; an empty one shows nothing, which a command that asks a question needs.
    """
    from barometre.settings import settings, writable_var
    from barometre.web.database import site_database

    if settings().database_url is None:
        writable_var()
    with status_console.status("Starting PostgreSQL") as status, site_database():
        from barometre.web.programme.audit import operator  # models need Django set up
        from barometre.web.programme.upkeep import upkeep

        upkeep(date.today())
        status.update(step)
        if not step:
            status.stop()
        yield operator()


def _editions() -> Path:
    from barometre.settings import settings

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
    from barometre.programme.values import edition_folders

    days = [folder.name for folder in edition_folders(_editions())]
    if edition is not None and edition.isoformat() not in days:
        raise BarometreError(f"No edition of {edition} in {_editions()}; there are {', '.join(days)}")
    with _programme("Computing the progress of objectives"):
        from barometre.web.programme.objectives.progress import progress_in_folder
        from barometre.web.programme.objectives.queries import all_objectives

        progress = [one.to_json() for one in progress_in_folder(list(all_objectives()), _editions(), edition)]
    if as_json:
        print_json(progress)
        return
    columns = ("objective", "target", "due", "value", "gap", "state")
    print_table(f"Objectives, edition {edition or days[-1]}", columns, map(_objective_row, progress))


def _objective_row(progress: dict[str, Any]) -> Sequence[object]:
    value = f"{_percent(progress['value'])} to {_percent(progress['value_at_most'])}"
    state = f"{progress['state']}, {progress['pace']}" if progress["pace"] else progress["state"]
    return progress["id"], _percent(progress["target"]), progress["due"], value, progress["gap"], state


def _percent(share: float | None) -> str:
    from barometre.rounding import rounded_share

    return "?" if share is None else f"{rounded_share(100 * share)}%"


def _format(value: float | None, form: str) -> str:
    return "?" if value is None else format(value, form)


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
    """Take a file of awards in: accepted lines are stored, rejected ones are listed with their reason."""
    with _programme(f"Reading {file}") as operator:
        from barometre.web.programme.fund.store import import_file

        report = import_file(file, operator, mapping=mapping, dry_run=dry_run, replace=replace)
    if as_json:
        print_json({"file": report.file, "dry_run": dry_run} | report.to_json())
    else:
        _print_lines("Rejected", report.rejected)
        _print_lines("Understood", report.notes)
        counts = ("accepted", "added", "removed", "projects", "beneficiaries", "amount")
        rows = [(name, getattr(report, name)) for name in counts] + [("rejected", len(report.rejected))]
        print_table(f"{'Would be imported' if dry_run else 'Imported'}: {report.file}", ("", "number"), rows)
    if not report.accepted:
        raise BarometreError(f"No line of {file} is accepted: correct those rejected, and import it again")


def _print_lines(title: str, lines: Sequence[tuple[int, str, str]]) -> None:
    if lines:
        more = f" (the first {SHOWN} of {len(lines)}; all of them with --json)" if len(lines) > SHOWN else ""
        print_table(f"{title}{more}", ("line", "column", "why"), lines[:SHOWN])


@fund_app.command("report")
def report_awards(as_json: AsJson = False) -> None:
    """Account for the fund: totals, by axis, year, territory, strate, category, and against published totals."""
    with _programme("Counting"):
        from barometre.web.programme.fund.queries import fund_report

        whole, reconciliation = fund_report()
        report = whole.to_json() | {"reconciliation": [total.to_json() for total in reconciliation]}
    if as_json:
        print_json(report)
    else:
        _print_report(report)


def _print_report(report: dict[str, Any]) -> None:
    if report["demonstration"]:
        console.print("[bold]Demonstration: none of these awards is real.[/bold]")
    counts = [(name, report[name]) for name in ("projects", "awards", "beneficiaries", "outside")]
    print_table("Fund", ("", "number"), [("amount", _euros(report["amount"])), *counts])
    for dimension in ("axis", "year", "region", "category"):
        rows = [
            (group["label"], _euros(group["amount"]), group["projects"], group["beneficiaries"])
            for group in report[f"by_{dimension}"]
        ]
        print_table(f"By {dimension}", (dimension, "amount", "projects", "beneficiaries"), rows)
    totals = ("announced", "computed", "gap")
    compared = [
        (line["counter"], *(_format(line[name], ",.0f") for name in totals)) for line in report["reconciliation"]
    ]
    print_table("Published totals (explained with --json)", ("counter", *totals), compared)


@fund_app.command()
def demo(
    file: Annotated[Path, typer.Argument(help="CSV file to write.")],
    seed: Annotated[int, typer.Option(help="Another seed gives other awards.")] = 1,
) -> None:
    """Write a file of fictitious awards, marked as a demonstration, to try the fund with."""
    from barometre.programme.fund.demo import demonstration

    awards = demonstration(seed)
    try:
        awards.write_csv(file)
    except OSError as error:
        raise BarometreError(f"Cannot write {file}: {error}; give a file you may write to") from None
    console.print(f"{awards.height} fictitious awards in {file}; take them in with: barometre programme fund import")


@fund_app.command("clear")
def clear_awards(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Empty the fund: every award, project, import and study of effect. The audit log keeps the trace."""
    if not yes and not _is_sure("Delete every award stored, and the studies of their effect?"):
        raise BarometreError("nothing was deleted")
    with _programme("Emptying the fund") as operator:
        from barometre.web.programme.fund.store import clear

        count = clear(operator)
    console.print(f"{count} awards deleted")


def _is_sure(question: str) -> bool:
    """Ask a question; an end of input means no."""
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
    """Study whether helped collectivités moved more than comparable ones, on one indicator over all editions."""
    with _programme(f"Studying {indicator}") as operator:
        from barometre.web.programme.effect.store import make_study

        stored = make_study(indicator, _editions(), operator)
        answer = stored.result | {"editions": stored.editions, "demonstration": stored.demonstration}
    if as_json:
        print_json(answer)
        return
    rows = [(name, answer[name]) for name in ("estimate", "interval", "p_value", "n_treated", "n_control")]
    print_table(f"Effect on {indicator}, {len(answer['editions'])} editions", ("", "value"), rows)
    console.print(escape(answer["verdict"]["sentence"]))


@programme_app.command()
def brief(
    meeting: Annotated[str, typer.Option(help="Identifier of the meeting.")],
    out: Annotated[Path, typer.Option(help="PDF file to write.")],
) -> None:
    """Write the brief of a meeting (PDF, in French) from the newest edition."""
    with _programme("Writing the brief"):
        from barometre.web.programme.brief import write_brief

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
        from barometre.web.programme.accounts import CLOSED, exists, set_account

        closing = role == CLOSED and not password_stdin
        password = None if closing else _password(exists(name), password_stdin)
        is_new = set_account(name, role, organisation, password, operator)
    console.print(f"Account {escape(name)} is {'made' if is_new else 'changed'}: {role}")


def _password(known: bool, from_stdin: bool) -> str | None:
    """Read the password of an account; None leaves that of a `known` account unchanged.

    Raises:
        BarometreError: the account is new, and there is no terminal to ask for a password.
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
