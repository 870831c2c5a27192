"""What the home page of a site says of itself: language, title, contact, legal pages, software. Pure."""

import re
from collections.abc import Mapping, Sequence

from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.html.links import Link, is_document, plain
from barometre.observation.html.page import Page, reasons, unseen
from barometre.observation.html.signs import SignMatch, Signs
from barometre.observation.net.unread import Unread
from barometre.observation.net.wording import listed, quoted, shortened

HEAD_FACTS = ("site.lang", "site.title", "site.viewport", "site.no-mixed-content")
BODY_FACTS = ("site.dsfr", "site.cms", "site.tools", "site.mentions-legales", "site.confidentialite", "site.contact")
HOME_FACTS = HEAD_FACTS + BODY_FACTS


def judge_home(
    page: Page,
    signs: Signs,
    read: Mapping[str, Page] | None = None,
    missed: Mapping[str, str] | None = None,
    broken: Mapping[str, str] | None = None,
    upgrades: bool = False,
) -> list[Statement]:
    """Facts of a home page.

    Args:
        page: the home page.
        signs: signs of software and tools.
        read: purpose of `links.choose_pages` -> the page read for it.
        missed: purpose -> why, in French, the page chosen for it was not read, by our failure or their robots.txt.
        broken: purpose -> why, in French, the page chosen for it cannot be read, by their failure.
        upgrades: the answer's Content-Security-Policy has `upgrade-insecure-requests`.
    """
    read = read or {}
    head = [_lang(page), _title(page), _viewport(page), _mixed_content(page, upgrades)]
    if page.is_shell:
        return [*head, *unseen(page, BODY_FACTS)]
    seen = signs.on(page)
    return [*head, _dsfr(seen), _cms(seen), _tools(page, read, signs), _legal(page, read, reasons(missed, broken)),
            _privacy(page, read), _contact(page)]  # fmt: skip


REGIONAL = frozenset(
    {"br", "ca", "co", "eu", "frp", "gcf", "gcr", "gsw", "oc", "pcd", "rcf", "swb", "ty", "vls", "wls", "fud"}
)
"""Language codes (BCP 47) of regional languages of France in which a collectivité may write its home page."""
_FRENCH = frozenset("le la les des et de du une pour dans vous est en sur par au aux avec votre".split())


def _lang(page: Page) -> Statement:
    """RGAA 8.3 and 8.4: a default language is given, and it is that of the page."""
    declared = (page.lang or "").strip().lower()
    if not declared:
        return yes_no("site.lang", False, "pas d’attribut lang sur l’élément html")
    shown = f"lang={quoted(declared, 40)}"
    language = re.split(r"[-_]", declared)[0]
    if language == "fr":
        return yes_no("site.lang", True, shown)
    words = page.words.split()
    french = sum(word in _FRENCH for word in words) > 0.15 * len(words) and len(words) >= 20
    if language in REGIONAL and not french:
        return yes_no("site.lang", True, f"{shown}, langue régionale")
    return yes_no("site.lang", False, f"{shown} alors que la page est en français" if french else shown)


_EMPTY_TITLES = frozenset(
    {"accueil", "home", "homepage", "home page", "index", "page d'accueil", "bienvenue", "welcome", "untitled",
     "sans titre", "document", "untitled document", "document sans titre", "new page 1", "site", "site web", "test"}
)  # fmt: skip


def _title(page: Page) -> Statement:
    """RGAA 8.5 and 8.6: a title, and one that says where the visitor is."""
    if not page.title:
        return yes_no("site.title", False, "pas de titre")
    words = plain(page.title).strip(" -|:.!")
    return yes_no("site.title", bool(words) and words not in _EMPTY_TITLES, quoted(page.title))


def _viewport(page: Page) -> Statement:
    """RGAA 10.4: text can be enlarged to 200 %; and the width follows the screen's."""
    if page.viewport is None:
        return yes_no("site.viewport", False, "pas de balise viewport")
    settings = dict(re.findall(r"([a-z-]+)\s*=\s*([^\s,;]+)", page.viewport.lower()))
    adapts = settings.get("width") == "device-width" or "initial-scale" in settings
    blocked = settings.get("user-scalable") in ("no", "0") or _number(settings.get("maximum-scale"), 10) < 2
    return yes_no("site.viewport", adapts and not blocked, quoted(page.viewport))


def _number(text: str | None, default: float) -> float:
    found = re.match(r"\d{1,6}(?:\.\d{1,6})?", text or "")
    return float(found[0]) if found else default


def _mixed_content(page: Page, upgrades: bool) -> Statement:
    """Something loaded in clear by an encrypted page (W3C Mixed Content, 3; Upgrade Insecure Requests, 3.1)."""
    if not page.url.startswith("https:"):
        return not_concerned("site.no-mixed-content", "la page elle-même n’est pas chiffrée")
    node = page.document.css_first('meta[http-equiv="Content-Security-Policy" i][content*="upgrade-insecure-requests"]')
    clear = [resource.url for resource in page.resources if resource.url.startswith("http:")]
    if clear and (upgrades or node is not None):
        why = "upgrade-insecure-requests fait passer en https ce qui ne l’est pas"
        return yes_no("site.no-mixed-content", True, why)
    return yes_no("site.no-mixed-content", not clear, listed([shortened(url, 80) for url in clear], 3) or None)


