"""What a lighter page would change: EcoIndex, greenhouse gases and water, before and after. Pure.

Formulas and constants of EcoIndex (collectif Green IT, ecoindex.fr; ecoindex_compute, whose example on PyPI, score 72:
1.56 g and 2.34 cl, is one of our tests): a page view emits 2 + 2 × (50 − score) / 100 grams of CO2 equivalent and uses
3 + 3 × (50 − score) / 100 centilitres of fresh water. Their authors give no uncertainty: what is told here is that of
the score alone, a whole number, so that the difference of two scores is known to one point.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from barometre.observation.standards.ecoindex import ecoindex

# Of a mean page, at a score of 50, then how much half a scale changes it.
_GRAMS, _CENTILITRES = 2.0, 3.0
# Each of two scores is rounded to the nearest whole number: half a point on each side.
_ROUNDING = 1.0

LEVERS = ("kilobytes", "requests", "elements")


@dataclass(frozen=True)
class Page:
    """The three counts of a page that EcoIndex reads: elements, files asked for, kilobytes of 1,000 bytes."""

    elements: float
    requests: float
    kilobytes: float

    @property
    def score(self) -> float:
        """Its EcoIndex, from 0 (heavy) to 100 (light)."""
        return ecoindex(round(self.elements), round(self.requests), self.kilobytes)


@dataclass(frozen=True)
class Range:
    """A quantity between two bounds."""

    low: float
    high: float


@dataclass(frozen=True)
class Gain:
    """What a change of a page saves over some page views.

    Attributes:
        score: the EcoIndex afterwards.
        grams: CO2 equivalent.
        centilitres: fresh water.
    """

    score: float
    grams: Range
    centilitres: Range


def grams(score: float) -> float:
    """Return the grams of CO2 equivalent of one view of a page of this EcoIndex."""
    return _GRAMS + _GRAMS * (50 - score) / 100


def centilitres(score: float) -> float:
    """Return the centilitres of fresh water of one view of a page of this EcoIndex."""
    return _CENTILITRES + _CENTILITRES * (50 - score) / 100


def lightened(page: Page, target: Page, levers: tuple[str, ...] = LEVERS) -> Page:
    """Return a page brought down to a target by some of the three counts; a count already lower stays."""
    return replace(page, **{lever: min(getattr(page, lever), getattr(target, lever)) for lever in levers})


def gain(page: Page, after: Page, views: int) -> Gain:
    """Return what is saved over some page views when a page becomes another one; nothing when the score does not rise.

    Args:
        page: as it is measured.
        after: as it would be.
        views: page views, not visits: one visit may see several pages.
    """
    points = after.score - page.score
    low, high = (max(0.0, points - _ROUNDING), points + _ROUNDING) if points > 0 else (0.0, 0.0)
    return Gain(
        after.score, *(Range(views * unit * low / 100, views * unit * high / 100) for unit in (_GRAMS, _CENTILITRES))
    )


def gains(page: Page, target: Page, views: int) -> Mapping[str, Gain]:
    """Return what each of the three counts alone would save, then all three (`all`)."""
    each = {lever: gain(page, lightened(page, target, (lever,)), views) for lever in LEVERS}
    return each | {"all": gain(page, lightened(page, target), views)}
