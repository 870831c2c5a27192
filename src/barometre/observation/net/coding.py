"""Content codings undone within bounds (RFC 9110, 8.4). Pure functions."""

import zlib

import brotli

from barometre.facts.reason import Reason, reason, shortened
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.head import looks_like_html

# A body is cut there, compressed or decompressed.
BODY_BYTES = 2_000_000
# Codings in a row: more are nobody's setting.
_CODINGS = 4
_UNDONE = frozenset({"gzip", "x-gzip", "deflate", "br"})
_STEP = 65_536
CUT = reason(ReasonCode.BODY_CUT)
HEAD_CUT = reason(ReasonCode.HEAD_CUT)
TOO_LONG = reason(ReasonCode.BODY_TOO_LONG)


def undo_codings(body: bytes, header: str) -> tuple[bytes, Reason | None]:
    """Return a body without the codings that Content-Encoding lists, and why it is not whole; None when it is.

    What could be read of broken data is returned, as browsers show it. `deflate` is read with and without its zlib
    wrapper, and `br` also when it was not asked for: browsers undo both.
    """
    codings = [coding for coding in (part.strip().lower() for part in header.split(",")) if coding != "identity"]
    if len(codings) == 1 and codings[0] not in (*_UNDONE, "zstd") and looks_like_html(body):
        return body, None  # no coding that browsers know (`UTF-8`): they show what came
    partial: Reason | None = None
    for rank, coding in enumerate(reversed([coding for coding in codings if coding])):
        if not body:
            break
        if rank == _CODINGS or coding not in _UNDONE:
            return b"", reason(ReasonCode.BODY_CODING, coding=shortened(coding, 40))
        body, fault = _unbrotli(body) if coding == "br" else _inflate(body)
        partial = partial or fault
    return body, partial


def _inflate(body: bytes) -> tuple[bytes, Reason | None]:
    # In gzip or zlib, known by their beginnings, else raw (RFC 1952, 2.3.1; RFC 1950, 2.2).
    wrapped = body[:2] == b"\x1f\x8b" or (body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0)
    inflate = zlib.decompressobj(47 if wrapped else -15)
    parts: list[bytes] = []
    length = 0
    for start in range(0, len(body), _STEP):
        try:
            part = inflate.decompress(body[start : start + _STEP], BODY_BYTES - length)
        except zlib.error:
            return b"".join(parts), CUT
        parts.append(part)
        length += len(part)
        if length >= BODY_BYTES:
            return b"".join(parts), TOO_LONG
        if inflate.eof:
            return b"".join(parts), None
    return b"".join(parts), CUT


def _unbrotli(body: bytes) -> tuple[bytes, Reason | None]:
    decompressor = brotli.Decompressor()
    parts: list[bytes] = []
    length = 0
    rest = body
    try:
        while not decompressor.is_finished():
            part = decompressor.process(rest, output_buffer_limit=_STEP)
            parts.append(part)
            length += len(part)
            if length >= BODY_BYTES:
                return b"".join(parts)[:BODY_BYTES], TOO_LONG
            if decompressor.can_accept_more_data() and not decompressor.is_finished():
                return b"".join(parts), CUT
            rest = b""
    except brotli.error:
        return b"".join(parts), CUT
    return b"".join(parts), None
