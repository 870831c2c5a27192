"""Acts of hostile or broken servers: each takes the connection and writes to it as it likes."""

import asyncio
import os
import zlib
from functools import cache

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
FOREVER = 3600
# CRC-32 of 1 GB of zeros, which takes long to compute.
ZEROS = 0x5B64C2B0


async def silent(connection):
    """Accepts the request and never answers."""
    await asyncio.sleep(FOREVER)


async def close(connection):
    """Closes without an answer."""
    connection.transport.close()


async def reset(connection):
    """Cuts the connection (RST) without an answer."""
    connection.transport.abort()


async def drip_body(connection):
    """Good headers, then a byte of body every half second, for ever."""
    connection.write(HEAD + b"Content-Length: 1000000\r\n\r\n")
    while connection.open:
        connection.write(b"a")
        await asyncio.sleep(0.5)


async def drip_headers(connection):
    """A byte of a header every half second, for ever."""
    connection.write(HEAD + b"X-Slow: ")
    while connection.open:
        connection.write(b"a")
        await asyncio.sleep(0.5)


async def endless_body(connection):
    """A body without end, as fast as the client reads."""
    connection.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + (b"<p>" + b"encore " * 10_000)[:0x10000] + b"\r\n"
    while connection.open:
        connection.write(chunk)
        await connection.drain()


@cache
def bomb() -> bytes:
    """A gzip file of about 1 MB that holds 1 GB of zeros (RFC 1952): one self-contained block, 1,024 times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    trailer = ZEROS.to_bytes(4, "little") + (1 << 30).to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + packed * 1024 + b"\x03\x00" + trailer


async def gzip_bomb(connection):
    """A small body that unpacks to 1 GB."""
    body = await asyncio.to_thread(bomb)
    connection.write(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body))
    for start in range(0, len(body), 65536):
        connection.write(body[start : start + 65536])
        await connection.drain()


async def garbage(connection):
    """Random bytes instead of HTTP."""
    connection.write(b"\x00\xff" + os.urandom(2000))
    connection.transport.close()


async def old_http(connection):
    """A page without status line nor headers, as HTTP/0.9."""
    connection.write(b"<html><body>bonjour</body></html>\n")
    connection.transport.close()


async def bad_status(connection):
    """A status line whose status is no number."""
    connection.write(b"HTTP/1.1 deux-cents OK\r\nContent-Length: 0\r\n\r\n")
    connection.transport.close()


async def header_flood(connection):
    """100,000 headers."""
    connection.write(HEAD)
    for start in range(0, 100_000, 1000):
        connection.write(b"".join(b"X-%d: %d\r\n" % (number, number) for number in range(start, start + 1000)))
        await connection.drain()
    connection.write(b"Content-Length: 0\r\n\r\n")


async def long_header(connection):
    """One header of 10 MB."""
    connection.write(HEAD + b"X-Long: ")
    for _ in range(160):
        connection.write(b"a" * 65536)
        await connection.drain()
    connection.write(b"\r\nContent-Length: 0\r\n\r\n")


async def short_body(connection):
    """Less body than announced, then the end."""
    connection.write(HEAD + b"Content-Length: 100000\r\n\r\n<!doctype html><title>Mairie</title>")
    connection.transport.close()


async def false_gzip(connection):
    """A body said to be gzip that is not."""
    body = b"<!doctype html><title>Mairie</title>"
    connection.write(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


async def slow(connection):
    """A good page, after a second."""
    await asyncio.sleep(1)
    body = b"<!doctype html><html lang=fr><title>Mairie</title><p>Lent"
    connection.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
