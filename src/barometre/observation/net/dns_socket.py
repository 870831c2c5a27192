"""UDP socket to a DNS resolver: sends questions and matches answers to them (RFC 1035, 4.2.1; RFC 5452)."""

import asyncio
import os
import struct
from typing import cast

import dns.name
import dns.rdatatype

from barometre.observation.net.dns_message import encode_name

# OPT record: answers of 1,232 bytes at most over UDP (DNS flag day 2020).
_EDNS = struct.pack("!BHHBBHH", 0, 41, 1232, 0, 0, 0, 0)


def encode_query(identifier: int, name: str, kind: str, checking_disabled: bool) -> bytes:
    """Return the wire form of one question, with recursion desired and the AD bit (RFC 6840, 5.7).

    Raises:
        dns.exception.DNSException, UnicodeError: the name cannot be a domain name.
    """
    flags = 0x0100 | 0x0020 | (0x0010 if checking_disabled else 0)
    head = struct.pack("!HHHHHH", identifier, flags, 1, 0, 0, 1)
    question = encode_name(name) or dns.name.from_text(name).to_wire() or b""
    return head + question + struct.pack("!HH", dns.rdatatype.from_text(kind), 1) + _EDNS


def random_identifier() -> int:
    """Return sixteen random bits, so that an attacker cannot guess the identifier (RFC 5452, 4.3)."""
    return int.from_bytes(os.urandom(2), "big")


class DnsSocket(asyncio.DatagramProtocol):
    """Connected UDP socket; an answer is matched by identifier and question (RFC 5452, 9.1)."""

    def __init__(self) -> None:
        self.waiting: dict[int, tuple[bytes, asyncio.Future[bytes]]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    async def ask(self, name: str, kind: str, seconds: float, *, checking_disabled: bool) -> bytes:
        """Send one question and return the bytes of its answer.

        Raises:
            TimeoutError: no answer within `seconds`.
            OSError: the resolver's port is closed.
            dns.exception.DNSException, UnicodeError: the name cannot be a domain name.
        """
        identifier = random_identifier()
        while identifier in self.waiting:
            identifier = random_identifier()
        wire = encode_query(identifier, name, kind, checking_disabled)
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.waiting[identifier] = (wire[12 : -len(_EDNS)], future)
        try:
            self._transport.sendto(wire)
            async with asyncio.timeout(seconds):
                return await future
        finally:
            del self.waiting[identifier]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002
        """Give an answer to the question that it answers; ignore any other datagram."""
        entry = self.waiting.get(int.from_bytes(data[:2], "big")) if len(data) >= 12 else None
        if entry is None:
            return
        question, future = entry
        if data[2] & 0x80 and data[12 : 12 + len(question)].lower() == question and not future.done():
            future.set_result(data)

    def error_received(self, exc: Exception) -> None:
        """Fail every waiting question: the resolver's port is closed."""
        for _, future in self.waiting.values():
            if not future.done():
                future.set_exception(exc)
