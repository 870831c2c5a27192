"""DNS client of one recursive resolver (RFC 1035, 6891, 7766), with a bounded cache.

The resolver validates DNSSEC. The AD bit of its answers is trusted, so it must be on this machine or reached by a
trusted path (RFC 4035, 4.9.3).
"""

import asyncio
import struct
from collections.abc import Sequence
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

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.dns_message import read_usual
from barometre.observation.net.dns_socket import DnsSocket, encode_query, random_identifier
from barometre.observation.net.limits import Limits
from barometre.observation.net.sharing import request_once
from barometre.observation.net.urls import domain_of

# Seconds left to each try.
TIMEOUTS = (2.0, 3.0, 5.0)
# Questions under way at once: the socket buffer of the kernel can hold that many answers, so that none is lost.
AT_ONCE = 200
# Answers in the cache: the names of shared mail servers and hosts are asked thousands of times.
CACHED = 20_000
_SERVFAIL = reason(ReasonCode.DNS_RCODE, rcode="SERVFAIL")
_SILENT = reason(ReasonCode.DNS_RESOLVER_SILENT)
_CLOSED = reason(ReasonCode.DNS_UNREADABLE, error="ConnectionRefusedError")
# Failures that may be those of the resolver itself.
_WORDLESS = (_SILENT, _CLOSED)


class LookupStatus(StrEnum):
    """Status of the resolver's answer about a name and type."""

    RECORDS = "records"
    NO_DATA = "no-data"
    NO_NAME = "no-name"
    BOGUS = "bogus"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Records:
    """Answer to one question. `values`: text for A, AAAA, TXT, NS, CNAME; tuples for MX, CAA, TLSA.

    `secure`: the resolver says that DNSSEC validated it. FAILED is our failure or our resolver's: it says nothing
    about the name. BOGUS is theirs: signatures that do not validate (SERVFAIL that disappears with the CD bit).
    """

    status: LookupStatus
    values: tuple[Any, ...] = ()
    secure: bool = False
    detail: Reason | None = None

    @property
    def cause(self) -> Reason:
        """Return why the look failed, or what is wrong with the answer."""
        return self.detail or reason(ReasonCode.NETWORK_LOOKUP_FAILED)

    @property
    def texts(self) -> list[str] | None:
        """Return the TXT records, an empty list when there are none, None when our look failed."""
        return None if self.status is LookupStatus.FAILED else [str(value) for value in self.values]

    @property
    def exchanges(self) -> list[tuple[int, str]]:
        """Return the MX records: preference and name."""
        return [(int(preference), str(name)) for preference, name in self.values]


def read_records(message: dns.message.Message, kind: str) -> Records:
    """Read the records of an answer, following the CNAMEs that it contains.

    Raises:
        dns.exception.DNSException: a chain of CNAMEs that loops.
    """
    secure = bool(message.flags & dns.flags.AD)
    rcode = message.rcode()
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return Records(LookupStatus.FAILED, detail=reason(ReasonCode.DNS_RCODE, rcode=dns.rcode.to_text(rcode)))
    if not message.answer:
        return Records(LookupStatus.NO_NAME if rcode == dns.rcode.NXDOMAIN else LookupStatus.NO_DATA, secure=secure)
    wanted = dns.rdatatype.from_text(kind)
    if not isinstance(message, dns.message.QueryMessage):
        return Records(LookupStatus.FAILED, detail=reason(ReasonCode.DNS_NOT_AN_ANSWER))
    chain = message.resolve_chaining()
    if chain.answer is None or chain.answer.rdtype != wanted:
        status = LookupStatus.NO_NAME if rcode == dns.rcode.NXDOMAIN else LookupStatus.NO_DATA
        alias = reason(ReasonCode.DNS_ALIAS, name=chain.canonical_name.to_text(True))
        return Records(status, secure=secure, detail=alias)
    return Records(LookupStatus.RECORDS, tuple(_value(rdata) for rdata in chain.answer), secure)


