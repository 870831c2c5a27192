"""HTTP/1.1 client (RFC 9112): one request on its own connection, bounded in bytes, closed once answered.

What answers is read as browsers read it: see `head` and `chunks`.
"""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from barometre.facts.reason import Reason
from barometre.observation.net.chunks import BrokenChunksError, Chunks
from barometre.observation.net.coding import BODY_BYTES, CUT, HEAD_CUT, TOO_LONG, undo_codings
from barometre.observation.net.head import (
    KNOWN_FROM,
    GarbageError,
    Head,
    head_end,
    looks_like_html,
    read_head,
    status_line_start,
)

# Beyond it browsers refuse an answer too; interim answers count.
HEAD_BYTES = 262_144
# Bytes from which a page without head (HTTP/0.9) is known, when it begins like one.
_KNOWN_AS_PAGE = 64
# Statuses whose body is not read.
_BODILESS = frozenset({204, 301, 302, 303, 304, 307, 308})


class TooLargeError(ValueError):
    """Answer whose headers exceed `HEAD_BYTES`."""


class NotConnectedError(OSError):
    """No address accepted the connection; `cause` is what one did, if there is one, that says nothing of the server."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(*cause.args)
        self.cause = cause


class Tls(NamedTuple):
    """What was agreed in the TLS handshake: version, cipher suite as OpenSSL names it, certificate in DER."""

    version: str
    suite: str
    certificate: bytes


@dataclass(slots=True)
class ReceivedAnswer:
    """Answer as received: header names in lower case, body decompressed.

    `partial` says why the body is not whole, None when it is; `tls` is the version and the certificate.
    """

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    partial: Reason | None = None
    tls: Tls | None = None


class Exchange(asyncio.Protocol):
    """Protocol that sends one request and reads its answer; `done` is the response, or the error."""

    def __init__(self, request: bytes) -> None:
        self.done: asyncio.Future[ReceivedAnswer] = asyncio.get_running_loop().create_future()
        # No one awaits an exchange whose connection timed out: its error is not worth a line on standard error.
        self.done.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._request = request
        self._response = ReceivedAnswer()
        self._received = bytearray()
        self._searched = 0
        self._interim = 0
        self._head: Head | None = None
        self._chunks: Chunks | None = None
        self._body = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's class does not inherit from it
        secure: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        if secure is not None:
            suite = (secure.cipher() or ("",))[0]
            self._response.tls = Tls(secure.version() or "", suite, secure.getpeercert(binary_form=True) or b"")
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Read what came, within bounds."""
        if self.done.done():
            return
        if self._head is not None:
            self._take(data)
            return
        self._received += data
        try:
            self._read_heads()
        except GarbageError as error:
            self._fail(error)

    def _read_heads(self) -> None:
        """Read the head of the answer once it is there, and those of interim ones before it (RFC 9110, 15.2)."""
        while len(self._received) >= KNOWN_FROM:
            start = status_line_start(self._received)
            if start < 0:
                start_of_tag = self._received.lstrip()[:1] in (bytearray(), bytearray(b"<"))
                if len(self._received) >= _KNOWN_AS_PAGE or not start_of_tag or looks_like_html(self._received):
                    self._begin(_page_without_head(self._received), 0)
                return
            end = head_end(self._received, max(start, self._searched))
            if self._interim + (end[1] if end else len(self._received)) > HEAD_BYTES:
                self._fail(TooLargeError("headers"))
                return
            if end is None:
                self._searched = len(self._received) - 2
                return
            head = read_head(bytes(self._received[start : end[0]]))
            if head.status == 101:
                raise GarbageError("another protocol")
            if not 100 <= head.status < 200:
                self._begin(head, end[1])
                return
            self._interim += end[1]
            self._searched = 0
            del self._received[: end[1]]

    def _begin(self, head: Head, body_start: int) -> None:
        """Start the body, unless there is none to read."""
        self._head = head
        self._chunks = Chunks() if head.chunked else None
        self._response.status, self._response.headers = head.status, head.headers
        body, self._received = self._received[body_start:], bytearray()
        if head.status in _BODILESS or head.length == 0:
            self._finish()
        else:
            self._take(body)

    def _take(self, data: bytes | bytearray) -> None:
        """Add a part of the body; finish when it is complete, or too large."""
        head, whole, broken = self._head, False, False
        if self._chunks is not None:
            try:
                self._body += self._chunks.feed(data)
                whole = self._chunks.done
            except BrokenChunksError as error:
                self._body += error.args[0]
                broken = True
        else:
            self._body += data
            if head is not None and head.length is not None and len(self._body) >= head.length:
                del self._body[head.length :]
                whole = True
        if len(self._body) > BODY_BYTES:
            self._finish(TOO_LONG)
        elif broken:
            self._finish(CUT)
        elif whole:
            self._finish()

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
        try:
            if self._head is None:
                self._end_within_head(exc)
            else:
                # Only a body without length may end with the connection, if it ends well (RFC 9112, 6.3 and 8).
                framed = self._chunks is not None or self._head.length is not None
                self._finish(CUT if framed or exc else None)
        except GarbageError as error:
            self._fail(error)

    def _end_within_head(self, exc: Exception | None) -> None:
        """Read a head that has no end, as browsers do when nobody could have cut it but the server."""
        if not self._received or exc is not None or self._response.tls is not None:
            self._fail(exc or ConnectionResetError("closed without an answer"))
            return
        start = status_line_start(self._received)
        if start < 0:
            self._begin(_page_without_head(self._received), 0)
            self._finish()
            return
        head = read_head(bytes(self._received[start:]))
        self._response.status, self._response.headers = head.status, head.headers
        self._finish(HEAD_CUT)

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
        """Abort the connection."""
        self._transport.abort()

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
            self._transport.abort()


def _page_without_head(data: bytearray) -> Head:
    """Return the head of a page sent without one (HTTP/0.9), which browsers show.

    Raises:
        GarbageError: what came is not a page.
    """
    if not looks_like_html(data):
        raise GarbageError("not HTTP")
    return Head(200, [])


async def exchange(
    addresses: tuple[str, ...], port: int, host: str, request: bytes, context: ssl.SSLContext | None, connect: float
) -> tuple[ReceivedAnswer, str]:
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
        NotConnectedError: no address accepts the connection.
        OSError: TLS refused, or closed without an answer; `TimeoutError` included.
        GarbageError, TooLargeError: the answer cannot be read.
    """
    loop = asyncio.get_running_loop()
    ours: OSError | None = None
    for rank, address in enumerate(addresses, 1):
        try:
            async with asyncio.timeout(connect):
                _, protocol = await loop.create_connection(
                    lambda: Exchange(request), address, port, ssl=context, server_hostname=host if context else None
                )
        except ssl.SSLError:
            raise
        except OSError as error:
            if not isinstance(error, ConnectionError):  # too slow, or no way to it: others may reach this address
                ours = error
            if rank < len(addresses):
                continue
            if ours is not None:
                raise NotConnectedError(ours) from ours
            if isinstance(error, ConnectionResetError | ConnectionAbortedError):
                raise  # it was accepted, then cut
            raise NotConnectedError(error) from error
        try:
            return await protocol.done, address
        finally:
            protocol.close()
    raise OSError("no address")
