"""Cookies set by the home page, read as browsers do (RFC 6265 and 6265bis), and their protection. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from barometre.facts.reason import Reason, Value, reason, shortened, some
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, yes_no
from barometre.observation.net.answers import Answer
from barometre.observation.net.unread import unread

# Facts of `judge_cookies`, in this order.
FACTS = ("site.cookies", "site.cookies-protected")

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}
# Bytes at most of a name with its value, and of the value of an attribute (RFC 6265bis, 5.6).
_LONGEST_PAIR = 4096
_LONGEST_ATTRIBUTE = 1024


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie as a server sets it, without its value, which may identify a visitor.

    `same_site` is Strict, Lax, None (written) or "" (absent or unknown: left to the browser); `ends` when the
    server only asks to forget the cookie.
    """

    name: str
    secure: bool = False
    http_only: bool = False
    same_site: str = ""
    domain: str = ""
    path: str = ""
    ends: bool = False


def parse_cookie(value: str) -> Cookie | None:
    """Return the cookie of one Set-Cookie value, None when a browser ignores it (RFC 6265, 5.2; 6265bis, 5.6).

    An attribute counts whatever its value (`Secure=false` is Secure), the last one of a name wins, a pair without
    `=` is a value without a name, control characters and pairs over 4,096 bytes are refused.
    """
    if _CONTROL.search(value):
        return None
    pair, *parts = value.split(";")
    name, equal, content = pair.partition("=")
    name, content = (name.strip(" \t"), content.strip(" \t")) if equal else ("", pair.strip(" \t"))
    length = len((name + content).encode("utf-8", "replace"))
    if not 0 < length <= _LONGEST_PAIR:
        return None
    attributes = {}
    for part in parts:
        key, _, text = part.partition("=")
        if len(text.strip(" \t").encode("utf-8", "replace")) <= _LONGEST_ATTRIBUTE:
            attributes[key.strip(" \t").lower()] = text.strip(" \t")
    return Cookie(
        name,
        secure="secure" in attributes,
        http_only="httponly" in attributes,
        same_site=_SAME_SITE.get(attributes.get("samesite", "").lower(), ""),
        domain=attributes.get("domain", "").lower().removeprefix("."),
        path=attributes.get("path", ""),
        ends=_ends(attributes),
    )


def _ends(attributes: dict[str, str]) -> bool:
    """Return whether the cookie is expired: by `Max-Age`, else by an `Expires` before 2000 (RFC 6265, 5.3)."""
    if re.fullmatch(r"-?[0-9]+", age := attributes.get("max-age", "")):
        return age.startswith("-") or not age.strip("0")
    year = re.search(r"\b\d{1,2}[ -][a-z]{3}[a-z]*[ -](19\d\d|[7-9]\d)\b", attributes.get("expires", "").lower())
    return year is not None


def cookies_set(answer: Answer) -> list[Cookie]:
    """Return the cookies an answer leaves: of those of one name, domain and path, the last (RFC 6265, 5.3)."""
    jar: dict[tuple[str, str, str], Cookie] = {}
    for header, value in answer.headers:
        if header == "set-cookie" and (cookie := parse_cookie(value)) is not None:
            jar[cookie.name, cookie.domain, cookie.path] = cookie
    return [cookie for cookie in jar.values() if not cookie.ends]


def cookie_faults(cookie: Cookie, https: bool) -> list[ReasonCode]:
    """Return what a cookie lacks to be protected; empty when it lacks nothing."""
    faults = []
    if not cookie.secure:
        faults.append(ReasonCode.COOKIE_NO_SECURE)
    elif not https:  # 6265bis, 5.7: a page in http cannot set a Secure cookie
        faults.append(ReasonCode.COOKIE_SECURE_ON_HTTP)
    if not cookie.http_only:
        faults.append(ReasonCode.COOKIE_NO_HTTP_ONLY)
    if not cookie.same_site:
        faults.append(ReasonCode.COOKIE_NO_SAME_SITE)
    elif cookie.same_site == "None" and not cookie.secure:  # 6265bis, 5.7: browsers refuse it
        faults.append(ReasonCode.COOKIE_SAME_SITE_NONE)
    prefix = cookie.name.lower()  # 6265bis, 5.7: prefixes in any case
    if prefix.startswith("__host-") and (cookie.domain or cookie.path != "/" or not cookie.secure):
        faults.append(ReasonCode.COOKIE_HOST_PREFIX)
    if prefix.startswith("__secure-") and not cookie.secure:
        faults.append(ReasonCode.COOKIE_SECURE_PREFIX)
    return faults


def judge_cookies(answer: Answer, https: bool) -> list[Statement]:
    """Return the number of cookies the home page leaves on a first visit, and whether all are protected.

    Protected: Secure, HttpOnly, and SameSite written: Lax, Strict, or None with Secure. `https`: the page itself
    came by https. Names only are kept, never values.
    """
    if unseen := unread(answer, FACTS):
        return unseen
    cookies = cookies_set(answer)
    number, protected = FACTS
    if not cookies:
        none = reason(ReasonCode.COOKIES_NONE)
        return [Statement(number, 0.0, reason=none), not_concerned(protected, none)]
    names = some("cookies", [_name(cookie) for cookie in cookies])
    weak = [_weak(cookie, faults) for cookie in cookies if (faults := cookie_faults(cookie, https))]
    if weak:
        protection = yes_no(protected, False, reason(ReasonCode.EVIDENCE_LIST, **some("values", weak, 4)))
    else:
        protection = yes_no(protected, True, reason(ReasonCode.COOKIES_PROTECTED, **names))
    return [Statement(number, float(len(cookies)), reason=reason(ReasonCode.COOKIES_SET, **names)), protection]


def _weak(cookie: Cookie, faults: Sequence[ReasonCode]) -> Reason:
    return reason(ReasonCode.COOKIE_WEAK, name=_name(cookie), faults=tuple(map(reason, faults)))


def _name(cookie: Cookie) -> Value:
    return cookie.name if shortened(cookie.name, 40) else reason(ReasonCode.COOKIE_NAMELESS)
