"""Lists of the catalogue that the observation reads, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from barometre.catalogue.models import Catalogue, FactDefinition, Sign, Wall
from barometre.catalogue.scoring import OneOf
from barometre.errors import BarometreError

# The indicator whose rule lists the sovereign extensions (RCPNT, 1.2): written once.
EXTENSION_INDICATOR = "site-extension"


@dataclass(frozen=True, slots=True)
class ReferenceLists:
    """Lists that judges read.

    Attributes:
        mail_providers: mail domains at which anyone can open an address.
        platforms: host suffix of a platform -> its name.
        extensions: sovereign extensions, without dot (RCPNT, 1.2).
        signs: how tools and services are recognised on pages.
        walls: how services against robots are recognised when they answer instead of a site.
        delivery_networks: number of a network whose addresses answer for sites kept elsewhere -> its name.
        facts: definitions of facts, which say the answers expected.
    """

    mail_providers: frozenset[str] = frozenset()
    platforms: Mapping[str, str] = field(default_factory=dict)
    extensions: frozenset[str] = frozenset()
    signs: tuple[Sign, ...] = ()
    walls: tuple[Wall, ...] = ()
    delivery_networks: Mapping[int, str] = field(default_factory=dict)
    facts: Mapping[str, FactDefinition] = field(default_factory=dict)


def reference_lists(catalogue: Catalogue) -> ReferenceLists:
    """Return the lists of a catalogue.

    Raises:
        BarometreError: the catalogue has lost the list of extensions.
    """
    indicator = catalogue.indicators.get(EXTENSION_INDICATOR)
    if indicator is None or not isinstance(indicator.scoring, OneOf):
        raise BarometreError(
            f"The catalogue must have an indicator {EXTENSION_INDICATOR} with rule one-of: it lists the extensions"
        )
    return ReferenceLists(
        mail_providers=catalogue.general_mail_providers,
        platforms=catalogue.site_platforms,
        extensions=frozenset(indicator.scoring.allowed),
        signs=catalogue.signs,
        walls=catalogue.walls,
        delivery_networks=catalogue.delivery_networks,
        facts=catalogue.facts,
    )
