"""Probe behind the look requested on a page: the settings of the instance and the lists of the catalogue."""

from functools import cache

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import ReferenceLists, reference_lists
from barometre.observation.net.settings import NetworkSettings, system_resolver
from barometre.observation.run import on_demand
from barometre.observation.run.confirm import Confirmation, Look
from barometre.settings import settings


@cache
def _lists() -> ReferenceLists:
    return reference_lists(load_catalogue())


def confirmation() -> Confirmation:
    """Return the rule by which looks requested on the site are confirmed: that of runs, with the instance's delay."""
    return Confirmation(settings().recheck_after, _lists().facts)


def look_now(siren: str, site: str | None, mail: str | None) -> list[Look]:
    """Look once at what the reference declares of a collectivité (`on_demand.look_now`).

    Raises:
        BarometreError: this machine has no DNS resolver or no certificate authorities.
        TimeoutError: the look was not finished in time.
    """
    network = NetworkSettings(system_resolver(), contact=settings().operator_contact, remember=0)
    return on_demand.look_now(siren, site, mail, network, _lists())
