"""Forward proxy on loopback for the browser, so that we control every connection of a page.

The browser resolves no name and opens no connection by itself: each request and tunnel comes here. The `connect`
function of the caller resolves the name, checks the address and connects to that same address, so that a name that
changes its address meanwhile (DNS rebinding) gains nothing. One proxy serves one page: what the page receives is
bounded, and closing the proxy closes all its connections.

It asks for no password: it listens on loopback, on a port chosen by the system, lives as long as one page, and gives
other users of this machine only the public addresses that `connect` accepts.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

from barometre.observation.net.guard import ForbiddenAddressError

Streams = tuple[StreamReader, StreamWriter]
# Function that opens a TCP connection to a host (name or IP address) and port. It raises `OSError` when it cannot, and
# `ForbiddenAddressError` when the address is not a public one.
Connect = Callable[[str, int], Awaitable[Streams]]

_HEAD = 65_536
_CHUNK = 65_536
# Headers of one connection, not forwarded (RFC 9110, 7.6.1); `Host` is written again.
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "te", "trailer", "upgrade", "host"})


@dataclass(frozen=True, slots=True)
class ProxyLimits:
    """Bounds of one page's traffic: bytes in both directions, connections at once, seconds."""

    page_bytes: int = 30_000_000
    connection_bytes: int = 20_000_000
    connections: int = 64
    idle: float = 15.0
    connect: float = 10.0


@dataclass(frozen=True, slots=True)
class _Request:
    """Request received by the proxy: `head` to forward (empty for a tunnel), `body`: length of its body."""

    host: str
    port: int
    head: bytes = b""
    body: int = 0

    @property
    def tunnel(self) -> bool:
        return not self.head


class _RefusedError(Exception):
    """Request to be answered with this status."""

    def __init__(self, status: int) -> None:
        self.status = status


