"""The area-level model of Fay & Herriot (1979): what an area's own respondents say, and what areas like it say.

Model: direct_i = x_i'b + u_i + e_i, with u_i of variance A (between areas) and e_i of known variance D_i (sampling).
A is estimated by restricted maximum likelihood (REML), b by generalised least squares given A. The estimate of an area
(EBLUP) is a mean of the direct figure, with weight A / (A + D_i), and of the synthetic one, x_i'b.

Sources: Rao & Molina, *Small Area Estimation* (2nd ed., 2015), chapters 6.1 and 6.2; mean squared error of Prasad & Rao
(1990) as Datta & Lahiri (2000) give it for REML; Li & Lahiri (2010) for a variance that is never zero.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from barometre.errors import BarometreError

Floats = NDArray[np.float64]

# Values of the model variance that are tried before the best one is refined, from a ten-thousandth of the smallest
# sampling variance to ten times what all areas differ by.
_TRIED = 80


@dataclass(frozen=True)
class FayHerriot:
    """A fitted model.

    Attributes:
        coefficients: b, one by column of the design.
        covariance: of the coefficients.
        variance: A, zero when areas differ less than their sampling errors explain.
        variance_error: standard error of A, from its information under REML.
        cautious_variance: another estimate of A, always above zero (Li & Lahiri 2010: the maximum of A times the
            restricted likelihood), with which errors are computed where no direct figure helps.
        cautious_covariance: of the coefficients, when A is the cautious one.
        log_likelihood: restricted, at A.
    """

    coefficients: Floats
    covariance: Floats
    variance: float
    variance_error: float
    cautious_variance: float
    cautious_covariance: Floats
    log_likelihood: float


@dataclass(frozen=True)
class Prediction:
    """What a model says of areas: estimates, their mean squared errors, the weight of the direct figure in each."""

    estimates: Floats
    errors: Floats
    weights: Floats


@dataclass(frozen=True)
class _Likelihood:
    """The restricted likelihood of A for one set of areas."""

    direct: Floats
    variances: Floats
    design: Floats

    def solve(self, variance: float) -> tuple[Floats, Floats, Floats, Floats]:
        """Return 1 / (A + D), the covariance of the coefficients, the coefficients and the residuals."""
        inverse = 1 / (variance + self.variances)
        weighted = self.design.T * inverse
        covariance: Floats = np.asarray(np.linalg.inv(weighted @ self.design), np.float64)
        coefficients: Floats = covariance @ (weighted @ self.direct)
        return inverse, covariance, coefficients, self.direct - self.design @ coefficients

    def logs(self, tried: Floats) -> Floats:
        """Return the restricted log-likelihood, constants included, at each variance tried."""
        inverses = 1 / (tried[:, None] + self.variances)
        weighted = inverses[:, None, :] * self.design.T
        information = weighted @ self.design
        coefficients = np.linalg.solve(information, (weighted @ self.direct)[:, :, None])[:, :, 0]
        residuals = self.direct - coefficients @ self.design.T
        free = self.design.shape[0] - self.design.shape[1]
        of_design = np.linalg.slogdet(self.design.T @ self.design)[1] - free * math.log(2 * math.pi)
        determinants = np.log(inverses).sum(axis=1) - np.linalg.slogdet(information)[1] + of_design
        return np.asarray((determinants - (residuals**2 * inverses).sum(axis=1)) / 2)

    def slope(self, variance: float) -> float:
        """Return the derivative of the restricted log-likelihood."""
        inverse, covariance, _, residuals = self.solve(variance)
        trace = inverse.sum() - np.einsum("ij,ji->", covariance, (self.design.T * inverse**2) @ self.design)
        return float(((residuals**2 * inverse**2).sum() - trace) / 2)


def fit(direct: Floats, variances: Floats, design: Floats) -> FayHerriot:
    """Fit the model by REML.

    Args:
        direct: (m,) direct figures, on the scale where the model is additive.
        variances: (m,) their sampling variances, above zero: smooth those that are not (`variance_function`).
        design: (m, p) covariates, the column of ones included.

    Raises:
        BarometreError: a variance that is not above zero, too few areas, or covariates that tell the same thing.
    """
    if not (np.isfinite(variances) & (variances > 0)).all():
        raise BarometreError("A sampling variance is not above zero; smooth the variances before the model is fitted")
    areas, columns = design.shape
    # Below, a mean of direct and synthetic figures is not better than the direct ones (James & Stein 1961).
    if areas < columns + 3:
        raise BarometreError(f"{areas} areas for {columns} coefficients; a model needs {columns + 3} areas at least")
    if np.linalg.matrix_rank(design) < columns:
        raise BarometreError("Covariates of areas say the same thing (one follows from the others); leave one out")
    likelihood = _Likelihood(direct, variances, design)
    spread = float(np.sum((direct - direct.mean()) ** 2)) / areas + float(variances.max())
    tried = np.geomspace(float(variances.min()) * 1e-4, spread * 10, _TRIED)
    logs = likelihood.logs(tried)
    variance = _maximum(likelihood.slope, tried, logs)
    at_zero, at_best = likelihood.logs(np.array([0.0, variance]))
    if at_zero >= at_best:
        variance = 0.0
    cautious = _maximum(lambda one: likelihood.slope(one) + 1 / one, tried, logs + np.log(tried))
    inverse, covariance, coefficients, _ = likelihood.solve(variance)
    return FayHerriot(
        coefficients,
        covariance,
        variance,
        math.sqrt(2 / float((inverse**2).sum())),
        cautious,
        likelihood.solve(cautious)[1],
        float(max(at_zero, at_best)),
    )


def _maximum(slope: Callable[[float], float], tried: Floats, values: Floats) -> float:
    """Return where a function is greatest, from its values at points in order and its slope."""
    best = int(values.argmax())
    low, high = float(tried[max(best - 1, 0)]), float(tried[min(best + 1, len(tried) - 1)])
    if slope(low) <= 0 or slope(high) >= 0:
        return float(tried[best])
    return float(brentq(slope, low, high, xtol=1e-300, rtol=1e-14))


def predict(model: FayHerriot, direct: Floats, variances: Floats, design: Floats) -> Prediction:
    """Return the estimates of the areas that the model was fitted on.

    The mean squared error has three parts: of the area's own effect, of the coefficients, and of A (twice, for the
    first one is estimated too low by as much). With A at zero all are synthetic, with the error of `synthetic`.

    Args:
        model: fitted on these areas.
        direct: (m,), see `fit`.
        variances: (m,), see `fit`.
        design: (m, p), see `fit`.
    """
    if model.variance == 0:
        return synthetic(model, design)
    total = model.variance + variances
    weights = model.variance / total
    fitted = design @ model.coefficients
    own = weights * variances
    of_coefficients = (1 - weights) ** 2 * _quadratic(design, model.covariance)
    of_variance = variances**2 / total**3 * model.variance_error**2
    errors = own + of_coefficients + 2 * of_variance
    return Prediction(fitted + weights * (direct - fitted), errors, weights)


def synthetic(model: FayHerriot, design: Floats) -> Prediction:
    """Return the estimates of areas of which no direct figure is used, with the cautious variance between areas.

    Args:
        model: fitted on other areas, or whose variance is zero.
        design: (m, p) covariates of these areas.
    """
    errors = model.cautious_variance + _quadratic(design, model.cautious_covariance)
    return Prediction(design @ model.coefficients, errors, np.zeros(len(design)))


def _quadratic(design: Floats, covariance: Floats) -> Floats:
    return np.asarray(((design @ covariance) * design).sum(axis=1))
