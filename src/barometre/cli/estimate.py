"""`barometre survey estimate`: figures of a weighted survey, with what they are worth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from barometre.cli.output import print_json, refuse_outputs
from barometre.cli.weigh import bounds_of
from barometre.errors import BarometreError

if TYPE_CHECKING:
    import polars as pl

    from barometre.survey.estimation.outcomes import Outcome


def estimate(
    sample: Annotated[Path, typer.Option(help="Respondents: id, their answers, any other column.")],
    weights: Annotated[Path, typer.Option(help="Their weights: id,weight.")],
    outcomes: Annotated[str, typer.Option(help="Columns to estimate, separated by commas.")],
    out: Annotated[Path, typer.Option(help="CSV file to write.")],
    by: Annotated[str, typer.Option(metavar="COLUMN", help="Groups to estimate too, beside the whole.")] = "",
    statistic: Annotated[
        Literal["auto", "mean", "share", "total", "quantile"],
        typer.Option(help="auto: mean of numbers, share of each text."),
    ] = "auto",
    quantile: Annotated[float, typer.Option(min=0, max=1, help="Which quantile: 0.5 is the median.")] = 0.5,
    rule: Annotated[
        Literal["math", "school"], typer.Option(help="Definition of quantiles, as in the R package survey.")
    ] = "math",
    margins: Annotated[
        Path | None, typer.Option(help="What the weights were calibrated to; otherwise they are taken as given.")
    ] = None,
    method: Annotated[
        Literal["raking", "linear", "logit"], typer.Option(help="How they were: replicates are calibrated so.")
    ] = "raking",
    bounds: Annotated[str, typer.Option(metavar="L,U", help="Bounds with which they were.")] = "",
    cap: Annotated[float | None, typer.Option(help="Cap with which they were, in mean weights.")] = None,
    strata: Annotated[str, typer.Option(metavar="COLUMN", help="Groups in which respondents were drawn apart.")] = "",
    population: Annotated[Path | None, typer.Option(help="Number of bodies: stratum,total.")] = None,
    bootstrap: Annotated[int, typer.Option(min=0, metavar="R", help="Errors from R replicates; 0: linearisation.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="What replicates are drawn by.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures and what was counted as JSON.")] = False,
) -> None:
    """Estimate shares, means, totals or quantiles of a weighted survey, with errors, intervals and a grade."""
    from barometre.survey.estimation.figures import Statistic, figures
    from barometre.survey.estimation.files import domains, read_survey
    from barometre.survey.estimation.quantiles import QuantileRule
    from barometre.survey.estimation.replicates import replicates
    from barometre.survey.weighting.calibrate import CalibrationOptions
    from barometre.survey.weighting.distances import CalibrationMethod
    from barometre.tables import write_whole

    refuse_outputs((out,), (sample, weights, margins, population))
    if bootstrap == 1:
        raise BarometreError("One bootstrap replicate shows no variation; give 200 or more with --bootstrap, or 0")
    options = CalibrationOptions(CalibrationMethod(method), bounds_of(bounds), cap)
    if margins is None and options != CalibrationOptions():
        raise BarometreError(
            "--method, --bounds and --cap say how weights were calibrated to --margins; give these, or leave them out"
        )
    respondents, design = read_survey(sample, weights, margins, options, strata or None, population)
    asked = [_outcome(respondents, name.strip(), statistic) for name in outcomes.split(",")]
    groups, nowhere = domains(respondents, by) if by else ({}, 0)
    drawn = replicates(design, bootstrap, seed) if bootstrap else None
    computed = {"total": Statistic.TOTAL, "quantile": Statistic.QUANTILE}.get(statistic, Statistic.MEAN)
    table = figures(design, asked, groups, computed, quantile, QuantileRule(rule), drawn)
    write_whole(table.write_csv().encode(), out)
    counted = [{"outcome": one.name, "unknown": one.unknown, "not_concerned": one.not_concerned} for one in asked]
    failed = drawn.failed if drawn else 0
    if as_json:
        print_json(
            {
                "respondents": respondents.height,
                "weights": "calibrated" if margins else "as given",
                "replicates": {"asked": bootstrap, "failed": failed},
                "without_group": nowhere,
                "outcomes": counted,
                "figures": table.to_dicts(),
            }
        )
        return
    for one in counted:
        if one["unknown"] or one["not_concerned"]:
            typer.echo(f"{one['outcome']}: {one['unknown']} unknown, {one['not_concerned']} not concerned", err=True)
    if nowhere:
        typer.echo(f"{nowhere} respondents have no {by}: in the whole only", err=True)
    if failed:
        typer.echo(f"{failed} of {bootstrap} replicates could not be calibrated and are left out", err=True)
    withheld = (table["quality"] == "withheld").sum()
    typer.echo(f"{out} is written: {table.height} figures, {withheld} of them withheld")


def _outcome(sample: "pl.DataFrame", name: str, statistic: str) -> "Outcome":
    """Return the answers of one column, as the statistic takes them."""
    from barometre.survey.estimation.outcomes import choice, column, number, outcome

    cells = column(sample, name)
    if statistic == "share":
        return choice(name, cells)
    if statistic in ("mean", "quantile"):
        return number(name, cells, sample["id"].to_list())
    return outcome(name, cells, sample["id"].to_list())