def read_answer(wire: bytes, kind: str) -> Records:
    """Read the bytes of an answer, without dnspython when it is a usual one.

    Raises:
        dns.exception.DNSException: it cannot be read, or its CNAMEs loop.
    """
    usual = read_usual(wire, kind)
    if usual is None:
        return read_records(dns.message.from_wire(wire, ignore_trailing=True), kind)
    code, secure, values = usual
    if values:
        return Records(LookupStatus.RECORDS, values, secure)
    return Records(LookupStatus.NO_NAME if code == dns.rcode.NXDOMAIN else LookupStatus.NO_DATA, secure=secure)


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
    """Client of one resolver; a question asked by several tasks at once is sent once.

    `asked`: a question was sent. `proved`: the resolver has known a name; until then its "no such name" proves nothing
    (no way out to the internet, a captive portal).
    """

    def __init__(self, host: str, port: int, limits: Limits, remember: float = 300.0) -> None:
        """Keep answers for `remember` seconds at most: a second look must not read the answers of the first."""
        self._limits = limits
        self._server = (host, port)
        self._remember = remember
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._socket: DnsSocket | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._asking: dict[tuple[str, str], asyncio.Future[Records]] = {}
        self._asking_root: dict[str, asyncio.Future[bool]] = {}
        self._cache: dict[tuple[str, str], tuple[float, Records]] = {}
        self.asked = False
        self.proved = False

    async def __aenter__(self) -> "Resolver":
        loop = asyncio.get_running_loop()
        self._transport, self._socket = await loop.create_datagram_endpoint(DnsSocket, remote_addr=self._server)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._transport is not None:
            self._transport.close()

    async def ask(self, name: str, kind: str) -> Records:
        """Return the records of `kind` (`A`, `MX`, …) at `name`; never raise, see `Records`."""
        question = (name.rstrip(".").lower() or ".", kind)
        kept = self._cache.get(question)
        if kept is not None and kept[0] > asyncio.get_running_loop().time():
            return kept[1]
        return await request_once(self._asking, question, partial(self._ask_and_keep, question))

    async def _ask_and_keep(self, question: tuple[str, str]) -> Records:
        """Ask, and keep the answer, unless it is our failure, counting from the moment of asking."""
        until = asyncio.get_running_loop().time() + self._remember
        records = await self._ask(*question)
        del self._asking[question]
        self._cache.pop(question, None)
        if records.status is not LookupStatus.FAILED:
            if len(self._cache) >= CACHED:
                del self._cache[next(iter(self._cache))]
            self._cache[question] = (until, records)
        return records

    async def validates(self) -> bool:
        """Return True when the resolver validates DNSSEC: it does for the root, which is signed."""
        return (await self.ask(".", "SOA")).secure

    async def _ask(self, name: str, kind: str) -> Records:
        """Ask while holding a slot of the DNS operator of the name: thousands of domains share an operator."""
        async with self._limits.hold("dns", await self._operator(name, kind)), self._slots:
            self.asked = True
            first = await self._exchange(name, kind, checking_disabled=False)
            self.proved = self.proved or first.status in (LookupStatus.RECORDS, LookupStatus.NO_DATA)
            if first.status is LookupStatus.NO_NAME and not await self._knows_the_root():
                return Records(LookupStatus.FAILED, detail=reason(ReasonCode.DNS_RESOLVER_KNOWS_NOTHING))
            if first.status is LookupStatus.FAILED and first.detail in _WORDLESS and not await self._answers():
                return Records(LookupStatus.FAILED, detail=reason(ReasonCode.DNS_RESOLVER_DOWN))
            if first.status is not LookupStatus.FAILED or first.detail != _SERVFAIL:
                return first
            unchecked = await self._exchange(name, kind, checking_disabled=True)
            if unchecked.status is LookupStatus.FAILED:
                return first
            bogus = reason(ReasonCode.DNS_BOGUS)
            return replace(unchecked, status=LookupStatus.BOGUS, secure=False, detail=bogus)

    async def _knows_the_root(self) -> bool:
        """Return True when the resolver works: every resolver knows the root."""
        if not self.proved:
            root = await self._exchange(".", "NS", checking_disabled=False)
            self.proved = self.proved or root.status in (LookupStatus.RECORDS, LookupStatus.NO_DATA)
        return self.proved

    async def _answers(self) -> bool:
        """Return True when the resolver, silent about a name, answers about the root: the silence is that name's."""
        return await request_once(self._asking_root, "", self._ask_root)

    async def _ask_root(self) -> bool:
        try:
            root = await self._exchange(".", "NS", checking_disabled=False, timeouts=TIMEOUTS[:1])
        finally:
            del self._asking_root[""]
        return root.status is not LookupStatus.FAILED

    async def _operator(self, name: str, kind: str) -> str:
        """Return the domain of the first name server, in alphabetical order; else the domain of the name."""
        domain = domain_of(name)
        if kind == "NS" or "." not in name:
            return name
        servers = await self.ask(domain, "NS")
        return domain_of(min(servers.values)) if servers.values else domain

    async def _exchange(
        self, name: str, kind: str, *, checking_disabled: bool, timeouts: Sequence[float] = TIMEOUTS
    ) -> Records:
        """Ask up to three times, over TCP when the answer is truncated."""
        if self._socket is None:
            raise RuntimeError("the resolver is used outside `async with`")
        failure = _SILENT
        for seconds in timeouts:
            try:
                wire = await self._socket.ask(name, kind, seconds, checking_disabled=checking_disabled)
                if wire[2] & 0x02:
                    async with asyncio.timeout(seconds):
                        wire = await self._tcp(name, kind, checking_disabled)
                return read_answer(wire, kind)
            except (dns.name.NameTooLong, dns.name.LabelTooLong, dns.name.EmptyLabel, UnicodeError):
                return Records(LookupStatus.NO_NAME, detail=reason(ReasonCode.DNS_IMPOSSIBLE_NAME))
            except dns.message.ChainTooLong:
                return Records(LookupStatus.NO_NAME, detail=reason(ReasonCode.DNS_ALIAS_LOOP))
            except TimeoutError:
                failure = _SILENT
            except ConnectionRefusedError:
                failure = _CLOSED
            except (dns.exception.DNSException, OSError, ValueError, EOFError) as error:
                failure = reason(ReasonCode.DNS_UNREADABLE, error=type(error).__name__)
        return Records(LookupStatus.FAILED, detail=failure)

    async def _tcp(self, name: str, kind: str, checking_disabled: bool) -> bytes:
        """Ask over TCP (RFC 7766, 8)."""
        wire = encode_query(random_identifier(), name, kind, checking_disabled)
        reader, writer = await asyncio.open_connection(*self._server)
        try:
            writer.write(struct.pack("!H", len(wire)) + wire)
            size = int.from_bytes(await reader.readexactly(2), "big")
            return await reader.readexactly(size)
        finally:
            writer.close()
