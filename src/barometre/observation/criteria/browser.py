"""Facts of the audit of a home page in a browser. Pure.

Counts, sizes and shares are measures of the page as it was received. What says that the page does wrong (not readable
on a phone, known trackers, cookies of others, accessibility rules broken) is negative: it waits for a second look.
"""

from collections.abc import Sequence

from barometre.facts.reason import Reason, Value, reason, some
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.browser.audit import Audit, Axe, BrokenRule, Share, StoredCookie
from barometre.observation.standards.ecoindex import ecoindex, grade
from barometre.rounding import rounded_share

# Known trackers: name, and the hosts (with all their subdomains) by which they are recognised.
Trackers = Sequence[tuple[str, tuple[str, ...]]]

_IMPACTS = ("critical", "serious", "moderate", "minor")
_AXE_FACTS = ("site.axe-violations", *(f"site.axe-{impact}" for impact in _IMPACTS), "site.axe-passed")
_PAGE_FACTS = """
    site.ecoindex site.ecoindex-grade site.dom-elements site.requests site.page-weight site.images-modern
    site.cached-resources site.compressed-resources site.third-parties site.trackers site.cookies-before-consent
    site.mobile
""".split()
# All facts of an audit.
FACTS = (*_PAGE_FACTS, *_AXE_FACTS)
_PHONE = 360
# How the names begin of the cookies of audience measurement and advertising that are set under the site's own domain
# (public documentation of Google, Meta, Hotjar, Microsoft, HubSpot, TikTok, Snap). Matomo's are left out: they may be
# exempt from consent (CNIL, « Cookies : solutions pour les outils de mesure d’audience »).
_COOKIES = ("_ga", "_gid", "_gat", "_gcl_", "_fbp", "_fbc", "_hj", "_clck", "_clsk", "_uet", "__hstc", "_ttp", "_scid")


def judge_audit(audit: Audit, trackers: Trackers) -> list[Statement]:
    """Return all the facts of the audit of one page; a page that our browser could not measure is not at fault."""
    if audit.fault is not None:
        return [we_failed(fact, audit.fault) for fact in FACTS]
    return [*_frugality(audit), *_privacy(audit, trackers), _mobile(audit), *_accessibility(audit.axe)]


def _frugality(audit: Audit) -> list[Statement]:
    score = ecoindex(audit.elements, audit.requests, audit.kilobytes)
    cut = reason(ReasonCode.MEASURE_CUT, bounds=audit.bounds) if audit.bounds else None
    counts: dict[str, Value] = {
        "elements": audit.elements,
        "requests": audit.requests,
        "megabytes": audit.kilobytes / 1000,
    }
    if cut:
        counts["cut"] = cut
    return [
        Statement("site.ecoindex", score, reason=reason(ReasonCode.MEASURE_COUNTS, **counts)),
        Statement("site.ecoindex-grade", text=grade(score), reason=reason(ReasonCode.MEASURE_SCORE, score=int(score))),
        Statement("site.dom-elements", float(audit.elements), reason=cut),
        Statement("site.requests", float(audit.requests), reason=cut),
        Statement("site.page-weight", audit.kilobytes, reason=cut),
        _share("site.images-modern", audit.images, ReasonCode.IMAGES_NONE, ReasonCode.IMAGES_MODERN),
        _share("site.cached-resources", audit.cached, ReasonCode.CACHE_NONE, ReasonCode.CACHE_KEPT),
        _share("site.compressed-resources", audit.compressed, ReasonCode.COMPRESSED_NONE, ReasonCode.COMPRESSED_TEXTS),
    ]


def _share(fact: str, share: Share, none: ReasonCode, shown: ReasonCode) -> Statement:
    if not share.total:
        return not_concerned(fact, reason(none))
    missing = some("missing", share.missing, 3) if share.missing else {}
    evidence = reason(shown, met=share.met, total=share.total, **missing)
    return Statement(fact, float(rounded_share(100 * share.met / share.total)), reason=evidence)


def _privacy(audit: Audit, trackers: Trackers) -> list[Statement]:
    others = audit.third_parties
    names = [name for name, hosts in trackers if any(_under(host, hosts) for host in audit.hosts)]
    spying = [cookie for cookie in audit.cookies if _is_spying(cookie, trackers)]
    cookies = [
        *(_cookie(ReasonCode.CONSENT_FOREIGN_COOKIE, cookie) for cookie in spying),
        *(_cookie(ReasonCode.CONSENT_OWN_COOKIE, cookie) for cookie in audit.cookies if cookie not in spying),
    ]
    shown = reason(ReasonCode.CONSENT_COOKIES, **some("cookies", cookies)) if cookies else None
    return [
        Statement("site.third-parties", float(len(others)), reason=_evidence(others)),
        Statement("site.trackers", float(len(names)), reason=_evidence(names)),
        Statement("site.cookies-before-consent", float(len(cookies)), reason=shown),
    ]


def _evidence(values: Sequence[Value]) -> Reason | None:
    return reason(ReasonCode.EVIDENCE_LIST, **some("values", values)) if values else None


def _cookie(code: ReasonCode, cookie: StoredCookie) -> Reason:
    return reason(code, name=cookie.name, domain=cookie.domain)


def _under(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def _is_spying(cookie: StoredCookie, trackers: Trackers) -> bool:
    """Return whether a cookie is of another domain or of a known tracker, even set under the site's own domain."""
    known = any(_under(cookie.domain, hosts) for _, hosts in trackers)
    return cookie.third_party or known or cookie.name.startswith(_COOKIES)


def _mobile(audit: Audit) -> Statement:
    if audit.width is None:
        return we_failed("site.mobile", reason(ReasonCode.MOBILE_SLOW))
    beyond = audit.width > _PHONE + 1  # a pixel of rounding
    return yes_no("site.mobile", not beyond, reason(ReasonCode.MOBILE_WIDTH, width=audit.width, screen=_PHONE))


def _accessibility(axe: Axe | None) -> list[Statement]:
    """State the rules met and broken; without result, or when no rule applies, none is met."""
    if axe is None:
        return [we_failed(fact, reason(ReasonCode.AXE_SLOW)) for fact in _AXE_FACTS]
    broken = sorted(axe.broken, key=lambda rule: (_rank(rule.impact), -rule.elements))
    total = axe.passed + len(broken)
    statements = [_broken("site.axe-violations", broken)]
    for impact in _IMPACTS:
        rules = [rule for rule in broken if _rank(rule.impact) == _rank(impact)]
        statements.append(_broken(f"site.axe-{impact}", rules))
    if not total:
        return [*statements, not_concerned("site.axe-passed", reason(ReasonCode.AXE_NOT_APPLICABLE))]
    passed = reason(ReasonCode.AXE_PASSED, passed=axe.passed, total=total, version=axe.version)
    return [*statements, Statement("site.axe-passed", float(rounded_share(100 * axe.passed / total)), reason=passed)]


def _broken(fact: str, rules: Sequence[BrokenRule]) -> Statement:
    items = [reason(ReasonCode.AXE_RULE, rule=rule.name, elements=rule.elements) for rule in rules]
    return Statement(fact, float(len(rules)), reason=_evidence(items))


def _rank(impact: str) -> int:
    """Return the rank of an impact; one that axe-core would add counts as minor."""
    return _IMPACTS.index(impact) if impact in _IMPACTS else len(_IMPACTS) - 1
