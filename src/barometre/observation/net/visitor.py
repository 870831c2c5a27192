"""Visits of web addresses, within bounds, to public addresses only, and politely."""

import asyncio
import ssl
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import SplitResult, urlsplit

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.answers import OURS, Answer, Certificate, Fault, Hop, Secure, fault_reason
from barometre.observation.net.certificate import names_host, read_certificate, verification_fault
from barometre.observation.net.cookie_jar import CookieJar
from barometre.observation.net.exchange import NotConnectedError, ReceivedAnswer, Tls, exchange
from barometre.observation.net.faults import classify
from barometre.observation.net.guard import ForbiddenAddressError, is_public
from barometre.observation.net.limits import Limits
from barometre.observation.net.resolver import LookupStatus, Resolver
from barometre.observation.net.settings import NetworkSettings, tls_context
from barometre.observation.net.sharing import request_once
from barometre.observation.net.urls import BAD_PORTS, authority, is_address, redirect_target, request_target

# Requests of a chain of redirections, after which browsers give up too.
MAXIMUM_HOPS = 20
CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 12.0
# Addresses of a host to try, one after the other as browsers do, until one accepts the connection.
ADDRESSES_TRIED = 3


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """IP addresses of a host, in the order in which they are tried; `untried` counts those that are not."""

    addresses: tuple[str, ...]
    untried: int = 0

    @property
    def address(self) -> str:
        """Return the first one."""
        return self.addresses[0]


