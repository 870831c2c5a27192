"""`barometre index robustness`: how far an index hangs on its choices."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from barometre.cli.index_options import IndexInput
from barometre.cli.options import with_options
from barometre.cli.output import console, print_json, print_table, refuse_outputs
from barometre.errors import BarometreError
from barometre.index.options import Aggregation, IndexOptions, Normalisation

if TYPE_CHECKING:
    import polars as pl

    from barometre.index.choices import Choices

Option = TypeVar("Option", bound=StrEnum)


@with_options(IndexInput, "given")
def robustness(
    given: IndexInput,
    runs: Annotated[int, typer.Option(min=1, help="Runs with choices drawn at random, for the intervals of ranks.")],
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn: the same gives the same figures.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the tables; or CSV of the ranks, the other tables beside it (ranks-sobol.csv…)."),
    ] = None,
    normalisations: Annotated[
        str, typer.Option(metavar="A,B", help="Drawn from (default: that of the index, minmax, zscore, rank).")
    ] = "",
    aggregations: Annotated[
        str, typer.Option(metavar="A,B", help="Drawn from (default: that of the index, arithmetic, geometric).")
    ] = "",
    spread: Annotated[float, typer.Option(min=0, max=0.99, help="Share by which each weight moves, at most.")] = 0.25,
    keep_all: Annotated[bool, typer.Option("--keep-all", help="Leave no indicator out in runs.")] = False,
    draws: Annotated[
        int,
        typer.Option(
            min=0, help="Draws of the Sobol' design, a power of two, in as many runs for each choice; 0: none."
        ),
    ] = 256,
    explain: Annotated[
        str, typer.Option(metavar="UNIT,UNIT", help="Units whose rank is explained too, by what each choice weighs.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")] = False,
) -> None:
    """Compute an index again with other choices: where units stand, what each choice and each indicator weighs."""
    from barometre.index.robustness_tables import RobustnessPlan, robustness_tables

    if out is None and not as_json:
        raise BarometreError("Nothing would be kept: give --out FOLDER, or --json")
    values, structure, options, tables, parameters = given.read()
    choices = _choices(options, normalisations, aggregations, spread, keep_all)
    plan = RobustnessPlan(choices=choices, runs=runs, draws=draws, seed=seed, asked=_places(explain, values.units))
    paths = _paths(out, given.files) if out else {}
    found = robustness_tables(
        values.units, values.matrix, structure, options, plan, tables, parameters, values.concerned
    )
    for note in found.notes:
        typer.echo(note, err=True)
    _write(found.tables, paths)
    if as_json:
        asked = {
            "runs": runs,
            "draws": draws,
            "seed": seed,
            "normalisations": list(choices.normalisations),
            "aggregations": list(choices.aggregations),
            "spread": choices.spread,
            "leave_out": choices.leave_out,
        }
        print_json(asked | {name: table.to_dicts() for name, table in found.tables.items()})
        return
    _print(found.tables["sobol"])
    typer.echo(f"{out} is written: {len(values.units)} units, {runs} runs")


def _choices(options: IndexOptions, normalisations: str, aggregations: str, spread: float, keep_all: bool) -> "Choices":
    """Return what runs draw from: the options named, that of the index first."""
    from dataclasses import replace

    from barometre.index.questioned import usual_choices

    choices = usual_choices(options, spread, leave_out=not keep_all)
    if normalisations:
        choices = replace(choices, normalisations=_named(normalisations, Normalisation, "--normalisations"))
    if aggregations:
        choices = replace(choices, aggregations=_named(aggregations, Aggregation, "--aggregations"))
    return choices


def _named(text: str, kind: type[Option], option: str) -> tuple[Option, ...]:
    """Return options written with commas.

    Raises:
        BarometreError: one is unknown.
    """
    words = [word.strip() for word in text.split(",")]
    known = {one.value: one for one in kind}
    if unknown := [word for word in words if word not in known]:
        raise BarometreError(f"{option}: {unknown[0]!r} is none of {', '.join(known)}")
    return tuple(known[word] for word in words)


def _places(text: str, units: Sequence[str]) -> list[int]:
    """Return the places of units written with commas.

    Raises:
        BarometreError: one is not in the values.
    """
    places = {unit: place for place, unit in enumerate(units)}
    words = [word.strip() for word in text.split(",") if word.strip()]
    if unknown := [word for word in words if word not in places]:
        raise BarometreError(f"--explain: {unknown[0]!r} is no unit of the values; write it as there")
    return [places[word] for word in words]


def _paths(out: Path, read: Sequence[Path]) -> dict[str, Path]:
    """Return the file of each table.

    Raises:
        BarometreError: one of them is a folder, or a file that the command reads; or the folder is a file.
    """
    from barometre.index.robustness_tables import TABLES

    if out.suffix == ".csv":
        paths = {name: out if name == "ranks" else out.with_name(f"{out.stem}-{name}.csv") for name in TABLES}
    else:
        paths = {name: out / f"{name}.csv" for name in TABLES}
        if out.is_file():
            raise BarometreError(f"Cannot write into {out}: it is a file; name a folder, or a file that ends in .csv")
    refuse_outputs(paths.values(), read)
    return paths


def _write(tables: "dict[str, pl.DataFrame]", paths: dict[str, Path]) -> None:
    from barometre.tables import write_whole

    for name, path in paths.items():
        write_whole(tables[name].write_csv().encode(), path)


def _told(row: dict[str, Any]) -> str:
    """Return why an index is not known, or nothing."""
    if row["first_too_few"] is None:
        return "no rank in some run"
    if row["first"] is None:
        return "the same in all runs"
    return "too few draws" if row["first_too_few"] or row["total_too_few"] else ""


def _print(sobol: "pl.DataFrame") -> None:
    """Show what each choice explains of the mean shift of ranks, and what cannot be told."""
    from barometre.index.robustness_tables import SHIFT

    rows = [
        (
            row["factor"],
            *(
                "" if row[kind] is None else f"{row[kind]:.2f} ({row[f'{kind}_low']:.2f} to {row[f'{kind}_high']:.2f})"
                for kind in ("first", "total")
            ),
            _told(row),
        )
        for row in sobol.to_dicts()
        if row["result"] == SHIFT
    ]
    if rows:
        print_table("What each choice explains of the mean shift of ranks", ("choice", "alone", "in all", ""), rows)
        console.print("Intervals at 95 %. With too few draws, an index is not known: ask for more (--draws).")
