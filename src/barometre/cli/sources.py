"""`barometre sources`: the registers from which facts come, their files taken in by hand, their age."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from barometre.cli.options import parse_day
from barometre.cli.output import console, print_entry, print_json, print_table
from barometre.errors import BarometreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from barometre.sources.fetch import Fetch
    from barometre.sources.intake import Intake
    from barometre.sources.register import Register

sources_app = typer.Typer(name="sources", help="Where facts come from.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SourceId = Annotated[str, typer.Argument(metavar="ID", help="Id of the source (barometre sources list).")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The official file, as published; gzip or zip allowed.")]
Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE…", help="The same; several, or a folder of them: each has its day in its name."),
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="YAML", help="What the file is, when it is no register of the program."),
]


def _register(source: str) -> "Register":
    """Return a register by its id.

    Raises:
        BarometreError: there is none; suggests one.
    """
    from barometre.catalogue.reading import suggestion
    from barometre.sources.registry import REGISTERS

    if source not in REGISTERS:
        raise BarometreError(f"{source!r} is not a register: {suggestion(source, list(REGISTERS))}")
    return REGISTERS[source]


@sources_app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """List the sources of facts, with the indicators that each lights up."""
    from barometre.catalogue.load import load_catalogue
    from barometre.settings import settings
    from barometre.sources.added import with_added_sources
    from barometre.sources.registry import REGISTERS

    catalogue = with_added_sources(load_catalogue(), settings().var / "sources")
    rows: list[dict[str, Any]] = []
    for source in catalogue.sources.values():
        named = [
            one.id
            for one in catalogue.indicators.values()
            if any(catalogue.facts[fact].source == source.id or fact in source.gives for fact in one.facts)
        ]
        register = REGISTERS.get(source.id)
        rows.append(
            {
                "id": source.id,
                "producer": source.producer,
                "licence": source.licence,
                "url": register.address if register else source.url,
                "cadence": source.cadence_days,
                "kinds": list(source.kinds or ("commune", "epci", "departement", "region")),
                "indicators": named,
            }
        )
    if as_json:
        print_json(rows)
        return
    for source, row in zip(catalogue.sources.values(), rows, strict=True):
        every = f", every {source.cadence_days} days" if source.cadence_days else ""
        described = f"{source.name} — {source.producer}, {source.kind}, {source.status}{every}"
        print_entry(source.id, f"{described} — indicators: {', '.join(row['indicators']) or 'none'}")


@sources_app.command("check")
def check_command(source: SourceId, file: File, as_json: AsJson = False) -> None:
    """Say whether a file keeps the contract of its register; status 1 when it is refused whole."""
    from barometre.sources.intake import check_file

    checked = check_file(_register(source), file)
    if as_json:
        problems = [list(problem) for problem in checked.problems]
        print_json({"ok": not checked.refused, "problems": problems})
    else:
        for problem in checked.problems:
            place = f"row {problem.row}" if problem.row else "file"
            console.print(f"{place}, {problem.column or 'rows'}: {problem.why}", markup=False, soft_wrap=True)
        if not checked.problems:
            console.print(f"{file} keeps the contract of {source}.", soft_wrap=True)
    if checked.refused:
        raise BarometreError(f"Source {source}: {file} is refused; nothing is stored by this command")


@sources_app.command("add")
def add_command(
    source: SourceId,
    files: Files,
    on: Annotated[
        date | None,
        typer.Option(
            "--date", parser=parse_day, metavar="YYYY-MM-DD", help="Day of the file (default: in its name, or today)."
        ),
    ] = None,
    mapping: MappingFile = None,
    as_json: AsJson = False,
) -> None:
    """Take in files got by hand: their facts are stored as those of their day, rows that are nobody's kept to read.

    Without a date, that of a file is in its name, else that of the mapping, or today. Facts of the past stay beside
    those of today, for editions of their day; files already taken in add nothing.
    """
    from barometre.settings import writable_var
    from barometre.sources.intake import UNMATCHED, dated, source_folder

    days = dated(files, on)
    var = writable_var()
    take_in = _taking_in(source, mapping, var)
    intakes = []
    for file, day in days:
        intake = take_in(file, day)
        intakes.append({"file": file.name, "date": day.isoformat() if day else None, **intake.to_json()})
        if as_json:
            continue
        counts = [(name, getattr(intake, name)) for name in ("rows", "matched", "unmatched", "facts")]
        print_table(f"{source}: {file.name}", ("what", "number"), [*counts, *intake.by_kind.items()])
        if intake.unmatched:
            console.print(f"Rows without a collectivité: {source_folder(var, source) / UNMATCHED}", soft_wrap=True)
    if as_json:
        print_json(intakes if len(intakes) > 1 else intakes[0])


def _taking_in(source: str, mapping: Path | None, var: Path) -> "Callable[[Path, date | None], Intake]":
    """Return what takes in a file of a source, of a day or of the day that is usual."""
    from barometre.sources.intake import take_in

    if not mapping:
        register = _register(source)
        return lambda file, day: take_in(register, file, day or date.today(), var)
    from barometre.catalogue.load import load_catalogue
    from barometre.sources.mapping import read_mapping, take_in_mapped

    catalogue = load_catalogue()
    mapped = read_mapping(mapping, source, catalogue)
    return lambda file, day: take_in_mapped(mapped, file, day or mapped.date, var, catalogue)


@sources_app.command("fetch")
def fetch_command(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Ids of sources (default: every register).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch official files and take in those that are new; one that fails stops nothing but itself. Then, status 1."""
    from barometre.settings import settings, writable_var
    from barometre.sources.download import Network
    from barometre.sources.fetch import Outcome, fetch_all
    from barometre.sources.registry import REGISTERS

    registers = [_register(source) for source in sources or REGISTERS]
    network = Network(contact=settings().operator_contact)
    fetched = []
    for one in fetch_all(registers, writable_var(), date.today(), network):
        fetched.append(one)
        if not as_json:
            console.print(fetch_line(one), markup=False, soft_wrap=True)
    if as_json:
        print_json([one.to_json() for one in fetched])
    wrong = [one.source for one in fetched if one.outcome in (Outcome.FAILED, Outcome.HELD)]
    if wrong:
        raise BarometreError(f"Not taken in: {', '.join(wrong)}; each line above says why, the former facts stay")


