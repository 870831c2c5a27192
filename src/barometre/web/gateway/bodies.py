"""The body of a request, read whole before it takes a thread: bounded in bytes, in time and in number."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from typing import Any

from barometre.web.gateway.bridge import FullError

# Bytes of a form of a visitor: twice what Django accepts (DATA_UPLOAD_MAX_MEMORY_SIZE), so that it says what is wrong.
SMALL = 128 * 1024
# Bytes of what an account sends under /gestion/: files of deliverables.
LARGE = 32 * 1024 * 1024
# Bytes of a file that anyone has checked: twice what its page accepts, so that it says what is wrong.
FILE = 4 * 1024 * 1024
# Seconds for each to arrive.
SMALL_SECONDS, LARGE_SECONDS, FILE_SECONDS = 20.0, 300.0, 60.0
# Large ones, and files, that arrive together in one worker: visitors never take the place of accounts.
LARGE_AT_ONCE, FILES_AT_ONCE = 4, 4

Body = tempfile.SpooledTemporaryFile[bytes]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class LeftError(Exception):
    """The visitor left before the end of the request."""


class Bodies:
    """The bodies that one worker is reading."""

    def __init__(self) -> None:
        self._large = self._files = 0

    async def read(self, receive: Receive, large: bool, file: bool = False) -> tuple[Body, int, bool]:
        """Return a body as a file, its length, and whether it is whole: the rest of one that is too long is not read.

        Raises:
            TimeoutError: it did not arrive in time.
            LeftError: the visitor left.
            FullError: it is large or a file, and too many of them are arriving.
        """
        body: Body = tempfile.SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115  (closed with the request)
        async with asyncio.timeout(SMALL_SECONDS):
            whole = await _fill(body, receive, SMALL)
        if large and not whole:
            whole = await self._fill_large(body, receive)
        elif file and not whole:
            whole = await self._fill_file(body, receive)
        length = body.tell()
        body.seek(0)
        return body, length, whole

    async def _fill_large(self, body: Body, receive: Receive) -> bool:
        if self._large >= LARGE_AT_ONCE:
            raise FullError
        self._large += 1
        try:
            async with asyncio.timeout(LARGE_SECONDS):
                return await _fill(body, receive, LARGE)
        finally:
            self._large -= 1

    async def _fill_file(self, body: Body, receive: Receive) -> bool:
        if self._files >= FILES_AT_ONCE:
            raise FullError
        self._files += 1
        try:
            async with asyncio.timeout(FILE_SECONDS):
                return await _fill(body, receive, FILE)
        finally:
            self._files -= 1


async def _fill(body: Body, receive: Receive, most: int) -> bool:
    """Read until the end of the body or until it is too long, and return whether it is whole."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise LeftError
        body.write(message.get("body", b""))
        if not message.get("more_body", False):
            return True
        if body.tell() > most:
            return False