class Visitor:
    """HTTP client of a run; its requests share one resolver and one set of limits."""

    def __init__(self, settings: NetworkSettings, resolver: Resolver, limits: Limits) -> None:
        self.settings, self.resolver, self.limits = settings, resolver, limits
        self._strict = tls_context(settings.ca, verify=True)
        self._lenient = tls_context(settings.ca, verify=False)
        self._unfit = tls_context(settings.ca, verify=True)  # for hosts whose name is checked here: see `names_host`
        self._unfit.check_hostname = False
        agent = settings.user_agent.encode().decode("latin-1")  # as bytes, whatever the contact is written with
        self._headers = (
            f"User-Agent: {agent}\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
            "Accept-Language: fr\r\nAccept-Encoding: gzip, deflate\r\nConnection: close\r\n"
        )

    def allowed(self, address: str) -> bool:
        """Return True when this run may connect to an IP address."""
        return self.settings.allow_private or is_public(address)

    async def visit(self, url: str, memory: dict[str, asyncio.Future[Answer]] | None = None) -> Answer:
        """Visit an address and follow its redirections; never raise, see `Answer`.

        `memory`: answers of the same look, by URL and cookies: no request is sent twice. Cookies are those of this
        chain, so that a page which asks for one that it has just set is read, and are forgotten with it.
        """
        memory = {} if memory is None else memory
        jar, cookies = CookieJar(), ""
        hops: list[Hop] = []
        asked: set[str] = set()
        refusal: Reason | None = None
        while True:
            asked.add(_key(url, cookies))
            answer = await request_once(memory, _key(url, cookies), partial(self.request, url, cookies))
            hops.extend(answer.hops)
            refusal = refusal or answer.certificate_fault
            following = self._next(answer)
            if isinstance(following, str):
                jar.store(url, answer.headers)
                url, cookies = following, jar.header(following)
                if _key(url, cookies) not in asked and len(hops) < MAXIMUM_HOPS:
                    continue
                detail = reason(ReasonCode.NETWORK_REDIRECT_COUNT, count=len(hops))
                following = replace(answer, status=None, fault=Fault.REDIRECTS, fault_detail=detail)
            return replace(following, url=hops[0].url, hops=tuple(hops), certificate_fault=refusal)

    @staticmethod
    def _next(answer: Answer) -> str | Answer:
        """Return the next URL of a chain of redirections, or the answer that ends it."""
        location = next((value for name, value in answer.headers if name == "location"), "")
        if answer.status not in (301, 302, 303, 307, 308):
            return answer
        if not location:
            lost = replace(answer, status=None, fault=Fault.UNREACHABLE, fault_detail=answer.partial)
            return lost if answer.head_cut else answer
        target = redirect_target(answer.final, location)
        if target is None:
            detail = reason(ReasonCode.NETWORK_REDIRECTED_TO, location=location[:120])
            return replace(answer, status=None, fault=Fault.BAD_REDIRECT, fault_detail=detail)
        return target

    async def locate(self, host: str) -> ServerAddress | Answer:
        """Return the addresses to connect to, IPv4 first, or the answer that says why there is none."""
        if is_address(host) or host == "localhost":
            return self._server_address(host, ["127.0.0.1" if host == "localhost" else host])
        failed: Reason | None = None
        for kind in ("A", "AAAA"):
            records = await self.resolver.ask(host, kind)
            if records.status is LookupStatus.RECORDS:
                return self._server_address(host, list(records.values))
            if records.status is LookupStatus.BOGUS:
                return Answer(host, (), fault=Fault.NO_NAME, fault_detail=records.detail)
            if records.status is LookupStatus.FAILED:
                failed = failed or records.cause
            if records.status is LookupStatus.NO_NAME:
                break
        if failed:
            return Answer(host, (), fault=Fault.NAME_FAILED, fault_detail=failed)
        detail = reason(ReasonCode.NETWORK_HOST_WITHOUT_ADDRESS, host=host)
        return Answer(host, (), fault=Fault.NO_NAME, fault_detail=detail)

    def _server_address(self, host: str, addresses: list[str]) -> ServerAddress | Answer:
        """Keep the first addresses; refuse all of them when one is forbidden (the name cannot be trusted)."""
        forbidden = [address for address in addresses if not self.allowed(address)]
        if forbidden:
            return _private(host, host, forbidden[0])
        return ServerAddress(tuple(addresses[:ADDRESSES_TRIED]), len(addresses[ADDRESSES_TRIED:]))

    async def connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a TCP connection for a page in the browser, to an address that was checked.

        Raises:
            ForbiddenAddressError: the host has an address that is not on the public internet.
            OSError: the connection does not open, or the port is none of the web (see `NetworkSettings.visits`).
        """
        if not self.settings.visits(host, port):
            raise OSError(f"{host}: port {port}")
        server = await self.locate(host)
        if isinstance(server, Answer):
            private = server.fault is Fault.PRIVATE_ADDRESS
            raise ForbiddenAddressError(host) if private else OSError(f"{host}: {server.fault}")
        mapped = {80: self.settings.http_port, 443: self.settings.https_port}.get(port, port)
        async with asyncio.timeout(CONNECT_SECONDS):
            return await asyncio.open_connection(server.address, mapped)

    async def connects(self, address: str, port: int) -> Fault | None:
        """Try a TCP connection to an address; return the fault when it does not open, else None."""
        if not self.allowed(address):
            return Fault.PRIVATE_ADDRESS
        try:
            async with self.limits.hold("address", address), asyncio.timeout(CONNECT_SECONDS):
                _, writer = await asyncio.open_connection(address, port)
                writer.close()
        except OSError as error:
            return classify(error, CONNECT_SECONDS)[0]
        return None

    async def request(self, url: str, cookies: str = "") -> Answer:
        """Send one GET request, without following redirections; never raise."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if not self.settings.visits(host, parts.port):
            fault = Fault.BAD_PORT if parts.port in BAD_PORTS else Fault.PORT
            detail = reason(ReasonCode.NETWORK_PORT_NUMBER, port=parts.port or 0)
            return Answer(url, (Hop(url, None),), fault=fault, fault_detail=detail)
        server = await self.locate(host)
        if isinstance(server, Answer):
            return replace(server, url=url, hops=(Hop(url, None),))
        await self.limits.pause(host)
        answer = await self._ask(url, parts, server, cookies)
        if answer.status is None and answer.hops[-1].address is None and not is_address(host):
            answer = await self._by_ipv6(answer, parts, server, cookies)
        if answer.status in (429, 503):
            self.limits.back_off(host, answer.retry_after)
        if answer.status == 429:
            return replace(answer, status=None, fault=Fault.RATE_LIMITED)
        return answer

    async def _by_ipv6(self, failed: Answer, parts: SplitResult, tried: ServerAddress, cookies: str) -> Answer:
        """Ask the IPv6 addresses of a host whose IPv4 ones accept no connection, as browsers do (RFC 8305)."""
        host = parts.hostname or ""
        records = None if ":" in tried.address else await self.resolver.ask(host, "AAAA")
        if records and records.status is LookupStatus.FAILED and not failed.ours:
            return replace(failed, fault=Fault.NAME_FAILED, fault_detail=records.cause)
        known = records is not None and records.status is LookupStatus.RECORDS
        server = self._server_address(host, list(records.values)) if records and known else failed
        if isinstance(server, Answer):
            return failed
        answer = await self._ask(failed.url, parts, server, cookies)
        ipv4 = fault_reason(failed.fault or Fault.UNREACHABLE, failed.fault_detail)
        if answer.fault is None:
            return replace(answer, note=reason(ReasonCode.NETWORK_IPV6_ONLY, cause=ipv4))
        if not answer.ours or failed.ours:
            return failed
        ipv6 = fault_reason(answer.fault, answer.fault_detail)
        return replace(answer, fault_detail=reason(ReasonCode.NETWORK_FAMILIES, ipv4=ipv4, ipv6=ipv6))

    async def _ask(self, url: str, parts: SplitResult, server: ServerAddress, cookies: str) -> Answer:
        """Send one request to a server; look behind a certificate that browsers refuse."""
        async with self.limits.hold("address", server.address), self.limits.hold("host", parts.hostname or ""):
            strict = self._unfit if "_" in (parts.hostname or "") else self._strict
            answer = await self._send(url, parts, server, strict, cookies)
            if answer.certificate_fault is None:
                return answer
            return _refused(await self._send(url, parts, server, self._lenient, cookies), answer.certificate_fault)

    async def _send(
        self, url: str, parts: SplitResult, server: ServerAddress, context: ssl.SSLContext, cookies: str
    ) -> Answer:
        """Connect, send one request and read its answer."""
        host = parts.hostname or ""
        forbidden = [address for address in server.addresses if not self.allowed(address)]
        if forbidden:  # `locate` checks it too: this check protects the connection itself
            return _private(url, host, forbidden[0])
        port = self.settings.port(parts.scheme, parts.port)
        try:
            start = f"GET {request_target(parts)} HTTP/1.1\r\nHost: {authority(parts)}\r\n"
            cookie = f"Cookie: {cookies}\r\n" if cookies else ""
            request = (start + self._headers + cookie + "\r\n").encode("latin-1")
            async with asyncio.timeout(TOTAL_SECONDS):
                response, address = await exchange(
                    server.addresses, port, host, request, context if parts.scheme == "https" else None, CONNECT_SECONDS
                )
        except ssl.SSLCertVerificationError as error:
            hop = Hop(url, None, server.address)
            return Answer(url, (hop,), fault=Fault.TLS, certificate_fault=verification_fault(error))
        except NotConnectedError as error:
            fault, detail = classify(error.cause, CONNECT_SECONDS)
            if server.untried and fault not in OURS:
                fault, detail = Fault.UNREACHABLE, reason(ReasonCode.NETWORK_ADDRESSES_UNTRIED, count=server.untried)
            return Answer(url, (Hop(url, None),), fault=fault, fault_detail=detail)
        except (OSError, ValueError) as error:
            fault, detail = classify(error, TOTAL_SECONDS)
            return Answer(url, (Hop(url, None, server.address),), fault=fault, fault_detail=detail)
        if context is self._unfit and response.tls and not names_host(response.tls.certificate, host):
            wrong = reason(ReasonCode.CERTIFICATE_WRONG_HOST)
            return Answer(url, (Hop(url, None, address),), fault=Fault.TLS, certificate_fault=wrong)
        return _answer(response, url, address)


