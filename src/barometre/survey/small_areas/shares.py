"""Shares by area, estimated by a model: tables in, tables out, joined by the name of the area.

The model of `fay_herriot` is fitted to arcsin(sqrt(share)), whose sampling variance is 1 / (4 n) whatever the share,
n being the effective number of respondents (`variance_function`): an area where all answer alike has the variance of
its number, not zero. Limits of intervals are computed on that scale, kept between 0 and pi / 2, and brought back: they
stay between 0 and 1. The estimate is the mean of what the model leaves possible, sin(x)^2 over x normal, in closed
form, for sin^2 of a mean is not the mean of sin^2 (Slud & Maiti 2006). R package `emdi` (`fh`, transformation "arcsin",
backtransformation "bc") integrates between 0 and pi / 2 only, which loses what is outside: it gives less near 1.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import polars as pl
import scipy
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.survey.small_areas import fay_herriot
from barometre.survey.small_areas.variance_function import design_effect

Floats = NDArray[np.float64]

# Half-width of a 95 % interval, in standard errors.
_NORMAL = NormalDist().inv_cdf(0.975)
# Fewest answers of the rarer kind expected in an ordinary area: below, arcsin(sqrt(share)) is zero almost everywhere.
_FEWEST = 1.0
_TOP = np.pi / 2
# How far from 0 or 1 the rounding of a weighted mean may take a share.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Diagnostics:
    """What tells whether the model is worth its figures.

    Attributes:
        areas: on which it was fitted.
        design_effect: common to all areas (`variance_function.design_effect`).
        variance: between areas, on the scale arcsin(sqrt(share)); 0: all estimates are synthetic.
        variance_error: its standard error.
        coefficients: of the intercept, then of each covariate, standardised (mean 0 and deviation 1 over the areas).
        coefficient_errors: their standard errors.
        weight: mean weight of the direct figures in the estimates: near 1 the model changes nothing.
        normality: p-value of Shapiro & Wilk for the standardised residuals; under 0.05, intervals are doubtful.
    """

    areas: int
    design_effect: float
    variance: float
    variance_error: float
    coefficients: dict[str, float]
    coefficient_errors: dict[str, float]
    weight: float
    normality: float


@dataclass(frozen=True)
class SmallAreas:
    """Estimates of every area, in order of name, and what the model is worth.

    Attributes:
        table: area, n (respondents, 0: none), direct (share, null: none), estimate, se, low, high (95 %), weight (of
            the direct share), residual (of the direct share from the synthetic one, standardised; null: no respondent).
        diagnostics: of the model.
    """

    table: pl.DataFrame
    diagnostics: Diagnostics


def estimate_shares(direct: pl.DataFrame, areas: pl.DataFrame) -> SmallAreas:
    """Estimate a share by area, with a model that borrows from areas alike.

    Args:
        direct: `area`, `share` (0 to 1, weighted), `se` (standard error; null or 0 where it says nothing), `n`
            (respondents, 1 at least); areas without respondents are not in it.
        areas: `area`, and one numeric column by covariate, known of all: the areas to estimate. Those that are not in
            `direct` get the synthetic estimate, with its wider error.

    Raises:
        BarometreError: an area twice, unknown or without one of its covariates; a share outside 0 to 1; too few areas;
            an answer too rare for the model.
    """
    areas, direct = areas.sort("area"), direct.sort("area")
    _check_areas(direct, areas)
    names = [name for name in areas.columns if name != "area"]
    design = _design(areas, names)
    seen = areas["area"].is_in(direct["area"].implode()).to_numpy()
    shares, errors, counts = (direct[name].cast(pl.Float64).to_numpy() for name in ("share", "se", "n"))
    _check_shares(direct)
    shares = np.clip(shares, 0, 1)
    effect = design_effect(shares, errors, counts)
    variances = effect / (4 * counts)
    _check_rarity(shares, counts / effect)

    angles = np.arcsin(np.sqrt(shares))
    model = fay_herriot.fit(angles, variances, design[seen])
    known = fay_herriot.predict(model, angles, variances, design[seen])
    unseen = fay_herriot.synthetic(model, design[~seen])
    residuals = (angles - design[seen] @ model.coefficients) / np.sqrt(model.variance + variances)
    table = pl.DataFrame(
        {
            "area": areas["area"],
            "n": _spread(seen, counts, 0.0).astype(np.int64),
            "direct": _spread(seen, shares),
            **_shares(
                _both(seen, known.estimates, unseen.estimates),
                _both(seen, known.errors, unseen.errors),
                _both(seen, known.weights * variances, np.full(len(unseen.errors), model.variance)),
            ),
            "weight": _both(seen, known.weights, unseen.weights),
            "residual": _spread(seen, residuals),
        }
    ).with_columns(pl.col("direct", "residual").fill_nan(None))
    diagnostics = Diagnostics(
        len(shares),
        effect,
        model.variance,
        model.variance_error,
        dict(zip(("intercept", *names), model.coefficients.tolist(), strict=True)),
        dict(zip(("intercept", *names), np.sqrt(np.diag(model.covariance)).tolist(), strict=True)),
        float(known.weights.mean()),
        float(scipy.stats.shapiro(residuals).pvalue),
    )
    return SmallAreas(table, diagnostics)


def _shares(angles: Floats, errors: Floats, possible: Floats) -> dict[str, Floats]:
    """Bring estimates back to shares.

    Args:
        angles: (m,) estimates on the scale arcsin(sqrt(share)).
        errors: (m,) their mean squared errors.
        possible: (m,) variance of what the model leaves possible, were its coefficients and variance known.
    """
    angles, half = np.clip(angles, 0, _TOP), _NORMAL * np.sqrt(errors)
    cosines = np.cos(2 * angles)
    return {
        "estimate": (1 - np.exp(-2 * possible) * cosines) / 2,
        # Standard deviation of sin(x)^2 = (1 - cos 2x) / 2 over x normal.
        "se": np.sqrt(
            (1 + np.exp(-8 * errors) * np.cos(4 * angles)) / 8 - (np.exp(-2 * errors) * np.cos(2 * angles)) ** 2 / 4
        ),
        "low": np.sin(np.clip(angles - half, 0, _TOP)) ** 2,
        "high": np.sin(np.clip(angles + half, 0, _TOP)) ** 2,
    }


def _design(areas: pl.DataFrame, names: list[str]) -> Floats:
    """Return the design: ones, then each covariate at mean 0 and deviation 1 over all areas."""
    columns = [areas[name].cast(pl.Float64).to_numpy() for name in names]
    for name, column in zip(names, columns, strict=True):
        if not np.isfinite(column).all():
            area = areas["area"][int(np.flatnonzero(~np.isfinite(column))[0])]
            raise BarometreError(f"Area {area} has no value of {name}; give it, or leave that covariate out")
    scaled = [(column - column.mean()) / (column.std() or 1.0) for column in columns]
    return np.column_stack([np.ones(areas.height), *scaled])


def _check_areas(direct: pl.DataFrame, areas: pl.DataFrame) -> None:
    for table in (direct, areas):
        twice = table.filter(table["area"].is_duplicated())["area"]
        if len(twice):
            raise BarometreError(f"Area {twice[0]} is there twice; keep one row by area")
    unknown = direct.join(areas, on="area", how="anti")["area"]
    if len(unknown):
        raise BarometreError(f"Area {unknown[0]} has respondents and no covariates; add its row to the table of areas")


def _check_shares(direct: pl.DataFrame) -> None:
    wrong = direct.filter(
        ~(pl.col("share").is_between(-_ROUNDING, 1 + _ROUNDING) & (pl.col("n") >= 1)).fill_null(False)
    )
    if wrong.height:
        row = wrong.row(0, named=True)
        raise BarometreError(
            f"Area {row['area']}: share {row['share']} of {row['n']} respondents; "
            "give a share from 0 to 1 and one respondent at least, or leave the area out"
        )


def _check_rarity(shares: Floats, effective: Floats) -> None:
    pooled = float(np.average(shares, weights=effective))
    expected = min(pooled, 1 - pooled) * float(np.median(effective))
    if expected < _FEWEST:
        raise BarometreError(
            f"An ordinary area has {expected:.2f} answers of the rarer kind; a model of shares needs "
            f"{_FEWEST:g}: use larger areas"
        )


def _both(seen: NDArray[np.bool_], of_seen: Floats, of_unseen: Floats) -> Floats:
    found = np.empty(len(seen))
    found[seen], found[~seen] = of_seen, of_unseen
    return found


def _spread(seen: NDArray[np.bool_], values: Floats, otherwise: float = np.nan) -> Floats:
    return _both(seen, values, np.full(int((~seen).sum()), otherwise))
