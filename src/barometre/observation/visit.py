"""Visiting web addresses: bounded, guarded, polite. One request at a time goes out from here, with aiohttp."""

import asyncio
import errno
import socket
import ssl
import zlib
from contextlib import AsyncExitStack
from contextvars import ContextVar
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

from barometre.observation.answers import Answer, Certificate, Fault, Hop, Secure
from barometre.observation.certificate import read_certificate, verification_fault
from barometre.observation.guard import ForbiddenAddressError, guarded_socket, is_public
from barometre.observation.limits import Limits
from barometre.observation.reach import Reach, tls_context
from barometre.observation.resolver import Reply, Resolver
from barometre.observation.urls import is_address, redirect_target

MAXIMUM_HOPS = 10
CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 12.0
ADDRESSES_TRIED = 3
"""Addresses of a host that are tried in turn, as browsers do, when the first does not take the connection."""
BODY_BYTES = 2_000_000
HEADER_BYTES = 32_768
_TIMEOUT = aiohttp.ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS)

_pinned: ContextVar[tuple["Place", int]] = ContextVar("pinned")
"""Addresses and port that the request under way was allowed to go to."""


class _Pinned(AbstractResolver):
    """Hands aiohttp the address that was checked, so that no second look-up can give another (DNS rebinding)."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:  # noqa: ARG002
        place, port = _pinned.get()
        return [
            ResolveResult(hostname=host, host=address, port=port, family=_family(address), proto=0, flags=4)
            for address in place.addresses
        ]

    async def close(self) -> None:
        """Nothing is kept open."""


class _Response(aiohttp.ClientResponse):
    """A response that remembers its TLS connection, which aiohttp lets go with the last byte."""

    tls: tuple[str, bytes] | None = None
    address: str | None = None

    async def start(self, connection: Connection) -> "_Response":
        transport = connection.transport
        secure = transport.get_extra_info("ssl_object") if transport else None
        peer = transport.get_extra_info("peername") if transport else None
        self.address = str(peer[0]) if peer else None
        if secure is not None:
            self.tls = (secure.version() or "", secure.getpeercert(binary_form=True) or b"")
        await super().start(connection)
        return self


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses on the network at which a host was found; the first is tried first."""

    addresses: tuple[str, ...]

    @property
    def address(self) -> str:
        """The first."""
        return self.addresses[0]


def _family(address: str) -> int:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


