"""Probe of a mail server: does it offer STARTTLS (RFC 3207)? No mail is sent."""

import asyncio
import re
from collections.abc import Sequence

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.net.answers import OURS, fault_reason
from barometre.observation.net.faults import classify
from barometre.observation.probes.session import ProbeSession

FACT = "mail.starttls"
_SECONDS = 10.0
_LINES = 50
# Refusals to talk with us (RFC 5321, 4.2 and 4.2.4); the commands that a server does not know are its own affair.
_REFUSAL = re.compile(r"(?!50[024])[45]\d\d(?:[ -]|$)", re.ASCII)


class UnexpectedReplyError(ValueError):
    """Reply that is not the one awaited (RFC 5321, 4.3.2), in words; `refusal`: the server does not talk with us."""

    def __init__(self, reason: Reason, *, refusal: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.refusal = reason, refusal


async def probe_starttls(session: ProbeSession, servers: Sequence[tuple[str, str]]) -> Statement:
    """Ask the first mail server, given as (name, address), within the limits of its address."""
    if not servers:
        return not_concerned(FACT, reason(ReasonCode.STARTTLS_NO_SERVER))
    name, address = servers[0]
    if not session.visitor.allowed(address):
        private = reason(ReasonCode.STARTTLS_PRIVATE_ADDRESS, name=name, address=address)
        return yes_no(FACT, False, private)
    try:
        async with session.visitor.limits.hold("address", address), asyncio.timeout(_SECONDS):
            offered = await _extensions(address, session.visitor.settings.smtp_port)
    except UnexpectedReplyError as error:
        why = reason(ReasonCode.NAME_FAILED, name=name, cause=error.reason)
        return we_failed(FACT, why) if error.refusal else yes_no(FACT, False, why)
    except (OSError, ValueError, EOFError, asyncio.LimitOverrunError) as error:
        fault, detail = classify(error, _SECONDS)
        why = reason(ReasonCode.NAME_FAILED, name=name, cause=fault_reason(fault, detail))
        return we_failed(FACT, why) if fault in OURS else yes_no(FACT, False, why)
    if "STARTTLS" in offered:
        return yes_no(FACT, True, reason(ReasonCode.STARTTLS_OFFERED, name=name))
    return yes_no(FACT, False, reason(ReasonCode.STARTTLS_MISSING, name=name))


async def _extensions(address: str, port: int) -> set[str]:
    """Return the extensions in the answer to EHLO (RFC 5321, 4.1.1.1), in upper case.

    Raises:
        OSError, ValueError, EOFError, LimitOverrunError: no connection, or what answers does not speak SMTP.
    """
    reader, writer = await asyncio.open_connection(address, port, limit=8192)
    try:
        await _reply(reader, "220")
        writer.write(b"EHLO localhost.localdomain\r\n")
        lines = await _reply(reader, "250")
        writer.write(b"QUIT\r\n")
        return {word.upper() for line in lines for word in line[4:].split()[:1]}
    finally:
        writer.close()


async def _reply(reader: asyncio.StreamReader, code: str) -> list[str]:
    """Return the lines of one reply (RFC 5321, 4.2)."""
    lines: list[str] = []
    while len(lines) < _LINES:
        line = (await reader.readuntil(b"\n")).decode("ascii", "replace").rstrip()
        if not line.startswith(code):
            unexpected = reason(ReasonCode.STARTTLS_UNEXPECTED_REPLY, line=line[:80])
            raise UnexpectedReplyError(unexpected, refusal=bool(_REFUSAL.match(line)))
        lines.append(line)
        if line[3:4] != "-":
            return lines
    raise UnexpectedReplyError(reason(ReasonCode.STARTTLS_ENDLESS_REPLY))
