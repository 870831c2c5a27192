"""URLs, read as browsers read them (WHATWG URL, by the library Ada). Pure functions."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

import ada_url

from barometre.addresses import registrable_domain

_PLAIN = re.compile(r"[\w/.,;:?&=%+~@!$'()*\[\]#-]*", re.ASCII)
_NOT_ASCII = re.compile(r"[\x80-\xff]")
# Most addresses, which the standard leaves as they are: to read them again would be the first cost of a redirection.
_AS_IT_IS = re.compile(
    r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,24}/(?:[\w/=&,;~+!$@()*:-]|(?<!/)\.)*", re.ASCII
)
# Names that the DNS can hold (RFC 1035, 2.3.4), whatever their characters.
_LABELS = re.compile(r"[^.]{1,63}(?:\.[^.]{1,63})*")
_LONGEST_NAME, _LONGEST_LABEL = 253, 63
# Ports to which no browser sends a request (WHATWG Fetch, port blocking).
BAD_PORTS = frozenset(
    (
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104),
        *(109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515),
        *(526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049),
        *(3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    )
)


def is_address(host: str) -> bool:
    """Return True for an IPv4 or IPv6 literal, in any form that a system accepts (`0x7f.1`, `2130706433`)."""
    last = host.rstrip(".").rsplit(".", 1)[-1].lower()
    return ":" in host or last.isdigit() or last.startswith("0x")


def redirect_target(base: str, location: str) -> str | None:
    """Return the absolute http(s) URL, without fragment, of a Location header; None when it is not one.

    Args:
        base: URL of the answer, to which a relative reference is resolved (RFC 9110, 10.2.2).
        location: the header as received, one character a byte (latin-1). Bytes beyond ASCII are kept as they are,
            percent-encoded, whatever their encoding: it is the server's own.
    """
    if not location.isascii():
        location = _NOT_ASCII.sub(lambda byte: f"%{ord(byte[0]):02X}", location)
    return plain_url(base, location) if location.isascii() else None


def plain_url(base: str, reference: str) -> str | None:
    """Return the absolute http(s) URL of a reference, None when it is not one.

    The host is in ASCII, without a final point; user, default port and fragment are left out.
    """
    if len(reference) < _LONGEST_LABEL and _AS_IT_IS.fullmatch(reference):
        return reference
    try:
        url = ada_url.URL(reference, base=base or None)
    except ValueError:
        return None
    host = url.hostname.rstrip(".")
    named = host.startswith("[") or (len(host) <= _LONGEST_NAME and _LABELS.fullmatch(host))
    if url.protocol not in ("http:", "https:") or not named:
        return None
    port = f":{url.port}" if url.port else ""
    return f"{url.protocol}//{host}{port}{url.pathname}{url.search}"


def request_target(parts: SplitResult) -> str:
    """Return path and query, characters not allowed in a URL percent-encoded (RFC 3986, 2.1)."""
    text = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if _PLAIN.fullmatch(text):
        return text
    return "".join(c if "!" <= c <= "~" else _percent(c) for c in text)


def authority(parts: SplitResult) -> str:
    """Return the value of the Host header: no user information, no default port (RFC 9110, 7.2)."""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


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
