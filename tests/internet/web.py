"""The web servers of the test internet: http and https, one process, replies precomputed."""

import asyncio
import ssl
from collections import Counter

from internet import misbehaviour
from internet.actions import Act, Reply, Turns, error, page

UNKNOWN = page("<!doctype html><html lang=fr><title>Serveur</title><p>Aucun site de ce nom ici", status=200)
# States that a test may give to the https side of a host while the internet runs.
STATES = {
    "down": Act("close"),
    "silent": Act("silent"),
    "healthy": page("<!doctype html><html lang=fr><title>Mairie</title><p>De retour"),
    **{str(status): error(status) for status in (403, 404, 410, 429, 500, 503)},
    "as-built": None,
}


class Counts:
    """What clients did: read by tests of politeness."""

    def __init__(self):
        self.requests: Counter[str] = Counter()
        self.addresses: Counter[str] = Counter()
        self.open: Counter[str] = Counter()
        self.most: dict[str, int] = {}
        self.agents: Counter[str] = Counter()

    def opened(self, address: str) -> None:
        self.addresses[address] += 1
        self.open[address] += 1
        self.most[address] = max(self.most.get(address, 0), self.open[address])

    def closed(self, address: str) -> None:
        self.open[address] -= 1

    def as_dict(self) -> dict:
        return {
            "requests": self.requests,
            "connections": self.addresses,
            "most_connections": self.most,
            "user_agents": self.agents,
        }


class Connection(asyncio.Protocol):
    """One connection: reads requests, answers each by the action of its host."""

    def __init__(self, hosts, counts: Counts, secure: bool):
        self.hosts, self.counts, self.secure = hosts, counts, secure
        self.buffer = b""
        self.open = False
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.task = None

    def connection_made(self, transport):
        self.transport, self.open = transport, True
        self.address = transport.get_extra_info("sockname")[0]
        self.counts.opened(self.address)

    def connection_lost(self, error):
        self.open = False
        self.flowing.set()
        self.counts.closed(self.address)
        if self.task:
            self.task.cancel()

    def pause_writing(self):
        self.flowing.clear()

    def resume_writing(self):
        self.flowing.set()

    def write(self, data: bytes) -> None:
        if self.open:
            self.transport.write(data)

    async def drain(self) -> None:
        await self.flowing.wait()
        await asyncio.sleep(0)

    def data_received(self, data):
        if not self.secure and data.startswith(b"\x16\x03"):  # a TLS handshake, to which servers of http answer so
            self.write(error(400).wire(b"/", True))
            self.transport.close()
            return
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0 and self.open:
            head, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
            self.answer(head)

    def answer(self, head: bytes) -> None:
        """Answer one request; its head is without the empty line."""
        path = head.split(b" ", 2)[1] if head.count(b" ", 0, 4096) > 1 else b"/"
        name = field(head, b"host").partition(b":")[0].decode("latin-1").lower().rstrip(".")
        self.counts.requests[("https://" if self.secure else "http://") + name] += 1
        self.counts.agents[field(head, b"user-agent").decode("latin-1")] += 1
        host = self.hosts.get(name)
        action = UNKNOWN if host is None else host.action(self.secure, path.decode("latin-1"))
        if isinstance(action, Turns):
            action = action.next()
        if isinstance(action, Reply):
            close = field(head, b"connection").lower() == b"close"
            self.transport.write(action.wire(path, close))
            if close:
                self.transport.close()
        else:
            self.task = asyncio.ensure_future(self.misbehave(action.name))

    async def misbehave(self, name: str) -> None:
        """Do what `misbehaviour` has under a name, then close."""
        await getattr(misbehaviour, name)(self)
        self.transport.close()


def field(head: bytes, name: bytes) -> bytes:
    """Value of a header; the usual spelling is looked for first."""
    start = head.find(b"\r\n" + name.title() + b": ")
    if start < 0:
        start = head.lower().find(b"\r\n" + name + b":")
        if start < 0:
            return b""
    start = head.index(b":", start) + 1
    end = head.find(b"\r\n", start)
    return (head[start:] if end < 0 else head[start:end]).strip()


# What blunt servers say: garbage, or the fatal TLS alert handshake_failure (RFC 8446, 6).
NONSENSE = {"garbage": b"\x00\xffgarbage" * 200, "alert": bytes.fromhex("15030300020228")}


class Blunt(asyncio.Protocol):
    """A server that does one thing whatever it is asked: refuses after accepting, keeps silent, talks nonsense."""

    def __init__(self, way: str, counts: Counts):
        self.way, self.counts = way, counts

    def connection_made(self, transport):
        self.transport = transport
        self.address = transport.get_extra_info("sockname")[0]
        self.counts.opened(self.address)
        if self.way == "close":
            transport.close()
        elif self.way == "reset":
            transport.abort()

    def connection_lost(self, error):
        self.counts.closed(self.address)

    def data_received(self, data):
        if self.way in NONSENSE:
            self.transport.write(NONSENSE[self.way])
            self.transport.close()


def sni_context(authority, hosts, kind: str = "valid") -> ssl.SSLContext:
    """A server context that picks the certificate by the name asked (SNI, RFC 6066)."""
    context = authority.context(kind, ("sans-nom.fr",))

    def choose(connection, name, _):
        host = hosts.get(name.lower()) if name else None
        if host is None:
            return
        connection.context = authority.context(host.certificate, host.names)
        return

    context.sni_callback = choose
    return context
