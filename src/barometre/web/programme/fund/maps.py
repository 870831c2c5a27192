"""Maps of the fund: euros granted for one inhabitant, in classes made for the amounts of this fund."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.safestring import SafeString, mark_safe

from barometre.programme.fund.report import AwardGroup
from barometre.web.maps.choropleth import map_figure
from barometre.web.maps.geometry import Drawing, national, projected
from barometre.web.maps.legend import ColouredArea, ColourScale
from barometre.web.programme.fund.queries import commune_amounts, fund_report
from barometre.web.programme.fund.tables import territory_href
from barometre.web.programme.fund.words import per_head
from barometre.web.programme.version import per_programme
from barometre.web.shared.areas import address, departements

# Amounts that classes may begin with: 0,01 ; 0,02 ; 0,05 ; 0,1…
ROUND_AMOUNTS = tuple(round(digit * 10.0**power, 4) for power in range(-2, 5) for digit in (1, 2, 5))
# Limits between the five classes.
LIMITS = 4

NOTHING_CLASS, NOTHING = "rien", "aucun montant enregistré"


@dataclass(frozen=True, slots=True)
class Euros(ColourScale):
    """Five classes of euros for one inhabitant; what received nothing is white."""

    def class_of(self, area: ColouredArea) -> str:
        """Return the CSS class: rien, then c1 … c5 from the lowest to the highest amount."""
        return NOTHING_CLASS if area.value is None else ColourScale.class_of(self, area)

    def words(self, area: ColouredArea) -> str:
        """Return the value of an area in words."""
        return NOTHING if area.value is None else f"{per_head(area.value)} par habitant"

    def labels(self) -> dict[str, str]:
        """Return what each class means, in the order of the legend."""
        low, *_, high = self.breaks
        labels = {"c1": f"moins de {per_head(low)} par habitant"}
        for i, (start, end) in enumerate(zip(self.breaks, self.breaks[1:], strict=False), 2):
            labels[f"c{i}"] = f"de {per_head(start)} à moins de {per_head(end)}"
        labels[f"c{len(self.breaks) + 1}"] = f"{per_head(high)} et plus"
        return {NOTHING_CLASS: NOTHING, **labels}


def scale_for(values: Sequence[float]) -> Euros:
    """Choose round classes around the median of what was received."""
    received = [value for value in values if value]
    middle = median(received) if received else 1.0
    first = max(0, sum(amount <= middle for amount in ROUND_AMOUNTS) - LIMITS // 2)
    first = min(first, len(ROUND_AMOUNTS) - LIMITS)
    return Euros("€", ROUND_AMOUNTS[first : first + LIMITS])


@per_programme
def national_map() -> SafeString:
    """Draw every département."""
    groups = fund_report()[0].groups["departement"]
    return _drawn(national("departement"), _areas(groups), scale_for(_values(groups)), "France, par département")


def region_map(groups: Sequence[AwardGroup], name: str) -> SafeString:
    """Draw the départements of a région, in the classes of the national map."""
    everywhere = fund_report()[0].groups["departement"]
    drawing = projected("departement", [group.id for group in groups if group.id])
    return _drawn(drawing, _areas(groups), scale_for(_values(everywhere)), f"{name}, par département")


@per_programme
def departement_map(code: str) -> SafeString:
    """Draw the communes of a département: what was granted to each commune itself."""
    communes = commune_amounts(code)
    values = {commune: euros / people if people else 0.0 for commune, (_, people, euros) in communes.items()}
    areas = {
        commune: ColouredArea(name, address("commune", commune), values[commune] or None)
        for commune, (name, *_) in communes.items()
    }
    where = f"{departements()[code].name}, par commune"
    return _drawn(projected("commune", areas), areas, scale_for(list(values.values())), where)


def _values(groups: Sequence[AwardGroup]) -> list[float]:
    return [float(group.amount / group.population) for group in groups if group.id and group.population]


def _areas(groups: Sequence[AwardGroup]) -> dict[str, ColouredArea]:
    areas = {}
    for group in groups:
        if group.id and group.population:
            value = float(group.amount / group.population) or None
            areas[group.id] = ColouredArea(group.label, territory_href("departement", group.id) or "", value)
    return areas


def _drawn(drawing: Drawing, areas: Mapping[str, ColouredArea], scale: Euros, where: str) -> SafeString:
    """Draw the figure; its words come from the reference and are escaped where they are written."""
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
