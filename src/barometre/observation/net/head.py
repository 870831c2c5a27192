"""Head of an HTTP/1.1 answer, read as leniently as browsers read it (RFC 9112, 2.2 and 5.1). Pure functions.

Servers write what no grammar allows, and browsers open them: what is decided for each kind is in docs/observation.md.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

# Bytes that browsers skip before `HTTP`, and so bytes from which a status line, or that there is none, is known.
_SLOP = 4
KNOWN_FROM = _SLOP + len(b"http")
_END = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(r"http(?:/(\d)\.(\d))?[^ ]* *(\d{0,9})", re.IGNORECASE | re.ASCII)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Largest length that browsers count; a larger one is no length.
_LONGEST = 2**63
# Headers of which browsers refuse different values: one of them is not the server's.
_SINGLE = ("location", "content-disposition")
# What browsers take for HTML when nothing gives the type (WHATWG MIME Sniffing, 7.1; Chromium lets a line end a name).
_HTML = re.compile(
    rb"[\t\n\x0c\r ]*<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)"
    rb"[\t\n\x0c\r >])",
    re.IGNORECASE,
)


class GarbageError(ValueError):
    """Answer that is not HTTP."""


class ContradictionError(GarbageError):
    """Answer that gives one header several values; `header` is its name."""

    def __init__(self, header: str) -> None:
        super().__init__(header)
        self.header = header


@dataclass(frozen=True, slots=True)
class Head:
    """Status, headers (lower-case names, in order), and what ends the body: chunks, a length, or the connection."""

    status: int
    headers: list[tuple[str, str]]
    chunked: bool = False
    length: int | None = None


def status_line_start(data: bytes | bytearray) -> int:
    """Return where the status line starts, -1 when none does within the first bytes."""
    return bytes(data[:KNOWN_FROM]).lower().find(b"http")


def head_end(data: bytearray, start: int) -> tuple[int, int] | None:
    """Return where the empty line that ends a head starts and ends, None when it is not there from `start` on."""
    found = _END.search(data, start)
    return found.span() if found else None


def looks_like_html(data: bytes | bytearray) -> bool:
    """Return True when an answer whose type is not given is a page, by its first bytes."""
    return _HTML.match(data) is not None


def read_head(data: bytes) -> Head:
    """Read a status line and the headers below it; a line that is no header is left out.

    Raises:
        GarbageError: there is a null byte, or no status line.
        ContradictionError: browsers refuse the answer, since headers that frame it or lead elsewhere differ.
    """
    if b"\0" in data:
        raise GarbageError("null byte")
    line, *lines = data.decode("latin-1").replace("\r", "\n").split("\n")
    match = _STATUS_LINE.search(line[: _SLOP + 64])
    if match is None:
        raise GarbageError("no status line")
    headers = _headers(lines)
    fields = dict(headers)
    if len(fields) < len(headers):
        _refuse_contradictions(headers)
    chunked, length = False, None
    if "transfer-encoding" in fields or "content-length" in fields:
        chunked, length = _framing(headers)
    return Head(int(match[3] or 200), headers, chunked and (match[1] or "1", match[2] or "0") >= ("1", "1"), length)


def _headers(lines: list[str]) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t"):  # a folded value (RFC 9112, 5.2)
            if headers:
                name, value = headers[-1]
                headers[-1] = name, " ".join((value, line.strip(" \t")))
            continue
        written, colon, value = line.partition(":")
        if colon and (known := _name(written)):
            headers.append((known, value.strip(" \t")))
    return headers


@lru_cache(maxsize=1024)
def _name(written: str) -> str | None:
    """Return the name of a header in lower case, None when it is not one (RFC 9110, 5.1); few names, so few checks."""
    name = written.rstrip(" \t")
    return name.lower() if _NAME.fullmatch(name) else None


def _refuse_contradictions(headers: list[tuple[str, str]]) -> None:
    names = [name for name, _ in headers]
    for single in _SINGLE:
        if names.count(single) > 1 and len({value for name, value in headers if name == single}) > 1:
            raise ContradictionError(single)


def _framing(headers: list[tuple[str, str]]) -> tuple[bool, int | None]:
    """Return whether the body is in chunks, which win over any length, and its length (RFC 9112, 6.3)."""
    codings = [value for name, value in headers if name == "transfer-encoding"]
    if any(coding.strip().lower() == "chunked" for value in codings for coding in value.split(",")):
        return True, None
    lengths = [item.strip() for name, value in headers if name == "content-length" for item in value.split(",")]
    if len(set(lengths)) > 1 and not codings:
        raise ContradictionError("content-length")
    length = lengths[0] if lengths else ""
    known = length.isascii() and length.isdigit() and len(length) < 20 and int(length) < _LONGEST
    return False, int(length) if known else None
