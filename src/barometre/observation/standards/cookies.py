"""Cookies set by the home page, read as browsers do (RFC 6265 and 6265bis), and their protection. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from barometre.facts.reason import Reason, Value, reason, shortened, some
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.net.answers import Answer
from barometre.observation.net.unread import unread

# Facts of `judge_cookies`, in this order.
FACTS = ("site.cookies", "site.cookies-protected")

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# 6265bis, 5.1.1: what separates the parts of a date, and the parts; what follows the digits is not one.
_DATE_DELIMITERS = re.compile(r"[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])")
_DAY = re.compile(r"([0-9]{1,2})(?![0-9])")
_YEAR = re.compile(r"([0-9]{2,4})(?![0-9])")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
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


def parse_cookie(value: str, now: datetime) -> Cookie | None:
    """Return the cookie of one Set-Cookie value, None when a browser ignores it (RFC 6265, 5.2; 6265bis, 5.6).

    An attribute counts whatever its value (`Secure=false` is Secure), the last one of a name wins, a pair without
    `=` is a value without a name, control characters and pairs over 4,096 bytes are refused. `now`: when it comes.
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
        ends=_ends(attributes, now),
    )


def _ends(attributes: dict[str, str], now: datetime) -> bool:
    """Return whether the cookie is expired `now`: by `Max-Age`, else by `Expires` (6265bis, 5.6.1, 5.6.2 and 5.7)."""
    if re.fullmatch(r"-?[0-9]+", age := attributes.get("max-age", "")):
        return age.startswith("-") or not age.strip("0")
    end = parse_cookie_date(attributes.get("expires", ""))
    return end is not None and end <= now


def parse_cookie_date(text: str) -> datetime | None:
    """Return the date of an `Expires`, in UTC, read as leniently as browsers do; None when it is none (5.1.1)."""
    time: tuple[int, int, int] | None = None
    day = month = year = None
    for token in _DATE_DELIMITERS.split(text[:_LONGEST_ATTRIBUTE]):
        if time is None and (found := _TIME.match(token)):
            time = (int(found[1]), int(found[2]), int(found[3]))
        elif day is None and (found := _DAY.match(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := _YEAR.match(token)):
            year = int(found[1])
    if time is None or day is None or month is None or year is None:
        return None
    year += 1900 if 70 <= year <= 99 else 2000 if year <= 69 else 0
    try:
        return datetime(year, month, day, *time, tzinfo=UTC) if year >= 1601 else None
    except ValueError:
        return None


def cookies_set(answer: Answer, now: datetime) -> list[Cookie]:
    """Return the cookies that an answer leaves: of those of one name, domain and path, the last (RFC 6265, 5.3)."""
    jar: dict[tuple[str, str, str], Cookie] = {}
    for header, value in answer.headers:
        if header == "set-cookie" and (cookie := parse_cookie(value, now)) is not None:
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


def judge_cookies(answer: Answer, https: bool, now: datetime) -> list[Statement]:
    """Return the number of cookies the home page leaves on a first visit, and whether all are protected.

    Protected: Secure, HttpOnly, and SameSite written: Lax, Strict, or None with Secure. `https`: the page itself
    came by https. Names only are kept, never values.
    """
    if unseen := unread(answer, FACTS):
        return unseen
    if answer.partial is not None and answer.head_cut:
        return [we_failed(fact, answer.partial) for fact in FACTS]
    cookies = cookies_set(answer, now)
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
