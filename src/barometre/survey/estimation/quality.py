"""What a figure is worth, in one letter; which figures are not published."""

import math
from enum import StrEnum

from barometre.survey.estimation.estimates import Estimate
from barometre.survey.estimation.intervals import Z

# Fewer respondents than these: nothing is said, as everywhere in the survey. Nor when a few weigh so much more than the
# others that the figure is theirs, of which an error by linearisation sees nothing.
FROM = 11
# Fewer than these, counted as drawn at random: the last grade at best (NCHS, Vital and Health Statistics 2-175, 2017).
FAIR_FROM = 30
# Half-width of the interval of a share, in points. The first and the last bounds are those of NCHS (2017) on the whole
# width: 0.05, under which a share is always shown, and 0.30, above which it is not.
HALF_WIDTHS = {"A": 0.025, "B": 0.05, "C": 0.075, "D": 0.10, "E": 0.15}
# Coefficient of variation of a mean, a total or a quantile: letters of Statistics Canada, which publishes none above a
# third.
VARIATIONS = {"A": 0.05, "B": 0.10, "C": 0.15, "D": 0.25, "E": 1 / 3}


class Quality(StrEnum):
    """Grade of a figure, from very good to very rough; withheld: not published."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    WITHHELD = "withheld"


def grade(estimate: Estimate, share: bool) -> Quality:
    """Grade a figure: by the half-width of its interval for a share, by its coefficient of variation otherwise."""
    if min(estimate.n, estimate.carried) < FROM or any(map(math.isnan, (estimate.se, estimate.low, estimate.high))):
        return Quality.WITHHELD
    if share:
        reached, bounds = (estimate.high - estimate.low) / 2, HALF_WIDTHS
    else:
        reached, bounds = _variation(estimate), VARIATIONS
    found = next((letter for letter, bound in bounds.items() if reached <= bound), None)
    if found is None:
        return Quality.WITHHELD
    return Quality.E if estimate.effective < FAIR_FROM else Quality(found)


def _variation(estimate: Estimate) -> float:
    """Return the coefficient of variation; that of what has no error is 0."""
    if estimate.se == 0 and estimate.low == estimate.high:
        return 0.0
    # Of an interval that is not symmetrical (a total of yes), the half-width says as much.
    error = max(estimate.se, (estimate.high - estimate.low) / 2 / Z)
    return error / abs(estimate.estimate) if estimate.estimate else math.inf
