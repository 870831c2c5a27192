"""Signs by which a tool or a service is recognised on a page: what they are, and where they are seen. Pure.

The signs themselves are content (`catalogue/signs.yaml`), with the source and the date of each.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from barometre.catalogue.signs import Sign
from barometre.observation.html.links import Link, plain
from barometre.observation.html.page import Page

EMBEDDED = frozenset({"cms", "traceur", "dsfr"})
"""Kinds that a mere link does not show: the page itself must load them, or be made by them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign seen on a page: what shows it, on which page, and the version when the generator gives it."""

    sign: Sign
    evidence: str
    page: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs arranged to be looked for."""

    by_host: Mapping[str, tuple[tuple[str, Sign], ...]]
    by_selector: tuple[tuple[str, Sign], ...]
    by_generator: tuple[tuple[str, Sign], ...]

    @classmethod
    def of(cls, signs: Iterable[Sign]) -> "Signs":
        """Arrange signs."""
        by_host: dict[str, list[tuple[str, Sign]]] = {}
        signs = tuple(signs)
        for sign in signs:
            for place in sign.hosts:
                host, slash, path = place.partition("/")
                by_host.setdefault(host, []).append((slash + path, sign))
        return cls(
            {host: tuple(places) for host, places in by_host.items()},
            tuple((selector, sign) for sign in signs for selector in sign.selectors),
            tuple((plain(sign.generator), sign) for sign in signs if sign.generator),
        )

    def on(self, page: Page) -> list[Seen]:
        """Every sign of a page, each once, with the first thing that shows it."""
        found: dict[str, Seen] = {}
        for generator in page.generators:
            for start, sign in self.by_generator:
                if plain(generator).startswith(start):
                    found.setdefault(sign.id, Seen(sign, generator, page.url, _version(generator, sign.generator)))
        embedded = [(resource.url, resource.host) for resource in page.resources]
        offered = [(link.url, link.host) for link in page.links] + list(page.actions) + embedded
        self._by_address(embedded, True, page.url, found)
        self._by_address(offered, False, page.url, found)
        for selector, sign in self.by_selector:
            if sign.id not in found and (node := page.document.css_first(selector)) is not None:
                attributes = node.attributes
                shown = next((attributes[name] for name in ("href", "src", "action") if attributes.get(name)), None)
                found[sign.id] = Seen(sign, shown or selector, page.url)
        return list(found.values())

    def among(self, links: Iterable[Link], page: str) -> list[Seen]:
        """Signs that some links of a page show, each once."""
        found: dict[str, Seen] = {}
        self._by_address([(link.url, link.host) for link in links], False, page, found)
        return list(found.values())

    def _by_address(
        self, addresses: Iterable[tuple[str, str]], embedded: bool, page: str, found: dict[str, Seen]
    ) -> None:
        for url, host in dict.fromkeys(addresses):
            for path, sign in self._places(host):
                if (sign.kind in EMBEDDED) is embedded and urlsplit(url).path.startswith(path):
                    found.setdefault(sign.id, Seen(sign, url, page))

    def _places(self, host: str) -> list[tuple[str, Sign]]:
        labels = host.split(".")
        return [place for start in range(len(labels)) for place in self.by_host.get(".".join(labels[start:]), ())]


def seen_on(pages: Sequence[Page], signs: Signs) -> list[Seen]:
    """Every sign of some pages, each once, on the first page that shows it."""
    found: dict[str, Seen] = {}
    for page in pages:
        for seen in signs.on(page):
            found.setdefault(seen.sign.id, seen)
    return list(found.values())


_VERSION = re.compile(r"[\s!v]*(\d{1,5}(?:\.\d{1,5}){0,3})")


def _version(generator: str, start: str) -> str:
    found = _VERSION.match(generator.strip()[len(start) :])
    return found[1] if found else ""
