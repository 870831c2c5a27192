"""Names to records: an asyncio DNS client of one recursive resolver (RFC 1035, 6891, 7766), with a bounded cache.

The resolver validates DNSSEC: the AD bit of its answers is believed, so it is on this machine or reached by a path
that is trusted (RFC 4035, 4.9.3).
"""

import asyncio
import struct
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
from dns.rdata import Rdata
from dns.rdtypes.ANY.CAA import CAA
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TLSA import TLSA
from dns.rdtypes.ANY.TXT import TXT

from barometre.observation.net.dns_message import read_usual
from barometre.observation.net.dns_socket import Channel, encode_query, identifier
from barometre.observation.net.limits import Limits
from barometre.observation.net.sharing import asked_once
from barometre.observation.net.urls import domain_of

TIMEOUTS = (2.0, 3.0, 5.0)
"""Seconds left to each try."""

AT_ONCE = 200
"""Questions on their way at once: as many answers as the kernel keeps for a busy process, so that none is lost."""

KNOWS_NOTHING = "le résolveur ne connaît encore aucun nom, pas même la racine"

CACHED = 20_000
"""Names kept: those of shared mail servers and hosts come back thousands of times."""


class Reply(StrEnum):
    """What a resolver said of a name and type."""

    RECORDS = "records"
    NO_DATA = "no-data"
    NO_NAME = "no-name"
    BOGUS = "bogus"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Records:
    """Answer to one question. `values`: text for A, AAAA, TXT, NS, CNAME; tuples for MX, CAA, TLSA.

    `secure` is the resolver's word that DNSSEC validated it. FAILED is our failure or our resolver's: it says
    nothing of the name. BOGUS is theirs: signatures that do not validate (SERVFAIL that goes away with the CD bit).
    """

    status: Reply
    values: tuple[Any, ...] = ()
    secure: bool = False
    detail: str = ""

    @property
    def texts(self) -> list[str] | None:
        """TXT records as read, none when there are none, None when our look failed."""
        return None if self.status is Reply.FAILED else [str(value) for value in self.values]

    @property
    def exchanges(self) -> list[tuple[int, str]]:
        """MX records: preference and name."""
        return [(int(preference), str(name)) for preference, name in self.values]

    @property
    def absent(self) -> bool:
        """The resolver is sure that there is no such record."""
        return self.status in (Reply.NO_DATA, Reply.NO_NAME)


def read_records(message: dns.message.Message, kind: str) -> Records:
    """Records of an answer, CNAMEs followed within it.

    Raises:
        dns.exception.DNSException: a chain of CNAMEs that loops.
    """
    secure = bool(message.flags & dns.flags.AD)
    rcode = message.rcode()
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return Records(Reply.FAILED, detail=dns.rcode.to_text(rcode))
    if not message.answer:
        return Records(Reply.NO_NAME if rcode == dns.rcode.NXDOMAIN else Reply.NO_DATA, secure=secure)
    wanted = dns.rdatatype.from_text(kind)
    if not isinstance(message, dns.message.QueryMessage):
        return Records(Reply.FAILED, detail="réponse qui n’en est pas une")
    chain = message.resolve_chaining()
    if chain.answer is None or chain.answer.rdtype != wanted:
        status = Reply.NO_NAME if rcode == dns.rcode.NXDOMAIN else Reply.NO_DATA
        return Records(status, secure=secure, detail=f"alias vers {chain.canonical_name.to_text(True)}")
    return Records(Reply.RECORDS, tuple(_value(rdata) for rdata in chain.answer), secure)


def _usual(wire: bytes, kind: str) -> Records | None:
    read = read_usual(wire, kind)
    if read is None:
        return None
    code, secure, values = read
    if values:
        return Records(Reply.RECORDS, values, secure) if code == dns.rcode.NOERROR else None
    return Records(Reply.NO_NAME if code == dns.rcode.NXDOMAIN else Reply.NO_DATA, secure=secure)


def _value(rdata: Rdata) -> str | tuple[int | str, ...]:
    match rdata:
        case TXT():
            return b"".join(rdata.strings).decode("utf-8", "replace")
        case MX():
            return rdata.preference, rdata.exchange.to_text(omit_final_dot=True).lower() or "."
        case CAA():
            return rdata.flags, rdata.tag.decode("ascii", "replace"), rdata.value.decode("utf-8", "replace")
        case TLSA():
            return rdata.usage, rdata.selector, rdata.mtype, rdata.cert.hex()
    return rdata.to_text().rstrip(".").lower()


