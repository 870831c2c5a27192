"""Signs by which a tool or a service is recognised on a page. Pure functions.

The signs themselves are content (`catalogue/data/signs.yaml`), with the source and the date of each.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from barometre.catalogue.models import Sign
from barometre.observation.html.links import Link, plain
from barometre.observation.html.page import Page

# Kinds that a link does not prove: the page itself must load them, or be made by them.
EMBEDDED = frozenset({"cms", "traceur", "dsfr"})
_VERSION = re.compile(r"[\s!v]*(\d{1,5}(?:\.\d{1,5}){0,3})")


@dataclass(frozen=True, slots=True)
class SignMatch:
    """Sign found on a page: its evidence, the page, and the version when the generator gives it."""

    sign: Sign
    evidence: str
    page: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs, indexed for the search."""

    by_host: Mapping[str, tuple[tuple[str, Sign], ...]]
    by_selector: tuple[tuple[str, Sign], ...]
    by_generator: tuple[tuple[str, Sign], ...]

    @classmethod
    def of(cls, signs: Iterable[Sign]) -> "Signs":
        """Index signs."""
        by_host: dict[str, list[tuple[str, Sign]]] = {}
        signs = tuple(signs)
        for sign in signs:
            for address in sign.hosts:
                host, slash, path = address.partition("/")
                by_host.setdefault(host, []).append((slash + path, sign))
        return cls(
            {host: tuple(entries) for host, entries in by_host.items()},
            tuple((selector, sign) for sign in signs for selector in sign.selectors),
            tuple((plain(sign.generator), sign) for sign in signs if sign.generator),
        )

    def on(self, page: Page) -> list[SignMatch]:
        """Return the signs of a page, each once, with its first evidence."""
        matches: dict[str, SignMatch] = {}
        for generator in page.generators:
            for start, sign in self.by_generator:
                if plain(generator).startswith(start):
                    version = _version(generator, sign.generator)
                    matches.setdefault(sign.id, SignMatch(sign, generator, page.url, version))
        embedded = [(resource.url, resource.host) for resource in page.resources]
        offered = [(link.url, link.host) for link in page.links] + list(page.actions) + embedded
        self._by_address(embedded, True, page.url, matches)
        self._by_address(offered, False, page.url, matches)
        for place, evidence in _selected(page.document, tuple(selector for selector, _ in self.by_selector)):
            sign = self.by_selector[place][1]
            matches.setdefault(sign.id, SignMatch(sign, evidence, page.url))
        return list(matches.values())

    def among(self, links: Iterable[Link], page: str) -> list[SignMatch]:
        """Return the signs of some links of a page, each once."""
        matches: dict[str, SignMatch] = {}
        self._by_address([(link.url, link.host) for link in links], False, page, matches)
        return list(matches.values())

    def _by_address(
        self, addresses: Iterable[tuple[str, str]], embedded: bool, page: str, matches: dict[str, SignMatch]
    ) -> None:
        for url, host in dict.fromkeys(addresses):
            for path, sign in self._of_host(host):
                if (sign.kind in EMBEDDED) is embedded and urlsplit(url).path.startswith(path):
                    matches.setdefault(sign.id, SignMatch(sign, url, page))

    def _of_host(self, host: str) -> list[tuple[str, Sign]]:
        labels = host.split(".")
        return [entry for start in range(len(labels)) for entry in self.by_host.get(".".join(labels[start:]), ())]


# Several judges ask for the signs of the same pages, one after another: as many pages as are read of a site.
@lru_cache(maxsize=16)
def _selected(document: LexborHTMLParser, selectors: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return the places of the selectors that a document matches, each with the address of the element, or itself."""
    found = []
    for place, selector in enumerate(selectors):
        if (node := document.css_first(selector)) is not None:
            attributes = node.attributes
            address = next((attributes[name] for name in ("href", "src", "action") if attributes.get(name)), None)
            found.append((place, address or selector))
    return found


def signs_on(pages: Sequence[Page], signs: Signs) -> list[SignMatch]:
    """Return the signs of some pages, each once, on the first page that has it."""
    matches: dict[str, SignMatch] = {}
    for page in pages:
        for match in signs.on(page):
            matches.setdefault(match.sign.id, match)
    return list(matches.values())


def _version(generator: str, start: str) -> str:
    match = _VERSION.match(generator.strip()[len(start) :])
    return match[1] if match else ""
