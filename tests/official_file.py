"""The official file of a small register, and a server on loopback that gives it with every defect that servers have."""

import hashlib
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import polars as pl

from barometre.sources import fibre
from barometre.sources.download import Network
from barometre.territory import reference

HEADING = "insee_com;com_lib;locaux_arcep;locaux_ftth;trimestre"


def breton_communes(count=200):
    """Code and name of communes of Bretagne."""
    communes = reference.collectivites().filter(kind="commune", region="53", measured=True).head(count)
    return communes.select("code", "name").rows()


def official_file(count=200, share=50, heading=HEADING, encoding="utf-8"):
    """The file of the fibre register for that many communes, where a share of premises is connected."""
    lines = [f"{code};{name};100;{share};2026T3" for code, name in breton_communes(count)]
    return "\n".join([heading, *lines, ""]).encode(encoding)


def register(address, **others):
    """The fibre register, small enough for a test, at an address."""
    return replace(fibre.REGISTER, address=address, minimum_rows=2, **others)


def patient(**others):
    """A network that does not wait between tries, and that may ask this machine without TLS."""
    return Network(
        **{"contact": "ville@example.fr", "silence": 5.0, "sleep": lambda _: None, "loopback": True} | others
    )


@dataclass
class Official:
    """One file on a server; `turns` are what the first requests get instead: `(status, headers)` or a way to fail."""

    body: bytes = b""
    modified: str | None = "Mon, 02 Nov 2026 08:00:00 GMT"
    turns: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    half_sent: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    @property
    def etag(self):
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        file = self.server.official
        file.asked.append(dict(self.headers))
        turn = file.turns.pop(0) if file.turns else "whole"
        if isinstance(turn, tuple):
            self._head(turn[0], {"Content-Length": "0", **turn[1]})
            return
        body = file.body
        if self.headers.get("If-None-Match") == file.etag:
            self._head(304, {})
            return
        headers = {"ETag": file.etag, **({"Last-Modified": file.modified} if file.modified else {})}
        status, start = 200, 0
        if self.headers.get("Range") and self.headers.get("If-Range") == file.etag:
            status, start = 206, int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        body = body[start:]
        length = {} if turn == "endless" else {"Content-Length": str(len(body))}
        self._head(status, headers | length)
        getattr(self, f"_{turn}")(body)

    def _head(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _whole(self, body):
        self.wfile.write(body)

    def _cut(self, body):
        """Close in the middle of the body."""
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def _stuck(self, body):
        """Send a half, then nothing until the client goes away."""
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self.server.official.half_sent.set()
        self.connection.settimeout(60)
        self.connection.recv(1)
        self.close_connection = True

    def _endless(self, body):
        """Send without an end."""
        self.close_connection = True
        try:
            while True:
                self.wfile.write(body)
        except OSError:
            return

    def _slow(self, body):
        """Send a byte now and then."""
        try:
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                time.sleep(0.02)
        except OSError:
            self.close_connection = True


@contextmanager
def served(body, context: ssl.SSLContext | None = None, **others):
    """Serve a file for the time of a `with`, over TLS with a context."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    scheme = "http"
    if context:
        server.socket, scheme = context.wrap_socket(server.socket, server_side=True), "https"
    server.official = Official(body, address=f"{scheme}://localhost:{server.server_port}/file.csv", **others)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.official
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def http_date(moment):
    """A moment as headers write it."""
    return format_datetime(moment, usegmt=True)


def facts_of(var):
    """What the store holds."""
    from barometre.facts.store import read_facts

    return read_facts(var / "facts").filter(pl.col("source") == "fibre")
