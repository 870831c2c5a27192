"""Results of requests, as plain values that judges read without network."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from barometre.facts.reason import Reason, Value, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.decoding import Decoded, decode

# Why there is no answer; `OURS` lists those that are our own failures.
Fault = StrEnum(
    "Fault",
    """
    NO_NAME NAME_FAILED PRIVATE_ADDRESS REFUSED UNREACHABLE TIMEOUT TLS GARBAGE TOO_LARGE REDIRECTS BAD_REDIRECT CLOSED
    RATE_LIMITED ROBOTS PORT BAD_PORT
    """,
)

# Failures on our side: they say nothing about the site.
OURS = frozenset({Fault.NAME_FAILED, Fault.UNREACHABLE, Fault.TIMEOUT, Fault.RATE_LIMITED, Fault.ROBOTS, Fault.PORT})


@dataclass(frozen=True, slots=True)
class Certificate:
    """Content of a server's certificate; `fault` says why a browser would refuse it."""

    issuer: str
    not_after: datetime
    key: str
    fault: Reason | None = None


@dataclass(frozen=True, slots=True)
class Secure:
    """TLS connection: negotiated version (`TLSv1.3`), certificate, None when it cannot be read, and cipher suite."""

    version: str
    certificate: Certificate | None
    suite: str = ""

    @property
    def old_suite(self) -> bool:
        """Return True when keys are exchanged by RSA, without forward secrecy (RFC 9325, 4.1: not to be used)."""
        return self.version == "TLSv1.2" and bool(self.suite) and not self.suite.startswith(("ECDHE-", "DHE-"))


@dataclass(frozen=True, slots=True)
class Hop:
    """One request in a chain of redirections; `address` is the one that accepted the connection, None without any."""

    url: str
    status: int | None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Result of visiting one address and following its redirections.

    `hops` goes from the first URL to the last. `status`, `headers` (lower-case names, in order, repeated ones kept)
    and `body` (bounded, decompressed) are those of the last; `fault` says why there is no status,
    `fault_detail` more of it: a reason, or the technical text of a library. `certificate_fault` is the first reason,
    along the chain, for which a browser would have stopped; the visit continues all the same, to read the answer.
    `partial` says why the body is not whole, None when it is. `wall` names the service against robots that answered
    instead of the site.
    `note` says what a visitor may meet although the site answers us.
    """

    url: str
    hops: tuple[Hop, ...]
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    partial: Reason | None = None
    secure: Secure | None = None
    fault: Fault | None = None
    fault_detail: Reason | str | None = None
    certificate_fault: Reason | None = None
    retry_after: float | None = None
    wall: str | None = None
    note: Reason | None = None

    @property
    def final(self) -> str:
        """Return the last URL visited."""
        return self.hops[-1].url if self.hops else self.url

    @property
    def ours(self) -> bool:
        """Return True when what is missing is our failure: it says nothing of the site."""
        return self.fault in OURS or self.wall is not None

    @property
    def head_cut(self) -> bool:
        """Return True when headers may be missing: of what is not there, nothing is known."""
        return self.partial is not None and self.partial.code is ReasonCode.HEAD_CUT

    @property
    def opens(self) -> bool:
        """Return True when the site itself answered with a page."""
        return self.status == 200 and self.wall is None

    def header(self, name: str) -> str | None:
        """Return the value of a header, None when it is absent.

        Repeated headers are joined by a comma (RFC 9110, 5.2), so do not read `Set-Cookie` this way.
        """
        values = [value for key, value in self.headers if key == name]
        return ", ".join(values) if values else None

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.decode().text

    def decode(self, late_label: str | None = None) -> Decoded:
        """Return the body as text, and whether it could be read (see `decoding.decode`)."""
        return decode(self.body, self.header("content-type") or "", late_label)


def fault_reason(fault: Fault, detail: Reason | str | None = None) -> Reason:
    """Return the reason of a fault, with its detail when there is one."""
    code = ReasonCode[f"NETWORK_{fault.name}"]
    return reason(code, detail=detail) if detail else reason(code)


def wall_reason(name: str) -> Reason:
    """Return the reason of an answer that a service against robots gave instead of the site."""
    return reason(ReasonCode.NETWORK_WALL, name=name)


def why(answer: Answer) -> Reason:
    """Return what came of a visit: the final address with its status, or with the fault or the wall."""
    if answer.wall is not None:
        return reason(ReasonCode.VISIT_FAILED, url=answer.final, cause=wall_reason(answer.wall))
    if answer.fault is not None:
        cause = fault_reason(answer.fault, answer.fault_detail)
        return reason(ReasonCode.VISIT_FAILED, url=answer.final, cause=cause)
    if answer.status is None:
        return reason(ReasonCode.NETWORK_NOT_VISITED)
    note: dict[str, Value] = {"note": answer.note} if answer.note else {}
    return reason(ReasonCode.VISIT_ANSWERED, url=answer.final, status=answer.status, **note)
