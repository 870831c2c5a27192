"""The file security.txt, which says whom to warn of a flaw (RFC 9116). Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from barometre.facts.reason import Reason, Value, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, they_failed, we_failed, yes_no
from barometre.observation.net.answers import Answer
from barometre.observation.net.unread import why_unread

FACT = "site.security-txt"
# Where it is looked for: the path of the RFC (3), then the old one, kept for compatibility.
PATHS = ("/.well-known/security.txt", "/security.txt")

_FIELD = re.compile(r"([!-9;-~]+):(.*)", re.DOTALL)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:)(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_WITH_URI = frozenset({"contact", "canonical", "encryption", "acknowledgments", "policy", "hiring"})
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = ("-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----")

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}|=[A-Za-z0-9+/]{4}")

# Fields of the file in order: name in lower case (names are in any case, RFC 9116, 2.4), value.
Fields = list[tuple[str, str]]


def judge_security_txt(answer: Answer, now: datetime) -> Statement:
    """Return whether a site has a valid security.txt, from the answer at one of `PATHS`.

    `now` is aware of its time zone. The signature of a signed file is not verified: nothing says whose key it is.
    """
    if (why := why_unread(answer)) and (why.ours or answer.status is None):
        return why.statement(FACT)
    status = answer.status or 0
    if status >= 500:
        return they_failed(FACT, reason(ReasonCode.SECURITY_TXT_SERVER_ERROR, status=status))
    if status != 200:
        return yes_no(FACT, False, reason(ReasonCode.SECURITY_TXT_MISSING, status=status))
    if answer.partial is not None and answer.partial.code is not ReasonCode.BODY_TOO_LONG:
        return we_failed(FACT, answer.partial)
    if fault := _transport_fault(answer):
        return yes_no(FACT, False, fault)
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return yes_no(FACT, False, reason(ReasonCode.SECURITY_TXT_NOT_UTF8))
    faults, fields = _read(text)
    faults = faults or _faults(fields, now, [answer.url, *(hop.url for hop in answer.hops)])
    if faults:
        return yes_no(FACT, False, reason(ReasonCode.SECURITY_TXT_INVALID, faults=tuple(faults[:3])))
    return yes_no(FACT, True, _summary(fields, now, answer))


def _transport_fault(answer: Answer) -> Reason | None:
    """Return what is wrong with how the file is served (RFC 9116, 3)."""
    if any(urlsplit(url).scheme != "https" for url in (answer.url, answer.final)):
        return reason(ReasonCode.SECURITY_TXT_NO_HTTPS)
    if answer.certificate_fault:
        return reason(ReasonCode.SECURITY_TXT_CERTIFICATE_REFUSED, cause=answer.certificate_fault)
    if not {urlsplit(answer.url).path, urlsplit(answer.final).path} & set(PATHS):
        return reason(ReasonCode.SECURITY_TXT_ELSEWHERE, path=PATHS[0])
    kind, _, parameters = (answer.header("content-type") or "").partition(";")
    if not kind:
        return reason(ReasonCode.SECURITY_TXT_UNTYPED)
    if kind.strip().lower() != "text/plain":
        return reason(ReasonCode.SECURITY_TXT_NOT_TEXT, type=kind)
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        return reason(ReasonCode.SECURITY_TXT_CHARSET, charset=charset[1])
    return reason(ReasonCode.SECURITY_TXT_TOO_LARGE) if answer.partial else None


def parse_security_txt(text: str) -> tuple[Fields, list[str]]:
    """Return the fields, and the lines that are neither field, comment nor blank (RFC 9116, 4)."""
    fields: Fields = []
    unread = []
    for line in _lines(text):
        if not line or line.startswith("#"):
            continue
        if match := _FIELD.fullmatch(line):
            fields.append((match[1].lower(), match[2].lstrip(" \t")))
        else:
            unread.append(line)
    return fields, unread


def _lines(text: str) -> list[str]:
    return [line.rstrip(" \t\r") for line in text.split("\n")]


def _read(text: str) -> tuple[list[Reason], Fields]:
    """Return what prevents the text from being read, and its fields."""
    lines = _lines(text.lstrip())
    if lines[0] == _SIGNED:
        fault, lines = _signed_text(lines)
        if fault is not None:
            return [reason(fault)], []
    elif _SIGNED in lines:
        return [reason(ReasonCode.SECURITY_TXT_OUTSIDE_SIGNATURE)], []
    elif any(mark in lines for mark in _SIGNATURE):
        return [reason(ReasonCode.SECURITY_TXT_INCOMPLETE_SIGNATURE)], []
    fields, unread = parse_security_txt("\n".join(lines))
    return [reason(ReasonCode.SECURITY_TXT_UNREADABLE_LINE, line=line) for line in unread[:1]], fields


def _signed_text(lines: list[str]) -> tuple[ReasonCode | None, list[str]]:
    """Return what breaks the cleartext signature framework (RFC 9116, 2.3 and 4; RFC 9580, 7), and the text signed."""
    begins, ends = ([rank for rank, line in enumerate(lines) if line == mark] for mark in _SIGNATURE)
    if len(begins) > 1 or len(ends) > 1 or lines.count(_SIGNED) > 1:
        return ReasonCode.SECURITY_TXT_SEVERAL_SIGNATURES, []
    start = lines.index("") if "" in lines else len(lines)
    if not begins or not ends or not start < begins[0] < ends[0]:
        return ReasonCode.SECURITY_TXT_INCOMPLETE_SIGNATURE, []
    if any(lines[ends[0] + 1 :]):  # RFC 9116, 4: nothing but line ends after the signature
        return ReasonCode.SECURITY_TXT_OUTSIDE_SIGNATURE, []
    # RFC 9580, 7.1 and 7.2: between the first line and the blank one, Hash headers only; dashes are escaped.
    signed = lines[start + 1 : begins[0]]
    if any(not line.startswith("Hash: ") for line in lines[1:start]) or not _is_armored(lines[begins[0] + 1 : ends[0]]):
        return ReasonCode.SECURITY_TXT_BAD_ARMOR, []
    if any(line.startswith("-") and not line.startswith("- ") for line in signed):
        return ReasonCode.SECURITY_TXT_UNESCAPED_DASH, []
    return None, [line.removeprefix("- ") for line in signed]


def _is_armored(lines: list[str]) -> bool:
    """Return whether lines are an armored signature: headers, a blank line, base64 (RFC 9580, 6.2)."""
    if "" not in lines:
        return False
    blank = lines.index("")
    data = [line for line in lines[blank + 1 :] if line]
    return bool(data) and all(": " in line for line in lines[:blank]) and all(map(_BASE64.fullmatch, data))


def _faults(fields: Fields, now: datetime, addresses: Iterable[str]) -> list[Reason]:
    """Return what breaks RFC 9116, 2.5."""
    faults = []
    if not _all(fields, "contact"):  # 2.5.3
        faults.append(reason(ReasonCode.SECURITY_TXT_NO_CONTACT))
    for name, value in fields:
        if name in _WITH_URI and (fault := _uri_fault(value)):
            code = ReasonCode.SECURITY_TXT_BAD_ADDRESS
            faults.append(reason(code, field=name.capitalize(), value=value, cause=fault))
    if fault := _expires_fault(_all(fields, "expires"), now):
        faults.append(fault)
    if len(_all(fields, "preferred-languages")) > 1:  # 2.5.8
        faults.append(reason(ReasonCode.SECURITY_TXT_SEVERAL_LANGUAGES))
    canonical = _all(fields, "canonical")
    if canonical and not {_normal(url) for url in canonical} & {_normal(url) for url in addresses}:  # 2.5.2
        faults.append(reason(ReasonCode.SECURITY_TXT_OTHER_ADDRESS, address=canonical[0]))
    return faults


def _expires_fault(expires: Sequence[str], now: datetime) -> Reason | None:
    """Return what breaks RFC 9116, 2.5.5: one date, to come."""
    if not expires:
        return reason(ReasonCode.SECURITY_TXT_NO_EXPIRES)
    if len(expires) > 1:
        return reason(ReasonCode.SECURITY_TXT_SEVERAL_EXPIRES, count=len(expires))
    date = parse_date(expires[0])
    if date is None:
        return reason(ReasonCode.SECURITY_TXT_BAD_EXPIRES, expires=expires[0])
    return reason(ReasonCode.SECURITY_TXT_EXPIRED, expires=date.isoformat()) if date <= now else None


def _all(fields: Fields, name: str) -> list[str]:
    return [value for key, value in fields if key == name]


def _uri_fault(value: str) -> Reason | None:
    if not _URI.fullmatch(value):
        return reason(ReasonCode.SECURITY_TXT_INCOMPLETE_ADDRESS)
    if value.lower().startswith("http:"):  # 2.5.1 to 2.5.9: a web address must begin with https
        return reason(ReasonCode.SECURITY_TXT_ADDRESS_WITHOUT_HTTPS)
    return None


def parse_date(value: str) -> datetime | None:
    """Return an RFC 3339 date and time in UTC, None when it is not one. A leap second is the one before it."""
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    seconds = "59" if match[2] == "60" else match[2]
    try:
        return datetime.fromisoformat(f"{match[1]}{seconds}{match[3]}".upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _normal(url: str) -> str:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    default = ":443" if scheme.lower() == "https" else ":80"
    return f"{scheme.lower()}://{host.lower().removesuffix(default)}{slash}{path}"


def _summary(fields: Fields, now: datetime, answer: Answer) -> Reason:
    """Return the contact and the end of a valid file; less than a year is recommended (2.5.5)."""
    context: dict[str, Value] = {"contact": _all(fields, "contact")[0]}
    expires = parse_date(_all(fields, "expires")[0])
    if expires is not None:
        context |= {"expires": expires.isoformat(), "far": expires - now > timedelta(days=366)}
    at_root = urlsplit(answer.url).path == PATHS[1]
    return reason(ReasonCode.SECURITY_TXT_VALID, **context, at_root=at_root)
