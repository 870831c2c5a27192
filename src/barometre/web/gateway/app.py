"""The ASGI application that a worker serves: what can be answered without Django is, the rest waits its turn."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from barometre.settings import Settings
from barometre.web.gateway import health, limits, metrics, refusals, warm
from barometre.web.gateway.bodies import Bodies, LeftError
from barometre.web.gateway.bridge import Bridge, FullError, GoneError, Reader, Receive, Send, environ_of, joined
from barometre.web.gateway.connections import CUT, READ_SECONDS
from barometre.web.gateway.kept import Headers, Kept, KeptAnswer, key_of
from barometre.web.gateway.limits import Kind, Rule, Usage
from barometre.web.gateway.state import State, read_state
from barometre.web.shared.visitors import address_from, network

logger = logging.getLogger(__name__)

# Seconds between two readings of the state.
EVERY = 1.0
# Methods without a body.
READING = ("GET", "HEAD", "OPTIONS")
# What waits for other machines: it has threads of its own, beside those of pages.
SLOW = (Kind.LOOK, Kind.MESSAGE)
# The page that takes a file from anyone.
CHECK = "/donnees-et-archives/verifier/"

Scope = dict[str, Any]


def rules(instance: Settings) -> list[Rule]:
    """Return how much one visitor may ask for."""
    return [
        Rule(Kind.API, limits.MINUTE, instance.api_per_minute),
        Rule(Kind.API, limits.DAY, instance.api_per_day),
        Rule(Kind.FORM, limits.DAY, instance.forms_per_day),
        Rule(Kind.LOOK, limits.DAY, instance.looks_per_day),
        Rule(Kind.MESSAGE, limits.DAY, instance.messages_per_day),
        Rule(Kind.ANSWER, limits.DAY, instance.answers_per_day),
    ]


class Gateway:
    """One worker: its state, its counts, the answers that it keeps, its threads."""

    def __init__(self, application: Any, secret: str, instance: Settings) -> None:  # noqa: ANN401  (WSGI)
        self._application, self._secret = application, secret
        self._usage, self._kept, self._bodies = Usage(rules(instance)), Kept(), Bodies()
        self._state = State()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or the beginning and the end of the worker."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def start(self) -> None:
        """Load what the first visitor would wait for, then read the state and draw some maps every second."""
        self._bridge = Bridge(self._application)
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="state")
        await asyncio.get_running_loop().run_in_executor(self._reader, warm.load)
        await self._read_state()
        await self._measure()
        metrics.WORKERS.set(1)
        self._clocks = [asyncio.create_task(_every_second(act)) for act in (self._watch, self._measure)]

    async def stop(self) -> None:
        """Stop reading the state, and wait for the requests under way."""
        for clock in self._clocks:
            clock.cancel()
        await asyncio.get_running_loop().run_in_executor(None, self._bridge.close)
        self._reader.shutdown()

    async def _watch(self) -> None:
        await self._read_state()
        if self._state.edition is not None:
            await asyncio.get_running_loop().run_in_executor(self._reader, warm.draw)

    async def _read_state(self) -> None:
        loop = asyncio.get_running_loop()
        new = self._usage.take_new()
        before = self._state
        now, totals = await loop.run_in_executor(self._reader, read_state, before, new)
        if now.published_at != before.published_at:
            await loop.run_in_executor(self._reader, warm.visit)
        self._state = now
        self._usage.learn(totals)

    async def _measure(self) -> None:
        """Measure this worker, even while it waits for a database that does not answer."""
        metrics.MEMORY.set(metrics.resident_bytes())
        metrics.KEPT_BYTES.set(self._kept.bytes)
        metrics.DATABASE.set(not self._state.failure and self._state.is_present(time.monotonic()))
        if self._state.edition is not None:
            metrics.EDITION.set(time.mktime(self._state.edition.timetuple()))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, began = scope["path"], time.perf_counter()
        if path in (health.ALIVE, health.READY):
            now = time.monotonic()
            await _send(health.alive() if path == health.ALIVE else health.ready(self._state, now), scope, send)
            return
        with metrics.IN_HAND.track_inprogress():
            try:
                answer = await self._answer(scope, receive, send)
            except FullError:
                metrics.REFUSED.labels("full").inc()
                answer = refusals.full().for_path(path)
            except TimeoutError:
                metrics.REFUSED.labels("slow").inc()
                answer = refusals.too_slow()
            except (LeftError, GoneError):
                await _cut(scope)
                return
        kind = path.split("/")[1] if path.startswith(("/api/v1/", "/static/", "/gestion/", "/programme/")) else "pages"
        metrics.REQUESTS.labels(kind, str(answer.status) if answer else "download").inc()
        metrics.SECONDS.labels(kind).observe(time.perf_counter() - began)
        if answer is not None:
            await _send(answer, scope, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> KeptAnswer | None:
        """Return an answer, kept or made; None for a download, sent already."""
        path, method, headers = scope["path"], scope["method"], joined(scope["headers"])
        visitor = self._visitor(scope, headers)
        kind = limits.kind_of(method, path)
        if kind is not None and (seconds := self._usage.count(kind, visitor, time.time())):
            metrics.REFUSED.labels(kind).inc()
            return refusals.too_many().for_path(path, seconds)
        key, tags = key_of(scope, headers), self._state.tags
        if key is not None and (found := self._kept.find(key, tags)):
            metrics.KEPT.labels("found").inc()
            return found.for_who_has(headers.get(b"if-none-match"))
        reads = method in READING and b"content-length" not in headers and b"transfer-encoding" not in headers
        large = path.startswith("/gestion/") and b"session=" in headers.get(b"cookie", b"")
        body, length, whole = await self._bodies.read(_nothing if reads else receive, large, file=path == CHECK)
        with body:
            if large and not whole:
                metrics.REFUSED.labels("large").inc()
                return _closing(refusals.too_large())
            environ = environ_of(scope, body, length)
            reader = Reader(send, receive)
            answer = await self._bridge.answer(environ, visitor, reader, is_look=kind in SLOW)
        if answer is not None and key is not None and method == "GET":
            metrics.KEPT.labels("made").inc()
            self._kept.keep(key, answer, tags)
        return answer if answer is None or whole else _closing(answer)

    def _visitor(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        """Return what stands for the visitor during a day."""
        peer = (scope.get("client") or ("",))[0]
        address = address_from(peer, headers.get(b"x-forwarded-for", b"").decode("latin-1"))
        return limits.digest(network(address), self._secret, time.time())


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request"}


def _closing(answer: KeptAnswer) -> KeptAnswer:
    """Return an answer after which the connection ends: the rest of the request was not read."""
    return KeptAnswer(answer.status, [*answer.headers, (b"connection", b"close")], answer.body)


async def _cut(scope: Scope) -> None:
    """End the connection; the server must have seen it before the request ends."""
    scope[CUT]()
    await asyncio.sleep(0)


async def _send(answer: KeptAnswer, scope: Scope, send: Send) -> None:
    """Send an answer; end the connection of a visitor who does not read the former ones."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            await send({"type": "http.response.start", "status": answer.status, "headers": _headers(answer, scope)})
            await send({"type": "http.response.body", "body": answer.body})
    except TimeoutError:
        await _cut(scope)


def _headers(answer: KeptAnswer, scope: Scope) -> Headers:
    """Return the headers of an answer, with the length of its body when it is all there: that of HEAD is not."""
    if b"content-length" in answer.named or answer.status in (204, 304) or scope["method"] == "HEAD":
        return answer.headers
    return [*answer.headers, (b"content-length", str(len(answer.body)).encode())]


async def _every_second(act: Callable[[], Awaitable[None]]) -> None:
    """Act again and again: a failure is of one time."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await act()
        except Exception:
            logger.exception("The state of the site could not be read")
