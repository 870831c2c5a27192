"""`barometre index`: composite indices of any table."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.index_options import IndexInput
from barometre.cli.options import with_options
from barometre.cli.output import refuse_outputs
from barometre.cli.robustness import robustness

index_app = typer.Typer(name="index", help="Composite indices of any table.", no_args_is_help=True)


@index_app.command()
@with_options(IndexInput, "given")
def compute(
    given: IndexInput,
    out: Annotated[Path, typer.Option(help="CSV to write: unit, then each aggregate in the order of the structure.")],
    save_parameters: Annotated[
        Path | None, typer.Option(help="JSON to write: the scale of this computation, for --parameters.")
    ] = None,
) -> None:
    """Normalise, weigh and aggregate a table of values into scores at every level; what was left out is said."""
    from barometre.index.compute import compute as compute_index
    from barometre.index.files import scores_csv
    from barometre.index.parameters_file import write_parameters
    from barometre.tables import write_whole

    refuse_outputs((out, save_parameters), given.files)
    values, structure, options, tables, parameters = given.read()
    found = compute_index(values.matrix, structure, options, tables, parameters, values.concerned)
    for note in found.notes:
        typer.echo(note, err=True)
    if save_parameters:
        write_parameters(found.parameters, options, save_parameters)
    write_whole(scores_csv(values.units, found.scores), out)
    typer.echo(f"{out} is written: {len(values.units)} units, {len(found.scores)} aggregates")


index_app.command()(robustness)
