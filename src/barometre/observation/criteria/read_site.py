"""What was read of a site, for what links alone tell: links, years that they name, and what is behind them. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.html.links import PURPOSES, Link, choose_pages, inner_links, is_document
from barometre.observation.html.page import Page, unread_link
from barometre.observation.net.unread import Unread
from barometre.observation.net.urls import host_of, without_www

# Longer words are a sentence, not the name of a document.
_LONGEST_WORDS = 160
_Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ReadSite:
    """Pages read, the links that they show, each once with its first page, and what of these was read or could not be.

    Links to pages that do not open are not there: they show nothing. `sections`: purpose (`links.PURPOSES`) -> patterns
    of links as sure, at least, as the one that was read for it.
    """

    pages: tuple[Page, ...]
    links: tuple[tuple[Link, Page], ...]
    done: frozenset[_Place]
    causes: Mapping[_Place, Unread]
    sections: Mapping[str, tuple[re.Pattern[str], ...]]

    def leads_to(self, purpose: str, link: Link) -> bool:
        """Return whether a link leads to a page of this purpose, as surely as the page that was read for it."""
        return any(one.search(link.words) for one in self.sections[purpose]) and not is_document(link.url)

    def unread(self, link: Link) -> Unread | None:
        """Return why what is behind a link was not read, by our own limits; None when it was."""
        place = _place(link.url)
        return None if place in self.done else unread_link(link, self.causes.get(place))


def read_site(home: Page, read: Mapping[str, Page], unread: Mapping[str, Unread], purposes: Iterable[str]) -> ReadSite:
    """Return what was read of a site (see `judge_home`), and where pages of some purposes may stand."""
    visited = choose_pages(inner_links(home.links, host_of(home.url)))
    chosen = {purpose: page.link for page in visited for purpose in page.purposes}
    pages = tuple({page.url: page for page in (home, *read.values())}.values())
    done = {_place(page.url) for page in pages} | {_place(chosen[purpose].url) for purpose in read if purpose in chosen}
    causes = {_place(chosen[purpose].url): why for purpose, why in unread.items() if purpose in chosen}
    broken = {place for place, why in causes.items() if not why.ours}
    links: dict[tuple[str, str], tuple[Link, Page]] = {}
    for page in pages:
        for link in page.links:
            if len(link.words) <= _LONGEST_WORDS and not (broken and _place(link.url) in broken):
                links.setdefault((link.url, link.words), (link, page))
    sections = {
        purpose: _as_sure(PURPOSES[purpose], chosen.get(purpose) if purpose in read else None) for purpose in purposes
    }
    return ReadSite(pages, tuple(links.values()), frozenset(done), causes, sections)


def _as_sure(patterns: tuple[re.Pattern[str], ...], read: Link | None) -> tuple[re.Pattern[str], ...]:
    """Return the patterns that are as sure as the first one of the link that was read, all of them without any."""
    ranks = (rank for rank, one in enumerate(patterns) if read is not None and one.search(read.words))
    return patterns[: next(ranks, len(patterns)) + 1]


def _place(url: str) -> _Place:
    """Return what tells a page from another: neither scheme, www nor a final slash does."""
    parts = urlsplit(url)
    return without_www(host_of(url)), parts.path.rstrip("/"), parts.query


def link_evidence(link: Link) -> Reason:
    """Return the reason that shows a link."""
    return reason(ReasonCode.SERVICE_LINKED, text=link.text, url=link.url)


# A year alone, or in a date without separators: 2026, 12032026, 20260312; then a day whose year has two digits.
_YEAR = re.compile(r"(?<!\d)(?:[0-3]\d[01]\d)?(20\d\d)(?:[01]\d(?:[0-3]\d)?)?(?!\d)")
_SHORT_DATE = re.compile(r"(?<!\d)[0-3]?\d[/. _-][01]?\d[/. _-](\d\d)(?!\d)")


def years_of(link: Link) -> frozenset[int]:
    """Return the years that a link names: in its words, else in the name of its file, else in its address."""
    path = urlsplit(link.url).path
    return years_in(link.words) or years_in(path.rpartition("/")[2]) or years_in(path)


def first_year(text: str) -> int | None:
    """Return the first year of a text."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def years_in(text: str) -> frozenset[int]:
    """Return the years of the dates of a text."""
    return frozenset({*map(int, _YEAR.findall(text)), *(2000 + int(year) for year in _SHORT_DATE.findall(text))})
