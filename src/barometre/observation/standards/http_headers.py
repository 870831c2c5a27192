"""Headers of the home page for security, privacy and weight (RFC 6797, CSP3, HTML, Fetch, RFC 9110). Pure."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from barometre.facts.reason import reason, some
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.net.answers import Answer
from barometre.observation.net.unread import unread
from barometre.observation.standards.csp import (
    Policy,
    frame_ancestors,
    parse_policies,
    script_directive,
    script_faults,
    without_header_directives,
)

# Facts of `judge_headers`, in this order.
FACTS = tuple(
    """
    site.hsts site.csp site.frame-protection site.referrer-policy site.nosniff site.version-hidden site.compression
    """.split()
)

# One year, in seconds: what hstspreload.org asks, and Internet.nl for a full mark (its `http_headers.py`).
HSTS_MINIMUM = 31_536_000

# Bytes under which compressing gains nothing: about one network packet.
COMPRESSION_MINIMUM = 1_000

_DIRECTIVE = re.compile(r'\s*+(?:([^\s;=",]++)(?:\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s;=",]++)))?)?\s*+(?:;|$)')
_REFERRER_LEAKS = frozenset({"unsafe-url", "no-referrer-when-downgrade"})
_REFERRER_POLICIES = _REFERRER_LEAKS | set(
    "no-referrer same-origin origin strict-origin origin-when-cross-origin strict-origin-when-cross-origin".split()
)
# Headers in which software gives its version.
_VERSION_HEADERS = frozenset(
    """
    server x-powered-by x-aspnet-version x-aspnetmvc-version x-generator x-powered-cms x-runtime-version x-php-version
    x-drupal-version microsoftsharepointteamservices
    """.split()
)
_VERSION = re.compile(r"(?:^|[/ (]v?)\d+(?:\.\d+)*(?![\w:])|\d+\.\d+(?!\w)", re.IGNORECASE)
_COMPRESSIONS = frozenset({"gzip", "x-gzip", "br", "zstd", "deflate", "dcb", "dcz", "compress"})
_TEXT_TYPE = re.compile(r"(?:text/|application/(?:[\w.+-]+\+)?(?:xml|json|javascript|xhtml)\b)", re.IGNORECASE)


def judge_headers(answer: Answer, csp: Iterable[str] = (), referrer: Sequence[str] = ()) -> list[Statement]:
    """Return one statement for each of `FACTS`, from the answer of the home page.

    Args:
        answer: of the home page.
        csp: policies of content that its head sets by `<meta>`.
        referrer: policies on referrers that its head sets by `<meta>`.
    """
    if unseen := unread(answer, FACTS):
        return unseen
    policies = parse_policies(_values(answer, "content-security-policy"))
    written = [without_header_directives(policy) for policy in parse_policies(csp)]
    return [
        _hsts(answer),
        _unless_beyond(answer, _csp([*policies, *written], _values(answer, "content-security-policy-report-only"))),
        _unless_cut(answer, _frames(answer, policies), 0.0),
        _unless_beyond(answer, _referrer(answer, referrer)),
        _unless_cut(answer, _nosniff(answer), 0.0),
        _unless_cut(answer, _version(answer), 1.0),
        _compression(answer),
    ]


def _unless_beyond(answer: Answer, statement: Statement) -> Statement:
    """Return a statement, unless it is a « no » that a part of the page which was not read could contradict."""
    return statement if statement.number or not answer.partial else we_failed(statement.fact, answer.partial)


def _unless_cut(answer: Answer, statement: Statement, absence: float) -> Statement:
    """Return a statement, unless it is the `absence` of a header that a part of the head not received could hold."""
    cut = answer.partial if answer.head_cut and statement.number == absence else None
    return we_failed(statement.fact, cut) if cut else statement


def _values(answer: Answer, name: str) -> list[str]:
    return [value for key, value in answer.headers if key == name]


def parse_hsts(value: str) -> dict[str, str] | None:
    """Return the directives of a Strict-Transport-Security value, names in lower case; None when it is invalid.

    RFC 6797, 6.1: values may be quoted, empty directives are legal, none may come twice, `max-age` is required and
    in digits, `includeSubDomains` has no value. Browsers ignore a header that breaks this (8.1).
    """
    directives: dict[str, str] = {}
    position = 0
    while position < len(value):
        match = _DIRECTIVE.match(value, position)
        if match is None:
            return None
        position = match.end()
        if name := (match[1] or "").lower():
            if name in directives:
                return None
            directives[name] = match[2] if match[2] is not None else match[3] or ""
    valid = re.fullmatch("[0-9]+", directives.get("max-age", "")) and not directives.get("includesubdomains")
    return directives if valid else None


def _hsts(answer: Answer) -> Statement:
    fact = "site.hsts"
    if urlsplit(answer.final).scheme != "https":
        return yes_no(fact, False, reason(ReasonCode.HSTS_NO_HTTPS))
    certificate = answer.secure.certificate if answer.secure else None
    if certificate and certificate.fault:  # RFC 6797, 8.1: only over a transport without error
        return yes_no(fact, False, reason(ReasonCode.HSTS_CERTIFICATE_REFUSED, cause=certificate.fault))
    values = _values(answer, "strict-transport-security")
    if not values:
        return yes_no(fact, False, reason(ReasonCode.HSTS_MISSING))
    directives = parse_hsts(values[0])  # RFC 6797, 8.1: only the first one counts
    if directives is None:
        return yes_no(fact, False, reason(ReasonCode.HSTS_MALFORMED, header=values[0]))
    seconds = int(directives["max-age"].lstrip("0")[:12] or 0)
    if seconds == 0:  # RFC 6797, 6.1.1
        return yes_no(fact, False, reason(ReasonCode.HSTS_DISABLED, header=values[0]))
    enough = seconds >= HSTS_MINIMUM
    code = ReasonCode.HSTS_ENOUGH if enough else ReasonCode.HSTS_SHORT
    return yes_no(fact, enough, reason(code, header=values[0], seconds=seconds))


def _csp(policies: list[Policy], report_only: list[str]) -> Statement:
    fact = "site.csp"
    if not policies and report_only:
        return yes_no(fact, False, reason(ReasonCode.CSP_REPORT_ONLY))
    if not policies:
        return yes_no(fact, False, reason(ReasonCode.CSP_MISSING))
    faults = [script_faults(policy) for policy in policies]
    # All policies apply together (CSP3, 8.1): one that holds is enough.
    if holding := [policy for policy, found in zip(policies, faults, strict=True) if not found]:
        return yes_no(fact, True, reason(ReasonCode.EVIDENCE_TEXT, text=script_directive(holding[0]) or "sandbox"))
    return yes_no(fact, False, reason(ReasonCode.CSP_WIDE, **some("faults", min(faults, key=len))))


def _frames(answer: Answer, policies: list[Policy]) -> Statement:
    """Judge protection against framing; `frame-ancestors`, when present, wins (HTML, X-Frame-Options check)."""
    fact = "site.frame-protection"
    if (ancestors := frame_ancestors(policies)) is not None:
        holds, text = ancestors
        evidence = reason(ReasonCode.EVIDENCE_TEXT, text=text)
        return yes_no(fact, holds, evidence if holds else reason(ReasonCode.FRAMES_OPEN, directive=text))
    raw = answer.header("x-frame-options")
    if raw is None:
        return yes_no(fact, False, reason(ReasonCode.FRAMES_MISSING))
    options = {option.strip().lower() for option in raw.split(",")}
    known = options & {"deny", "sameorigin", "allowall"}
    if len(options) > 1 and known:  # HTML: contradictory values, browsers refuse every frame
        return yes_no(fact, True, reason(ReasonCode.FRAMES_CONTRADICTORY, header=raw))
    holds = options <= {"deny", "sameorigin"}
    code = ReasonCode.FRAMES_OPTION if holds else ReasonCode.FRAMES_OPTION_WITHOUT_EFFECT
    return yes_no(fact, holds, reason(code, header=raw))


# Old words for policies, still read in `<meta>` (HTML, 4.2.5.1, standard metadata name referrer).
_FORMER_REFERRERS = {
    "never": "no-referrer",
    "default": "strict-origin-when-cross-origin",
    "always": "unsafe-url",
    "origin-when-crossorigin": "origin-when-cross-origin",
}


def _referrer(answer: Answer, metas: Sequence[str]) -> Statement:
    """Judge the policy on referrers: the last known token of the header (Referrer Policy, 8.1), then each `<meta>`."""
    fact = "site.referrer-policy"
    raw = answer.header("referrer-policy")
    if raw is None and not metas:
        return yes_no(fact, False, reason(ReasonCode.REFERRER_MISSING))
    known = [token for token in re.split(r"[,\s]+", (raw or "").lower()) if token in _REFERRER_POLICIES]
    written = [_FORMER_REFERRERS.get(word, word) for word in (meta.strip().lower() for meta in metas)]
    known += [token for token in written if token in _REFERRER_POLICIES]
    if not known:
        return yes_no(fact, False, reason(ReasonCode.REFERRER_UNKNOWN, policy=raw if raw is not None else metas[-1]))
    leaks = known[-1] in _REFERRER_LEAKS
    code = ReasonCode.REFERRER_LEAKS if leaks else ReasonCode.REFERRER_HELD
    return yes_no(fact, not leaks, reason(code, policy=known[-1]))


def _nosniff(answer: Answer) -> Statement:
    fact = "site.nosniff"
    raw = answer.header("x-content-type-options")
    if raw is None:
        return yes_no(fact, False, reason(ReasonCode.NOSNIFF_MISSING))
    holds = raw.split(",")[0].strip().lower() == "nosniff"  # Fetch, determine nosniff: the first value
    code = ReasonCode.NOSNIFF_SET if holds else ReasonCode.NOSNIFF_OTHER
    return yes_no(fact, holds, reason(code, header=raw))


def _version(answer: Answer) -> Statement:
    shown = [
        reason(ReasonCode.VERSION_HEADER, name=name, value=value)
        for name, value in answer.headers
        if name in _VERSION_HEADERS and _VERSION.search(value[:1000])
    ]
    if shown:
        return yes_no("site.version-hidden", False, reason(ReasonCode.VERSION_SHOWN, **some("headers", shown, 3)))
    return yes_no("site.version-hidden", True, reason(ReasonCode.VERSION_HIDDEN))


def _compression(answer: Answer) -> Statement:
    """Judge compression of the page (RFC 9110, 8.4), by what the server says; `answer.body` is decompressed."""
    fact = "site.compression"
    raw = answer.header("content-encoding") or ""
    codings = {coding.strip().lower() for coding in raw.split(",")}
    if codings & _COMPRESSIONS:
        return yes_no(fact, True, reason(ReasonCode.COMPRESSION_USED, coding=raw))
    kind = answer.header("content-type")
    textual = bool(_TEXT_TYPE.match(kind.strip())) if kind is not None else b"\0" not in answer.body[:1000]
    if not textual:
        untyped = reason(ReasonCode.COMPRESSION_NOT_TEXT_UNTYPED)
        return not_concerned(fact, reason(ReasonCode.COMPRESSION_NOT_TEXT, type=kind) if kind else untyped)
    if len(answer.body) < COMPRESSION_MINIMUM and answer.partial:
        return we_failed(fact, answer.partial)
    if len(answer.body) < COMPRESSION_MINIMUM:
        return not_concerned(fact, reason(ReasonCode.COMPRESSION_SHORT_PAGE, bytes=len(answer.body)))
    return yes_no(fact, False, reason(ReasonCode.COMPRESSION_MISSING, kilobytes=len(answer.body) // 1000))
