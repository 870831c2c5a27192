"""Weights calibrated to known totals (Deville & Särndal 1992), within bounds, under a cap; refused when impossible."""

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.survey.weighting.collapse import propose
from barometre.survey.weighting.distances import CalibrationMethod, Distance, affine, exponential, logit, within
from barometre.survey.weighting.feasibility import Feasibility, RatioLimits, contradiction
from barometre.survey.weighting.margins import CalibrationFrame
from barometre.survey.weighting.newton import Equations

# Bounds of the logit method when none are given: those of `calib` in the R package sampling.
LOGIT_BOUNDS = (0.0, 10.0)
# Categories that a message names at most.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CalibrationOptions:
    """How to calibrate.

    Attributes:
        method: raking, linear or logit.
        bounds: (L, U), 0 <= L < 1 < U: limits of the ratio of calibrated to base weight, base weights being first
            scaled to the population. Logit never reaches them, and has `LOGIT_BOUNDS` when none are given; raking and
            linear are cut at them.
        cap: largest weight, in mean weights; above 1.
        tolerance: largest relative gap of a margin that is accepted; iterations aim at 1e-10.
        iterations: of Newton's method, at most.
    """

    method: CalibrationMethod = CalibrationMethod.RAKING
    bounds: tuple[float, float] | None = None
    cap: float | None = None
    tolerance: float = 1e-8
    iterations: int = 100

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            BarometreError: bounds or cap are not as above.
        """
        if self.bounds is not None and not (0 <= self.bounds[0] < 1 < self.bounds[1] < np.inf):
            raise BarometreError(
                f"Bounds {self.bounds[0]:g},{self.bounds[1]:g} do not hold 0 <= L < 1 < U: they limit the ratio of "
                "calibrated to base weights once these sum to the population, which is 1 on average"
            )
        if self.cap is not None and not (isfinite(self.cap) and self.cap > 1):
            raise BarometreError(f"Cap {self.cap:g} is not above 1: it is counted in mean weights; give 5 for example")

    @property
    def within(self) -> tuple[float, float] | None:
        """Return the bounds in force; None when ratios are free."""
        return LOGIT_BOUNDS if self.bounds is None and self.method is CalibrationMethod.LOGIT else self.bounds


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Calibrated weights and what was found.

    Attributes:
        weights: (n,), in the order of `CalibrationFrame.ids`.
        ratios: calibrated over base weight, (n,).
        iterations: of Newton's method.
        missed: largest relative gap between a margin and its total; above the tolerance only under a cap that cannot
            be held with the margins.
        messages: what a reader of the weights has to know.
    """

    weights: NDArray[np.float64]
    ratios: NDArray[np.float64]
    iterations: int
    missed: float
    messages: tuple[str, ...]

    @property
    def design_effect(self) -> float:
        """Return Kish's design effect of unequal weights: 1 + the square of their coefficient of variation."""
        return float(((self.weights / self.weights.mean()) ** 2).mean())


@dataclass(frozen=True, slots=True)
class Groups:
    """Respondents who share their ratio: same categories, and same base weight when weights are capped.

    Attributes:
        codes: categories of each group, (G, m).
        base: of the whole group, (G,).
        each: base weight of one of its respondents, (G,); of use under a cap only.
        member: place of the group of each respondent, (n,).
    """

    codes: NDArray[np.int64]
    base: NDArray[np.float64]
    each: NDArray[np.float64]
    member: NDArray[np.int64]


def groups(frame: CalibrationFrame, capped: bool) -> Groups:
    """Group the respondents of a frame."""
    keys = np.column_stack([frame.codes, frame.base]) if capped else frame.codes
    _, first, member = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    member = member.reshape(-1)
    base = np.bincount(member, weights=frame.base).astype(np.float64)
    return Groups(frame.codes[first], base, frame.base[first], member)


def distance(options: CalibrationOptions) -> Distance:
    """Return the function F of a method, before it is cut."""
    match options.method:
        case CalibrationMethod.RAKING:
            return exponential
        case CalibrationMethod.LINEAR:
            return affine
        case CalibrationMethod.LOGIT:
            return logit(*(options.within or LOGIT_BOUNDS))


def limits(options: CalibrationOptions, size: int) -> RatioLimits:
    """Return the limits of ratios that the method and the bounds set, without the cap."""
    low, high = options.within or ((-np.inf if options.method is CalibrationMethod.LINEAR else 0.0), np.inf)
    return RatioLimits(
        np.full(size, low),
        np.full(size, high),
        open_low=options.method is CalibrationMethod.LOGIT or (options.method is CalibrationMethod.RAKING and low == 0),
        open_high=options.method is CalibrationMethod.LOGIT,
    )


