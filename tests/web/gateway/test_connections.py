"""A connection is not held by who asks for nothing."""

import asyncio

import pytest
import uvicorn
from uvicorn.server import ServerState

from barometre.web.gateway.connections import BoundedConnection


@pytest.mark.parametrize("after", [b"\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na"])
def test_a_connection_without_a_request_under_way_is_not_held(monkeypatch, after):
    """Neither an empty line nor the rest of a form that was answered already keeps it open."""
    monkeypatch.setattr("barometre.web.gateway.connections.HEAD_SECONDS", 0.2)

    async def refuse(scope, receive, send):
        await send({"type": "http.response.start", "status": 429, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    async def visit():
        config, state = uvicorn.Config(refuse, log_config=None, timeout_keep_alive=60, ws="none"), ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: BoundedConnection(config, state, {}), "127.0.0.1", 0
        )
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            writer.write(after)
            if after.startswith(b"POST"):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"b")
            try:
                return await asyncio.wait_for(reader.read(), 20)
            except ConnectionResetError:
                return b""

    assert asyncio.run(visit()) == b""