class Resolver:
    """Questions to one resolver; the same question asked twice at once is asked once."""

    def __init__(self, host: str, port: int, limits: Limits, remember: float = 300.0) -> None:
        """Keep answers for `remember` seconds at most; a second look at another moment must not read the first."""
        self._limits = limits
        self._server = (host, port)
        self._remember = remember
        self._places = asyncio.Semaphore(AT_ONCE)
        self._channel: Channel | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._asking: dict[tuple[str, str], asyncio.Future[Records]] = {}
        self._cache: dict[tuple[str, str], tuple[float, Records]] = {}
        self.asked = False
        """A question was asked."""
        self.proved = False
        """It has known a name: until then its « no such name » proves nothing (no way out, a captive portal)."""

    async def __aenter__(self) -> "Resolver":
        loop = asyncio.get_running_loop()
        self._transport, self._channel = await loop.create_datagram_endpoint(Channel, remote_addr=self._server)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._transport is not None:
            self._transport.close()

    async def ask(self, name: str, kind: str) -> Records:
        """Records of `kind` (`A`, `MX`, …) at `name`; never raises, see `Records`."""
        question = (name.rstrip(".").lower() or ".", kind)
        kept = self._cache.get(question)
        if kept is not None and kept[0] > asyncio.get_running_loop().time():
            return kept[1]
        return await asked_once(self._asking, question, partial(self._ask_and_keep, question))

    async def _ask_and_keep(self, question: tuple[str, str]) -> Records:
        """Ask, and keep the answer from the moment of asking, but our failures."""
        until = asyncio.get_running_loop().time() + self._remember
        records = await self._ask(*question)
        del self._asking[question]
        self._cache.pop(question, None)
        if records.status is not Reply.FAILED:
            if len(self._cache) >= CACHED:
                del self._cache[next(iter(self._cache))]
            self._cache[question] = (until, records)
        return records

    async def validates(self) -> bool:
        """True when the resolver checks DNSSEC: it vouches for the root, which is signed."""
        return (await self.ask(".", "SOA")).secure

    async def _ask(self, name: str, kind: str) -> Records:
        """Ask, holding one of the places of the DNS operator behind the name: thousands of domains share one."""
        async with self._limits.hold("dns", await self._operator(name, kind)), self._places:
            self.asked = True
            first = await self._exchange(name, kind, checking_disabled=False)
            self.proved = self.proved or first.status in (Reply.RECORDS, Reply.NO_DATA)
            if first.status is Reply.NO_NAME and not await self._knows_the_root():
                return Records(Reply.FAILED, detail=KNOWS_NOTHING)
            if first.status is not Reply.FAILED or first.detail != "SERVFAIL":
                return first
            unchecked = await self._exchange(name, kind, checking_disabled=True)
            if unchecked.status is Reply.FAILED:
                return first
            return replace(unchecked, status=Reply.BOGUS, secure=False, detail="signatures DNSSEC fausses ou périmées")

    async def _knows_the_root(self) -> bool:
        """Is it a resolver at all? The root exists for every one of them."""
        if not self.proved:
            root = await self._exchange(".", "NS", checking_disabled=False)
            self.proved = self.proved or root.status in (Reply.RECORDS, Reply.NO_DATA)
        return self.proved

    async def _operator(self, name: str, kind: str) -> str:
        """Domain of the first name server of the domain, sorted; the name itself when it is not known."""
        domain = domain_of(name)
        if kind == "NS" or "." not in name:
            return name
        servers = await self.ask(domain, "NS")
        return domain_of(min(servers.values)) if servers.values else domain

    async def _exchange(self, name: str, kind: str, *, checking_disabled: bool) -> Records:
        if self._channel is None:
            raise RuntimeError("the resolver is used outside `async with`")
        detail = ""
        for seconds in TIMEOUTS:
            try:
                wire = await self._channel.ask(name, kind, seconds, checking_disabled=checking_disabled)
                if wire[2] & 0x02:
                    async with asyncio.timeout(seconds):
                        wire = await self._tcp(name, kind, checking_disabled)
                return _usual(wire, kind) or read_records(dns.message.from_wire(wire, ignore_trailing=True), kind)
            except (dns.name.NameTooLong, dns.name.LabelTooLong, dns.name.EmptyLabel, UnicodeError):
                return Records(Reply.NO_NAME, detail="nom impossible")
            except dns.message.ChainTooLong:
                return Records(Reply.NO_NAME, detail="alias (CNAME) qui tournent en rond")
            except TimeoutError:
                detail = "pas de réponse du résolveur"
            except (dns.exception.DNSException, OSError, ValueError, EOFError) as error:
                detail = f"réponse illisible ({type(error).__name__})"
        return Records(Reply.FAILED, detail=detail)

    async def _tcp(self, name: str, kind: str, checking_disabled: bool) -> bytes:
        """The same over TCP (RFC 7766, 8), for an answer that was cut."""
        wire = encode_query(identifier(), name, kind, checking_disabled)
        reader, writer = await asyncio.open_connection(*self._server)
        try:
            writer.write(struct.pack("!H", len(wire)) + wire)
            size = int.from_bytes(await reader.readexactly(2), "big")
            return await reader.readexactly(size)
        finally:
            writer.close()
