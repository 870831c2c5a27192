"""Politeness: how many requests at once to one host, address or DNS operator, and when a host asks for a pause."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# Bounds: connections to one host, connections to one address, questions about the domains of one DNS operator.
PER_HOST = 2
PER_ADDRESS = 16
PER_DNS_OPERATOR = 24
# Seconds before the next request to a host that answers 429 or 503 without a delay, and longest delay that we obey
# (RFC 9110, 10.2.3).
DEFAULT_PAUSE = 5.0
LONGEST_PAUSE = 60.0
# Number of pauses above which those that are over are deleted.
PAUSES_KEPT = 1000


class _Slots(asyncio.Semaphore):
    """Slots of one key; `users` counts the tasks that hold one or wait for one."""

    users = 0


class Limits:
    """Bounds by key. A key is kept only while a task uses it: memory does not grow with the targets."""

    def __init__(self, share: int = 1) -> None:
        """Take 1/`share` of every bound but that of hosts: that many processes use the same internet at once."""
        self._bounds = {
            "host": PER_HOST,
            "address": max(1, PER_ADDRESS // share),
            "dns": max(1, PER_DNS_OPERATOR // share),
        }
        self._slots: dict[tuple[str, str], _Slots] = {}
        self._pauses: dict[str, float] = {}

    @asynccontextmanager
    async def hold(self, kind: str, key: str) -> AsyncIterator[None]:
        """Wait for a slot of a key and hold it; `kind` is `host`, `address` or `dns`."""
        slots = self._slots.get((kind, key))
        if slots is None:
            slots = self._slots[kind, key] = _Slots(self._bounds[kind])
        slots.users += 1
        try:
            async with slots:
                yield
        finally:
            slots.users -= 1
            if not slots.users:
                del self._slots[kind, key]

    def back_off(self, host: str, seconds: float | None) -> None:
        """Delay the next requests to a host that answered 429 or 503."""
        now = asyncio.get_running_loop().time()
        if len(self._pauses) >= PAUSES_KEPT:
            self._pauses = {name: end for name, end in self._pauses.items() if end > now}
        end = now + min(DEFAULT_PAUSE if seconds is None else seconds, LONGEST_PAUSE)
        self._pauses[host] = max(end, self._pauses.get(host, 0.0))

    async def pause(self, host: str) -> None:
        """Wait until the pause that a host asked for is over."""
        end = self._pauses.get(host)
        if end is None:
            return
        delay = end - asyncio.get_running_loop().time()
        if delay > 0:
            await asyncio.sleep(delay)
        self._pauses.pop(host, None)
