"""The probe behind the look asked for on a page: the settings of the instance and the content of the catalogue."""

from functools import cache

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import ReferenceLists, reference_lists
from barometre.facts.statement import Statement
from barometre.observation.net.settings import NetworkSettings, system_resolver
from barometre.observation.run import on_demand
from barometre.settings import settings


@cache
def _lists() -> ReferenceLists:
    return reference_lists(load_catalogue())


def look_now(siren: str, site: str | None, mail: str | None) -> list[Statement]:
    """Look once at what the reference declares of a collectivité (`on_demand.look_now`).

    Raises:
        BarometreError: this machine has no DNS resolver or no certificate authorities.
        TimeoutError: the look was not finished in time.
    """
    network = NetworkSettings(system_resolver(), contact=settings().operator_contact, remember=0)
    return on_demand.look_now(siren, site, mail, network, _lists())