def calibrate(frame: CalibrationFrame, options: CalibrationOptions) -> Calibrated:
    """Return weights that meet the margins, as near to the base weights as the method counts nearness.

    A cap that the margins do not allow is held, and the total with it: `missed` and a message say by how much.

    Raises:
        BarometreError: no weights meet the margins, or none within the bounds (a linear program says so before any
            iteration), or the iterations end before they do; the message tells these apart.
    """
    grouped = groups(frame, options.cap is not None)
    program = Feasibility(frame, grouped.codes, grouped.base)
    free = limits(options, len(grouped.base))
    _refuse_impossible(frame, options, program, free)
    held = free
    messages = _alone(frame)
    if options.cap is not None:
        scale = frame.population / len(frame.ids) / grouped.each
        held = RatioLimits(free.low, np.minimum(free.high, options.cap * scale), free.open_low)
        if not program.possible(held):
            uncapped = calibrate(frame, replace(options, cap=None))
            return _trimmed(frame, options, uncapped, program.least_high(free, scale))
    cut = distance(options)
    if options.cap is not None or (options.bounds and options.method is not CalibrationMethod.LOGIT):
        cut = within(cut, held.low[:, None], held.high[:, None])
    equations = Equations(grouped.codes, frame.totals)
    solution = equations.solve(grouped.base[:, None], cut, options.tolerance, options.iterations)
    missed = float(solution.missed[0])
    if not missed <= options.tolerance:
        gaps = np.abs(equations.missed(grouped.base[:, None] * solution.ratios)[:, 0])
        raise BarometreError(
            f"Not converged after {options.iterations} iterations, though weights that meet the margins exist: "
            f"{frame.names[int(gaps.argmax())]} is missed by {missed:.2g}; allow more iterations, wider bounds, "
            "or put small categories together"
        )
    ratios = solution.ratios[grouped.member, 0]
    weights = frame.base * ratios
    if negative := int((weights < 0).sum()):
        messages.append(f"{negative} weights are negative, as the linear method allows: use raking, or bounds")
    return Calibrated(weights, ratios, int(solution.iterations[0]), missed, tuple(messages))


def _refuse_impossible(
    frame: CalibrationFrame, options: CalibrationOptions, program: Feasibility, free: RatioLimits
) -> None:
    """Refuse margins that no weights meet, then bounds that no weights keep.

    Raises:
        BarometreError: names what contradicts, the categories missed, and the nearest bound that would do.
    """
    if found := contradiction(frame):
        raise BarometreError(
            f"Impossible margins, whatever the method: {found}; put categories together, or leave a variable out"
        )
    if program.possible(free):
        return
    size = len(free.low)
    positive = RatioLimits(np.zeros(size), np.full(size, np.inf))
    if (bounds := options.within) is None or not program.possible(positive):
        missed = _told(program.missed(positive)) or " (some respondents would have to weigh nothing)"
        raise BarometreError(
            f"Impossible margins: no weights above zero meet them together{missed}; put categories together, "
            "or leave a variable out"
        )
    least = program.least_high(RatioLimits(free.low, np.full(size, np.inf)), np.ones(size))
    nearest = f"with L = {bounds[0]:g}, U above {least:.4g} would do" if least else "lower L"
    raise BarometreError(
        f"Infeasible bounds {bounds[0]:g},{bounds[1]:g}: no weights within them meet the margins"
        f"{_told(program.missed(free))}; {nearest}, or put small categories together"
    )


def _trimmed(
    frame: CalibrationFrame, options: CalibrationOptions, uncapped: Calibrated, least: float | None
) -> Calibrated:
    """Cut calibrated weights at a cap that margins do not allow, the others raised in proportion to keep the total.

    Raises:
        BarometreError: cap and bounds together cannot even keep the total.
    """
    assert options.cap is not None
    mean = frame.population / len(frame.ids)
    high = np.minimum(np.full(len(frame.ids), options.cap * mean), (options.within or (0, np.inf))[1] * frame.base)
    if high.sum() < frame.population:
        raise BarometreError(
            f"Cap {options.cap:g} and bounds {options.within} leave weights that sum to less than the population; "
            "raise one of them"
        )
    weights = np.minimum(uncapped.weights, high)
    # Each turn raises those under their limit so that the total is kept; those that reach it stay there.
    while (lacking := frame.population - weights.sum()) > options.tolerance * frame.population:
        below = weights < high
        weights[below] = np.minimum(weights[below] * (1 + lacking / weights[below].sum()), high[below])
    grouped = Equations(frame.codes, frame.totals)
    gaps = grouped.missed(weights[:, None])[:, 0]
    worst = np.argsort(-np.abs(gaps), kind="stable")[:_SHOWN]
    named = ", ".join(f"{frame.names[place]} {100 * gaps[place]:+.2g} %" for place in worst)
    remedy = f"a cap of {np.ceil(100 * least) / 100:g} or more would meet them" if least else "no cap meets them"
    message = f"Cap {options.cap:g} is held and margins are missed: {named}; {remedy}"
    return Calibrated(
        weights, weights / frame.base, uncapped.iterations, float(np.abs(gaps).max()), (*uncapped.messages, message)
    )


def _alone(frame: CalibrationFrame) -> list[str]:
    """Return a message for each category that one respondent answers for, with the collapse proposed."""
    return [
        f"One respondent alone answers for a whole category: {collapse}"
        for variable, known, counts, totals in zip(
            frame.variables, frame.categories, frame.respondents(), frame.totals, strict=True
        )
        for collapse in propose(variable, known, counts.tolist(), totals.tolist(), 2)
    ]


def _told(missed: list[tuple[str, float]]) -> str:
    """Return what is missed at the nearest, as the end of a sentence."""
    if not missed:
        return ""
    named = ", ".join(f"{name} {100 * gap:+.2g} %" for name, gap in missed[:_SHOWN])
    return f" (at the nearest: {named})"
