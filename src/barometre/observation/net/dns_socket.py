"""One UDP socket to a resolver: questions go out, answers are matched to them (RFC 1035, 4.2.1; RFC 5452)."""

import asyncio
import os
import struct
from typing import cast

import dns.name
import dns.rdatatype

from barometre.observation.net.dns_message import encode_name

EVERY = 0.2
"""Seconds between two searches for the questions whose time is up."""

_EDNS = struct.pack("!BHHBBHH", 0, 41, 1232, 0, 0, 0, 0)
"""OPT record: 1,232 bytes over UDP (DNS flag day 2020)."""


def encode_query(identifier: int, name: str, kind: str, checking_disabled: bool) -> bytes:
    """Wire form of one question, asking for recursion and for the AD bit (RFC 6840, 5.7).

    Raises:
        dns.exception.DNSException, UnicodeError: the name cannot be a domain name.
    """
    flags = 0x0100 | 0x0020 | (0x0010 if checking_disabled else 0)
    head = struct.pack("!HHHHHH", identifier, flags, 1, 0, 0, 1)
    question = encode_name(name) or dns.name.from_text(name).to_wire() or b""
    return head + question + struct.pack("!HH", dns.rdatatype.from_text(kind), 1) + _EDNS


def identifier() -> int:
    """Sixteen bits that nobody can guess (RFC 5452, 4.3)."""
    return int.from_bytes(os.urandom(2), "big")


class Channel(asyncio.DatagramProtocol):
    """One connected UDP socket; answers are matched by identifier and question (RFC 5452, 9.1).

    One timer serves every question that waits: a timer each was a tenth of what a question costs.
    """

    def __init__(self) -> None:
        self.waiting: dict[int, tuple[bytes, asyncio.Future[bytes], float]] = {}
        self._loop = asyncio.get_running_loop()
        self._sweep: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Nothing is timed any more."""
        if self._sweep is not None:
            self._sweep.cancel()

    async def ask(self, name: str, kind: str, seconds: float, *, checking_disabled: bool) -> bytes:
        """Send one question and give the answer as it came.

        Raises:
            TimeoutError: none came in time (within `EVERY` seconds).
            OSError: the resolver's port is closed.
            dns.exception.DNSException, UnicodeError: the name cannot be a domain name.
        """
        number = identifier()
        while number in self.waiting:
            number = identifier()
        wire = encode_query(number, name, kind, checking_disabled)
        future = self._loop.create_future()
        self.waiting[number] = (wire[12 : -len(_EDNS)], future, self._loop.time() + seconds)
        if self._sweep is None:
            self._sweep = self._loop.call_later(EVERY, self._give_up)
        try:
            self._transport.sendto(wire)
            return bytes(await future)
        finally:
            del self.waiting[number]

    def _give_up(self) -> None:
        """End the questions that have waited too long."""
        now = self._loop.time()
        for _, future, deadline in self.waiting.values():
            if deadline <= now and not future.done():
                future.set_exception(TimeoutError())
        self._sweep = self._loop.call_later(EVERY, self._give_up) if self.waiting else None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002
        """Give an answer to the question it answers."""
        entry = self.waiting.get(int.from_bytes(data[:2], "big")) if len(data) >= 12 else None
        if entry is None:
            return
        question, future, _ = entry
        if data[2] & 0x80 and data[12 : 12 + len(question)].lower() == question and not future.done():
            future.set_result(data)

    def error_received(self, exc: Exception) -> None:
        """The resolver's port is closed: every question that waits has failed."""
        for _, future, _ in self.waiting.values():
            if not future.done():
                future.set_exception(exc)
