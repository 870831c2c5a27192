"""Documents that a site must show: minutes of the council, notes on the budget, access to documents. Pure.

CGCT, articles L2121-15 (minutes) and L2313-1 (notes); CRPA, articles R330-3 (person responsible) and R322-7 (list).
A link to what may be the document, on a page or in a file that we do not read, leaves the fact open.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, yes_no
from barometre.observation.criteria.accessibility import MONTHS
from barometre.observation.html.links import PURPOSES, Link, choose_pages, inner_links, is_document
from barometre.observation.html.page import Page, headings, unread_link
from barometre.observation.net.unread import Unread
from barometre.observation.net.urls import host_of, without_www

# Facts of `judge_documents`, in this order.
DOCUMENT_FACTS = (
    *("actes.proces-verbal", "finances.note-budget", "finances.note-comptes"),
    *("documents.responsable", "documents.repertoire"),
)
# Longer words are a sentence, not the name of a document.
_LONGEST_WORDS = 160
_MOST_MENTIONS = 50
_Place = tuple[str, str, str]
_Wanted = Callable[[Link, Page], bool]
_Rules = tuple[_Wanted, _Wanted, Callable[[Link], frozenset[int]]]


@dataclass(frozen=True, slots=True)
class _Site:
    """Pages read, the links that they show, each once with its first page, and what of these was read or could not be.

    Links to pages that do not open are not there: they show nothing.
    """

    pages: tuple[Page, ...]
    links: tuple[tuple[Link, Page], ...]
    done: frozenset[_Place]
    causes: Mapping[_Place, Unread]


def judge_documents(home: Page, read: Mapping[str, Page], unread: Mapping[str, Unread], on: date) -> list[Statement]:
    """Return the facts of documents seen on a home page and the pages read behind it (see `judge_home`)."""
    site = _site(home, read, unread)
    budgets, accounts = _budget_years(on), _account_years(on)
    return [
        _dated("actes.proces-verbal", site, _session_years(on), *_minutes(site)),
        _dated("finances.note-budget", site, budgets, *_notes(_BUDGET)),
        _dated("finances.note-comptes", site, accounts, *_notes(_ACCOUNTS)),
        _responsible(site),
        _directory(site),
    ]


def _site(home: Page, read: Mapping[str, Page], unread: Mapping[str, Unread]) -> _Site:
    chosen = {
        purpose: _place(page.link.url)
        for page in choose_pages(inner_links(home.links, host_of(home.url)))
        for purpose in page.purposes
    }
    pages = tuple({page.url: page for page in (home, *read.values())}.values())
    done = {_place(page.url) for page in pages} | {chosen[purpose] for purpose in read if purpose in chosen}
    causes = {chosen[purpose]: why for purpose, why in unread.items() if purpose in chosen}
    broken = {place for place, why in causes.items() if not why.ours}
    links: dict[tuple[str, str], tuple[Link, Page]] = {}
    for page in pages:
        for link in page.links:
            if len(link.words) <= _LONGEST_WORDS and _place(link.url) not in broken:
                links.setdefault((link.url, link.words), (link, page))
    return _Site(pages, tuple(links.values()), frozenset(done), causes)


def _place(url: str) -> _Place:
    """Return what tells a page from another: neither scheme, www nor a final slash does."""
    parts = urlsplit(url)
    return without_www(host_of(url)), parts.path.rstrip("/"), parts.query


def _seen(fact: str, evidence: Reason, page: Page) -> Statement:
    return yes_no(fact, True, reason(ReasonCode.SERVICE_SEEN, evidence=evidence, page=page.url))


def link_evidence(link: Link) -> Reason:
    """Return the reason that shows a link."""
    return reason(ReasonCode.SERVICE_LINKED, text=link.text, url=link.url)


def _absent(fact: str, site: _Site) -> Statement:
    return yes_no(fact, False, reason(ReasonCode.SERVICE_ABSENT, pages=len(site.pages)))


def _left_unread(fact: str, site: _Site, may_hold: _Wanted) -> Statement | None:
    """Return our failure when a link leads to where the document may be and where we did not read; else None."""
    for link, page in site.links:
        if may_hold(link, page) and (place := _place(link.url)) not in site.done:
            return unread_link(link, site.causes.get(place)).statement(fact)
    return None


def _dated(
    fact: str,
    site: _Site,
    years: frozenset[int],
    named: _Wanted,
    may_hold: _Wanted,
    dates: Callable[[Link], frozenset[int]],
) -> Statement:
    """Judge whether a link names the document and one of these years.

    Args:
        fact: what is stated.
        site: what was read.
        years: those of a document that is recent enough.
        named: whether a link names the document.
        may_hold: whether a link that does not name it may yet lead to it.
        dates: years that a link names for this document.
    """
    old: tuple[Link, Page] | None = None
    for link, page in site.links:
        if named(link, page):
            said = dates(link)
            if said & years:
                return _seen(fact, link_evidence(link), page)
            old = old or ((link, page) if said else None)

    def open_still(link: Link, page: Page) -> bool:
        return (named(link, page) or may_hold(link, page)) and (not (said := dates(link)) or bool(said & years))

    if left := _left_unread(fact, site, open_still):
        return left
    if old is not None:
        return yes_no(fact, False, reason(ReasonCode.DOCUMENT_OLD, evidence=link_evidence(old[0]), page=old[1].url))
    return _absent(fact, site)


# A year alone, or in a date without separators: 2026, 12032026, 20260312; then a day whose year has two digits.
_YEAR = re.compile(r"(?<!\d)(?:[0-3]\d[01]\d)?(20\d\d)(?:[01]\d(?:[0-3]\d)?)?(?!\d)")
_SHORT_DATE = re.compile(r"(?<!\d)[0-3]?\d[/. _-][01]?\d[/. _-](\d\d)(?!\d)")


def years_of(link: Link) -> frozenset[int]:
    """Return the years that a link names: in its words, else in the name of its file, else in its address."""
    path = urlsplit(link.url).path
    return years_in(link.words) or years_in(path.rpartition("/")[2]) or years_in(path)


def years_in(text: str) -> frozenset[int]:
    """Return the years of the dates of a text."""
    return frozenset({*map(int, _YEAR.findall(text)), *(2000 + int(year) for year in _SHORT_DATE.findall(text))})


def _session_years(on: date) -> frozenset[int]:
    """Return the years in which the last session whose minutes must be on line may have been held.

    A council meets once a quarter at least (CGCT, L2121-7, L5211-11, L3121-9, L4132-8), and adopts at each session the
    minutes of the one before. So those of the last session but one are on line, and it is nine months old at most.
    """
    return frozenset({on.year} if on.month > 9 else {on.year, on.year - 1})


def _budget_years(on: date) -> frozenset[int]:
    """Return the years of a budget in force: voted by the end of April, its note on line a month later (R2313-8)."""
    return frozenset({on.year, on.year + 1} | ({on.year - 1} if on.month <= 6 else set()))


def _account_years(on: date) -> frozenset[int]:
    """Return the years that name the last accounts, voted by the end of June: theirs, or that of the vote."""
    return frozenset({on.year, on.year - 1} | ({on.year - 2} if on.month <= 7 else set()))


_MINUTES = re.compile(r"\bproces[ -]?verba(?:l|ux)\b|\bp\.?v\b")
_MINUTES_FILE = re.compile(r"proc(?:e|%c3%a8)s[-_+%20]{0,4}verb|(?<![a-z])pv(?![a-z])|(?<![a-z])pvcm")
_REPORTS = re.compile(r"\bcomptes?[ -]rendus?\b")
_SESSION = re.compile(
    r"\b(?:seances?|conseils?|reunions?|municipa(?:l|ux)|cm)\b|\b[0-3]?\d[/. -][01]?\d[/. -](?:20)?\d\d\b|"
    rf"\b\d{{1,2}}(?:er)? (?:{'|'.join(MONTHS)}) 20\d\d\b"
)
# Other minutes than the council's, and what only speaks of minutes.
_OTHER_MINUTES = re.compile(
    r"elect|scrutin|contravention|infraction|amende|verbalis|stationnement|bornage|photovolt|solaire|enquete|synthese|"
    r"approbation|adoption|approuve|commission|jeunes|sages|ecole|\bccas\b|\bcias\b|syndica|association|convocation"
)
_OTHER_FILES = re.compile(r"deliberation|\bliste|arrete|bulletin|budget|compte (?:admin|finan)|ordre du jour")


def _minutes(site: _Site) -> _Rules:
    """Return whether a link names minutes of the council, and whether it may lead to some, as a mere report may."""
    titles = {page.url: " ".join(headings(page)) for page in site.pages}

    def names(link: Link, page: Page, words: re.Pattern[str], file: re.Pattern[str] | None = None) -> bool:
        name = urlsplit(link.url).path.rpartition("/")[2].lower()
        if _OTHER_MINUTES.search(link.words) or _OTHER_MINUTES.search(name):
            return False
        if words.search(link.words):
            return True
        if not is_document(link.url) or _OTHER_FILES.search(link.words):
            return False
        if file is not None and file.search(name):
            return True
        return bool(words.search(titles[page.url]) and _SESSION.search(link.words))

    def named(link: Link, page: Page) -> bool:
        return names(link, page, _MINUTES, _MINUTES_FILE)

    def may_hold(link: Link, page: Page) -> bool:
        return _leads_to("proces-verbaux", link) or names(link, page, _REPORTS)

    return named, may_hold, years_of


def _leads_to(purpose: str, link: Link) -> bool:
    """Return whether a link leads to a page of this purpose."""
    return not is_document(link.url) and any(pattern.search(link.words) for pattern in PURPOSES[purpose])


_NOTE = re.compile(r"\bnotes?\b|\bpresentations?\b|\bsyntheses?\b|\bsynthetiques?\b|\bessentiel\b")
# What the law calls the note, whatever it is about.
_NAMED_NOTE = re.compile(r"\b(?:notes?|presentations?)\b.{0,30}\b(?:breves?|synthetiques?)\b")
_BUDGET = re.compile(r"\bbudgets?\b|\bbudgetaires?\b|\bbp\b")
_ACCOUNTS = re.compile(r"\bcomptes? (?:administratifs?|financiers?)\b|\bcfu\b|\bca\b")
_NO_NOTE = re.compile(
    r"\borientations? budgetaires?\b|\b[rd]ob\b|participatif|deliberation|proces[ -]verbal|reunion|compte[ -]rendu"
)


def _notes(about: re.Pattern[str]) -> _Rules:
    """Return whether a link names a note about this, whether it may lead to one, and the year of what it is about."""

    def named(link: Link, _: Page) -> bool:
        words = link.words
        return bool(_NOTE.search(words) and about.search(words) and not _NO_NOTE.search(words))

    def may_hold(link: Link, _: Page) -> bool:
        words = link.words
        unsaid = _NAMED_NOTE.search(words) and not _BUDGET.search(words) and not _ACCOUNTS.search(words)
        return bool(unsaid) or _leads_to("budget", link)

    def dates(link: Link) -> frozenset[int]:
        found = about.search(link.words)
        year = _YEAR.search(link.words, found.end()) if found else None
        return frozenset({int(year[1])}) if year else years_of(link)

    return named, may_hold, dates


_RESPONSIBLE = re.compile(
    r"\bprada\b|\bpersonnes? responsables? de l'acces aux (?:documents|informations)\b|"
    r"\bresponsables? de l'acces aux documents administratifs\b"
)
_CONTACT = re.compile(
    r"@|\bcourriels?\b|\be?-?mails?\b|\btel(?:ephone)?\b|\bcontact|\becri(?:re|vez)\b|\badresse\b|\bformulaire\b|"
    r"\bcoordonnees\b|\b0\d(?:[ .]\d\d){4}\b"
)


_ACCESS = "documents-administratifs"


def _responsible(site: _Site) -> Statement:
    """Judge whether the site says who gives access to documents and how to write to them: never who, only that."""
    fact = "documents.responsable"
    silent: Statement | None = None
    for page in site.pages:
        if (found := _named_on(page)) is None:
            continue
        text, reachable = found
        if reachable:
            return _seen(fact, reason(ReasonCode.SERVICE_WORDS, text=text), page)
        silent = silent or yes_no(fact, False, reason(ReasonCode.DOCUMENT_NO_CONTACT, text=text, page=page.url))
    return _left_unread(fact, site, _is_about_access) or silent or _absent(fact, site)


def _named_on(page: Page) -> tuple[str, bool] | None:
    """Return what a page calls the person responsible, and whether a means of contact stands beside.

    None when it calls nobody so, or only in links, which lead to the page that does.
    """
    links = [(found[0], link.words) for link in page.links if (found := _RESPONSIBLE.search(link.words))]
    for text, words in links:
        if _CONTACT.search(words):
            return text, True
    named = list(islice(_RESPONSIBLE.finditer(page.words), _MOST_MENTIONS))
    if len(named) <= len(links):
        return None
    around = (page.words[max(one.start() - 200, 0) : one.end() + 600] for one in named)
    return named[0][0], any(_CONTACT.search(words) for words in around)


def _is_about_access(link: Link, _: Page) -> bool:
    return bool(PURPOSES[_ACCESS][0].search(link.words)) or _leads_to(_ACCESS, link)


_DIRECTORY = re.compile(r"\brepertoires? (?:des? |d')(?:l')?informations? publiques?\b")


def _directory(site: _Site) -> Statement:
    """Judge whether there is the list of the main documents that hold public information."""
    fact = "documents.repertoire"
    for link, page in site.links:
        if _DIRECTORY.search(link.words):
            return _seen(fact, link_evidence(link), page)
    for page in site.pages:
        for heading in headings(page):
            if found := _DIRECTORY.search(heading):
                return _seen(fact, reason(ReasonCode.SERVICE_WORDS, text=found[0]), page)
    return _left_unread(fact, site, _is_about_access) or _absent(fact, site)
