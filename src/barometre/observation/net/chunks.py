"""Body in chunks (RFC 9112, 7.1), read as leniently as browsers read it."""

import re

# Bytes of a line that gives a size or a trailer, and so of what is kept between two parts of a body.
_LINE_BYTES = 16_384
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,15}")


class BrokenChunksError(ValueError):
    """What follows is not a chunk."""


class Chunks:
    """Decoder of one body; `done` once its last chunk and its trailers, which are not kept, have come."""

    def __init__(self) -> None:
        self.done = False
        self._kept = bytearray()
        self._left = 0
        self._after_chunk = False
        self._in_trailers = False

    def feed(self, data: bytes | bytearray) -> bytes:
        """Return the content of a part of the body.

        Raises:
            BrokenChunksError: the rest cannot be read; its `args` hold the content before the fault.
        """
        self._kept += data
        content, at = bytearray(), 0
        while not self.done:
            if self._left:
                part = self._kept[at : at + self._left]
                content += part
                at += len(part)
                self._left -= len(part)
                if self._left:
                    break
                self._after_chunk = True
            end = self._kept.find(b"\n", at)
            if end < 0 and len(self._kept) - at <= _LINE_BYTES:
                break
            if end < 0 or not self._read_line(bytes(self._kept[at:end]).removesuffix(b"\r")):
                raise BrokenChunksError(bytes(content))
            at = end + 1
        del self._kept[:at]
        return bytes(content)

    def _read_line(self, line: bytes) -> bool:
        """Read the line that ends a chunk, a trailer, or a size, without its extensions; return False if it is none."""
        if self._after_chunk:
            self._after_chunk = False
            return not line
        if self._in_trailers:
            self.done = not line
            return True
        size = line.partition(b";")[0].rstrip(b" \t").lstrip(b"0") or line[:1]
        if not _SIZE.fullmatch(size):
            return False
        self._left = int(size, 16)
        self._in_trailers = not self._left
        return True
