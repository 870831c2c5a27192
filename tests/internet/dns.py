"""The name server of the test internet, over UDP and TCP; answers are made once and kept as bytes."""

import asyncio
import os
from collections import Counter

import dns.exception
import dns.flags
import dns.message
import dns.rdatatype

from internet.zone import Zone

# Seconds that a slow answer takes.
SLOW = 0.8
# Most answers kept ready.
KEPT = 400_000


class NameServer:
    """Answers queries from a zone; counts them by name and by client address."""

    def __init__(self, zone: Zone):
        self.zone = zone
        self.ready: dict[tuple[bytes, bool], tuple[str | None, bytes, str]] = {}
        self.names: Counter[str] = Counter()
        self.clients: Counter[str] = Counter()

    def made(self, data: bytes, stream: bool) -> tuple[str | None, bytes, str]:
        """Mode, answer without its two bytes of id, and name and type asked."""
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        mode = self.zone.mode(name, kind)
        reply = self.zone.answer(query)
        limit = 65535 if stream else max(512, query.payload)
        try:
            wire = reply.to_wire(max_size=limit)
            cut = mode == "truncated" and not stream
        except dns.exception.TooBig:
            cut = True
        if cut:
            reply.answer, reply.authority = [], []
            reply.flags |= dns.flags.TC
            wire = reply.to_wire()
        return mode, wire[2:], f"{name} {kind}"

    def answer(self, data: bytes, client: str, stream: bool) -> tuple[str | None, bytes]:
        """Mode and full answer of a query, fast when it was asked before."""
        key = (data[2:], stream)
        ready = self.ready.get(key)
        if ready is None:
            if len(self.ready) >= KEPT:
                self.ready.clear()
            ready = self.ready[key] = self.made(data, stream)
        mode, wire, name = ready
        self.names[name] += 1
        self.clients[client] += 1
        if mode == "garbage":
            return mode, data[:2] + os.urandom(40)
        identifier = bytes([data[0] ^ 0x55, data[1]]) if mode == "wrong-id" else data[:2]
        return mode, identifier + wire


class Datagrams(asyncio.DatagramProtocol):
    """Queries over UDP."""

    def __init__(self, server: NameServer):
        self.server = server

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, client):
        try:
            mode, answer = self.server.answer(data, client[0], False)
        except (dns.exception.DNSException, IndexError):
            return
        if mode == "slow":
            asyncio.get_running_loop().call_later(SLOW, self.transport.sendto, answer, client)
        elif mode != "silent":
            self.transport.sendto(answer, client)


async def serve_stream(server: NameServer, reader, writer) -> None:
    """Queries over one TCP connection (RFC 7766)."""
    client = writer.get_extra_info("peername")[0]
    try:
        while True:
            data = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
            mode, answer = server.answer(data, client, True)
            if mode == "silent":
                continue
            if mode == "slow":
                await asyncio.sleep(SLOW)
            writer.write(len(answer).to_bytes(2, "big") + answer)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, dns.exception.DNSException, IndexError):
        pass
    finally:
        writer.close()
