"""What the observation needs of the catalogue, as the plain values it reads."""

from barometre.errors import BarometreError
from barometre.indicators.models import Catalogue
from barometre.indicators.scoring import OneOf
from barometre.observation.target import Knowledge

EXTENSION_INDICATOR = "site-extension"
"""The indicator whose rule lists the sovereign extensions (RCPNT, 1.2): written once."""


def knowledge_of(catalogue: Catalogue) -> Knowledge:
    """Providers, platforms, extensions and signs that judgement reads.

    Raises:
        BarometreError: the catalogue has lost the list of extensions.
    """
    indicator = catalogue.indicators.get(EXTENSION_INDICATOR)
    if indicator is None or not isinstance(indicator.scoring, OneOf):
        raise BarometreError(
            f"The catalogue must have an indicator {EXTENSION_INDICATOR} with rule one-of: it lists the extensions"
        )
    return Knowledge(
        mail_providers=catalogue.general_mail_providers,
        platforms=catalogue.site_platforms,
        extensions=frozenset(indicator.scoring.allowed),
        signs=catalogue.signs,
    )
