"""Cookies of one chain of redirections, as browsers keep them (RFC 6265bis, 5); nothing is kept after it."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz
from urllib.parse import urlsplit

from barometre.addresses import registrable_domain
from barometre.observation.net.urls import domain_of, is_address

# Bounds of one chain: cookies kept, and characters of one (RFC 6265bis, 5.6).
_COOKIES = 50
_LONGEST = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Cookie:
    name: str
    value: str
    domain: str
    host_only: bool
    path: str
    secure: bool

    def goes_to(self, host: str, path: str, secure: bool) -> bool:
        """Return True when it is sent to an address."""
        if self.secure and not secure:
            return False
        at_home = host == self.domain if self.host_only else _domain_matches(host, self.domain)
        whole = path == self.path or self.path.endswith("/") or path[len(self.path) :][:1] == "/"
        return at_home and whole and path.startswith(self.path)


class CookieJar:
    """Cookies of one chain of redirections."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], _Cookie] = {}

    def store(self, url: str, headers: Iterable[tuple[str, str]]) -> None:
        """Keep the cookies that the answer of an address sets, and delete those that it deletes."""
        for name, value in headers:
            if name == "set-cookie" and (read := _read(url, value)):
                cookie, kept = read
                key = cookie.name, cookie.domain, cookie.path
                self._cookies.pop(key, None)
                if kept and len(self._cookies) < _COOKIES:
                    self._cookies[key] = cookie

    def header(self, url: str) -> str:
        """Return the value of the Cookie header for an address, empty when none goes to it."""
        if not self._cookies:
            return ""
        parts = urlsplit(url)
        host, path, secure = parts.hostname or "", parts.path or "/", parts.scheme == "https"
        chosen = [cookie for cookie in self._cookies.values() if cookie.goes_to(host, path, secure)]
        chosen.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" if cookie.name else cookie.value for cookie in chosen)


def _read(url: str, written: str) -> tuple[_Cookie, bool] | None:
    """Read a Set-Cookie header: the cookie, and False when it is deleted; None when a browser refuses it."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    pair, *rest = written.split(";")
    name, equals, value = pair.partition("=")
    name, value = (name.strip(" \t"), value.strip(" \t")) if equals else ("", pair.strip(" \t"))
    if _CONTROL.search(written) or len(name) + len(value) > _LONGEST or (not name and (not value or "=" in value)):
        return None
    attributes = {key.strip().lower(): text.strip() for key, _, text in (item.partition("=") for item in rest)}
    path = attributes.get("path", "")
    if not path.startswith("/"):
        path = parts.path.rpartition("/")[0] or "/"
    domain = attributes.get("domain", "").lstrip(".").lower()
    wanted = {"secure": "secure" in attributes, "host": not domain and path == "/"}
    if domain and not _may_share(host, domain):
        return None
    if wanted["secure"] and not secure:
        return None
    if attributes.get("samesite", "").lower() == "none" and not wanted["secure"]:
        return None
    lower = (name or value).lower()
    if lower.startswith("__secure-") and not wanted["secure"]:
        return None
    if lower.startswith("__host-") and not (wanted["secure"] and wanted["host"]):
        return None
    # RFC 6265bis, 5.7: a public suffix may name itself, for itself alone.
    host_only = not domain or is_address(host) or registrable_domain(domain) is None
    cookie = _Cookie(name, value, domain or host, host_only, path, wanted["secure"])
    return cookie, not _is_over(attributes)


def _may_share(host: str, domain: str) -> bool:
    """Return True when a host may set a cookie for a domain: its own, and no public suffix."""
    if host == domain:
        return True
    return not is_address(host) and _domain_matches(host, domain) and domain.endswith(domain_of(host))


def _domain_matches(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _is_over(attributes: dict[str, str]) -> bool:
    """Return True when a cookie is deleted: its time is over already."""
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?[0-9]{1,20}", age):
        return int(age) <= 0
    date = parsedate_tz(attributes.get("expires", "")[:100])
    try:
        return date is not None and mktime_tz(date) <= time.time()
    except (ValueError, OverflowError):
        return False
