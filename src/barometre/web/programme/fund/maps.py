"""Maps of the fund: euros granted for one inhabitant, in classes made for the amounts of this fund."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from django.utils.safestring import SafeString, mark_safe

from barometre.programme.fund.groups import Group
from barometre.web.maps.figure import map_figure
from barometre.web.maps.geometry import Drawing, national, projected
from barometre.web.maps.legend import ColouredArea, ColourScale
from barometre.web.programme.fund.places import commune_amounts
from barometre.web.programme.fund.queries import fund_account
from barometre.web.programme.fund.tables import place_href
from barometre.web.programme.fund.words import per_head
from barometre.web.programme.version import programme_version
from barometre.web.shared.areas import address, departements

RECHECK_DELAYS = tuple(round(digit * 10.0**power, 4) for power in range(-2, 5) for digit in (1, 2, 5))
"""Amounts that classes may begin with: 0,01 ; 0,02 ; 0,05 ; 0,1…"""
STEPS = 4

NOTHING_CLASS, NOTHING = "rien", "aucune aide enregistrée"


@dataclass(frozen=True, slots=True)
class Euros(ColourScale):
    """Five classes of euros for one inhabitant; what received nothing is white."""

    def class_of(self, area: ColouredArea) -> str:
        """CSS class: rien, then c1 … c5 from the lowest to the highest amount."""
        return NOTHING_CLASS if area.value is None else ColourScale.class_of(self, area)

    def words(self, area: ColouredArea) -> str:
        """The value of an area as it is read."""
        return NOTHING if area.value is None else f"{per_head(area.value)} par habitant"

    def labels(self) -> dict[str, str]:
        """What each class means, in the order of the legend."""
        low, *_, high = self.breaks
        labels = {"c1": f"moins de {per_head(low)} par habitant"}
        for i, (start, end) in enumerate(zip(self.breaks, self.breaks[1:], strict=False), 2):
            labels[f"c{i}"] = f"de {per_head(start)} à moins de {per_head(end)}"
        labels[f"c{len(self.breaks) + 1}"] = f"{per_head(high)} et plus"
        return {NOTHING_CLASS: NOTHING, **labels}


def scale_for(values: Sequence[float]) -> Euros:
    """Round classes around the median of what was received."""
    known = sorted(value for value in values if value)
    middle = median(known) if known else 1.0
    first = max(0, sum(step <= middle for step in RECHECK_DELAYS) - STEPS // 2)
    first = min(first, len(RECHECK_DELAYS) - STEPS)
    return Euros("€", RECHECK_DELAYS[first : first + STEPS])


def national_map() -> SafeString:
    """Every département."""
    return _national(programme_version())


@lru_cache(maxsize=2)
def _national(version: str) -> SafeString:  # noqa: ARG001  (drawn again when it changes)
    found = fund_account()[0].groups["departement"]
    return _drawn(national("departement"), _areas(found), scale_for(_values(found)), "France, par département")


def region_map(rows: Sequence[Group], name: str) -> SafeString:
    """Départements of a région, in the classes of the national map."""
    everywhere = fund_account()[0].groups["departement"]
    drawing = projected("departement", [one.id for one in rows if one.id])
    return _drawn(drawing, _areas(rows), scale_for(_values(everywhere)), f"{name}, par département")


def departement_map(code: str) -> SafeString:
    """Communes of a département: what was granted to each commune itself."""
    return _communes(programme_version(), code)


@lru_cache(maxsize=128)
def _communes(version: str, code: str) -> SafeString:  # noqa: ARG001  (drawn again when it changes)
    found = commune_amounts(code)
    values = {one: euros / people if people else 0.0 for one, (_, people, euros) in found.items()}
    areas = {one: ColouredArea(name, address("commune", one), values[one] or None) for one, (name, *_) in found.items()}
    where = f"{departements()[code].name}, par commune"
    return _drawn(projected("commune", areas), areas, scale_for(list(values.values())), where)


def _values(rows: Sequence[Group]) -> list[float]:
    return [float(one.amount / one.population) for one in rows if one.id and one.population]


def _areas(rows: Sequence[Group]) -> dict[str, ColouredArea]:
    areas = {}
    for one in rows:
        if one.id and one.population:
            value = float(one.amount / one.population) or None
            areas[one.id] = ColouredArea(one.label, place_href("departement", one.id) or "", value)
    return areas


def _drawn(drawing: Drawing, areas: Mapping[str, ColouredArea], scale: Euros, where: str) -> SafeString:
    """The figure; its words come from the reference, escaped where they are written."""
    return mark_safe(
        map_figure(
            drawing,
            areas,
            key="fonds",
            title=f"Montants attribués par habitant : carte, {where}",
            description="Chaque territoire est un lien vers sa page. Un tableau de la page dit la même chose.",
            scale=scale,
        )
    )
