"""Probe of a mail server: does it offer STARTTLS (RFC 3207)? No mail is sent."""

import asyncio
from collections.abc import Sequence

from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.net.answers import OURS, fault_words
from barometre.observation.net.visitor import classify
from barometre.observation.probes.session import ProbeSession

FACT = "mail.starttls"
_SECONDS = 10.0
_LINES = 50


async def probe_starttls(session: ProbeSession, servers: Sequence[tuple[str, str]]) -> Statement:
    """Ask the first mail server, given as (name, address), within the limits of its address."""
    if not servers:
        return not_concerned(FACT, "pas de serveur de courriel à joindre")
    name, address = servers[0]
    if not session.visitor.allowed(address):
        return yes_no(FACT, False, f"{name} mène à une adresse privée ({address})")
    try:
        async with session.visitor.limits.hold("address", address), asyncio.timeout(_SECONDS):
            offered = await _extensions(address, session.visitor.settings.smtp_port)
    except (OSError, ValueError, EOFError) as error:
        fault, detail = classify(error)
        why = f"{name} : {fault_words(fault, detail)}"
        return we_failed(FACT, why) if fault in OURS else yes_no(FACT, False, why)
    if "STARTTLS" in offered:
        return yes_no(FACT, True, f"{name} propose le chiffrement (STARTTLS)")
    return yes_no(FACT, False, f"{name} ne propose pas le chiffrement (STARTTLS)")


async def _extensions(address: str, port: int) -> set[str]:
    """Return the extensions in the answer to EHLO (RFC 5321, 4.1.1.1), in upper case.

    Raises:
        OSError, ValueError, EOFError: no connection, or what answers does not speak SMTP.
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
            raise ValueError(f"réponse « {line[:80]} »")
        lines.append(line)
        if line[3:4] != "-":
            return lines
    raise ValueError("réponse sans fin")
