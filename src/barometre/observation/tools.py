"""The network side of a run, opened once and shared by its looks."""

from collections.abc import Set
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from barometre.observation.countries import Countries
from barometre.observation.limits import Limits
from barometre.observation.reach import Reach
from barometre.observation.resolver import Resolver
from barometre.observation.signs import Signs
from barometre.observation.target import Knowledge
from barometre.observation.visit import Visitor

if TYPE_CHECKING:
    from barometre.observation.browser import Browser


@dataclass(frozen=True, slots=True)
class Tools:
    """What looks of a run share; `browser` only when the group of that name is asked for."""

    visitor: Visitor
    countries: Countries
    knowledge: Knowledge
    signs: Signs
    browser: "Browser | None" = None

    @property
    def trackers(self) -> list[tuple[str, tuple[str, ...]]]:
        """Names and hosts of what measures or follows visitors."""
        return [(sign.name, sign.hosts) for sign in self.knowledge.signs if sign.kind == "traceur"]


async def open_tools(stack: AsyncExitStack, reach: Reach, knowledge: Knowledge, groups: Set[str], share: int) -> Tools:
    """Open the network side; `share` processes use the same internet at once.

    Raises:
        BarometreError: the resolver, authorities, country database or browser cannot be had.
    """
    limits = Limits(share)
    resolver = await stack.enter_async_context(Resolver(*reach.resolver, limits, reach.remember))
    visitor = Visitor(reach, resolver, limits)
    browser = await _open_browser(stack, visitor) if "browser" in groups else None
    return Tools(visitor, Countries(reach.geoip), knowledge, Signs.of(knowledge.signs), browser)


async def _open_browser(stack: AsyncExitStack, visitor: Visitor) -> "Browser":
    from barometre.observation.browser import Browser  # noqa: PLC0415  (the extra `[browser]`)
    from barometre.observation.browser_process import ChromiumOptions  # noqa: PLC0415

    reach = visitor.reach
    options = ChromiumOptions(user_agent=reach.user_agent, trust_any=reach.ca is not None)
    return await stack.enter_async_context(Browser(visitor.connect, options))
