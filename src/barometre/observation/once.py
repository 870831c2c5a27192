"""One look at one collectivité, at once: for the page that offers it, and for a person who asks to be told why."""

import asyncio
from collections.abc import Set
from contextlib import AsyncExitStack

from barometre.facts.statement import Statement
from barometre.observation.look import DEFAULT_GROUPS, Seen, look
from barometre.observation.reach import Reach
from barometre.observation.target import Knowledge, Target
from barometre.observation.tools import open_tools

SECONDS = 20.0
"""Longest look that somebody waits for in front of a page."""


async def look_once(target: Target, groups: Set[str], reach: Reach, knowledge: Knowledge) -> Seen:
    """Look at one collectivité and keep the steps."""
    async with AsyncExitStack() as stack:
        tools = await open_tools(stack, reach, knowledge, groups, share=1)
        return await look(tools, target, groups)


def look_now(
    siren: str, site: str | None, mail: str | None, reach: Reach, knowledge: Knowledge, seconds: float = SECONDS
) -> list[Statement]:
    """Look at one collectivité with every group of probes but the browser, in bounded time.

    Args:
        siren: of the collectivité.
        site: its declared site, as in the reference.
        mail: its declared e-mail address, as in the reference.
        reach: how the internet is reached.
        knowledge: content that judgement reads.
        seconds: bound of the whole look.

    Returns:
        What was seen, a single look: its negatives are still to be confirmed by another.

    Raises:
        TimeoutError: the look was not finished in time, which is our failure.
    """

    async def bounded() -> Seen:
        async with asyncio.timeout(seconds):
            seen = await look_once(Target(siren, site, mail), frozenset(DEFAULT_GROUPS), reach, knowledge)
            if seen.crashes:
                raise seen.crashes[0]
            return seen

    return [statement for made in asyncio.run(bounded()).looks for statement in made.statements]
