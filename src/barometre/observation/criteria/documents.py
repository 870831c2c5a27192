"""Documents that a site must show: minutes of the council, notes on the budget, access to documents. Pure.

CGCT, articles L2121-15 (minutes) and L2313-1 (notes); CRPA, articles R330-3 (person responsible) and R322-7 (list).
A link to what may be the document, on a page or in a file that we do not read, leaves the fact open.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, yes_no
from barometre.observation.criteria.accessibility import MONTHS
from barometre.observation.criteria.read_site import ReadSite, first_year, link_evidence, read_site, years_of
from barometre.observation.html.links import PURPOSES, Link, is_document
from barometre.observation.html.page import Page, headings
from barometre.observation.net.unread import Unread

# Facts of `judge_documents`, in this order.
DOCUMENT_FACTS = (
    *("actes.proces-verbal", "finances.note-budget", "finances.note-comptes"),
    *("documents.responsable", "documents.repertoire"),
)
_MOST_MENTIONS = 50
_ACCESS = "documents-administratifs"
# Purposes of `links.PURPOSES` whose pages show documents.
_SECTIONS = ("proces-verbaux", "budget", _ACCESS)
_Wanted = Callable[[Link, Page], bool]
_Rules = tuple[_Wanted, _Wanted, Callable[[Link], frozenset[int]]]


def judge_documents(home: Page, read: Mapping[str, Page], unread: Mapping[str, Unread], on: date) -> list[Statement]:
    """Return the facts of documents seen on a home page and the pages read behind it (see `judge_home`)."""
    site = read_site(home, read, unread, _SECTIONS)
    budgets, accounts = _budget_years(on), _account_years(on)
    return [
        _dated("actes.proces-verbal", site, _session_years(on), *_minutes(site)),
        _dated("finances.note-budget", site, budgets, *_notes(site, _BUDGET)),
        _dated("finances.note-comptes", site, accounts, *_notes(site, _ACCOUNTS)),
        _responsible(site),
        _directory(site),
    ]


def _seen(fact: str, evidence: Reason, page: Page) -> Statement:
    return yes_no(fact, True, reason(ReasonCode.SERVICE_SEEN, evidence=evidence, page=page.url))


def _absent(fact: str, site: ReadSite) -> Statement:
    return yes_no(fact, False, reason(ReasonCode.SERVICE_ABSENT, pages=len(site.pages)))


def _left_unread(fact: str, site: ReadSite, may_hold: _Wanted) -> Statement | None:
    """Return our failure when a link leads to where the document may be and where we did not read; else None."""
    for link, page in site.links:
        if may_hold(link, page) and (missing := site.unread(link)):
            return missing.statement(fact)
    return None


def _dated(
    fact: str,
    site: ReadSite,
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


def _minutes(site: ReadSite) -> _Rules:
    """Return whether a link names minutes of the council, and whether it may lead to some, as a mere report may."""
    titles = {page.url: " ".join(headings(page)) for page in site.pages}

    def names(link: Link, page: Page, words: re.Pattern[str], file: re.Pattern[str] | None = None) -> bool:
        said = bool(words.search(link.words))
        if not said and (not is_document(link.url) or _OTHER_FILES.search(link.words)):
            return False
        name = urlsplit(link.url).path.rpartition("/")[2].lower()
        if _OTHER_MINUTES.search(link.words) or _OTHER_MINUTES.search(name):
            return False
        if said or (file is not None and file.search(name)):
            return True
        return bool(words.search(titles[page.url]) and _SESSION.search(link.words))

    def named(link: Link, page: Page) -> bool:
        return names(link, page, _MINUTES, _MINUTES_FILE)

    def may_hold(link: Link, page: Page) -> bool:
        return site.leads_to("proces-verbaux", link) or names(link, page, _REPORTS)

    return named, may_hold, years_of


_NOTE = re.compile(r"\bnotes?\b|\bpresentations?\b|\bsyntheses?\b|\bsynthetiques?\b|\bessentiel\b")
# What the law calls the note, whatever it is about.
_NAMED_NOTE = re.compile(r"\b(?:notes?|presentations?)\b.{0,30}\b(?:breves?|synthetiques?)\b")
_BUDGET = re.compile(r"\bbudgets?\b|\bbudgetaires?\b|\bbp\b")
_ACCOUNTS = re.compile(r"\bcomptes? (?:administratifs?|financiers?)\b|\bcfu\b|\bca\b")
_NO_NOTE = re.compile(
    r"\borientations? budgetaires?\b|\b[rd]ob\b|participatif|deliberation|proces[ -]verbal|reunion|compte[ -]rendu"
)


def _notes(site: ReadSite, about: re.Pattern[str]) -> _Rules:
    """Return whether a link names a note about this, whether it may lead to one, and the year of what it is about."""

    def named(link: Link, _: Page) -> bool:
        words = link.words
        return bool(_NOTE.search(words) and about.search(words) and not _NO_NOTE.search(words))

    def may_hold(link: Link, _: Page) -> bool:
        words = link.words
        unsaid = _NAMED_NOTE.search(words) and not _BUDGET.search(words) and not _ACCOUNTS.search(words)
        return bool(unsaid) or site.leads_to("budget", link)

    def dates(link: Link) -> frozenset[int]:
        found = about.search(link.words)
        about_it = first_year(link.words[found.end() :]) if found else None
        return frozenset({about_it}) if about_it else years_of(link)

    return named, may_hold, dates


_RESPONSIBLE = re.compile(
    r"\bprada\b|\bpersonnes? responsables? de l'acces aux (?:documents|informations)\b|"
    r"\bresponsables? de l'acces aux documents administratifs\b"
)
_CONTACT = re.compile(
    r"@|\bcourriels?\b|\be?-?mails?\b|\btel(?:ephone)?\b|\bcontact|\becri(?:re|vez)\b|\badresse\b|\bformulaire\b|"
    r"\bcoordonnees\b|\b0\d(?:[ .]\d\d){4}\b"
)


def _responsible(site: ReadSite) -> Statement:
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
    return _access_left(fact, site) or silent or _absent(fact, site)


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


def _access_left(fact: str, site: ReadSite) -> Statement | None:
    """Return our failure when the page about access to documents, or a file that names it, was not read; else None."""
    files = PURPOSES[_ACCESS][0]
    return _left_unread(fact, site, lambda link, _: site.leads_to(_ACCESS, link) or bool(files.search(link.words)))


_DIRECTORY = re.compile(r"\brepertoires? (?:des? |d')(?:l')?informations? publiques?\b")


def _directory(site: ReadSite) -> Statement:
    """Judge whether there is the list of the main documents that hold public information."""
    fact = "documents.repertoire"
    for link, page in site.links:
        if _DIRECTORY.search(link.words):
            return _seen(fact, link_evidence(link), page)
    for page in site.pages:
        for heading in headings(page):
            if found := _DIRECTORY.search(heading):
                return _seen(fact, reason(ReasonCode.SERVICE_WORDS, text=found[0]), page)
    return _access_left(fact, site) or _absent(fact, site)
