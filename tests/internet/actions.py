"""What a host does with a request: a fixed reply, replies in turn, or an act that misbehaves (`misbehaviour`)."""

from dataclasses import dataclass, field

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found", 429: "Too Many Requests"}
TYPE = ("Content-Type", "text/html; charset=utf-8")


@dataclass(slots=True)
class Reply:
    """A fixed reply, written as precomputed bytes; `{path}` in a header is replaced by the path asked."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = (TYPE,)
    body: bytes = b""
    _wire: dict[bool, bytes] = field(default_factory=dict)

    def wire(self, path: bytes, close: bool) -> bytes:
        """Bytes of the reply; `close` says so to the client."""
        ready = self._wire.get(close)
        if ready is None:
            lines = [f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Status')}"]
            lines += [f"{name}: {value}" for name, value in self.headers]
            lines += [f"Content-Length: {len(self.body)}", f"Connection: {'close' if close else 'keep-alive'}"]
            ready = self._wire[close] = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + self.body
        return ready.replace(b"{path}", path, 1) if b"{path}" in ready else ready


@dataclass(slots=True)
class Turns:
    """Actions taken one after the other, the last for ever."""

    actions: list["Action"]

    def next(self) -> "Action":
        return self.actions.pop(0) if len(self.actions) > 1 else self.actions[0]


@dataclass(frozen=True, slots=True)
class Act:
    """Something else than a reply, by the name of a function of `misbehaviour`."""

    name: str


Action = Reply | Turns | Act


def page(body: str | bytes, *headers: tuple[str, str], status: int = 200) -> Reply:
    """An HTML page, unless a header gives another type."""
    typed = any(name.lower() == "content-type" for name, _ in headers)
    return Reply(status, (*(() if typed else (TYPE,)), *headers), body.encode() if isinstance(body, str) else body)


def to(location: str, status: int = 301) -> Reply:
    """A redirection."""
    return Reply(status, (("Location", location),))


def error(status: int, *headers: tuple[str, str]) -> Reply:
    """An error page."""
    return page(f"<!doctype html><title>{status}</title><p>{status}</p>", *headers, status=status)


@dataclass(slots=True)
class Host:
    """One host name: its address, certificate, and what it does on http, on https, and at some paths of https.

    `only` limits the answer of `http` and `https` to the path `/` when pages are given: other paths are not found.
    """

    address: str | None
    http: Action
    https: Action
    certificate: str = "valid"
    names: tuple[str, ...] = ()
    pages: dict[str, Action] = field(default_factory=dict)
    state: Action | None = None

    def action(self, secure: bool, path: str) -> Action:
        """What to do with a request."""
        if not secure:
            return self.pages.get("http:" + path) or self.http
        if self.state is not None:
            return self.state
        bare = path.partition("?")[0]
        found = self.pages.get(path) or self.pages.get(bare)
        if found is None:
            redirects = isinstance(self.https, Reply) and 300 <= self.https.status < 400
            found = self.https if bare == "/" or redirects else NOT_FOUND
        return found


NOT_FOUND = error(404)
