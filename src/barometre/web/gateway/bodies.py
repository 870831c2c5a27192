"""The body of a request, read whole before it takes a thread: bounded in bytes, in time and in number."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from typing import Any

# Bytes of a form of a visitor: twice what Django accepts (DATA_UPLOAD_MAX_MEMORY_SIZE), so that it says what is wrong.
SMALL = 128 * 1024
# Bytes of what an account sends under /gestion/: files of deliverables.
LARGE = 32 * 1024 * 1024
# Seconds for each to arrive.
SMALL_SECONDS, LARGE_SECONDS = 20.0, 300.0
# Large ones that arrive together in one worker.
LARGE_AT_ONCE = 4

Body = tempfile.SpooledTemporaryFile[bytes]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class LeftError(Exception):
    """The visitor left before the end of the request."""


class Bodies:
    """The bodies that one worker is reading."""

    def __init__(self) -> None:
        self._large = 0

    async def read(self, receive: Receive, large: bool) -> tuple[Body, int, bool]:
        """Return a body as a file, its length, and whether it is whole: the rest of one that is too long is not read.

        Raises:
            TimeoutError: it did not arrive in time.
            LeftError: the visitor left.
        """
        large = large and self._large < LARGE_AT_ONCE
        self._large += large
        try:
            async with asyncio.timeout(LARGE_SECONDS if large else SMALL_SECONDS):
                return await _read(receive, LARGE if large else SMALL)
        finally:
            self._large -= large


async def _read(receive: Receive, most: int) -> tuple[Body, int, bool]:
    body: Body = tempfile.SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115  (closed with the request)
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise LeftError
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
        if not more or body.tell() > most:
            length = body.tell()
            body.seek(0)
            return body, length, not more
