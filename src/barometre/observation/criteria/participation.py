"""What some pages of a site offer to say or follow: feedback, requests, participation, other languages. Pure."""

import re
from collections.abc import Iterator, Sequence

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, we_failed, yes_no
from barometre.observation.criteria.services import Rule, by_rule
from barometre.observation.html.links import Link, absolute, base_of, is_inner
from barometre.observation.html.page import Page
from barometre.observation.html.signs import SignMatch, Signs, signs_on
from barometre.observation.net.urls import host_of

_LANGUAGES = "site.autres-langues"
# Facts of `judge_participation`, in this order.
PARTICIPATION_FACTS = ("services.avis-vu", "services.suivi-vu", "services.participation-vue", _LANGUAGES)
# Elements that name a language, read on a page at most.
_MOST = 200

_OWN = r"(?:ma|mon|mes|vos|votre)"
_RULES = (
    Rule(
        "services.avis-vu",
        "avis",
        re.compile(
            r"\b(?:je donne mon|donner (?:mon|votre|son)|donnez(?:[ -]nous)? votre) avis(?:$| sur (?:ce|cette|ces|la|"
            r"le|les|l'|nos|notre|votre) ?(?:sites?|pages?|demarches?|services?|accueil|visite)\b)|"
            r"\b(?:enquetes?|questionnaires?) de satisfaction\b"
        ),
    ),
    Rule(
        "services.suivi-vu",
        "suivi",
        re.compile(
            rf"\bsui(?:vre|vez) (?:l'(?:avancement|etat) de )?(?:{_OWN}|une?) (?:demande|demarche|dossier|signalement)"
            rf"s?\b|\bsuivi (?:de |d')(?:(?:{_OWN}|une?) )?(?:demande|dossier|signalement)s?\b|"
            rf"\bsuivi des demandes\b|\b(?:avancement|etat) de {_OWN} (?:demande|dossier)s?\b"
        ),
    ),
    # « Participation citoyenne » alone is also the name that the gendarmerie gives to neighbours on the watch.
    Rule(
        "services.participation-vue",
        "participation",
        re.compile(
            r"\bbudgets? participatifs?\b|\b(?:plateforme|portail) (?:(?:de (?:la )?)?(?:participation|concertation)|"
            r"citoyenne|participative)\b|\bconsultations? citoyennes?\b|\b(?:consultations?|concertations?) en ligne\b|"
            r"\bboites? a idees?\b|^je participe$"
        ),
    ),
)


def judge_participation(pages: Sequence[Page], signs: Signs) -> list[Statement]:
    """Return the facts of what visitors may say, follow, or read in another language; the home page comes first."""
    pages = list({page.url: page for page in pages}.values())
    seen = signs_on(pages, signs)
    return [*(by_rule(rule, pages, seen) for rule in _RULES), _languages(pages[0], seen)]


def _languages(home: Page, seen: Sequence[SignMatch]) -> Statement:
    """Judge whether pages in another language than French are offered; a machine that translates makes none.

    Some of these tools make pages of their own: when both are there, nobody can tell who translated.
    """
    languages = tuple(sorted({*_alternates(home), *_switches(home)}))
    machine = next((one.sign.name for one in seen if one.sign.kind == "traduction"), None)
    if languages and machine:
        return we_failed(_LANGUAGES, reason(ReasonCode.LANGUAGES_UNSURE, languages=languages, name=machine))
    if languages:
        return yes_no(_LANGUAGES, True, reason(ReasonCode.LANGUAGES_OFFERED, languages=languages))
    if machine:
        return yes_no(_LANGUAGES, False, reason(ReasonCode.LANGUAGES_MACHINE, name=machine))
    return yes_no(_LANGUAGES, False, reason(ReasonCode.LANGUAGES_NONE))


_CODE = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{1,8}){0,3}")


def _alternates(page: Page) -> Iterator[str]:
    """Yield the languages in which the head says that the page exists elsewhere (HTML standard, 4.6.7.1)."""
    base, itself = base_of(page.document, page.url), absolute(page.url, "")
    for node in page.document.css('link[rel~="alternate" i][hreflang][href]')[:_MOST]:
        found = _CODE.fullmatch((node.attributes.get("hreflang") or "")[:40].strip().lower())
        target = absolute(base, (node.attributes.get("href") or "")[:2000])
        is_feed = bool(node.attributes.get("type"))
        if found and found[1] != "fr" and target is not None and target != itself and not is_feed:
            yield found[1]


# Names of languages in themselves, as `links.plain` leaves them, and their codes (BCP 47).
_NAMES = {
    **{"english": "en", "deutsch": "de", "espanol": "es", "castellano": "es", "italiano": "it", "nederlands": "nl"},
    **{"portugues": "pt", "polski": "pl", "romana": "ro", "brezhoneg": "br", "euskara": "eu", "euskaraz": "eu"},
    **{"catala": "ca", "corsu": "co", "occitan": "oc", "elsassisch": "gsw"},
}
_SHORT = frozenset({"en", "de", "es", "it", "nl", "pt", "pl", "ro", "br", "eu", "ca", "co", "oc"})
_BESIDE = frozenset({"version", "site", "langue", "language", "in", "gb", "uk", "-", "|", "(", ")"})
_MOST_WORDS = 4


def _switches(page: Page) -> Iterator[str]:
    """Yield the languages to which links of the site lead: named in themselves, or by a code that the address has."""
    host, itself = host_of(page.url), absolute(page.url, "")
    for link in page.links:
        words = link.words.split()
        if not words or len(words) > _MOST_WORDS or not set(words) <= _NAMES.keys() | _SHORT | _BESIDE:
            continue
        if is_inner(link, host) and (link.url, link.host) != itself:
            yield from (_NAMES[word] for word in words if word in _NAMES)
            yield from (word for word in words if word in _SHORT and _in_address(word, link))


def _in_address(code: str, link: Link) -> bool:
    """Return whether an address is that of a version in a language: `en.`, `/en/`, `?lang=en`."""
    found = re.search(rf"/{code}(?:[-_][a-z]{{2}})?(?:[/?]|$)|[?&]lang(?:ue|uage)?={code}\b", link.url.lower())
    return link.host.startswith(f"{code}.") or found is not None
