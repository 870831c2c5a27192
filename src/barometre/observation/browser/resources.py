"""Frugality of the resources of a page: image formats, caching, compression, third parties. Pure functions."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from barometre.observation.browser.audit import Share
from barometre.observation.net.urls import domain_of, host_of

WEEK = timedelta(days=7)
_STATIC = frozenset({"image", "stylesheet", "script", "font", "media"})
_MODERN = frozenset({"image/webp", "image/avif", "image/svg+xml", "image/jxl"})
_TEXT = re.compile(r"text/|.*(?:javascript|ecmascript|json|xml|wasm)\b", re.IGNORECASE)
_ENCODINGS = frozenset({"gzip", "x-gzip", "br", "zstd", "deflate"})
# Bytes under which an image is an empty pixel (a GIF of one is 43 bytes), whose format does not matter.
_PIXEL = 100
# Bytes under which compression saves nothing: the answer fits in one packet.
_PACKET = 1_400
# Resources named in a `Share`.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ReceivedResource:
    """Answer received: address, kind (as the browser names it), status, headers, bytes of its head and body."""

    url: str
    kind: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    head_size: int = 0
    body_size: int = 0
    set_cookies: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """Return the media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def third_parties(hosts: Iterable[str], site: str) -> tuple[str, ...]:
    """Return the hosts of another registrable domain than the site's, sorted."""
    return tuple(sorted({host for host in hosts if host and domain_of(host) != domain_of(site)}))


def refused_cookies(resources: Iterable[ReceivedResource], site: str) -> list[tuple[str, str]]:
    """Return name and domain of the third-party cookies that an ordinary browser accepts, from their headers.

    Our contexts are private windows, in which Chromium refuses every third-party cookie. An ordinary window accepts
    those with `SameSite=None` and `Secure`, and no other (RFC 6265bis, 5.6.7.1).
    """
    cookies = []
    for resource in resources:
        host = host_of(resource.url)
        if domain_of(host) == domain_of(site):
            continue
        for line in resource.set_cookies:
            pair, *rest = line.split(";")
            attributes = {
                name.strip().lower(): value.strip() for name, _, value in (field.partition("=") for field in rest)
            }
            kept = not attributes.get("max-age", "1").startswith(("0", "-"))
            if kept and "secure" in attributes and attributes.get("samesite", "").lower() == "none":
                domain = attributes.get("domain", "").lstrip(".").lower() or host
                cookies.append((pair.partition("=")[0].strip()[:100], domain))
    return cookies


def images(resources: Sequence[ReceivedResource]) -> Share:
    """Return the share of images in a frugal format (WebP, AVIF, SVG); empty pixels are left out."""
    received = [r for r in resources if _is_image(r) and r.status == 200 and r.body_size > _PIXEL]
    return _share(received, lambda r: r.content_type in _MODERN)


def cached(resources: Sequence[ReceivedResource]) -> Share:
    """Return the share of static resources that a browser may keep for a week."""
    return _share([r for r in resources if r.kind in _STATIC and r.status == 200], lambda r: keeps_a_week(r.headers))


def compressed(resources: Sequence[ReceivedResource]) -> Share:
    """Return the share of texts sent compressed; those that fit in one packet are left out."""
    texts = [r for r in resources if r.status == 200 and _TEXT.match(r.content_type)]
    return _share([r for r in texts if _is_compressed(r) or r.body_size > _PACKET], _is_compressed)


def keeps_a_week(headers: Mapping[str, str]) -> bool:
    """Return True when a browser may keep the answer for seven days.

    By `max-age` or `immutable`, else by `Expires` (RFC 9111, 4.2.1; RFC 8246).
    """
    control = headers.get("cache-control", "").lower()
    directives = {name.strip(): value.strip(' "') for name, _, value in (d.partition("=") for d in control.split(","))}
    if directives.keys() & {"no-store", "no-cache"}:
        return False
    if "max-age" in directives:
        age = directives["max-age"]
        return age.isdigit() and int(age[:12]) >= WEEK.total_seconds()
    return "immutable" in directives or _expires_in_a_week(headers)


def _expires_in_a_week(headers: Mapping[str, str]) -> bool:
    try:
        expires = _moment(headers["expires"])
        date = _moment(headers["date"]) if "date" in headers else datetime.now(UTC)
        return expires - date >= WEEK
    except (KeyError, ValueError, TypeError, OverflowError):  # absent or unreadable is the past (RFC 9111, 5.3)
        return False


def _moment(text: str) -> datetime:
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_image(resource: ReceivedResource) -> bool:
    return resource.kind == "image" or resource.content_type.startswith("image/")


def _is_compressed(resource: ReceivedResource) -> bool:
    return resource.headers.get("content-encoding", "").strip().lower() in _ENCODINGS


def _share(resources: Sequence[ReceivedResource], met: Callable[[ReceivedResource], bool]) -> Share:
    missing = [resource for resource in resources if not met(resource)]
    names = tuple(_short(resource.url) for resource in missing[:_SHOWN])
    return Share(len(resources) - len(missing), len(resources), names)


def _short(url: str) -> str:
    """Return a short name of a file: host and last part of the path."""
    path = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return f"{host_of(url)}/…/{path[-60:]}" if path else host_of(url)
