"""Results of requests, as plain values that judges read without network."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from barometre.facts.reason import Reason, Value, reason
from barometre.facts.reason_codes import ReasonCode

_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]+)""", re.IGNORECASE)


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
    `note` says what a visitor may meet although the site answers us.
    """

    url: str
    hops: tuple[Hop, ...]
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False
    secure: Secure | None = None
    fault: Fault | None = None
    fault_detail: Reason | str | None = None
    certificate_fault: Reason | None = None
    retry_after: float | None = None
    note: Reason | None = None

    @property
    def final(self) -> str:
        """Return the last URL visited."""
        return self.hops[-1].url if self.hops else self.url

    @property
    def ours(self) -> bool:
        """Return True when the missing answer is our failure."""
        return self.fault in OURS

    def header(self, name: str) -> str | None:
        """Return the value of a header, None when it is absent.

        Repeated headers are joined by a comma (RFC 9110, 5.2), so do not read `Set-Cookie` this way.
        """
        values = [value for key, value in self.headers if key == name]
        return ", ".join(values) if values else None

    @property
    def text(self) -> str:
        """Return the body as text: charset of the header, else of the document's first bytes, else UTF-8."""
        declared = _CHARSET.search(self.header("content-type") or "")
        name = declared[1] if declared else None
        if name is None:
            written = _CHARSET.search(self.body[:1024].decode("ascii", "replace"))
            name = written[1] if written else "utf-8"
        try:
            return self.body.decode(name, "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


def fault_reason(fault: Fault, detail: Reason | str | None = None) -> Reason:
    """Return the reason of a fault, with its detail when there is one."""
    code = ReasonCode[f"NETWORK_{fault.name}"]
    return reason(code, detail=detail) if detail else reason(code)


def why(answer: Answer) -> Reason:
    """Return what came of a visit: the final address with its status, or with the fault."""
    if answer.fault is not None:
        cause = fault_reason(answer.fault, answer.fault_detail)
        return reason(ReasonCode.VISIT_FAILED, url=answer.final, cause=cause)
    if answer.status is None:
        return reason(ReasonCode.NETWORK_NOT_VISITED)
    note: dict[str, Value] = {"note": answer.note} if answer.note else {}
    return reason(ReasonCode.VISIT_ANSWERED, url=answer.final, status=answer.status, **note)
