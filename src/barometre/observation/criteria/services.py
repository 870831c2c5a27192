"""On-line services, open data and published acts that some pages of a site show. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from barometre.facts.reason import Value, reason, some
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, yes_no
from barometre.observation.criteria.home import NONE
from barometre.observation.html.links import Link, is_document, is_inner
from barometre.observation.html.page import Page
from barometre.observation.html.signs import SignMatch, Signs, signs_on
from barometre.observation.net.urls import host_of, without_www

# Facts of `judge_services`, in this order.
SERVICE_FACTS = tuple(
    """
    services.franceconnect-vu services.paiement-vu services.urbanisme-vu services.rendez-vous-vu
    services.demarches-vues services.comarquage-vu services.seances-vues services.newsletter-vue donnees.ouvertes-vues
    services.reseaux-sociaux donnees.licence-vue actes.en-ligne actes.liste-deliberations
    """.split()
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a service is seen: signs of one kind, or words of links; `away`: only words of links that leave the site."""

    fact: str
    kind: str
    words: re.Pattern[str] | None = None
    away: bool = False


_COUNCIL = (
    r"conseils? (?:municipa(?:l|ux)|communautaires?|metropolitains?|departementa(?:l|ux)|regiona(?:l|ux))|"
    r"(?:seances?|assemblees?) (?:du conseil|plenieres?|publiques?)"
)
_FILMED = r"videos?|revoir|replay|en direct|live|retransmi\w+|enregistrements?|audio|filme\w*|podcasts?"

_RULES = (
    Rule("services.paiement-vu", "paiement", re.compile(r"\bpayfip\b|\btipi budget\b")),
    Rule(
        "services.urbanisme-vu",
        "urbanisme",
        re.compile(
            r"\bgnau\b|guichet (?:numerique|unique|en ligne).{0,30}urbanisme|"
            r"\bdepo(?:t|ser|sez)\b.{0,40}\b(?:urbanisme|permis de construire)\b"
        ),
        away=True,
    ),
    Rule(
        "services.rendez-vous-vu",
        "rendez-vous",
        re.compile(
            r"\b(?:prendre|prenez|prise de|reserver un) (?:un )?(?:rendez[ -]vous|rdv)\b|"
            r"\b(?:rendez[ -]vous|rdv) en ligne\b"
        ),
        away=True,
    ),
    Rule(
        "services.demarches-vues",
        "demarches",
        re.compile(
            r"\b(?:demarches?|services?|guichet|formulaires?) en ligne\b|\bespace (?:citoyens?|famille|usagers?)\b|"
            r"\bportail (?:familles?|citoyens?|usagers?|des demarches)\b|\bguichet numerique\b(?!.*urbanisme)"
        ),
        away=True,
    ),
    Rule("services.comarquage-vu", "comarquage"),
    Rule("services.seances-vues", "seances", re.compile(rf"(?=.*\b(?:{_COUNCIL})\b)(?=.*\b(?:{_FILMED})\b)")),
    Rule(
        "services.newsletter-vue",
        "newsletter",
        re.compile(r"\bnews ?letters?\b|\binfolettres?\b|\blettres? d'infos?(?:rmations?)?\b|\blettre electronique\b"),
    ),
    Rule("donnees.ouvertes-vues", "donnees-ouvertes", re.compile(r"\bopen ?data\b|\bdonnees ouvertes\b")),
)


def judge_services(pages: Sequence[Page], signs: Signs, on: date) -> list[Statement]:
    """Return the facts of services seen on some pages, the home page first; `on` is the day of reading."""
    pages = list({page.url: page for page in pages}.values())
    seen = signs_on(pages, signs)
    return [
        _franceconnect(pages, seen),
        *(by_rule(rule, pages, seen) for rule in _RULES),
        _networks(pages[0], signs),
        _licence(pages),
        _acts(pages, seen, on),
        _lists(pages, on),
    ]


def _absent(fact: str, pages: Sequence[Page], code: ReasonCode = ReasonCode.SERVICE_ABSENT) -> Statement:
    return yes_no(fact, False, reason(code, pages=len(pages)))


def _present(fact: str, evidence: Value, page: str) -> Statement:
    return yes_no(fact, True, reason(ReasonCode.SERVICE_SEEN, evidence=evidence, page=page))


def _sign(fact: str, seen: SignMatch) -> Statement:
    evidence = reason(ReasonCode.SERVICE_SIGN, name=seen.sign.name, evidence=seen.evidence)
    return _present(fact, evidence, seen.page)


def by_rule(rule: Rule, pages: Sequence[Page], seen: Sequence[SignMatch]) -> Statement:
    """State whether a service is seen on some pages: the first sign of its kind, else the first link of its words."""
    for one in seen:
        if one.sign.kind == rule.kind:
            return _sign(rule.fact, one)
    words = rule.words
    if words is not None:
        host = host_of(pages[0].url)
        found = _link(pages, lambda link: bool(words.search(link.words)) and not (rule.away and _stays(link, host)))
        if found is not None:
            return _present(rule.fact, reason(ReasonCode.LINK_SEEN, text=found[0].text), found[1].url)
    return _absent(rule.fact, pages)


def _stays(link: Link, host: str) -> bool:
    """Return whether a link is to a page or a file of the site itself; a subdomain is a service of its own."""
    return is_document(link.url) or (is_inner(link, host) and without_www(link.host) == without_www(host))


def _link(pages: Sequence[Page], wanted: Callable[[Link], bool]) -> tuple[Link, Page] | None:
    links = ((link, page) for page in pages for link in page.links)
    return next(((link, page) for link, page in links if len(link.words) <= 160 and wanted(link)), None)


