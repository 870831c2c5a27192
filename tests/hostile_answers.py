"""Answers that no grammar allows and browsers open, or not: one table, tried by our client and by Chromium.

Outcomes: `opens` (a whole page at `/`, or `opens at` another address), `empty` (an empty page), `text` (not HTML),
`cut` (a page that is not whole), `download`, a status other than 200, `no` (nothing opens), `we could not`.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import dns.message
import dns.rrset

OK = b"HTTP/1.1 200 OK\r\n"
TYPE = b"Content-Type: text/html; charset=utf-8\r\n"
HEAD = OK + TYPE
PAGE = b"<!doctype html><html lang=fr><title>Mairie</title><p>Bonjour"
LENGTH = b"Content-Length: %d\r\n" % len(PAGE)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
REST = TYPE + LENGTH + b"\r\n" + PAGE
FOUND = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
Answer = bytes | Callable[[bytes, bytes], bytes]


@dataclass(frozen=True)
class Case:
    """What a server says, and what comes of it; `ours` is given where we are narrower or wider than Chromium."""

    what: str
    answer: Answer
    chromium: str = "opens"
    ours: str | None = None

    @property
    def expected(self) -> str:
        return self.ours or self.chromium


def chunks(extension=b"", first=b"") -> bytes:
    """The page in one chunk, after the head."""
    return HEAD + CHUNKED + b"\r\n" + first + b"%x%s\r\n%s\r\n0\r\n\r\n" % (len(PAGE), extension, PAGE)


def raw_chunks(body: bytes) -> bytes:
    return HEAD + CHUNKED + b"\r\n" + body


def line(written: bytes) -> bytes:
    """A good page with one more line among its headers."""
    return OK + written + b"\r\n" + REST


def status(written: bytes) -> bytes:
    return written + b"\r\n" + REST


def to(location: bytes, more: bytes = b"", first: bytes = FOUND) -> Answer:
    """A redirection from `/`; a good page everywhere else."""

    def answer(path, _):
        return first + b"Location: " + location + b"\r\n" + more + b"\r\n" if path == b"/" else HEAD + b"\r\n" + PAGE

    return answer


def chain(length: int) -> Answer:
    def answer(path, _):
        step = int(path[1:] or b"0")
        return FOUND + b"Location: /%d\r\n\r\n" % (step + 1) if step < length else HEAD + b"\r\n" + PAGE

    return answer


def gate(cookie: bytes, location: bytes = b"/") -> Answer:
    """A redirection that sets a cookie, and a page once it comes back."""

    def answer(_, head):
        if b"seen=1" in head:
            return HEAD + b"\r\n" + PAGE
        return FOUND + b"Set-Cookie: " + cookie + b"\r\nLocation: " + location + b"\r\n\r\n"

    return answer


def counting(_, head):
    """A redirection to itself with another cookie each time, for ever."""
    turn = int((re.search(rb"n=(\d+)", head) or [0, b"0"])[1]) + 1
    return FOUND + b"Set-Cookie: n=%d\r\nLocation: /\r\n\r\n" % turn


CASES = {
    # Framing (RFC 9112, 6).
    "plain": Case("a good page", HEAD + LENGTH + b"\r\n" + PAGE),
    "te-then-length": Case("chunks, then a length", chunks().replace(CHUNKED, CHUNKED + b"Content-Length: 5\r\n")),
    "length-then-te": Case("a length, then chunks", chunks().replace(CHUNKED, b"Content-Length: 5\r\n" + CHUNKED)),
    "lengths-and-te": Case(
        "two lengths that differ, and chunks", chunks().replace(CHUNKED, LENGTH + b"Content-Length: 5\r\n" + CHUNKED)
    ),
    "te-twice": Case("chunks announced twice", chunks().replace(CHUNKED, CHUNKED * 2)),
    "te-unknown": Case("an unknown transfer coding", HEAD + b"Transfer-Encoding: truc\r\n" + LENGTH + b"\r\n" + PAGE),
    "te-none": Case("chunks announced, a plain body", raw_chunks(PAGE), "cut"),
    "length-twice": Case("the same length twice", HEAD + LENGTH * 2 + b"\r\n" + PAGE),
    "length-list": Case(
        "the same length twice on a line", HEAD + b"Content-Length: %d, %d\r\n\r\n" % (len(PAGE), len(PAGE)) + PAGE
    ),
    "length-differs": Case("two lengths that differ", HEAD + LENGTH + b"Content-Length: 5\r\n\r\n" + PAGE, "no"),
    "length-word": Case("a length that is a word", HEAD + b"Content-Length: beaucoup\r\n\r\n" + PAGE),
    "length-negative": Case("a negative length", HEAD + b"Content-Length: -1\r\n\r\n" + PAGE),
    "length-unit": Case("a length with its unit", HEAD + b"Content-Length: 5 bytes\r\n\r\n" + PAGE),
    "length-empty": Case("an empty length", HEAD + b"Content-Length:\r\n\r\n" + PAGE),
    "length-huge": Case("a length beyond 2^63", HEAD + b"Content-Length: 99999999999999999999\r\n\r\n" + PAGE),
    "length-long": Case("more length than body", HEAD + b"Content-Length: 5000\r\n\r\n" + PAGE, "cut"),
    "length-short": Case("less length than body", HEAD + b"Content-Length: 53\r\n\r\n" + PAGE),
    "length-zero": Case("a length of 0, and a body", HEAD + b"Content-Length: 0\r\n\r\n" + PAGE, "empty"),
    "coding-unknown": Case("`Content-Encoding: UTF-8`", HEAD + b"Content-Encoding: UTF-8\r\n\r\n" + PAGE),
    "after": Case("data after the body", HEAD + LENGTH + b"\r\n" + PAGE + b"HTTP/1.1 500 X\r\n\r\n"),
    # Chunks (RFC 9112, 7.1).
    "chunk-extension": Case("a chunk with an extension", chunks(b";a=b")),
    "chunk-spaces": Case("spaces after a size", chunks(b"  ")),
    "chunk-zeros": Case("zeros before a size", chunks(first=b"0000000000000000000000")),
    "chunk-lf": Case(
        "chunks whose lines end by LF", raw_chunks(chunks().partition(b"\r\n\r\n")[2].replace(b"\r", b""))
    ),
    "chunk-trailers": Case("trailers, one of them no header", chunks()[:-2] + b"X-T: a\r\nfaux\r\n\r\n"),
    "chunk-space-first": Case("a space before a size", chunks(first=b" "), "cut"),
    "chunk-0x": Case("0x before a size", chunks(first=b"0x"), "cut"),
    "chunk-endless": Case("no last chunk", raw_chunks(b"%x\r\n%s\r\n" % (len(PAGE), PAGE)), "cut"),
    "chunk-short": Case("a chunk that is cut", raw_chunks(b"%x\r\n%s" % (len(PAGE) + 50, PAGE)), "cut"),
    "chunk-joined": Case("no line end after a chunk", raw_chunks(b"%x\r\n%s0\r\n\r\n" % (len(PAGE), PAGE)), "cut"),
    "chunk-huge": Case("a size beyond 2^63", raw_chunks(b"f" * 20 + b"\r\n" + PAGE), "cut"),
    # Lines of headers (RFC 9112, 5).
    "colon-space": Case("a space before the colon", line(b"X-Powered-By : PHP")),
    "no-colon": Case("a line without colon", line(b"Warning in /var/www on line 3")),
    "no-name": Case("a line without name", line(b": valeur")),
    "name-space": Case("a name with a space", line(b"X Powered By: PHP")),
    "name-control": Case("a name with a control character", line(b"X-\x01A: b")),
    "name-latin1": Case("a name in latin-1", line(b"X-\xe9: a")),
    "value-control": Case("a value that commands a terminal", line(b"X-A: b\x01\x1b[31m")),
    "value-latin1": Case("a value in latin-1", line(b"X-A: \xe9")),
    "nul": Case("a null character", line(b"X-A: b\0c"), "no"),
    "folded": Case("a folded value", line(b"X-A: b\r\n c\r\n\td")),
    "folded-first": Case("a folded line that follows nothing", line(b" X-A: b")),
    "folded-type": Case("a folded Content-Type", OK + b"Content-Type: text/html;\r\n charset=utf-8\r\n\r\n" + PAGE),
    "bare-cr": Case("CR alone between two headers", line(b"X-A: b\rX-B: c")),
    "lf": Case("lines that end by LF", (HEAD + LENGTH + b"\r\n").replace(b"\r", b"") + PAGE),
    "cr": Case("lines that end by CR", (HEAD + LENGTH + b"\r\n").replace(b"\n", b"") + PAGE, "empty", "cut"),
    "no-end": Case("no empty line, then the end", HEAD + LENGTH, "empty", "cut"),
    "no-end-page": Case("no empty line before the page", HEAD + LENGTH + PAGE, "empty", "cut"),
    "cut-head": Case("a head that is cut", HEAD + b"X-A: b", "empty", "cut"),
    "many": Case("2,000 headers", line(b"\r\n".join(b"X-%d: a" % number for number in range(2000)))),
    "long": Case("a header of 200 kB", line(b"X-A: " + b"a" * 200_000)),
    "too-long": Case("a header of 300 kB", line(b"X-A: " + b"a" * 300_000), "no"),
    "type-none": Case("no Content-Type", OK + LENGTH + b"\r\n" + PAGE),
    "location-unused": Case("201 with a Location", status(b"HTTP/1.1 201 Created\r\nLocation: /fin"), "201"),
    # Status line (RFC 9112, 4).
    "reason-none": Case("no reason", status(b"HTTP/1.1 200")),
    "http10": Case("HTTP/1.0", b"HTTP/1.0 200 OK\r\n" + TYPE + b"\r\n" + PAGE),
    "http2": Case("HTTP/2 written in HTTP/1", status(b"HTTP/2 200 OK")),
    "version-none": Case("no version", status(b"HTTP 200 OK")),
    "version-odd": Case("a version that is none", status(b"HTTP/x.y 200 OK")),
    "lower": Case("lower case", status(b"http/1.1 200 ok")),
    "spaces": Case("several spaces", status(b"HTTP/1.1   200   OK")),
    "tabs": Case("tabs", status(b"HTTP/1.1\t200\tOK")),
    "status-word": Case("a status that is a word", status(b"HTTP/1.1 deux-cents OK")),
    "status-glued": Case("no space after the status", status(b"HTTP/1.1 200OK")),
    "status-none": Case("no status", status(b"HTTP/1.1")),
    "status-999": Case("999", status(b"HTTP/1.1 999 X"), "999"),
    "junk": Case("empty lines before the status line", b"\r\n\r\n" + HEAD + LENGTH + b"\r\n" + PAGE),
    "bom": Case("a byte order mark before it", b"\xef\xbb\xbf" + HEAD + LENGTH + b"\r\n" + PAGE),
    "junk-5": Case("five bytes before it", b"junk!" + HEAD + LENGTH + b"\r\n" + PAGE, "text", "no"),
    "twice": Case("the status line twice", OK + HEAD + LENGTH + b"\r\n" + PAGE),
    "http09": Case("a page without head (HTTP/0.9)", PAGE),
    "http09-text": Case("a text without head", b"bonjour tout le monde\n", "text", "no"),
    "ssh": Case("an SSH server", b"SSH-2.0-OpenSSH_9\r\n", "text", "no"),
    "binary": Case("bytes that are no text", b"\x00\xff" * 400, "download", "no"),
    "nothing": Case("nothing", b"", "no"),
    "hints": Case("103 first (RFC 8297)", b"HTTP/1.1 103 X\r\nLink: </x>\r\n\r\n" + HEAD + b"\r\n" + PAGE),
    "interim": Case("thirty answers 102 first", b"HTTP/1.1 102 X\r\n\r\n" * 30 + HEAD + b"\r\n" + PAGE),
    "interim-only": Case("100 and nothing else", b"HTTP/1.1 100 Continue\r\n\r\n", "no"),
    "switching": Case("101", b"HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\n" + PAGE, "no"),
    "404": Case("404 with a page", status(b"HTTP/1.1 404 NF"), "404"),
    # Redirections (WHATWG Fetch, 4.4; WHATWG URL).
    "to-nowhere": Case("302 without Location", status(b"HTTP/1.1 302 Found"), "302"),
    "to-empty": Case("302 with an empty Location", status(b"HTTP/1.1 302 Found\r\nLocation:"), "302"),
    "to-twice": Case("the same Location twice", to(b"/fin", b"Location: /fin\r\n"), "opens at /fin"),
    "to-two": Case("two Locations that differ", to(b"/fin", b"Location: /autre\r\n"), "no"),
    "to-300": Case("300 with a Location", to(b"/fin", first=b"HTTP/1.1 300 X\r\nContent-Length: 0\r\n"), "300"),
    "to-latin1": Case("a path in latin-1", to(b"/\xe9t\xe9?q=\xe9"), "opens at /%E9t%E9?q=%E9"),
    "to-utf8": Case("a path in UTF-8", to("/été".encode()), "opens at /%C3%A9t%C3%A9"),
    "to-odd": Case("spaces and quotes in a path", to(b'/a b"<>`'), "opens at /a%20b%22%3C%3E%60"),
    "to-tab": Case("a tab in a path", to(b"/a\tb"), "opens at /ab"),
    "to-control": Case("a control character in a path", to(b"/a\x01b"), "opens at /a%01b"),
    "to-dots": Case("points in a path", to(b"/a/../%2e%2e/./c"), "opens at /c"),
    "to-backslash": Case("a backslash for a slash", to(b"\\fin"), "opens at /fin"),
    "to-slashes": Case("http and backslashes", to(b"http:\\\\to-slashes.test\\fin"), "opens at /fin"),
    "to-three": Case("three slashes", to(b"http:///to-three.test/fin"), "opens at /fin"),
    "to-scheme": Case("a scheme without slashes", to(b"http:fin"), "opens at /fin"),
    "to-user": Case("a user name", to(b"http://u:p@to-user.test/fin"), "opens at /fin"),
    "to-upper": Case("upper case", to(b"HTTP://TO-UPPER.TEST/fin"), "opens at /fin"),
    "to-percent": Case("a host that is percent-encoded", to(b"http://to%2Dpercent.test/fin"), "opens at /fin"),
    "to-underscore": Case("a host with an underscore", to(b"http://to-underscore.a_b.test/fin"), "opens at /fin"),
    "to-zeros": Case("a port with zeros", to(b"http://to-zeros.test:00080/fin"), "opens at /fin"),
    "to-idn": Case("a host in UTF-8", to("http://to-idn.été.test/fin".encode()), "opens at /fin"),
    "to-idn-latin1": Case("a host in latin-1", to(b"http://to-idn.\xe9t\xe9.test/fin"), "no"),
    "to-8443": Case("another port", to(b"http://to-8443.test:8443/fin"), "opens at /fin", "we could not"),
    "to-22": Case("a port of Fetch's list (22)", to(b"http://to-22.test:22/fin"), "no"),
    "to-99999": Case("a port that cannot be", to(b"http://to-99999.test:99999/"), "no"),
    "to-ftp": Case("ftp:", to(b"ftp://to-ftp.test/fin"), "no"),
    "to-data": Case("data:", to(b"data:text/html,x"), "no"),
    "chain-19": Case("19 redirections", chain(19), "opens at /19"),
    "chain-20": Case("20 redirections", chain(20), "no"),
    # Cookies within a chain (RFC 6265bis, 5).
    "gate": Case("to itself with a cookie, then a page", gate(b"seen=1")),
    "gate-always": Case("to itself with a cookie, for ever", gate(b"other=1"), "no"),
    "gate-counting": Case("to itself with another cookie each time", counting, "no"),
    "gate-domain": Case("a cookie of the domain", gate(b"seen=1; Domain=.gate-domain.test")),
    "gate-foreign": Case("a cookie of another domain", gate(b"seen=1; Domain=autre.test"), "no"),
    "gate-path": Case("a cookie of another path", gate(b"seen=1; Path=/x"), "no"),
    "gate-path-to": Case("a cookie of the path that follows", gate(b"seen=1; Path=/x", b"/x/y"), "opens at /x/y"),
    "gate-path-near": Case("a cookie of a path that begins alike", gate(b"seen=1; Path=/x", b"/xy"), "no"),
    "gate-secure": Case("a Secure cookie in http", gate(b"seen=1; Secure"), "no"),
    "gate-over": Case("a cookie already over", gate(b"seen=1; expires=Thu, 01-Jan-70 00:00:00 GMT"), "no"),
    "gate-age": Case("a cookie for 0 seconds", gate(b"seen=1; Max-Age=0"), "no"),
    "gate-nameless": Case("a cookie without name", gate(b"=seen=1"), "no"),
    "gate-control": Case("a cookie with a control character", gate(b"seen=1\x01"), "no"),
    "gate-prefix": Case("a __Host- cookie without Secure", gate(b"__Host-seen=1; Path=/"), "no"),
    "gate-spaces": Case("a cookie with spaces around", gate(b"  seen=1 ; path = / ")),
}


@dataclass(frozen=True)
class Encoded:
    """A page in some bytes: its Content-Type, what is before its title, its title, and how both clients read it."""

    what: str
    content_type: bytes
    before: bytes
    title: bytes
    encoding: str
    read: str

    @property
    def answer(self) -> bytes:
        page = b"<!doctype html>" + self.before + b"<title>" + self.title + b"</title><p>Bonjour"
        if self.before.startswith((b"\xef\xbb\xbf", b"\xff\xfe")):
            page = self.before + b"<!doctype html><title>" + self.title + b"</title><p>Bonjour"
        return b"%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (OK, self.content_type, len(page), page)


UTF_8, LATIN = "mairie d’été".encode(), "mairie d’été".encode("cp1252")
HTML = b"text/html"
# How bytes become text, in Chromium and in our client alike.
ENCODED = {
    "latin-1": Encoded(
        "`ISO-8859-1`, byte 0x92", HTML + b"; charset=ISO-8859-1", b"", LATIN, "windows-1252", "mairie d’été"
    ),
    "ascii": Encoded(
        "`us-ascii`, bytes beyond", HTML + b"; charset=us-ascii", b"", LATIN, "windows-1252", "mairie d’été"
    ),
    "quoted": Encoded("label in quotes", HTML + b'; charset="UTF-8"', b"", UTF_8, "utf-8", "mairie d’été"),
    "mark": Encoded(
        "mark of UTF-8, header that says Latin-1",
        HTML + b"; charset=iso-8859-1",
        b"\xef\xbb\xbf",
        UTF_8,
        "utf-8",
        "mairie d’été",
    ),
    "meta": Encoded("`<meta charset>` alone", HTML, b"<meta charset=utf-8>", UTF_8, "utf-8", "mairie d’été"),
    "equiv": Encoded(
        "`<meta http-equiv>` alone",
        HTML,
        b"<meta http-equiv=Content-Type content='text/html; charset=utf-8'>",
        UTF_8,
        "utf-8",
        "mairie d’été",
    ),
    "header-first": Encoded(
        "header UTF-8, `<meta>` Latin-1",
        HTML + b"; charset=utf-8",
        b"<meta charset=iso-8859-1>",
        UTF_8,
        "utf-8",
        "mairie d’été",
    ),
    "comment": Encoded(
        "`<meta>` in a comment only", HTML, b"<!-- <meta charset=utf-8> -->", LATIN, "windows-1252", "mairie d’été"
    ),
    "meta-utf-16": Encoded("`<meta>` that says UTF-16", HTML, b"<meta charset=utf-16>", UTF_8, "utf-8", "mairie d’été"),
    "none": Encoded("no label", HTML, b"", LATIN, "windows-1252", "mairie d’été"),
    "python": Encoded(
        "`punycode`, no encoding of the web", HTML + b"; charset=punycode", b"", LATIN, "windows-1252", "mairie d’été"
    ),
    "latin-9": Encoded(
        "`ISO-8859-15`",
        HTML + b"; charset=iso-8859-15",
        b"",
        "œuvre à 5 €".encode("iso8859-15"),
        "iso-8859-15",
        "œuvre à 5 €",
    ),
    "wrong": Encoded(
        "UTF-8 said, Latin-1 sent", HTML + b"; charset=utf-8", b"", LATIN, "utf-8", "mairie d\ufffd\ufffdt\ufffd"
    ),
}


async def _serve(reader, writer) -> None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1]
        host = head.lower().partition(b"\r\nhost:")[2].partition(b"\r\n")[0].strip().decode("latin-1")
        case = CASES.get(host.partition(".")[0]) or ENCODED.get(host.partition(".")[0])
        answer = case.answer if case else b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        answer = b"" if path == b"/favicon.ico" else answer(path, head) if callable(answer) else answer
        writer.write(answer)
        await writer.drain()
    except (OSError, EOFError):
        pass  # the client left
    finally:
        writer.close()


class _Names(asyncio.DatagramProtocol):
    """A resolver for which every name is this machine, in IPv4."""

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        if query.question[0].rdtype == 1:
            answer.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", "127.0.0.1"))
        self.transport.sendto(answer.to_wire(), address)


@asynccontextmanager
async def serving():
    """Serve the cases, each at the host of its name; yields the port of http, and that of the resolver."""
    loop = asyncio.get_running_loop()
    names, _ = await loop.create_datagram_endpoint(_Names, local_addr=("127.0.0.1", 0))
    async with await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=256) as server:
        yield server.sockets[0].getsockname()[1], names.get_extra_info("sockname")[1]
    names.close()
