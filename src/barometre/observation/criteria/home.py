"""Facts of the home page of a site: language, title, contact, legal pages, software. Pure."""

import re
from collections.abc import Mapping, Sequence

from barometre.facts.reason import Reason, reason, some
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, yes_no
from barometre.observation.html.links import Link, plain
from barometre.observation.html.page import Page, unread_link
from barometre.observation.html.signs import SignMatch, Signs
from barometre.observation.net.unread import Unread

HEAD_FACTS = ("site.lang", "site.title", "site.viewport", "site.no-mixed-content")
BODY_FACTS = ("site.dsfr", "site.cms", "site.tools", "site.mentions-legales", "site.confidentialite", "site.contact")
HOME_FACTS = HEAD_FACTS + BODY_FACTS
# Text of a list in which nothing was found.
NONE = "aucun"


def judge_home(
    page: Page,
    signs: Signs,
    read: Mapping[str, Page] | None = None,
    unread: Mapping[str, Unread] | None = None,
    upgrades: bool = False,
) -> list[Statement]:
    """Return the facts that can be seen of a home page (see `pages.judge_pages`, the gate behind it).

    Args:
        page: the home page.
        signs: signs of software and tools.
        read: purpose of `links.choose_pages` -> the page read for it.
        unread: purpose -> why the page chosen for it was not read.
        upgrades: the answer's Content-Security-Policy has `upgrade-insecure-requests`.
    """
    read = read or {}
    head = [_lang(page), _title(page), _viewport(page), _mixed_content(page, upgrades)]
    seen = signs.on(page)
    legal = _legal(page, read, unread or {})
    return [*head, _dsfr(seen), _cms(seen), _tools(page, read, signs), legal, _privacy(page, read), _contact(page)]


# Language codes (BCP 47) of regional languages of France in which a collectivité may write its home page.
REGIONAL = frozenset(
    {"br", "ca", "co", "eu", "frp", "gcf", "gcr", "gsw", "oc", "pcd", "rcf", "swb", "ty", "vls", "wls", "fud"}
)
_FRENCH = frozenset("le la les des et de du une pour dans vous est en sur par au aux avec votre".split())


def _lang(page: Page) -> Statement:
    """Judge RGAA 8.3 and 8.4: a default language is given, and it is that of the page."""
    declared = (page.lang or "").strip().lower()
    if not declared:
        return yes_no("site.lang", False, reason(ReasonCode.LANG_MISSING))
    language = re.split(r"[-_]", declared)[0]
    if language == "fr":
        return yes_no("site.lang", True, reason(ReasonCode.LANG_DECLARED, lang=declared))
    words = page.words.split()
    french = sum(word in _FRENCH for word in words) > 0.15 * len(words) and len(words) >= 20
    if language in REGIONAL and not french:
        return yes_no("site.lang", True, reason(ReasonCode.LANG_REGIONAL, lang=declared))
    code = ReasonCode.LANG_CONTRADICTED if french else ReasonCode.LANG_DECLARED
    return yes_no("site.lang", False, reason(code, lang=declared))


_EMPTY_TITLE = re.compile(
    r"accueil|home(?: ?page)?|index|page d'accueil|bienvenue|welcome|untitled(?: document)?|(?:document )?sans titre|"
    r"document|new page 1|site(?: web)?|test"
)


def _title(page: Page) -> Statement:
    """Judge RGAA 8.5 and 8.6: a title, and one that says where the visitor is."""
    if not page.title:
        return yes_no("site.title", False, reason(ReasonCode.TITLE_MISSING))
    words = plain(page.title).strip(" -|:.!")
    good = bool(words) and not _EMPTY_TITLE.fullmatch(words)
    return yes_no("site.title", good, reason(ReasonCode.EVIDENCE_TEXT, text=page.title))


def _viewport(page: Page) -> Statement:
    """Judge RGAA 10.4: text can be enlarged to 200 %; and the width follows the screen's."""
    if page.viewport is None:
        return yes_no("site.viewport", False, reason(ReasonCode.VIEWPORT_MISSING))
    settings = dict(re.findall(r"([a-z-]+)\s*=\s*([^\s,;]+)", page.viewport.lower()))
    adapts = settings.get("width") == "device-width" or "initial-scale" in settings
    blocked = settings.get("user-scalable") in ("no", "0") or _number(settings.get("maximum-scale"), 10) < 2
    return yes_no("site.viewport", adapts and not blocked, reason(ReasonCode.EVIDENCE_TEXT, text=page.viewport))


def _number(text: str | None, default: float) -> float:
    found = re.match(r"\d{1,6}(?:\.\d{1,6})?", text or "")
    return float(found[0]) if found else default


def _mixed_content(page: Page, upgrades: bool) -> Statement:
    """Judge what an encrypted page loads in clear (W3C Mixed Content, 3; Upgrade Insecure Requests, 3.1)."""
    fact = "site.no-mixed-content"
    if not page.url.startswith("https:"):
        return not_concerned(fact, reason(ReasonCode.MIXED_CONTENT_PLAIN_PAGE))
    node = page.document.css_first('meta[http-equiv="Content-Security-Policy" i][content*="upgrade-insecure-requests"]')
    clear = [resource.url for resource in page.resources if resource.url.startswith("http:")]
    if clear and (upgrades or node is not None):
        return yes_no(fact, True, reason(ReasonCode.MIXED_CONTENT_UPGRADED))
    return yes_no(fact, not clear, _evidence(clear))


def _evidence(values: Sequence[str]) -> Reason | None:
    return reason(ReasonCode.EVIDENCE_SHORT_LIST, **some("values", values, 3)) if values else None


