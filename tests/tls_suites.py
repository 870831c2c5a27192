"""Servers of one cipher suite or one version each, tried by our client and by Chromium: those that browsers open."""

import asyncio
import ssl
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from hostile_answers import HEAD, LENGTH, PAGE
from internet.certificates import Authority, pem

V10, V11, V12, V13 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


@dataclass(frozen=True)
class Server:
    """A TLS server, whether browsers open it, and whether its encryption is old."""

    suite: str = "ALL"
    opens: bool = True
    old: bool = False
    version: ssl.TLSVersion = V12

    @property
    def key(self) -> str:
        return "ec" if "ECDSA" in self.suite else "rsa"


SERVERS = {
    "tls-1-3": Server(version=V13),
    "tls-1-1": Server(opens=False, version=V11),
    "tls-1-0": Server(opens=False, version=V10),
    **{
        suite.lower(): Server(suite, opens, old)
        for opens, old, suites in (
            (
                True,
                False,
                """
                ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305
                ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-RSA-AES128-SHA
                ECDHE-RSA-AES256-SHA
                """,
            ),
            (True, True, "AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA"),
            (
                False,
                False,
                """
                ECDHE-ECDSA-AES128-SHA ECDHE-ECDSA-AES256-SHA384 ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES256-SHA384
                DHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES256-GCM-SHA384 DHE-RSA-AES256-SHA DHE-RSA-CHACHA20-POLY1305
                AES128-SHA256 AES256-SHA256 AES256-CCM CAMELLIA256-SHA
                """,
            ),
        )
        for suite in suites.split()
    },
}


async def _serve(reader, writer) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + LENGTH + b"\r\n" + PAGE)
        await writer.drain()
    except (OSError, EOFError):
        pass  # the client left
    finally:
        writer.close()


def _context(server: Server, authority: Authority, name: str) -> ssl.SSLContext:
    key = authority.key if server.key == "ec" else authority.rsa_key
    certificate = authority.signed(name, key, "Autorité de test", authority.root_key, names=(name,))
    path = authority.folder / f"{name}.pem"
    form, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(form, serialization.PrivateFormat.PKCS8, plain) + pem(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = server.version
    if server.version is not V13:
        context.set_ciphers(f"{server.suite}:@SECLEVEL=0")
    context.load_cert_chain(path)
    return context


@asynccontextmanager
async def serving(folder: Path):
    """Serve each on a port of its own; yields the ports, by name, and the file of the authority."""
    authority, ports = Authority(folder), {}
    authority.write(folder / "ca.pem")
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # handshakes that fail are what is tried
    async with AsyncExitStack() as stack:
        for name, server in SERVERS.items():
            context = _context(server, authority, f"{name}.test")
            started = await asyncio.start_server(_serve, "127.0.0.1", 0, ssl=context)
            await stack.enter_async_context(started)
            ports[name] = started.sockets[0].getsockname()[1]
        yield ports, folder / "ca.pem"
