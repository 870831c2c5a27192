"""One look at one collectivité, at once: for the page that offers it, and for a person who asks to be told why."""

import asyncio
from collections.abc import Set
from contextlib import AsyncExitStack

from barometre.catalogue.reference_lists import ReferenceLists
from barometre.facts.statement import Statement
from barometre.observation.criteria.target import Target
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.run.context import open_context
from barometre.observation.run.groups import DEFAULT_GROUPS
from barometre.observation.run.look import Seen, look

SECONDS = 20.0
"""Longest look that somebody waits for in front of a page."""


async def look_once(target: Target, groups: Set[str], settings: NetworkSettings, lists: ReferenceLists) -> Seen:
    """Look at one collectivité and keep the steps."""
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
) -> list[Statement]:
    """Look at one collectivité with every group of probes but the browser, in bounded time.

    Args:
        siren: of the collectivité.
        site: its declared site, as in the reference.
        mail: its declared e-mail address, as in the reference.
        settings: how the internet is reached.
        lists: content that judgement reads.
        seconds: bound of the whole look.

    Returns:
        What was seen, a single look: its negatives are still to be confirmed by another.

    Raises:
        TimeoutError: the look was not finished in time, which is our failure.
    """

    async def bounded() -> Seen:
        async with asyncio.timeout(seconds):
            seen = await look_once(Target(siren, site, mail), frozenset(DEFAULT_GROUPS), settings, lists)
            if seen.crashes:
                raise seen.crashes[0]
            return seen

    return [statement for made in asyncio.run(bounded()).looks for statement in made.statements]
