"""Start every server of the test internet on loopback; ports are chosen free by the kernel."""

import asyncio
import errno
import json
import socket
from urllib.parse import parse_qs, urlsplit

from internet.dns import Datagrams, serve_stream
from internet.smtp import MailServer
from internet.web import STATES, Blunt, Connection, Counts, sni_context

# Addresses with http and https.
WEB = [*(f"127.10.0.{number}" for number in range(1, 21)), "127.11.0.1", "::1"]
# Addresses where the other port, or both, refuse the connection.
HTTPS_ONLY, HTTP_ONLY, NOTHING = "127.10.1.1", "127.10.1.2", "127.10.1.3"
# Addresses that do so on both ports.
BLUNT = {"127.10.1.4": "close", "127.10.1.5": "silent", "127.10.1.6": "garbage", "127.10.1.7": "reset"}
# Address that answers a TLS handshake by an alert.
ALERT = "127.10.1.11"
# Addresses that speak some versions or suites of TLS only: the certificate chosen by name does not change them.
TLS = {"127.10.1.12": "tls10", "127.10.1.13": "tls10-13", "127.10.1.14": "tls12", "127.10.1.15": "old-suite"}
# Address that talks plain http on the https port.
PLAIN = "127.10.1.8"
# Addresses with good https whose port 80 keeps silent, or closes.
HTTPS_SILENT_HTTP, HTTPS_CLOSED_HTTP = "127.10.1.9", "127.10.1.10"
MAIL = [
    *(f"127.20.0.{number}" for number in range(1, 12)),
    *(f"{network}.0.{number}" for network in ("127.21", "127.30", "127.40") for number in range(1, 5)),
]
BACKLOG = 2048


def listening(addresses: list[str]) -> tuple[int, dict[str, socket.socket]]:
    """Sockets on one port that is free on all the addresses."""
    while True:
        opened: dict[str, socket.socket] = {}
        port = 0
        try:
            for address in addresses:
                family = socket.AF_INET6 if ":" in address else socket.AF_INET
                opened[address] = made = socket.socket(family)
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                made.bind((address, port))
                made.listen(BACKLOG)
                port = made.getsockname()[1]
            return port, opened
        except OSError as error:
            for made in opened.values():
                made.close()
            if error.errno != errno.EADDRINUSE:
                raise


async def start_web(loop, authority, hosts, counts: Counts) -> tuple[int, int]:
    """Start the web servers; returns the ports that stand for 80 and 443."""
    contexts = {address: sni_context(authority, hosts, kind) for address, kind in TLS.items()}
    usual = sni_context(authority, hosts)
    both = [*WEB, *BLUNT, *TLS, PLAIN, ALERT, HTTPS_SILENT_HTTP, HTTPS_CLOSED_HTTP]
    http_port, http = listening([*both, HTTP_ONLY])
    https_port, https = listening([*both, HTTPS_ONLY])
    odd_http = BLUNT | {HTTPS_SILENT_HTTP: "silent", HTTPS_CLOSED_HTTP: "close"}
    for address, made in http.items():
        await loop.create_server(_factory(odd_http.get(address), hosts, counts, False), sock=made, backlog=BACKLOG)
    for address, made in https.items():
        way = "alert" if address == ALERT else BLUNT.get(address)
        secure = way is None and address != PLAIN
        context = contexts.get(address, usual) if secure else None
        await loop.create_server(_factory(way, hosts, counts, secure), sock=made, backlog=BACKLOG, ssl=context)
    return http_port, https_port


def _factory(way: str | None, hosts, counts: Counts, secure: bool):
    return (lambda: Blunt(way, counts)) if way else (lambda: Connection(hosts, counts, secure))


async def start_mail(authority, counts: Counts) -> int:
    """Start the mail servers; returns the port that stands for 25."""
    port, sockets = listening(MAIL)
    server = MailServer(authority, counts)
    for made in sockets.values():
        await asyncio.start_server(server.serve, sock=made)
    return port


async def start_names(loop, server) -> str:
    """Start the name server, UDP and TCP on one port; returns its address."""
    while True:
        port, sockets = listening(["127.0.0.1"])
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        try:
            datagrams.bind(("127.0.0.1", port))
        except OSError:
            datagrams.close()
            sockets["127.0.0.1"].close()
            continue
        await loop.create_datagram_endpoint(lambda: Datagrams(server), sock=datagrams)
        await asyncio.start_server(lambda *pair: serve_stream(server, *pair), sock=sockets["127.0.0.1"])
        return f"127.0.0.1:{port}"


async def start_control(hosts, counts: Counts, names) -> int:
    """Start the control server: GET /counts, POST /reset, POST /set?host=…&state=…; returns its port."""

    def answer(target: str) -> tuple[int, dict]:
        parts = urlsplit(target)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/counts":
            return 200, counts.as_dict() | {"dns": names.names, "dns_clients": names.clients}
        if parts.path == "/reset":
            for each in (counts.requests, counts.addresses, counts.most, counts.agents, names.names, names.clients):
                each.clear()
            return 200, {}
        host = hosts.get(asked.get("host", ""))
        if parts.path != "/set" or host is None or asked.get("state") not in STATES:
            return 404, {"error": "unknown path, host or state", "states": list(STATES)}
        host.state = STATES[asked["state"]]
        return 200, {}

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        status, value = answer(head.split(b" ", 2)[1].decode())
        body = json.dumps(value).encode()
        fields = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        writer.write(f"{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    port, sockets = listening(["127.0.0.1"])
    await asyncio.start_server(serve, sock=sockets["127.0.0.1"])
    return port
