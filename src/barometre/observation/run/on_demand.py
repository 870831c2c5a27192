"""Look on demand at one collectivité: for the page that offers it, and for `barometre observe explain`."""

import asyncio
from collections.abc import Set
from contextlib import AsyncExitStack

from barometre.catalogue.reference_lists import ReferenceLists
from barometre.observation.criteria.target import Target
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.run.confirm import Look
from barometre.observation.run.context import open_context
from barometre.observation.run.groups import DEFAULT_GROUPS
from barometre.observation.run.look import LookResult, look

# Longest look for a visitor who waits for the page.
SECONDS = 20.0


async def look_once(target: Target, groups: Set[str], settings: NetworkSettings, lists: ReferenceLists) -> LookResult:
    """Look at one collectivité; the result has the steps."""
    async with AsyncExitStack() as stack:
        context = await open_context(stack, settings, lists, groups, share=1)
        return await look(context, target, groups)


def look_now(
    siren: str,
    site: str | None,
    mail: str | None,
    settings: NetworkSettings,
    lists: ReferenceLists,
    seconds: float = SECONDS,
) -> list[Look]:
    """Look at one collectivité with every group of probes but the browser, in at most `seconds`.

    Returns:
        The look of each group of probes: its negatives are still to be confirmed by another.

    Raises:
        TimeoutError: the look was not finished in time, which is our failure.
    """

    async def bounded() -> LookResult:
        async with asyncio.timeout(seconds):
            result = await look_once(Target(siren, site, mail), frozenset(DEFAULT_GROUPS), settings, lists)
            if result.crashes:
                raise result.crashes[0]
            return result

    return asyncio.run(bounded()).looks
