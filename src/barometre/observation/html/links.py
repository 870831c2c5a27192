"""Links of a page, as addresses and visible words, and the choice of those to visit. Pure functions."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from barometre.addresses import ascii_host
from barometre.observation.net.urls import is_address, without_www

MOST_LINKS = 3000
# Pages to visit beside the home page.
MOST_PAGES = 7
_NODES_OF_A_LINK = 60
# Longer words are the headline of a news item, not the name of a section.
_LONGEST_WORDS = 90
_REPLACED = str.maketrans(
    dict(zip("’‘ʼ–—‑‐«»•·…“”", "'''----     \"\"", strict=True)) | {"œ": "oe", "Œ": "OE", "æ": "ae"}
)
_SPACES = re.compile(r"[\t\n\r]+")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_PLAIN_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class Link:
    """Link of a page.

    `url` is absolute, http(s), without fragment; `host` in A-labels; `text` what a visitor reads; `words` the same as
    `plain` leaves it.
    """

    url: str
    host: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class PageToVisit:
    """Page that deserves a visit, and the purposes of that visit (keys of `PURPOSES`)."""

    link: Link
    purposes: tuple[str, ...]


def plain(text: str) -> str:
    """Return a text in lower case without accents, ligatures, invisible characters or repeated spaces."""
    folded = unicodedata.normalize("NFKD", text.translate(_REPLACED)).encode("ascii", "ignore").decode().lower()
    return " ".join(folded.split())


@lru_cache(maxsize=16384)
def _host(host: str) -> str | None:
    if _PLAIN_HOST.fullmatch(host) and "xn--" not in host:
        return host
    return host if is_address(host) or host == "localhost" else ascii_host(host)


def absolute(base: str, reference: str) -> tuple[str, str] | None:
    """Return the address, without fragment, of a reference in a page at `base`, and its host; None when not http(s).

    Spaces around and line breaks inside are dropped, as browsers do (WHATWG URL, 4.4).
    """
    written = _SPACES.sub("", reference.strip()).partition("#")[0]
    try:
        url = written if _ABSOLUTE.match(written) else urljoin(base, written).partition("#")[0]
        parts = urlsplit(url)
        name = parts.hostname or ""
        host = _host(name) if parts.scheme in ("http", "https") and name else None
        if host is None:
            return None
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return None
    authority = (f"[{host}]" if ":" in host else host) + port
    if parts.netloc == authority and parts.path and url.startswith(parts.scheme):
        return url, host
    return parts._replace(netloc=authority, path=parts.path or "/").geturl(), host


def base_of(document: LexborHTMLParser, url: str) -> str:
    """Return the address that references are relative to (HTML standard, 4.2.3: the first base with a href)."""
    node = document.css_first("base[href]")
    base = absolute(url, node.attributes.get("href") or "") if node is not None else None
    return base[0] if base else url


def visible(node: LexborNode) -> str:
    """Return what a visitor reads of an element: text, labels, alternative texts of images."""
    parts = [node.attributes.get("aria-label") or ""]
    for child in islice(node.traverse(include_text=True), _NODES_OF_A_LINK):
        if child.is_text_node:
            parts.append((child.text_content or "")[:300])
        elif child.tag == "img":
            parts.append((child.attributes.get("alt") or "")[:300])
    parts.append(node.attributes.get("title") or "")
    unique = dict.fromkeys(" ".join(part.split()) for part in parts)
    return " ".join(part for part in unique if part)[:400]


def read_links(nodes: Sequence[LexborNode], base: str) -> tuple[Link, ...]:
    """Return the http(s) links of elements of a page, `MOST_LINKS` of them at most; unreadable ones are left out."""
    links: list[Link] = []
    for node in nodes[:MOST_LINKS]:
        target = absolute(base, (node.attributes.get("href") or "")[:2000])
        if target is not None:
            text = visible(node) if node.tag == "a" else node.attributes.get("alt") or ""
            links.append(Link(*target, text, plain(text)))
    return tuple(links)


def is_inner(link: Link, host: str) -> bool:
    """Return True when a link stays on the site: same host, with or without www, or a subdomain."""
    site, target = without_www(host), without_www(link.host)
    return target == site or target.endswith("." + site)


def inner_links(links: Iterable[Link], host: str) -> list[Link]:
    """Return the links that stay on the site of `host`."""
    return [link for link in links if is_inner(link, host)]


_DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z|jpe?g|png|gif|webp|svg|mp3|mp4|avi|mov|ics|csv|xml|json|apk)$",
    re.IGNORECASE,
)


def is_document(url: str) -> bool:
    """Return True when an address names a file that is not a page."""
    return bool(_DOCUMENT.search(urlsplit(url).path))


# Purposes of a visit, in order of importance -> patterns of the plain words of its link, the surest first.
PURPOSES: dict[str, tuple[re.Pattern[str], ...]] = {
    "accessibilite": (
        re.compile(r"^accessibilite ?:|declaration d'accessibilite|accessibilite.{0,20}\bconforme"),
        re.compile(r"^accessibilite(?: numerique| du site(?: internet| web)?)?$"),
        re.compile(r"\baccessibilite (?:numerique|web|du site)|\brgaa\b"),
        re.compile(r"\baccessibilite\b(?!.*(?:pmr|batiment|voirie|handicap|transport))"),
    ),
    "mentions-legales": (
        re.compile(r"^(?:les )?mentions? legales?$"),
        re.compile(r"\bmentions? legales?\b|^informations? legales?$|\blegal notice\b"),
        re.compile(r"^a propos(?: d[ue] (?:ce )?site)?$|^credits$"),
    ),
    "demarches": (
        re.compile(r"^(?:(?:les|mes|vos|nos) )?(?:demarches|services?)(?: administratives?)? en ligne$"),
        re.compile(r"^(?:(?:les|mes|vos|nos) )?demarches(?: administratives?)?$"),
        re.compile(r"\bdemarches\b|\bservices? en ligne\b|\be-?services\b|\bguichet (?:numerique|en ligne)\b"),
    ),
    "conseil": (
        re.compile(r"\bliste des deliberations\b"),
        re.compile(r"^(?:(?:les|nos) )?(?:deliberations|actes (?:administratifs|reglementaires)|arretes)\b"),
        re.compile(r"\bdeliberations\b|\bactes (?:administratifs|reglementaires)\b"),
        re.compile(r"\b(?:comptes?[ -]rendus?|proces[ -]verba(?:l|ux)) (?:du|des|de) (?:conseil|seance)"),
        re.compile(r"^(?:le )?conseil (?:municipal|communautaire|metropolitain|departemental|regional)$"),
    ),
    "proces-verbaux": (
        re.compile(r"\bproces[ -]verba(?:l|ux)\b(?!.*(?:elect|amende|stationnement))"),
        re.compile(r"\bcomptes?[ -]rendus?\b.{0,30}\b(?:conseils?|seances?)\b"),
        re.compile(r"^(?:les )?(?:seances|reunions) du conseil\b"),
        re.compile(r"^(?:le )?conseil (?:municipal|communautaire|metropolitain|departemental|regional)$"),
    ),
    "urbanisme": (
        re.compile(r"\bautorisations? d'urbanisme\b|\bdemandes? d'urbanisme\b"),
        re.compile(r"^(?:l')?urbanisme\b"),
        re.compile(r"\burbanisme\b|\bpermis de construire\b"),
    ),
    "budget": (
        re.compile(r"^(?:(?:le|les|nos) )?(?:budgets?|finances)\b(?!.*participatif)"),
        re.compile(r"\b(?:budgets?|finances|budgetaires?)\b(?!.*participatif)"),
    ),
    "documents-administratifs": (
        re.compile(r"\bprada\b|\bacces aux documents (?:administratifs|publics)\b"),
        re.compile(r"\bcada\b|\bdocuments administratifs\b|\binformations publiques\b"),
    ),
    "confidentialite": (
        re.compile(r"\b(?:politique|charte) de confidentialite\b|\bdonnees personnelles\b|\bvie privee\b"),
        re.compile(r"\bconfidentialite\b|\brgpd\b|\bdonnees a caractere personnel\b"),
    ),
    "contact": (
        re.compile(r"^(?:nous contacter|contactez[ -]nous|contacts?)$"),
        re.compile(r"\b(?:nous contacter|contactez[ -]nous|contact|contacter la mairie|contacter)\b"),
    ),
    "marches": (re.compile(r"^(?:les )?marches publics$"), re.compile(r"\bmarches publics\b|\bcommande publique\b")),
}


def choose_pages(links: Iterable[Link]) -> list[PageToVisit]:
    """Choose the further pages to visit: the surest inner link of each purpose, at most `MOST_PAGES` pages.

    Of two links as sure, the shorter words win, then the first.
    """
    pages = [link for link in links if link.words and len(link.words) <= _LONGEST_WORDS and not is_document(link.url)]
    chosen: dict[str, tuple[Link, list[str]]] = {}
    for purpose, patterns in PURPOSES.items():
        ranked = [
            (rank, len(link.words), position)
            for position, link in enumerate(pages)
            if (rank := _rank(patterns, link.words)) is not None
        ]
        if ranked:
            link = pages[min(ranked)[2]]
            if link.url in chosen or len(chosen) < MOST_PAGES:
                chosen.setdefault(link.url, (link, []))[1].append(purpose)
    return [PageToVisit(link, tuple(purposes)) for link, purposes in chosen.values()]


def _rank(patterns: tuple[re.Pattern[str], ...], words: str) -> int | None:
    return next((rank for rank, pattern in enumerate(patterns) if pattern.search(words)), None)
