"""What a browser's audit of the home page says, as facts. Pure.

Counts, sizes and shares are measures of the page as it was received. What says that the page does wrong (not readable
on a phone, known trackers, cookies of others, accessibility rules broken) is negative: it waits for a second look.
"""

from collections.abc import Sequence

from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.browser.audit import Audit, Axe, Share, StoredCookie
from barometre.observation.net.wording import listed, shortened
from barometre.observation.standards.axe_rules import said
from barometre.observation.standards.ecoindex import ecoindex, grade

Trackers = Sequence[tuple[str, tuple[str, ...]]]
"""Known trackers: name, and the hosts (with all their subdomains) that give them away."""

_AXE_FACTS = (
    "site.axe-violations", "site.axe-critical", "site.axe-serious", "site.axe-moderate", "site.axe-minor",
    "site.axe-passed",
)  # fmt: skip
FACTS = (
    "site.ecoindex", "site.ecoindex-grade", "site.dom-elements", "site.requests", "site.page-weight",
    "site.images-modern", "site.cached-resources", "site.compressed-resources", "site.third-parties", "site.trackers",
    "site.cookies-before-consent", "site.mobile", *_AXE_FACTS,
)  # fmt: skip
"""All facts that an audit gives."""
_IMPACTS = ("critical", "serious", "moderate", "minor")
_PHONE = 360
_COOKIES = ("_ga", "_gid", "_gat", "_gcl_", "_fbp", "_fbc", "_hj", "_clck", "_clsk", "_uet", "__hstc", "_ttp", "_scid")
"""How the cookies of audience measurement and advertising begin that their makers put under the site's own domain
(public documentation of Google, Meta, Hotjar, Microsoft, HubSpot, TikTok, Snap). Matomo's are left out: they may be
exempt from consent (CNIL, « Cookies : solutions pour les outils de mesure d’audience »)."""


def judge_audit(audit: Audit, trackers: Trackers) -> list[Statement]:
    """All the browser's facts of one page; an audit with a fault says nothing of the page."""
    if audit.fault is not None:
        return failed(audit.fault)
    return [*_frugality(audit), *_privacy(audit, trackers), _mobile(audit), *_accessibility(audit.axe)]


def failed(fault: str) -> list[Statement]:
    """All the browser's facts when the look failed: a page that our browser could not measure is not at fault."""
    return [we_failed(fact, fault) for fact in FACTS]


def not_seen(why: str) -> list[Statement]:
    """All the browser's facts of a collectivité without a site."""
    return [not_concerned(fact, why) for fact in FACTS]


def _frugality(audit: Audit) -> list[Statement]:
    score = ecoindex(audit.elements, audit.requests, audit.kilobytes)
    cut = f"mesure arrêtée, au moins cela : {' et '.join(audit.bounds)}" if audit.bounds else None
    weight = f"{audit.kilobytes / 1000:.2f}".replace(".", ",")
    seen = f"{audit.elements} éléments, {audit.requests} requêtes, {weight} Mo"
    return [
        Statement("site.ecoindex", score, reason=f"{seen} ; {cut}" if cut else seen),
        Statement("site.ecoindex-grade", text=grade(score), reason=f"note {score:.0f} sur 100"),
        Statement("site.dom-elements", float(audit.elements), reason=cut),
        Statement("site.requests", float(audit.requests), reason=cut),
        Statement("site.page-weight", audit.kilobytes, reason=cut),
        _share("site.images-modern", audit.images, "la page n’a pas d’image", "images en WebP, AVIF ou SVG"),
        _share(
            "site.cached-resources",
            audit.cached,
            "la page n’a pas de fichier statique",
            "fichiers gardés une semaine ou plus",
        ),
        _share(
            "site.compressed-resources", audit.compressed, "la page n’a pas de texte à compresser", "textes compressés"
        ),
    ]


def _share(fact: str, share: Share, none: str, what: str) -> Statement:
    if not share.total:
        return not_concerned(fact, none)
    missing = f" ; pas {listed([shortened(name, 60) for name in share.missing], 3)}" if share.missing else ""
    return Statement(
        fact, round(100 * share.met / share.total, 1), reason=f"{share.met} sur {share.total} {what}{missing}"
    )


def _privacy(audit: Audit, trackers: Trackers) -> list[Statement]:
    others = list(audit.third_parties)
    names = [name for name, hosts in trackers if any(_under(host, hosts) for host in audit.hosts)]
    spying = [cookie for cookie in audit.cookies if _is_spying(cookie, trackers)]
    own = [cookie for cookie in audit.cookies if cookie not in spying]
    told = [f"{cookie.name} ({cookie.domain}{', d’un tiers ou d’un traceur' if cookie in spying else ''})"
            for cookie in [*spying, *own]]  # fmt: skip
    return [
        Statement("site.third-parties", float(len(others)), reason=listed(others) or None),
        Statement("site.trackers", float(len(names)), reason=listed(names) or None),
        Statement(
            "site.cookies-before-consent",
            float(len(audit.cookies)),
            reason=listed([shortened(cookie, 100) for cookie in told]) or None,
        ),
    ]


def _under(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def _is_spying(cookie: StoredCookie, trackers: Trackers) -> bool:
    """A cookie of another domain or of a known tracker, also when it is put under the site's own domain."""
    known = any(_under(cookie.domain, hosts) for _, hosts in trackers)
    return cookie.third_party or known or cookie.name.startswith(_COOKIES)


def _mobile(audit: Audit) -> Statement:
    if audit.width is None:
        return we_failed("site.mobile", "la page n’a pas répondu à temps sur un écran de téléphone")
    beyond = audit.width > _PHONE + 1  # a pixel of rounding
    detail = f"la page occupe {audit.width} pixels de large sur un écran de {_PHONE}"
    return yes_no("site.mobile", not beyond, detail)


def _accessibility(axe: Axe | None) -> list[Statement]:
    """Rules met and broken; without result, or when no rule applies, none is met."""
    if axe is None:
        return [we_failed(fact, "l’outil axe-core n’a pas fini à temps sur cette page") for fact in _AXE_FACTS]
    broken = sorted(axe.broken, key=lambda rule: (_rank(rule.impact), -rule.elements))
    total = axe.passed + len(broken)
    statements = [_broken("site.axe-violations", [said(rule.name, rule.elements) for rule in broken])]
    for impact in _IMPACTS:
        some = [said(rule.name, rule.elements) for rule in broken if _rank(rule.impact) == _rank(impact)]
        statements.append(_broken(f"site.axe-{impact}", some))
    if not total:
        return [*statements, not_concerned("site.axe-passed", "aucune règle de l’outil ne s’applique à cette page")]
    detail = f"{axe.passed} règles respectées sur {total} qui s’appliquent (axe-core {shortened(axe.version, 20)})"
    return [*statements, Statement("site.axe-passed", round(100 * axe.passed / total, 1), reason=detail)]


def _broken(fact: str, rules: list[str]) -> Statement:
    return Statement(fact, float(len(rules)), reason=listed(rules) or None)


def _rank(impact: str) -> int:
    """Order of impacts; an impact that axe-core would invent counts as minor."""
    return _IMPACTS.index(impact) if impact in _IMPACTS else len(_IMPACTS) - 1
