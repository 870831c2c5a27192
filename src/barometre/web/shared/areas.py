"""The territories that have a page: France, régions, départements, EPCI and EPT, with their names and their parents."""

from dataclasses import dataclass
from functools import cache

from barometre.territory import reference
from barometre.web.editions.models import Collectivite
from barometre.web.shared.addresses import address_of
from barometre.web.shared.words import french_order


def address(kind: str, code: str) -> str:
    """Return the address of the page of a territory or a commune."""
    return address_of(kind) if kind == "france" else address_of(kind, code)


@dataclass(frozen=True)
class Area:
    """One territory. `kind` is the word of the aggregates: france, region, departement, epci or ept."""

    kind: str
    code: str
    name: str
    siren: str | None = None
    region: str | None = None

    @property
    def address(self) -> str:
        """Address of its page."""
        return address("epci" if self.kind == "ept" else self.kind, self.code)

    @property
    def aggregated(self) -> tuple[str, str]:
        """Its key in the aggregates: kind and code."""
        return self.kind, self.code


FRANCE = Area("france", "FR", "France")


@cache
def regions() -> dict[str, Area]:
    """Return every région by its code, in order of names."""
    rows = reference.regions().iter_rows(named=True)
    areas = [Area("region", row["code"], row["name"], row["siren"]) for row in rows]
    return {area.code: area for area in sorted(areas, key=lambda area: french_order(area.name))}


@cache
def departements() -> dict[str, Area]:
    """Return every département by its code, in order of codes."""
    rows = reference.departements().sort("code").iter_rows(named=True)
    return {row["code"]: Area("departement", row["code"], row["name"], row["siren"], row["region"]) for row in rows}


@cache
def covered(code: str) -> tuple[str, ...]:
    """Return the départements of an authority that covers several and is none (6AE: 67 and 68); else nothing."""
    found = reference.collectivites().filter(kind="departement", code=code)["departements"].to_list()
    return tuple(found[0]) if found and found[0] != [code] else ()


def epci_area(authority: Collectivite) -> Area:
    """Return the territory of an EPCI or an EPT."""
    return Area(authority.kind, authority.code, authority.name, authority.siren, authority.region)


def above(region: str | None, departement: str | None = None) -> list[Area]:
    """Return France, then the région and the département given, when they exist."""
    chain = [FRANCE]
    if region in regions():
        chain.append(regions()[region])
    if departement in departements():
        chain.append(departements()[departement])
    return chain


def trail(chain: list[Area], last: str) -> list[tuple[str, str | None]]:
    """Return the breadcrumb: the territories above, then the page itself."""
    return [*((area.name, area.address) for area in chain), (last, None)]
