"""HTTP/1.1 client (RFC 9112): one request on its own connection, bounded in bytes, closed once answered.

The parser is `httptools` (llhttp, that of Node.js), as lenient as browsers.
"""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import cast

import httptools

from barometre.facts.reason import Reason
from barometre.observation.net.coding import BODY_BYTES, CUT, TOO_LONG, undo_codings

HEAD_BYTES = 65_536
HEADERS = 200
# Statuses whose body is not read.
_BODILESS = frozenset({204, 301, 302, 303, 304, 307, 308})


class GarbageError(ValueError):
    """Answer that is not HTTP."""


class TooLargeError(ValueError):
    """Answer whose headers exceed `HEAD_BYTES` or `HEADERS`."""


@dataclass(slots=True)
class Response:
    """Answer as received: header names in lower case, body decompressed.

    `partial` says why the body is not whole, None when it is; `tls` is the version and the certificate.
    """

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    partial: Reason | None = None
    tls: tuple[str, bytes] | None = None


class Exchange(asyncio.Protocol):
    """Protocol that sends one request and reads its answer; `done` is the response, or the error."""

    def __init__(self, request: bytes) -> None:
        self.done: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        # No one awaits an exchange whose connection timed out: its error is not worth a line on standard error.
        self.done.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._request = request
        self._response = Response()
        self._body = bytearray()
        self._received = 0
        self._in_body = False
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_keep_alive=True,
            lenient_data_after_close=True,
            lenient_optional_lf_after_cr=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's class does not inherit from it
        secure: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        if secure is not None:
            self._response.tls = (secure.version() or "", secure.getpeercert(binary_form=True) or b"")
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, within bounds."""
        if self.done.done():
            return
        if not self._in_body:
            self._received += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            if self._in_body:
                self._finish(CUT)
            else:
                self._fail(GarbageError("not HTTP"))
        if not self._in_body and self._received > HEAD_BYTES:
            self._fail(TooLargeError("headers"))

    def eof_received(self) -> bool:
        """End the answer: the server sends no more."""
        self._end(None)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """End the answer: the connection is closed."""
        self._end(exc)

    def _end(self, exc: Exception | None) -> None:
        if self.done.done():
            return
        if self._in_body:
            # Only a body without length may end with the connection, if it ends well (RFC 9112, 6.3 and 8).
            framed = any(name in ("content-length", "transfer-encoding") for name, _ in self._response.headers)
            self._finish(CUT if framed or exc else None)
        else:
            self._fail(exc or ConnectionResetError("closed without an answer"))

    def on_message_begin(self) -> None:
        """Start an answer; headers of an interim one before it are dropped (RFC 9110, 15.2)."""
        self._response.headers.clear()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header."""
        self._response.headers.append((name.decode("latin-1").lower(), value.decode("latin-1").strip()))
        if len(self._response.headers) > HEADERS:
            self._fail(TooLargeError("headers"))

    def on_headers_complete(self) -> None:
        """Start the body, unless the answer is an interim one or has no body to read."""
        status = self._parser.get_status_code()
        if 100 <= status < 200 and status != 101:
            return
        self._response.status = status
        self._in_body = True
        if status in _BODILESS:
            self._finish()

    def on_body(self, body: bytes) -> None:
        """Add a part of the body."""
        self._body += body
        if len(self._body) > BODY_BYTES:
            self._finish(TOO_LONG)

    def on_message_complete(self) -> None:
        """Finish: the answer is complete."""
        if self._in_body:
            self._finish()

    def _finish(self, partial: Reason | None = None) -> None:
        if self.done.done():
            return
        response = self._response
        codings = ",".join(value for name, value in response.headers if name == "content-encoding")
        response.body, broken = bytes(self._body[:BODY_BYTES]), None
        if codings and response.body:
            response.body, broken = undo_codings(response.body, codings)
        response.partial = partial or broken
        self.done.set_result(response)
        self._transport.abort()

    def close(self) -> None:
        """Abort the connection, and break the reference cycle between this object and its parser."""
        self._transport.abort()
        del self._parser

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
            self._transport.abort()


async def exchange(
    addresses: tuple[str, ...], port: int, host: str, request: bytes, context: ssl.SSLContext | None, connect: float
) -> tuple[Response, str]:
    """Send a request to the first address that accepts the connection.

    Args:
        addresses: tried in order.
        port: same for all of them.
        host: name that the certificate must have.
        request: bytes to send.
        context: TLS; None for plain HTTP.
        connect: seconds left to each address to connect.

    Returns:
        The answer, and the address that gave it.

    Raises:
        OSError: no connection, TLS refused, or closed without an answer; `TimeoutError` included.
        GarbageError, TooLargeError: the answer cannot be read.
    """
    loop = asyncio.get_running_loop()
    for rank, address in enumerate(addresses, 1):
        try:
            async with asyncio.timeout(connect):
                _, protocol = await loop.create_connection(
                    lambda: Exchange(request), address, port, ssl=context, server_hostname=host if context else None
                )
        except ssl.SSLError:
            raise
        except OSError:
            if rank == len(addresses):
                raise
            continue
        try:
            return await protocol.done, address
        finally:
            protocol.close()
    raise OSError("no address")
