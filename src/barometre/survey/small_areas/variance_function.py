"""A generalised variance function: sampling variances of shares, smoothed over areas before a model uses them.

The variance estimated from a handful of respondents is itself hardly known, goes with the share that they give, and is
zero where all say the same. A model that took it as known would trust most the areas that it should trust least.

The function is se_i^2 = d p_i (1 - p_i) / n_i, with one design effect d for all areas (Wolter, *Introduction to
Variance Estimation*, chapter 7): the ratio, over the areas where both answers were given, of the variances estimated to
those of simple random sampling, each area counted by its respondents. What a model takes of it is the effective number
of respondents, n_i / d.
"""

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError

Floats = NDArray[np.float64]


def design_effect(shares: Floats, errors: Floats, counts: Floats) -> float:
    """Return the design effect that areas have in common.

    Args:
        shares: (m,) of each area, from 0 to 1.
        errors: (m,) standard errors; NaN or 0 where respondents are too few, or all say the same: these do not count.
        counts: (m,) respondents.

    Raises:
        BarometreError: no area has a variance of its own.
    """
    usable = (counts >= 2) & (shares > 0) & (shares < 1) & (errors > 0)
    if not usable.any():
        raise BarometreError("No area has two respondents who answer otherwise; there is no variance to smooth")
    simple = (shares * (1 - shares))[usable] * counts[usable]
    return float((errors[usable] ** 2 * counts[usable] ** 2).sum() / simple.sum())
