"""Django called in a bounded number of threads, none of which waits for a visitor who sends or reads slowly.

A request has all its body before it takes a thread. An answer of up to `WHOLE` bytes is made whole and leaves the
thread at once; the event loop sends it. A longer one, a download, goes on in its thread at the pace of who reads it:
downloads have their own bound, so that they never take the place of pages.
"""

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote_to_bytes

from barometre.web.gateway.kept import Headers, KeptAnswer
from barometre.web.shared.caching import STATE

# Requests that one worker serves together. Python runs one thread at a time: more would make each slower, not more.
THREADS = 4
# Requests that wait for one of these threads; at 10 ms a page, the last waits 0.2 s.
WAITING = 16
# Seconds that one of them may wait, should pages be slow.
LONGEST_WAIT = 0.5
# Looks requested by visitors, which last up to 20 s: one more than `looking.AT_ONCE`, to be told so.
LOOKS = 4
# Downloads that one worker sends together, and those of one visitor.
DOWNLOADS, OF_ONE = 8, 3
# Bytes from which an answer is a download.
WHOLE = 256 * 1024
# Seconds for a visitor to read 64 KiB of a download.
STALL_SECONDS = 30.0

# Bytes of a download sent at once.
PART = 64 * 1024
_STATE = STATE.lower().encode()

Send = Callable[[Any], Awaitable[None]]
Receive = Callable[[], Awaitable[Any]]


class FullError(Exception):
    """More is asked than can be served in time."""


class GoneError(Exception):
    """The visitor left, or reads too slowly."""


