"""Manners: how many things at once with one host, one address, one DNS operator; and when to leave them alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PER_HOST = 2
PER_ADDRESS = 16
PER_DNS_OPERATOR = 24
LONGEST_PAUSE = 60.0
"""Seconds for which one answer 429 or 503 can hold back the next requests to the same host (RFC 9110, 10.2.3)."""

PAUSES_KEPT = 1000
"""Hosts left alone of which the past ones are then forgotten."""


class Limits:
    """Bounds by key, kept only while somebody holds or waits for them: memory does not grow with the targets."""

    def __init__(self, share: int = 1) -> None:
        """Take 1/`share` of every bound: that many processes work at once on the same internet."""
        self._bounds = {"host": PER_HOST, "address": PER_ADDRESS, "dns": PER_DNS_OPERATOR}
        self._share = share
        self._held: dict[tuple[str, str], tuple[asyncio.Semaphore, list[int]]] = {}
        self._pauses: dict[str, float] = {}

    @asynccontextmanager
    async def hold(self, what: str, key: str) -> AsyncIterator[None]:
        """Hold one of the places of `key`: a host, an address or a DNS operator, as `what` says."""
        entry = self._held.get((what, key))
        if entry is None:
            places = self._bounds[what] if what == "host" else max(1, self._bounds[what] // self._share)
            entry = self._held[what, key] = (asyncio.Semaphore(places), [0])
        semaphore, users = entry
        users[0] += 1
        try:
            async with semaphore:
                yield
        finally:
            users[0] -= 1
            if not users[0]:
                del self._held[what, key]

    def back_off(self, host: str, seconds: float | None) -> None:
        """Leave a host alone for a while, because it asked for it (429, 503)."""
        now = asyncio.get_running_loop().time()
        if len(self._pauses) >= PAUSES_KEPT:
            self._pauses = {name: until for name, until in self._pauses.items() if until > now}
        until = now + min(seconds if seconds is not None else 5.0, LONGEST_PAUSE)
        self._pauses[host] = max(until, self._pauses.get(host, 0.0))

    async def pause(self, host: str) -> None:
        """Wait until a host that asked to be left alone may be visited again."""
        until = self._pauses.get(host)
        if until is None:
            return
        wait = until - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)
        self._pauses.pop(host, None)
