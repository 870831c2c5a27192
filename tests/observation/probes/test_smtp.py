"""What a mail server says that does not speak SMTP is its fault, and never stops the other probes."""

import asyncio

import pytest

from barometre.observation.net.limits import Limits
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.net.visitor import Visitor
from barometre.observation.probes.session import ProbeSession
from barometre.observation.probes.smtp import probe_starttls


@pytest.mark.parametrize(
    "greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220-" + b"x" * 100_000, b"\xff\xfe\r\n", b""]
)
def test_a_server_that_speaks_something_else_does_not_encrypt(greeting):
    async def talk(reader, writer):
        writer.write(greeting)
        writer.close()

    async def main():
        async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            settings = NetworkSettings(("127.0.0.1", 53), smtp_port=port, allow_private=True)
            session = ProbeSession(Visitor(settings, None, Limits(1)))
            return await probe_starttls(session, [("mx.exemple.fr", "127.0.0.1")])

    statement = asyncio.run(main())
    assert (statement.fact, statement.number, statement.reason.code) == ("mail.starttls", 0.0, "name_failed")
