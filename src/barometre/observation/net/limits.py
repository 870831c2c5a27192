"""Manners: how many things at once with one host, one address, one DNS operator; and when to leave them alone."""

import asyncio

PER_HOST = 2
PER_ADDRESS = 16
PER_DNS_OPERATOR = 24
LONGEST_PAUSE = 60.0
"""Seconds for which one answer 429 or 503 can hold back the next requests to the same host (RFC 9110, 10.2.3)."""

PAUSES_KEPT = 1000
"""Hosts left alone of which the past ones are then forgotten."""


class _Hold:
    """One place among those of a key. (A class, since `asynccontextmanager` costs four times as much.)"""

    __slots__ = ("_held", "_key", "_places")

    def __init__(self, held: dict[tuple[str, str], "_Places"], key: tuple[str, str], places: int) -> None:
        self._held, self._key, self._places = held, key, places

    async def __aenter__(self) -> None:
        places = self._held.get(self._key)
        if places is None:
            places = self._held[self._key] = _Places(self._places)
        places.users += 1
        try:
            await places.acquire()
        except BaseException:
            self._leave(places)
            raise

    async def __aexit__(self, *_: object) -> None:
        places = self._held[self._key]
        places.release()
        self._leave(places)

    def _leave(self, places: "_Places") -> None:
        places.users -= 1
        if not places.users:
            del self._held[self._key]


class _Places(asyncio.Semaphore):
    """The places of one key, and how many hold one or wait for one."""

    users = 0


class Limits:
    """Bounds by key, kept only while somebody holds or waits for them: memory does not grow with the targets."""

    def __init__(self, share: int = 1) -> None:
        """Take 1/`share` of every bound: that many processes work at once on the same internet."""
        self._bounds = {"host": PER_HOST, "address": PER_ADDRESS, "dns": PER_DNS_OPERATOR}
        self._share = share
        self._held: dict[tuple[str, str], _Places] = {}
        self._pauses: dict[str, float] = {}

    def hold(self, what: str, key: str) -> "_Hold":
        """Hold one of the places of a key for an `async with`: a host, an address or a DNS operator, as `what` says."""
        places = self._bounds[what] if what == "host" else max(1, self._bounds[what] // self._share)
        return _Hold(self._held, (what, key), places)

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