def fetch_line(one: "Fetch") -> str:
    """Tell what came of one source in one line, with the age of the copy in use."""
    copy = f"the copy of {one.copy_of} ({one.age_days} days old) is in use" if one.copy_of else "no copy is here"
    what = {"taken-in": f"{one.counts['rows']} rows taken in", "unchanged": "nothing new"}.get(one.outcome, one.why)
    return f"{one.source}: {what}; {copy}"


@sources_app.command("status")
def status_command(as_json: AsJson = False) -> None:
    """Say how old each register is here, how many rows it had, and how many found their collectivité."""
    from barometre.catalogue.load import load_catalogue
    from barometre.settings import settings
    from barometre.sources.added import added_files, with_added_sources
    from barometre.sources.intake import read_state
    from barometre.sources.registry import REGISTERS

    folder, today = settings().var / "sources", date.today()
    catalogue = with_added_sources(load_catalogue(), folder)
    rows = []
    for source in (*REGISTERS, *(name for name in added_files(folder) if name not in REGISTERS)):
        state = read_state(folder / source)
        cadence = catalogue.sources[source].cadence_days
        # A source that could not be fetched has a state, without a file.
        age = (today - date.fromisoformat(state["date"])).days if state.get("date") else None
        late = age is not None and cadence is not None and age > cadence
        numbers = {name: state.get(name) for name in ("date", "rows", "matched", "unmatched", "facts")}
        rows.append({"id": source, "age_days": age, "aged": late, **numbers, "failure": state.get("failure")})
    if as_json:
        print_json(rows)
        return
    columns = ("id", "date", "age_days", "rows", "matched", "unmatched", "facts")
    print_table("Registers", columns, [[row[name] for name in columns] for row in rows])
    for row in rows:
        if row["failure"]:
            console.print(f"{row['id']}: {row['failure']}", markup=False, highlight=False, soft_wrap=True)
