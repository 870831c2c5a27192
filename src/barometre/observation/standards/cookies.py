"""Cookies set by the home page: reading Set-Cookie as browsers do (RFC 6265 and 6265bis), judging protection. Pure."""

import re
from dataclasses import dataclass

from barometre.facts.statement import Statement, not_concerned, yes_no
from barometre.observation.net.answers import Answer
from barometre.observation.net.unread import unread
from barometre.observation.net.wording import listed, shortened

FACTS = ("site.cookies", "site.cookies-protected")
"""Facts of `judge_cookies`, in this order."""

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}
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
        key, _, said = part.partition("=")
        if len(said.strip(" \t").encode("utf-8", "replace")) <= _LONGEST_ATTRIBUTE:
            attributes[key.strip(" \t").lower()] = said.strip(" \t")
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
    """Whether the cookie is already over: by `Max-Age`, else by an `Expires` of the last century (RFC 6265, 5.3)."""
    if re.fullmatch(r"-?[0-9]+", age := attributes.get("max-age", "")):
        return age.startswith("-") or not age.strip("0")
    year = re.search(r"\b\d{1,2}[ -][a-z]{3}[a-z]*[ -](19\d\d|[7-9]\d)\b", attributes.get("expires", "").lower())
    return year is not None


def cookies_set(answer: Answer) -> list[Cookie]:
    """Return the cookies an answer leaves, one for each name, domain and path: the last one said (RFC 6265, 5.3)."""
    jar: dict[tuple[str, str, str], Cookie] = {}
    for header, value in answer.headers:
        if header == "set-cookie" and (cookie := parse_cookie(value)) is not None:
            jar[cookie.name, cookie.domain, cookie.path] = cookie
    return [cookie for cookie in jar.values() if not cookie.ends]


def cookie_faults(cookie: Cookie, https: bool) -> list[str]:
    """Return, in French, what a cookie lacks to be protected; empty when it has all."""
    faults = []
    if not cookie.secure:
        faults.append("sans Secure")
    elif not https:  # 6265bis, 5.7: a page in http cannot set a Secure cookie
        faults.append("Secure sur une page en http")
    if not cookie.http_only:
        faults.append("sans HttpOnly")
    if not cookie.same_site:
        faults.append("sans SameSite")
    elif cookie.same_site == "None" and not cookie.secure:  # 6265bis, 5.7: browsers refuse it
        faults.append("SameSite=None sans Secure")
    prefix = cookie.name.lower()  # 6265bis, 5.7: prefixes in any case
    if prefix.startswith("__host-") and (cookie.domain or cookie.path != "/" or not cookie.secure):
        faults.append("préfixe __Host- sans ce qu’il exige")
    if prefix.startswith("__secure-") and not cookie.secure:
        faults.append("préfixe __Secure- sans Secure")
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
        none = "aucun cookie posé par la page d’accueil"
        return [Statement(number, 0.0, reason=none), not_concerned(protected, none)]
    names = listed([_shown(cookie) for cookie in cookies])
    weak = [f"{_shown(cookie)} ({', '.join(faults)})" for cookie in cookies if (faults := cookie_faults(cookie, https))]
    return [
        Statement(number, float(len(cookies)), reason=names),
        yes_no(protected, not weak, listed(weak, 4) if weak else f"tous protégés : {names}"),
    ]


def _shown(cookie: Cookie) -> str:
    return shortened(cookie.name, 40) or "(sans nom)"