class Visitor:
    """Requests of a run, sharing one resolver and one set of limits."""

    def __init__(self, reach: Reach, resolver: Resolver, limits: Limits) -> None:
        self.reach, self.resolver, self.limits = reach, resolver, limits
        self._strict = tls_context(reach.ca, verify=True)
        self._lenient = tls_context(reach.ca, verify=False)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "Visitor":
        connector = aiohttp.TCPConnector(
            limit=0, force_close=True, use_dns_cache=False, resolver=_Pinned(), happy_eyeballs_delay=None,
            socket_factory=guarded_socket(self.allowed),
        )  # fmt: skip
        session = aiohttp.ClientSession(
            connector=connector, response_class=_Response, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False,
            headers={"User-Agent": self.reach.user_agent, "Accept-Encoding": "gzip, deflate",
                     "Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fr"},
            max_line_size=HEADER_BYTES, max_field_size=HEADER_BYTES, requote_redirect_url=False,
        )  # fmt: skip
        self._session = await self._stack.enter_async_context(session)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def allowed(self, address: str) -> bool:
        """True when this run may connect to an address."""
        return self.reach.allow_private or is_public(address)

    async def visit(self, url: str, memory: dict[str, "asyncio.Task[Answer]"] | None = None) -> Answer:
        """Visit an address and follow its redirections; never raises, see `Answer`.

        Args:
            url: an http or https address.
            memory: requests of the same look, by URL: none is sent twice.
        """
        memory = {} if memory is None else memory
        hops: list[Hop] = []
        refusal: str | None = None
        secure: Secure | None = None
        while True:
            task = memory.get(url)
            if task is None:
                task = memory[url] = asyncio.get_running_loop().create_task(self.request(url))
            one = await task
            hops.extend(one.hops)
            refusal = refusal or one.certificate_fault
            secure = one.secure or secure
            following = self._next(one, hops)
            if isinstance(following, str):
                url = following
                continue
            return replace(following, url=hops[0].url, hops=tuple(hops), certificate_fault=refusal)

    def _next(self, one: Answer, hops: list[Hop]) -> str | Answer:
        """The next URL of a chain, or the answer that ends it."""
        location = one.header("location")
        if one.status not in (301, 302, 303, 307, 308) or location is None:
            return one
        target = redirect_target(one.final, location)
        if target is None:
            seen = location[:120]
            return replace(one, status=None, fault=Fault.BAD_REDIRECT, fault_detail=f"redirection vers « {seen} »")
        if any(hop.url == target for hop in hops) or len(hops) > MAXIMUM_HOPS:
            return replace(one, status=None, fault=Fault.REDIRECTS, fault_detail=f"{len(hops)} redirections")
        return target

    async def locate(self, host: str) -> Place | Answer:
        """Find an address to connect to, IPv4 first; or the answer that says why there is none."""
        if is_address(host) or host == "localhost":
            return self._place(host, ["127.0.0.1" if host == "localhost" else host])
        failed = ""
        for kind in ("A", "AAAA"):
            records = await self.resolver.ask(host, kind)
            if records.status is Reply.RECORDS:
                return self._place(host, list(records.values))
            if records.status is Reply.BOGUS:
                return Answer(host, (), fault=Fault.NO_NAME, fault_detail=records.detail)
            if records.status is Reply.FAILED:
                failed = failed or records.detail or "échec"
            if records.status is Reply.NO_NAME:
                break
        if failed:
            return Answer(host, (), fault=Fault.NAME_FAILED, fault_detail=failed)
        return Answer(host, (), fault=Fault.NO_NAME, fault_detail=f"« {host} » n’a pas d’adresse")

    def _place(self, host: str, addresses: list[str]) -> Place | Answer:
        """The first addresses, unless any is forbidden: a name that mixes both is not to be trusted."""
        forbidden = [address for address in addresses if not self.allowed(address)]
        if forbidden:
            return Answer(host, (), fault=Fault.PRIVATE, fault_detail=f"« {host} » mène à {forbidden[0]}")
        return Place(tuple(addresses[:ADDRESSES_TRIED]))

    async def connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a TCP connection for a page in the browser, to an address that was checked.

        Raises:
            ForbiddenAddressError: the host leads to an address that is not of the public internet.
            OSError: the connection does not open.
        """
        place = await self.locate(host)
        if isinstance(place, Answer):
            forbidden = place.fault is Fault.PRIVATE
            raise ForbiddenAddressError(place.fault_detail) if forbidden else OSError(place.fault_detail)
        mapped = {80: self.reach.http_port, 443: self.reach.https_port}.get(port, port)
        async with asyncio.timeout(CONNECT_SECONDS):
            return await asyncio.open_connection(place.address, mapped)

    async def connects(self, address: str, port: int) -> Fault | None:
        """Open a TCP connection to an address and close it; the fault when it does not open."""
        if not self.allowed(address):
            return Fault.PRIVATE
        try:
            async with self.limits.hold("address", address), asyncio.timeout(CONNECT_SECONDS):
                _, writer = await asyncio.open_connection(address, port)
                writer.close()
        except OSError as error:
            return classify(error)[0]
        return None

    async def request(self, url: str) -> Answer:
        """Send one GET request, without following redirections; never raises."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        place = await self.locate(host)
        if isinstance(place, Answer):
            return replace(place, url=url, hops=(Hop(url, None),))
        port = self.reach.port(parts.scheme, parts.port)
        await self.limits.pause(host)
        async with self.limits.hold("address", place.address), self.limits.hold("host", host):
            answer = await self._send(url, place, port, self._strict)
            if answer.certificate_fault is not None:
                answer = _refused(await self._send(url, place, port, self._lenient), answer.certificate_fault)
        if answer.status in (429, 503):
            self.limits.back_off(host, answer.retry_after)
        if answer.status == 429:
            return replace(answer, status=None, fault=Fault.RATE_LIMITED)
        return answer

    async def _send(self, url: str, place: Place, port: int, context: ssl.SSLContext) -> Answer:
        _pinned.set((place, port))
        address = URL(url, encoded=True)
        if is_address(address.raw_host or ""):
            address = address.with_port(port)
        try:
            async with self._session.get(address, allow_redirects=False, ssl=context, timeout=_TIMEOUT) as response:
                return await _read(response, url, place)
        except aiohttp.ClientConnectorCertificateError as error:
            reason = error.certificate_error
            words = "le certificat n’est pas au nom du site"
            if isinstance(reason, ssl.SSLCertVerificationError):
                words = verification_fault(reason)
            return Answer(url, (Hop(url, None, place.address),), fault=Fault.TLS, certificate_fault=words)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            fault, detail = classify(error)
            return Answer(url, (Hop(url, None, place.address),), fault=fault, fault_detail=detail)