def _dsfr(seen: Sequence[SignMatch]) -> Statement:
    """State whether the State's design system is used: neither a merit nor a fault, it is reserved to the State."""
    evidence = next((one.evidence for one in seen if one.sign.kind == "dsfr"), None)
    if evidence is None:
        return Statement("site.dsfr", 0.0)
    return Statement("site.dsfr", 1.0, reason=reason(ReasonCode.EVIDENCE_SHOWN, text=evidence))


def _cms(seen: Sequence[SignMatch]) -> Statement:
    """State which software makes the site, by the generator, which gives a version, before other signs."""
    cms = min((one for one in seen if one.sign.kind == "cms"), key=lambda one: not one.version, default=None)
    if cms is None:
        return Statement("site.cms", 0.0)
    name = f"{cms.sign.name} {cms.version}".strip()
    return Statement("site.cms", 1.0, text=name, reason=reason(ReasonCode.EVIDENCE_SHOWN, text=cms.evidence))


def _tools(page: Page, read: Mapping[str, Page], signs: Signs) -> Statement:
    pages = {one.url: one for one in (page, *read.values())}.values()
    evidence = {one.sign.name: one.evidence for other in pages for one in signs.on(other) if one.sign.shared}
    text = ", ".join(sorted(evidence)) or NONE
    return Statement("site.tools", text=text, reason=_evidence(list(evidence.values())))


_LEGAL_LINK = re.compile(r"\bmentions? legales?\b|^informations? legales?$|\blegal notice\b")
# In « directeur(trice) », « directeur/directrice », « directeur·rice », « direction »… de la publication.
_PUBLISHER = re.compile(
    r"\bdirect(?:eur|rice|ion)\b[a-z /.()-]{0,25}\b(?:de|des)(?: la)? publications?\b|"
    r"\bresponsables?(?:\(s\))? (?:de (?:la )?|des |du )?(?:publications?|editoriale?|redaction|site)\b|"
    r"\bediteur|\beditrice|\bedite par\b|\bproprietaire\b|\bpublie par\b"
)
_HOST = re.compile(r"\bheberg")


def _legal(page: Page, read: Mapping[str, Page], unread: Mapping[str, Unread]) -> Statement:
    """Judge whether publisher and host are named: law 2004-575, article 1-1 (article 6, III, before law 2024-449)."""
    fact = "site.mentions-legales"
    link = _first(page, _LEGAL_LINK)
    for other in (page, *read.values()):
        publisher, host = _PUBLISHER.search(other.words), _HOST.search(other.words)
        if publisher and host and (link is not None or other is page or _LEGAL_LINK.search(other.words)):
            return yes_no(fact, True, reason(ReasonCode.LEGAL_FOUND, url=other.url))
    if link is None:
        return yes_no(fact, False, reason(ReasonCode.LEGAL_NO_LINK))
    legal = read.get("mentions-legales")
    if legal is None:
        missing = unread_link(link, unread.get("mentions-legales"))
        return missing.statement(fact) if missing.ours else yes_no(fact, False, missing.why)
    code = ReasonCode.LEGAL_NEITHER
    if _PUBLISHER.search(legal.words):
        code = ReasonCode.LEGAL_NO_HOST
    elif _HOST.search(legal.words):
        code = ReasonCode.LEGAL_NO_PUBLISHER
    return yes_no(fact, False, reason(code, url=legal.url))


_PRIVACY_LINK = re.compile(
    r"\bconfidentialite\b|\bdonnees (?:a caractere )?personnel|\brgpd\b|\bvie privee\b|\bprotection des donnees\b"
)
_PRIVACY_TEXT = re.compile(r"\brgpd\b|\bcnil\b|\b2016/679\b|\bdelegue a la protection des donnees\b")


def _privacy(page: Page, read: Mapping[str, Page]) -> Statement:
    """Judge whether the site says what it does with personal data (Regulation (EU) 2016/679, article 13)."""
    fact = "site.confidentialite"
    link = _first(page, _PRIVACY_LINK)
    if link is not None:
        return yes_no(fact, True, reason(ReasonCode.LINK_SEEN, text=link.text))
    for other in read.values():
        if _PRIVACY_TEXT.search(other.words) and "donnees" in other.words:
            return yes_no(fact, True, reason(ReasonCode.PRIVACY_TEXT, url=other.url))
    return yes_no(fact, False, reason(ReasonCode.PRIVACY_MISSING))


_CONTACT_LINK = re.compile(
    r"\bcontact\b|\bcontacts\b|\bnous contacter\b|\bcontactez\b|\bnous ecrire\b|\becrire (?:a|au) "
)


_CONTACT_MEANS = (
    ('a[href^="tel:" i]', ReasonCode.CONTACT_TELEPHONE),
    ('a[href^="mailto:" i]', ReasonCode.CONTACT_MAIL),
    ("form textarea", ReasonCode.CONTACT_FORM),
)


def _contact(page: Page) -> Statement:
    link = _first(page, _CONTACT_LINK)
    if link is not None:
        return yes_no("site.contact", True, reason(ReasonCode.LINK_SEEN, text=link.text))
    for selector, code in _CONTACT_MEANS:
        if page.document.css_first(selector) is not None:
            return yes_no("site.contact", True, reason(code))
    return yes_no("site.contact", False, reason(ReasonCode.CONTACT_MISSING))


def _first(page: Page, pattern: re.Pattern[str]) -> Link | None:
    return next((link for link in page.links if len(link.words) <= 120 and pattern.search(link.words)), None)
