"""One connection of a visitor, who may be slow or hostile: bounded in bytes and in time, and never holding a thread."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from barometre.web.gateway import metrics

# Seconds to send the head of a request, counted from the opening of the connection for the first one.
HEAD_SECONDS = 10
# Bytes of the head of a request: nginx allows 4 times 8 KiB.
HEAD_BYTES = 32 * 1024
# Seconds to read what is left of an answer once it is made: 256 KiB at 4 KiB/s.
READ_SECONDS = 60

# Where a request has the function that cuts its connection.
CUT = "barometre.cut"


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, which waits for ever for a head and for a reader: here both have an end."""

    _head_timer: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        metrics.CONNECTIONS.inc()
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        metrics.CONNECTIONS.dec()
        self._head_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read, as long as the head of the request is not too long."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > HEAD_BYTES:
            self._cut()
        if self._head_timer.cancelled() and (self.cycle is None or self.cycle.response_complete):
            # Bytes of no request, or of one that is answered: uvicorn waits no longer for the next one, this does.
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._cut)

    def on_message_begin(self) -> None:
        """Begin the head of a request; that of the first one began with the connection."""
        if not self._in_head:
            self._head_timer.cancel()
            self._await_head()
        super().on_message_begin()
        self.scope[CUT] = self._cut  # type: ignore[literal-required]

    def on_headers_complete(self) -> None:
        """End the head of a request."""
        self._in_head = False
        self._head_timer.cancel()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Give the visitor some time to read the answer."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self.loop.call_later(READ_SECONDS, self._cut_if_unread, self.cycle)

    def _await_head(self) -> None:
        self._in_head, self._head_bytes = True, 0
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._cut)

    def _cut_if_unread(self, cycle: Any) -> None:  # noqa: ANN401  (uvicorn gives no name to it)
        if self.cycle is cycle and self.transport.get_write_buffer_size():
            self._cut()

    def _cut(self) -> None:
        if not self.transport.is_closing() or self.transport.get_write_buffer_size():
            metrics.CUT.inc()
            self.transport.abort()