def _dsfr(seen: Sequence[SignMatch]) -> Statement:
    """Neither a merit nor a fault: the design system is reserved to the State."""
    found = next((one for one in seen if one.sign.kind == "dsfr"), None)
    return Statement("site.dsfr", float(found is not None), reason=shortened(found.evidence) if found else None)


def _cms(seen: Sequence[SignMatch]) -> Statement:
    """The generator, which gives a version, before other signs."""
    found = sorted((one for one in seen if one.sign.kind == "cms"), key=lambda one: not one.version)
    if not found:
        return Statement("site.cms", 0.0)
    name = f"{found[0].sign.name} {found[0].version}".strip()
    return Statement("site.cms", 1.0, text=name, reason=shortened(found[0].evidence))


def _tools(page: Page, read: Mapping[str, Page], signs: Signs) -> Statement:
    pages = {one.url: one for one in (page, *read.values())}.values()
    found = {one.sign.name: one for other in pages for one in signs.on(other) if one.sign.shared}
    text = listed(sorted(found), 30) or "aucun"
    return Statement(
        "site.tools", text=text, reason=listed([shortened(one.evidence, 80) for one in found.values()], 3) or None
    )


_LEGAL_LINK = re.compile(r"\bmentions? legales?\b|^informations? legales?$|\blegal notice\b")
_PUBLISHER = re.compile(
    r"\bdirect(?:eur|rice) de (?:la )?publication|\bediteur|\beditrice|\bedite par\b|\bresponsables? (?:de la )?"
    r"(?:publication|editorial|du site)|\bproprietaire\b|\bpublie par\b"
)
_HOST = re.compile(r"\bheberg")


def _legal(page: Page, read: Mapping[str, Page], unread: Mapping[str, Unread]) -> Statement:
    """Publisher and host are named: law 2004-575, article 1-1 (article 6, III, before law 2024-449)."""
    fact = "site.mentions-legales"
    link = _first(page, _LEGAL_LINK)
    for other in (page, *read.values()):
        publisher, host = _PUBLISHER.search(other.words), _HOST.search(other.words)
        if publisher and host and (link is not None or other is page or _LEGAL_LINK.search(other.words)):
            return yes_no(fact, True, f"éditeur et hébergeur nommés sur {shortened(other.url, 150)}")
    if link is None:
        return yes_no(fact, False, "pas de lien « Mentions légales » sur la page d’accueil")
    legal = read.get("mentions-legales")
    if legal is None or legal.is_shell:
        document = "c’est un document que nous ne lisons pas" if is_document(link.url) else "la page n’a pas été lue"
        reason = unread.get("mentions-legales", Unread(document, True))
        shown = f"lien {quoted(link.text, 60)} vu, mais {reason.why}"
        return we_failed(fact, shown) if reason.ours else yes_no(fact, False, shown)
    lacking = [name for name, pattern in (("l’éditeur", _PUBLISHER), ("l’hébergeur", _HOST))
               if not pattern.search(legal.words)]  # fmt: skip
    return yes_no(fact, False, f"{shortened(legal.url, 120)} ne nomme pas {' ni '.join(lacking)}")


_PRIVACY_LINK = re.compile(
    r"\bconfidentialite\b|\bdonnees (?:a caractere )?personnel|\brgpd\b|\bvie privee\b|\bprotection des donnees\b"
)
_PRIVACY_TEXT = re.compile(r"\brgpd\b|\bcnil\b|\b2016/679\b|\bdelegue a la protection des donnees\b")


def _privacy(page: Page, read: Mapping[str, Page]) -> Statement:
    """What becomes of personal data is said (Regulation (EU) 2016/679, article 13)."""
    link = _first(page, _PRIVACY_LINK)
    if link is not None:
        return yes_no("site.confidentialite", True, f"lien {quoted(link.text, 80)}")
    for other in read.values():
        if _PRIVACY_TEXT.search(other.words) and "donnees" in other.words:
            return yes_no("site.confidentialite", True, f"données personnelles : {shortened(other.url, 150)}")
    return yes_no("site.confidentialite", False, "pas de lien sur les données personnelles en page d’accueil")


_CONTACT_LINK = re.compile(
    r"\bcontact\b|\bcontacts\b|\bnous contacter\b|\bcontactez\b|\bnous ecrire\b|\becrire (?:a|au) "
)


_CONTACT_MEANS = (
    ('a[href^="tel:" i]', "numéro de téléphone"),
    ('a[href^="mailto:" i]', "adresse de courriel"),
    ("form textarea", "formulaire"),
)


def _contact(page: Page) -> Statement:
    link = _first(page, _CONTACT_LINK)
    if link is not None:
        return yes_no("site.contact", True, f"lien {quoted(link.text, 80)}")
    for selector, shown in _CONTACT_MEANS:
        if page.document.css_first(selector) is not None:
            return yes_no("site.contact", True, shown)
    return yes_no("site.contact", False, "pas de lien de contact, de téléphone ni de courriel en page d’accueil")


def _first(page: Page, pattern: re.Pattern[str]) -> Link | None:
    return next((link for link in page.links if len(link.words) <= 120 and pattern.search(link.words)), None)