_TOO_MUCH = ("longer than", "more than", "Too many headers")
"""What aiohttp says of headers beyond its bounds."""


def classify(error: BaseException) -> tuple[Fault, str]:
    """Say which fault an exception of the network is, and its technical words."""
    cause = getattr(error, "os_error", None) or error
    detail = f"{type(error).__name__} : {error}"[:200]
    match cause:
        case ForbiddenAddressError():
            return Fault.PRIVATE, str(cause)
        case TimeoutError():
            return Fault.TIMEOUT, f"plus de {TOTAL_SECONDS:.0f} s"
        case ssl.SSLError():
            return Fault.TLS, (cause.reason or detail).replace("_", " ").lower()
        case ConnectionRefusedError():
            return Fault.REFUSED, ""
        case aiohttp.ServerDisconnectedError() | ConnectionResetError() | BrokenPipeError() | ConnectionAbortedError():
            return Fault.CLOSED, ""
        case OSError() if cause.errno in (errno.ECONNRESET, errno.EPIPE):  # as aiohttp tells it when it was writing
            return Fault.CLOSED, ""
        case aiohttp.ClientResponseError() if any(words in cause.message for words in _TOO_MUCH):
            return Fault.TOO_LARGE, ""
        case aiohttp.ClientResponseError():
            return Fault.GARBAGE, ""  # its message quotes what was received, which may be anything
        case aiohttp.ClientPayloadError() | aiohttp.InvalidURL() | ValueError():
            return Fault.GARBAGE, detail
        case aiohttp.ClientOSError() | OSError():
            return Fault.UNREACHABLE, detail
    return Fault.GARBAGE, detail


def _refused(behind: Answer, reason: str) -> Answer:
    """An answer seen behind a certificate that a browser refuses."""
    secure = behind.secure
    if secure is not None and secure.certificate is not None:
        certificate: Certificate | None = replace(secure.certificate, fault=reason)
        secure = replace(secure, certificate=certificate)
    return replace(behind, certificate_fault=reason, secure=secure)


async def _read(response: aiohttp.ClientResponse, url: str, place: Place) -> Answer:
    """Read a response within bounds: a body is cut at `BODY_BYTES`, decompressed or not."""
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.raw_headers)
    secure = None
    address = place.address
    if isinstance(response, _Response):
        address = response.address or address
        if response.tls is not None:
            version, der = response.tls
            secure = Secure(version, read_certificate(der))
    coding = response.headers.get("Content-Encoding", "").lower()
    inflate = zlib.decompressobj(47) if "gzip" in coding or "deflate" in coding else None
    body, truncated, notes = bytearray(), False, []
    try:
        async for chunk in response.content.iter_any():
            body += inflate.decompress(chunk, BODY_BYTES - len(body)) if inflate else chunk
            if len(body) >= BODY_BYTES:
                truncated = True
                break
    except zlib.error:
        notes.append("corps compressé illisible")
    except aiohttp.ClientPayloadError:
        notes.append("corps interrompu")
    response.close()
    return Answer(
        url, (Hop(url, response.status, address),), response.status, headers, bytes(body[:BODY_BYTES]), truncated,
        secure, retry_after=_seconds(response.headers.get("Retry-After")), notes=tuple(notes),
    )  # fmt: skip


def _seconds(text: str | None) -> float | None:
    """Delay of a Retry-After header; a date is not read, five seconds are then waited for (`Limits.back_off`)."""
    return float(text) if text and text.strip().isdigit() and len(text) < 9 else None
