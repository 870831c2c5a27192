"""The proxy of the browser, spoken to by bare sockets, with real servers behind."""

import asyncio
from contextlib import suppress

import pytest

from barometre.observation.browser.proxy import Proxy, ProxyLimits
from barometre.observation.net.guard import ForbiddenAddressError


async def _exchange(address, request):
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    received = b""
    with suppress(ConnectionResetError):
        async with asyncio.timeout(10):
            while chunk := await reader.read(65_536):
                received += chunk
    writer.close()
    return received


def _run(handler, talk, limits=None, asked=None):
    """Run `talk(address, proxy)` through a proxy whose every connection leads to `handler`, a server of ours."""

    async def main():
        server = await asyncio.start_server(handler, "127.0.0.1", 0)
        behind = server.sockets[0].getsockname()[1]

        async def connect(host, port):
            if asked is not None:
                asked.append((host, port))
            if host in ("127.0.0.1", "localhost", "::1", "169.254.169.254", "prive.example"):
                raise ForbiddenAddressError(host)
            if host == "absent.example":
                raise OSError(host)
            if host == "lent.example":
                await asyncio.sleep(60)
            return await asyncio.open_connection("127.0.0.1", behind)

        async with Proxy(connect, limits) as proxy:
            result = await talk(proxy.address, proxy)
        server.close()
        return result

    return asyncio.run(main())


async def _echo(reader, writer):
    """Answer the request's own head as the body, claiming to keep the connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    body = head + (await reader.readexactly(4) if b"Content-Length: 4" in head else b"")
    writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()
    writer.close()


async def _flood(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x" * 65_536)
        await writer.drain()


async def _silent(reader, writer):
    await reader.read(-1)
    writer.close()


def test_plain_request_is_sent_in_origin_form_once():
    request = (
        b"POST http://mairie.example:8080/a?b=1 HTTP/1.1\r\nHost: other.example\r\nProxy-Connection: keep-alive\r\n"
        b"Accept: */*\r\nContent-Length: 4\r\n\r\nbodyGET http://second.example/ HTTP/1.1\r\n\r\n"
    )
    asked = []
    answer = _run(_echo, lambda address, proxy: _exchange(address, request), asked=asked)
    assert asked == [("mairie.example", 8080)]
    interim, head, seen = answer.split(b"\r\n\r\n", 2)
    assert interim.startswith(b"HTTP/1.1 103")
    assert head == b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close" % len(seen)
    lines = seen.split(b"\r\n")
    assert lines[:2] == [b"POST /a?b=1 HTTP/1.1", b"Host: mairie.example:8080"]
    assert lines[-1] == b"body"
    assert b"Connection: close" in lines and not any(line.startswith(b"Proxy") for line in lines)


def test_tunnel_carries_bytes_as_they_are():
    request = b"CONNECT mairie.example:443 HTTP/1.1\r\nHost: mairie.example:443\r\n\r\nGET / HTTP/1.1\r\n\r\n"
    asked = []
    answer = _run(_echo, lambda address, proxy: _exchange(address, request), asked=asked)
    assert asked == [("mairie.example", 443)]
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 103")
    assert answer.endswith(b"GET / HTTP/1.1\r\n\r\n")


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("CONNECT 127.0.0.1:443", 403),
        ("CONNECT [::1]:443", 403),
        ("CONNECT prive.example:443", 403),
        ("GET http://169.254.169.254/latest/meta-data/", 403),
        ("GET http://localhost/", 403),
        ("GET http://absent.example/", 502),
        ("GET http://lent.example/", 504),
        ("GET /", 400),
        ("GET https://mairie.example/", 400),
        ("GET http://[::1/", 400),
        ("CONNECT mairie.example", 400),
        ("CONNECT mairie.example:99999", 400),
        ("nonsense", 400),
        ("GET ftp://mairie.example/", 400),
    ],
)
def test_refusals(target, status):
    async def talk(address, proxy):
        return await _exchange(address, f"{target} HTTP/1.1\r\n\r\n".encode()), proxy.forbidden

    answer, forbidden = _run(_echo, talk, ProxyLimits(connect=0.3))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert bool(forbidden) == (status == 403)


@pytest.mark.parametrize("limits", [ProxyLimits(page_bytes=500_000), ProxyLimits(connection_bytes=500_000)])
def test_endless_body_is_cut(limits):
    async def talk(address, proxy):
        return len(await _exchange(address, b"GET http://a.example/ HTTP/1.1\r\n\r\n")), proxy

    received, proxy = _run(_flood, talk, limits)
    assert received <= 700_000
    assert proxy.exceeded and proxy.received <= 700_000


def test_silence_and_endless_heads_end():
    async def talk(address, proxy):
        silent = await _exchange(address, b"CONNECT a.example:443 HTTP/1.1\r\n\r\n")
        head = await _exchange(address, b"GET http://a.example/ HTTP/1.1\r\n" + b"A: b\r\n" * 40_000)
        return silent, head

    silent, head = _run(_silent, talk, ProxyLimits(idle=0.3))
    assert silent == b"HTTP/1.1 200 Connection established\r\n\r\n"
    assert head == b""


def test_connections_at_once_are_bounded():
    async def talk(address, proxy):
        request = b"CONNECT a.example:443 HTTP/1.1\r\n\r\n"
        return await asyncio.gather(*(_exchange(address, request) for _ in range(10)))

    answers = _run(_silent, talk, ProxyLimits(idle=0.5, connections=4))
    assert sum(answer.startswith(b"HTTP/1.1 200") for answer in answers) == 4
    assert sum(answer.startswith(b"HTTP/1.1 503") for answer in answers) == 6
