"""The probe behind the look asked for on a page: the settings of the instance and the content of the catalogue."""

from functools import cache

from barometre.facts.statement import Statement
from barometre.indicators.catalogue import load_catalogue
from barometre.indicators.knowledge import knowledge_of
from barometre.observation import once
from barometre.observation.reach import Reach, system_resolver
from barometre.observation.target import Knowledge
from barometre.settings import settings


@cache
def _knowledge() -> Knowledge:
    return knowledge_of(load_catalogue())


def look_now(siren: str, site: str | None, mail: str | None) -> list[Statement]:
    """Look once at what the reference declares of a collectivité (`once.look_now`).

    Raises:
        BarometreError: this machine has no DNS resolver or no certificate authorities.
        TimeoutError: the look was not finished in time.
    """
    reach = Reach(system_resolver(), contact=settings().operator_contact, remember=0)
    return once.look_now(siren, site, mail, reach, _knowledge())