class Proxy:
    """Proxy of one page, as an asynchronous context manager.

    `received`: bytes received from the internet. `forbidden`: hosts refused. `exceeded`: the page exceeded its bytes
    and its connections were closed.
    """

    def __init__(self, connect: Connect, limits: ProxyLimits | None = None) -> None:
        self._connect = connect
        self.limits = limits or ProxyLimits()
        self._tasks: set[asyncio.Task[object]] = set()
        self._open = True
        self._sent = 0
        self.received = 0
        self.exceeded = False
        self.forbidden: set[str] = set()
        self.address = ""

    async def __aenter__(self) -> Self:
        """Listen on loopback, on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Close all connections and refuse new ones."""
        self._open = False
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._tasks.add(task)
        try:
            await self._answer(reader, writer)
        except (OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the browser sees a closed connection
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            async with asyncio.timeout(self.limits.idle):
                request = _parse(await reader.readuntil(b"\r\n\r\n"))
            if not self._open or len(self._tasks) > self.limits.connections:
                raise _RefusedError(503)
            upstream = await self._connect_upstream(request)
        except _RefusedError as refused:
            line = f"HTTP/1.1 {refused.status} {HTTPStatus(refused.status).phrase}\r\n"
            writer.write(f"{line}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            return
        try:
            await self._relay(request, (reader, writer), upstream)
        finally:
            upstream[1].close()

    async def _connect_upstream(self, request: _Request) -> Streams:
        try:
            async with asyncio.timeout(self.limits.connect):
                return await self._connect(request.host, request.port)
        except ForbiddenAddressError as error:
            self.forbidden.add(request.host)
            raise _RefusedError(403) from error
        except TimeoutError as error:
            raise _RefusedError(504) from error
        except OSError as error:
            raise _RefusedError(502) from error

    async def _relay(self, request: _Request, client: Streams, upstream: Streams) -> None:
        """Copy bytes in both directions until one side closes, the connection is idle, or a bound is reached."""
        traffic = _Traffic(self, self.limits)
        async with asyncio.timeout(self.limits.idle) as bound:
            traffic.bound = bound
            copies = {
                asyncio.ensure_future(_upload(request, client[0], upstream[1], traffic)),
                asyncio.ensure_future(_download(request, upstream[0], client[1], traffic)),
            }
            try:
                await asyncio.wait(copies, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for copy in copies:
                    copy.cancel()
                await asyncio.gather(*copies, return_exceptions=True)

    def count(self, received: int, sent: int) -> None:
        """Count bytes of the page; close all its connections when they exceed its bound."""
        self.received += received
        self._sent += sent
        if self.received + self._sent > self.limits.page_bytes:
            self.exceeded = True
            self.cut()


class _Traffic:
    """Bytes of one connection, and its idle time."""

    def __init__(self, proxy: Proxy, limits: ProxyLimits) -> None:
        self._proxy = proxy
        self._limits = limits
        self._total = 0
        self.bound: asyncio.Timeout | None = None

    def count(self, received: int = 0, sent: int = 0) -> None:
        """Count bytes and restart the idle time."""
        self._total += received + sent
        self._proxy.count(received, sent)
        if self._total > self._limits.connection_bytes:
            self._proxy.exceeded = True
            raise EOFError
        if self.bound is not None and not self.bound.expired():
            self.bound.reschedule(asyncio.get_running_loop().time() + self._limits.idle)


async def _upload(request: _Request, reader: StreamReader, writer: StreamWriter, traffic: _Traffic) -> None:
    """Copy from the browser: all of a tunnel, or one request of plain HTTP with its body."""
    writer.write(request.head)
    left = request.body
    while chunk := await reader.read(_CHUNK):
        if not request.tunnel:
            chunk = chunk[:left]  # a second request on the connection is not for this server
            left -= len(chunk)
        traffic.count(sent=len(chunk))
        writer.write(chunk)
        await writer.drain()


async def _download(request: _Request, reader: StreamReader, writer: StreamWriter, traffic: _Traffic) -> None:
    """Copy to the browser; of plain HTTP, the connection serves one request."""
    if request.tunnel:
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    else:
        await _response_head(reader, writer, traffic)
    while chunk := await reader.read(_CHUNK):
        traffic.count(received=len(chunk))
        writer.write(chunk)
        await writer.drain()
    with suppress(OSError):
        await writer.drain()


async def _response_head(reader: StreamReader, writer: StreamWriter, traffic: _Traffic) -> None:
    """Copy the head of the answer, and of the interim ones before it (RFC 9110, 15.2)."""
    interim = True
    while interim:
        head = await reader.readuntil(b"\r\n\r\n")
        traffic.count(received=len(head))
        line, *fields = head[:-4].split(b"\r\n")
        interim = line[:5] == b"HTTP/" and line.split(b" ")[1:2] < [b"2"]
        kept = [field for field in fields if field.split(b":")[0].strip().lower() not in (b"connection", b"keep-alive")]
        writer.write(b"\r\n".join([line, *kept, *([] if interim else [b"Connection: close"]), b"", b""]))


def _parse(head: bytes) -> _Request:
    """Read the head of a request to a proxy: `CONNECT host:port` or an absolute form (RFC 9112, 3.2.2 and 3.2.3)."""
    try:
        line, *fields = head[:-4].decode("latin-1").split("\r\n")
        method, target, _ = line.split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _RefusedError(400) from error
    if method == "CONNECT" and host and port:
        return _Request(host, port)
    if parts.scheme != "http" or not host:
        raise _RefusedError(400)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept, length = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}"], 0
    for field in fields:
        name, _, value = field.partition(":")
        name = name.strip().lower()
        if name == "transfer-encoding":
            raise _RefusedError(411)  # browsers stream uploads over HTTP/2 only, which is in tunnels
        if name == "content-length":
            length = int(value) if value.strip().isdigit() else 0
        if name not in _HOP_BY_HOP and not name.startswith("proxy-"):
            kept.append(field)
    return _Request(host, port or 80, "\r\n".join([*kept, "Connection: close", "", ""]).encode("latin-1"), length)