def _key(url: str, cookies: str) -> str:
    """Return what identifies a request of a look."""
    return f"{url} {cookies}" if cookies else url


def _private(url: str, host: str, address: str) -> Answer:
    """Return the answer that a host with a private address gets."""
    detail = reason(ReasonCode.NETWORK_HOST_AT_PRIVATE_ADDRESS, host=host, address=address)
    return Answer(url, (Hop(url, None),), fault=Fault.PRIVATE_ADDRESS, fault_detail=detail)


def _refused(answer: Answer, why: Reason) -> Answer:
    """Return an answer received in spite of its certificate, with the reason why a browser refuses it."""
    secure = answer.secure
    if secure is not None and secure.certificate is not None:
        certificate: Certificate | None = replace(secure.certificate, fault=why)
        secure = replace(secure, certificate=certificate)
    return replace(answer, certificate_fault=why, secure=secure)


def _answer(response: ReceivedAnswer, url: str, address: str) -> Answer:
    secure = _secure(response.tls) if response.tls else None
    retry_after = next((value for name, value in response.headers if name == "retry-after"), None)
    return Answer(
        url,
        hops=(Hop(url, response.status, address),),
        status=response.status,
        headers=tuple(response.headers),
        body=response.body,
        partial=response.partial,
        secure=secure,
        retry_after=_seconds(retry_after),
    )


def _secure(tls: Tls) -> Secure:
    return Secure(tls.version, read_certificate(tls.certificate), tls.suite)


def _seconds(text: str | None) -> float | None:
    """Return the delay of a Retry-After header; None for a date, which is not read (`Limits.back_off`)."""
    return float(text) if text and text.strip().isdigit() and len(text) < 9 else None