_PRESENTATION = frozenset({"franceconnect.gouv.fr", "www.franceconnect.gouv.fr"})
_OFFER = re.compile(
    r"\b(?:s'identifier|se connecter|connexion|connectez[ -]vous|identifiez[ -]vous|continuer|me connecter) "
    r"(?:avec|via|par|a) (?:votre compte )?france ?connect\b|^france ?connect ?\+?$"
)


def _franceconnect(pages: Sequence[Page], seen: Sequence[SignMatch]) -> Statement:
    """Judge whether a button, a form or a link leads to FranceConnect; a link to its presentation is no offer."""
    fact = "services.franceconnect-vu"
    for one in seen:
        if one.sign.kind == "franceconnect":
            return _present(fact, one.evidence, one.page)
    found = _link(pages, lambda link: link.host not in _PRESENTATION and bool(_OFFER.search(link.words)))
    if found is not None:
        return _present(fact, reason(ReasonCode.LINK_SEEN, text=found[0].text), found[1].url)
    for page in pages:
        for words in page.buttons:
            if _OFFER.search(words):
                return _present(fact, reason(ReasonCode.SERVICE_BUTTON, text=words), page.url)
    return _absent(fact, pages)


_SHARING = re.compile(r"/(?:sharer?(?:\.php)?|intent|shareArticle|sharing|dialog|plugins|pin/create)\b", re.IGNORECASE)


def _networks(home: Page, signs: Signs) -> Statement:
    """State the accounts to which the home page leads; buttons that share the page itself lead to no account."""
    links = tuple(link for link in home.links if not _SHARING.search(link.url))
    urls = {one.sign.name: one.evidence for one in signs.among(links, home.url) if one.sign.kind == "reseau-social"}
    if not urls:
        return Statement("services.reseaux-sociaux", text=NONE)
    evidence = reason(ReasonCode.EVIDENCE_SHORT_LIST, **some("values", list(urls.values()), 3))
    return Statement("services.reseaux-sociaux", text=", ".join(sorted(urls)), reason=evidence)


_LICENCE = re.compile(
    r"\blicences? ouvertes?\b|\betalab[ -]?(?:2|v2|licence)|\blicence etalab\b|\bodbl\b|"
    r"\bopen (?:database )?licen[cs]e\b|\bcreative commons\b|\bcc[ -]by(?:-[a-z]{2})*\b|\bcc0\b"
)


def _licence(pages: Sequence[Page]) -> Statement:
    for page in pages:
        if found := _LICENCE.search(page.words):
            around = page.words[max(found.start() - 40, 0) : found.end() + 40]
            return _present("donnees.licence-vue", reason(ReasonCode.SERVICE_WORDS, text=around), page.url)
    return _absent("donnees.licence-vue", pages)


_LIST = re.compile(r"\blistes? des (?:deliberations|affaires examinees)\b")
_ACT = re.compile(
    r"\bdeliberations?\b|\brecueils? des actes\b|\bactes (?:administratifs|reglementaires)\b|\barretes? (?:municipal|"
    r"municipaux|du maire|du president|permanents?|temporaires?|n\b|n?o? ?20\d\d|de (?:circulation|voirie|police))\b"
)


def _acts(pages: Sequence[Page], seen: Sequence[SignMatch], on: date) -> Statement:
    """Judge whether there are files of deliberations or orders of this year or the last (CGCT, article L2131-1)."""
    fact = "actes.en-ligne"
    for one in seen:
        if one.sign.kind == "actes":
            return _sign(fact, one)
    recent = {str(on.year), str(on.year - 1)}
    found = _link(pages, lambda link: _is_act(link) and not _LIST.search(link.words) and _dated(link, recent))
    if found is None:
        return _absent(fact, pages, ReasonCode.SERVICE_ABSENT_THIS_YEAR)
    return _present(fact, found[0].url, found[1].url)


def _is_act(link: Link) -> bool:
    return is_document(link.url) and bool(
        _ACT.search(link.words) or re.search(r"deliberation|arrete", link.url.lower())
    )


def _lists(pages: Sequence[Page], on: date) -> Statement:
    """Judge whether there is a list of the deliberations of this half-year (CGCT, article L2121-25)."""
    fact = "actes.liste-deliberations"
    recent = {str(on.year), str(on.year - 1)} if on.month <= 6 else {str(on.year)}
    found = _link(pages, lambda link: bool(_LIST.search(link.words)) and _dated(link, recent))
    if found is not None:
        evidence = reason(ReasonCode.SERVICE_LINKED, text=found[0].text, url=found[0].url)
        return _present(fact, evidence, found[1].url)
    for page in pages:
        heading = _LIST.search(page.words)
        if heading and any(year in page.words[heading.start() : heading.end() + 400] for year in recent):
            text = page.words[heading.start() : heading.end() + 60]
            return _present(fact, reason(ReasonCode.SERVICE_WORDS, text=text), page.url)
    return _absent(fact, pages, ReasonCode.SERVICE_ABSENT_THIS_HALF)


def _dated(link: Link, years: set[str]) -> bool:
    """Return whether words or address name one of the years, alone or in a date written without separators."""
    return any(_year(year).search(text) for year in years for text in (link.words, link.url))


@cache
def _year(year: str) -> re.Pattern[str]:
    day, month = r"[0-3]\d", r"[01]\d"
    return re.compile(rf"(?<!\d)(?:{day}{month})?{year}(?:{month}(?:{day})?)?(?!\d)")
