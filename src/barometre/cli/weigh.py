"""`barometre survey weigh`: weights of respondents, from a table of them and the known totals."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from barometre.cli.output import print_json, print_table, refuse_outputs
from barometre.errors import BarometreError

if TYPE_CHECKING:
    from barometre.survey.weighting.calibrate import Calibrated, CalibrationOptions
    from barometre.survey.weighting.margins import CalibrationFrame


def weigh(
    sample: Annotated[
        Path, typer.Option(help="Respondents, CSV: id, a column for each variable, base_weight if they have one.")
    ],
    margins: Annotated[Path, typer.Option(help="Known totals, CSV: variable, category, total.")],
    out: Annotated[Path, typer.Option(help="CSV to write: id, weight.")],
    method: Annotated[
        Literal["raking", "linear", "logit"], typer.Option(help="How base weights are moved.")
    ] = "raking",
    bounds: Annotated[
        str,
        typer.Option(metavar="L,U", help="Limits of calibrated over base weight, 0 <= L < 1 < U: 0.5,3; logit: 0,10."),
    ] = "",
    cap: Annotated[float | None, typer.Option(metavar="K", help="Largest weight, in mean weights: 5.")] = None,
    population: Annotated[
        Path | None,
        typer.Option(help="Check by propensities: CSV of all units asked, with the variables of the margins."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Weigh respondents so that they meet known totals: raking, linear or logit calibration (docs/estimation.md)."""
    import polars as pl

    from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
    from barometre.survey.weighting.distances import CalibrationMethod
    from barometre.survey.weighting.files import read_table
    from barometre.survey.weighting.margins import prepare, read_margins, read_sample
    from barometre.survey.weighting.propensity import propensity
    from barometre.tables import write_whole

    refuse_outputs((out,), (sample, margins, population))
    options = CalibrationOptions(CalibrationMethod(method), bounds_of(bounds), cap)
    frame = prepare(read_sample(sample), read_margins(margins))
    calibrated = calibrate(frame, options)
    found = _found(frame, options, calibrated)
    if population is not None:
        checked = propensity(frame, read_table(population, frame.variables))
        found["propensity"] = {
            "correlation": checked.correlation(calibrated.weights),
            "missed": checked.missed,
            "probabilities": [float(checked.probabilities.min()), float(checked.probabilities.max())],
        }
    table = pl.DataFrame({"id": frame.ids, "weight": calibrated.weights})
    write_whole(table.write_csv().encode(), out)
    if as_json:
        print_json(found)
        return
    _print(found, out)


def bounds_of(text: str) -> tuple[float, float] | None:
    """Read « L,U »; an empty text is no bounds.

    Raises:
        BarometreError: these are not two numbers.
    """
    if not text:
        return None
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        raise BarometreError(f"--bounds {text} is not two numbers; write L,U: 0.5,3") from None
    return low, high


def _found(frame: "CalibrationFrame", options: "CalibrationOptions", calibrated: "Calibrated") -> dict[str, Any]:
    """Return what was found, as other programs read it."""
    weighted = calibrated.weights @ frame.indicators()
    counts = [int(count) for one in frame.respondents() for count in one]
    totals = [float(total) for one in frame.totals for total in one]
    pairs = [
        (variable, category)
        for variable, known in zip(frame.variables, frame.categories, strict=True)
        for category in known
    ]
    return {
        "respondents": len(frame.ids),
        "population": frame.population,
        "method": str(options.method),
        "bounds": options.within,
        "cap": options.cap,
        "iterations": calibrated.iterations,
        "missed": calibrated.missed,
        "ratios": [float(calibrated.ratios.min()), float(calibrated.ratios.max())],
        "weights": [float(calibrated.weights.min()), float(calibrated.weights.max())],
        "design_effect": calibrated.design_effect,
        "effective_respondents": len(frame.ids) / calibrated.design_effect,
        "messages": list(calibrated.messages),
        "margins": [
            {"variable": variable, "category": category, "respondents": count, "total": total, "weighted": float(sum_)}
            for (variable, category), count, total, sum_ in zip(pairs, counts, totals, weighted, strict=True)
        ],
    }


def _correlation(value: float | None) -> str:
    return "none: weights are all equal" if value is None else f"{value:.3g}"


def _print(found: dict[str, Any], out: Path) -> None:
    """Print what was found, for people: messages on standard error."""
    for message in found["messages"]:
        typer.echo(f"Note: {message}", err=True)
    rows = [
        ("respondents", found["respondents"]),
        ("population", f"{found['population']:.12g}"),
        ("iterations", found["iterations"]),
        ("margins missed by at most, relative", f"{found['missed']:.2g}"),
        ("calibrated over base weight", "{:.4g} to {:.4g}".format(*found["ratios"])),
        ("weights", "{:.4g} to {:.4g}".format(*found["weights"])),
        ("design effect of weights", f"{found['design_effect']:.4g}"),
        ("effective respondents", f"{found['effective_respondents']:.5g}"),
    ]
    if checked := found.get("propensity"):
        rows += [
            ("correlation with weights by propensity", _correlation(checked["correlation"])),
            ("margins missed by these, relative", f"{checked['missed']:.2g}"),
        ]
    print_table(f"Weights by {found['method']}", ("", "found"), rows)
    typer.echo(f"{out} is written")
