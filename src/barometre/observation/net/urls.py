"""URLs, read as browsers read them. Pure functions."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit

from barometre.addresses import ascii_host, registrable_domain

_ABSOLUTE = re.compile(r"\s*(https?):[/\\]{2,}", re.IGNORECASE)
_PLAIN = re.compile(r"[\w/.,;:?&=%+~@!$'()*\[\]#-]*", re.ASCII)
_STANDARD_PORTS = {"http": 80, "https": 443}


def is_address(host: str) -> bool:
    """Return True for an IPv4 or IPv6 literal, in any form that a system accepts (`0x7f.1`, `2130706433`)."""
    last = host.rstrip(".").rsplit(".", 1)[-1].lower()
    return ":" in host or last.isdigit() or last.startswith("0x")


def redirect_target(base: str, location: str) -> str | None:
    """Return the absolute http(s) URL, without fragment, of a Location header; None when it is not one.

    Args:
        base: URL of the answer, to which a relative reference is resolved (RFC 9110, 10.2.2).
        location: the header as received, one character a byte (latin-1); servers often send UTF-8.
    """
    try:
        written = location.strip().encode("latin-1").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return None
    return plain_url(base, written)


def plain_url(base: str, reference: str) -> str | None:
    """Return the absolute http(s) URL of a reference, None when it is not one.

    The host is in ASCII; the default port and the fragment are left out. After `https:` two slashes or more, of either
    kind, are read as two (WHATWG URL, special authority ignore slashes state).
    """
    absolute, count = _ABSOLUTE.subn(r"\1://", reference, 1)
    try:
        parts = urlsplit(absolute if count else urljoin(base, reference))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in _STANDARD_PORTS or not host:
        return None
    name = host if is_address(host) or host == "localhost" else ascii_host(host)
    if name is None:
        return None
    authority = f"[{name}]" if ":" in name else name
    if port is not None and port != _STANDARD_PORTS[parts.scheme]:
        authority += f":{port}"
    return f"{parts.scheme}://{authority}{request_target(parts)}"


def request_target(parts: SplitResult) -> str:
    """Return path and query, characters not allowed in a URL percent-encoded (RFC 3986, 2.1)."""
    text = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if _PLAIN.fullmatch(text):
        return text
    return "".join(c if "!" <= c <= "~" and c not in '"<>\\^`{|}' else _percent(c) for c in text)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))


def without_www(host: str) -> str:
    """Return a host without its first label `www`."""
    return host.removeprefix("www.")


@lru_cache(maxsize=4096)
def domain_of(host: str) -> str:
    """Return the registrable domain of a host, or the host itself when it has none (Public Suffix List)."""
    return host if is_address(host) else registrable_domain(host) or host


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Return the host of a URL, in lower case; empty when it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