class Reader:
    """The visitor who reads a download."""

    def __init__(self, send: Send, receive: Receive) -> None:
        self._send, self._receive = send, receive
        self._left: asyncio.Future[Any] | None = None

    async def give(self, message: dict[str, Any]) -> None:
        """Send a part, as soon as the former ones are read.

        Raises:
            GoneError: the visitor left, or reads too slowly.
        """
        self._left = self._left or asyncio.ensure_future(self._leaves())
        if self._left.done():
            raise GoneError
        try:
            await asyncio.wait_for(self._send(message), STALL_SECONDS)
        except TimeoutError:
            raise GoneError from None

    async def _leaves(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def close(self) -> None:
        """Watch the visitor no longer."""
        if self._left is not None:
            self._left.cancel()


class Bridge:
    """A WSGI application as seen from an event loop."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(THREADS + LOOKS + DOWNLOADS, thread_name_prefix="request")
        self._threads, self._looks = asyncio.Semaphore(THREADS), asyncio.Semaphore(LOOKS)
        self._waiting = 0
        self._downloads: Counter[str] = Counter()
        self._counting = threading.Lock()

    async def answer(
        self, environ: dict[str, Any], visitor: str, reader: Reader, is_look: bool = False
    ) -> KeptAnswer | None:
        """Return the whole answer of the application, or None for a download, sent already.

        Raises:
            FullError: there are too many requests, or too many downloads.
            GoneError: the visitor left before the end of a download, or read too slowly.
        """
        slots = self._looks if is_look else self._threads
        if slots.locked():
            await self._wait(slots)
        else:
            await slots.acquire()
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[KeptAnswer | None] = loop.create_future()
        work = loop.run_in_executor(self._pool, self._run, environ, visitor, reader, loop, ready)
        work.add_done_callback(lambda done: _end(ready, done))
        try:
            answer = await asyncio.shield(ready)
        finally:
            slots.release()
        if answer is None:
            try:
                await work
            finally:
                reader.close()
        return answer

    def close(self) -> None:
        """Wait for the requests under way."""
        self._pool.shutdown(cancel_futures=True)

    async def _wait(self, slots: asyncio.Semaphore) -> None:
        """Wait for a thread, unless too many wait already.

        Raises:
            FullError: they do, or none was free in time.
        """
        if self._waiting >= WAITING:
            raise FullError
        self._waiting += 1
        try:
            await asyncio.wait_for(slots.acquire(), LONGEST_WAIT)
        except TimeoutError:
            raise FullError from None
        finally:
            self._waiting -= 1

    def _run(
        self,
        environ: dict[str, Any],
        visitor: str,
        reader: Reader,
        loop: asyncio.AbstractEventLoop,
        ready: "asyncio.Future[KeptAnswer | None]",
    ) -> KeptAnswer | None:
        """Call the application, in a thread; a download tells `ready` when it begins."""
        began: list[Any] = []
        response = self._application(environ, lambda status, headers, _=None: began.extend((status, headers)))
        try:
            parts = iter(response)
            first, more = _read(parts, WHOLE)
            headers, state = _headers(began[1])
            answer = KeptAnswer(int(began[0][:3]), headers, first, state)
            if not more or environ["REQUEST_METHOD"] == "HEAD":
                return answer
            if not self._begin_download(visitor):
                raise FullError
            try:
                loop.call_soon_threadsafe(_set, ready, None)
                _download(answer, parts, reader, loop)
            finally:
                self._end_download(visitor)
            return None
        finally:
            if hasattr(response, "close"):
                response.close()

    def _begin_download(self, visitor: str) -> bool:
        with self._counting:
            if self._downloads.total() >= DOWNLOADS or self._downloads[visitor] >= OF_ONE:
                return False
            self._downloads[visitor] += 1
            return True

    def _end_download(self, visitor: str) -> None:
        with self._counting:
            self._downloads[visitor] -= 1
            if not self._downloads[visitor]:
                del self._downloads[visitor]


def environ_of(scope: dict[str, Any], body: Any, length: int) -> dict[str, Any]:  # noqa: ANN401  (any binary file)
    """Return what a WSGI application is told of a request (PEP 3333)."""
    host, port = scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in joined(scope["headers"]).items():
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = value.decode("latin-1")
    if length or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(length)
    return environ


def joined(headers: Headers) -> dict[bytes, bytes]:
    """Return headers by name; those given several times are one list (RFC 9110, 5.3).

    Headers whose name has an underscore are left out: they would pass for those with a hyphen.
    """
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if b"_" not in name:
            joint = b"; " if name == b"cookie" else b","
            found[name] = found[name] + joint + value if name in found else value
    return found


def _read(parts: Iterator[bytes], most: int) -> tuple[bytes, bool]:
    """Return the next bytes of an answer, and whether there may be more."""
    read, size = [], 0
    for part in parts:
        read.append(part)
        size += len(part)
        if size > most:
            return b"".join(read), True
    return b"".join(read), False


def _download(answer: KeptAnswer, parts: Iterator[bytes], reader: Reader, loop: asyncio.AbstractEventLoop) -> None:
    """Send an answer from its thread as fast as it is read.

    Raises:
        GoneError: the visitor left, or reads too slowly.
    """

    def give(message: dict[str, Any]) -> None:
        asyncio.run_coroutine_threadsafe(reader.give(message), loop).result()

    give({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    give({"type": "http.response.body", "body": answer.body, "more_body": True})
    more = True
    while more:
        part, more = _read(parts, PART)
        give({"type": "http.response.body", "body": part, "more_body": more})


def _headers(headers: list[tuple[str, str]]) -> tuple[Headers, bytes | None]:
    """Return headers in lower case, and apart from them the state of the site that one of them tells us alone."""
    lower = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return [one for one in lower if one[0] != _STATE], dict(lower).get(_STATE)


def _set(ready: "asyncio.Future[KeptAnswer | None]", answer: KeptAnswer | None) -> None:
    if not ready.done():
        ready.set_result(answer)


def _end(ready: "asyncio.Future[KeptAnswer | None]", done: "asyncio.Future[KeptAnswer | None]") -> None:
    """Pass on what came of the work of a thread, unless a download began: who waits for that sees it end."""
    if ready.done():
        return
    if (error := done.exception()) is not None:
        ready.set_exception(error)
    else:
        ready.set_result(done.result())
