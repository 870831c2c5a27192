"""Context of a run: what is opened once and shared by its looks."""

from collections.abc import Set
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from barometre.catalogue.reference_lists import ReferenceLists
from barometre.observation.html.signs import Signs
from barometre.observation.net.countries import Countries
from barometre.observation.net.limits import Limits
from barometre.observation.net.networks import Networks
from barometre.observation.net.resolver import Resolver
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.net.visitor import Visitor

if TYPE_CHECKING:
    from barometre.observation.browser.browser import Browser


@dataclass(frozen=True, slots=True)
class RunContext:
    """Network clients and reference lists shared by the looks of a run; `browser` only for the group of that name."""

    visitor: Visitor
    countries: Countries
    networks: Networks
    lists: ReferenceLists
    signs: Signs
    browser: "Browser | None" = None

    @property
    def trackers(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return names and hosts of the services that measure or follow visitors."""
        return [(sign.name, sign.hosts) for sign in self.lists.signs if sign.kind == "traceur"]


async def open_context(
    stack: AsyncExitStack, settings: NetworkSettings, lists: ReferenceLists, groups: Set[str], share: int
) -> RunContext:
    """Open the clients of a run, which `stack` closes; `share` processes use the same internet at once.

    Raises:
        BarometreError: the resolver, authorities, a database of addresses or the browser is not available.
    """
    limits = Limits(share)
    resolver = await stack.enter_async_context(Resolver(*settings.resolver, limits, settings.remember))
    visitor = Visitor(settings, resolver, limits)
    browser = await _open_browser(stack, visitor) if "browser" in groups else None
    countries, networks = Countries(settings.geoip), Networks(settings.asn)
    return RunContext(visitor, countries, networks, lists, Signs.of(lists.signs), browser)


async def _open_browser(stack: AsyncExitStack, visitor: Visitor) -> "Browser":
    from barometre.observation.browser.browser import Browser  # noqa: PLC0415  (the extra `[browser]`)
    from barometre.observation.browser.process import ChromiumOptions  # noqa: PLC0415

    settings = visitor.settings
    options = ChromiumOptions(user_agent=settings.user_agent, trust_any=settings.ca is not None)
    return await stack.enter_async_context(Browser(visitor.connect, options))
