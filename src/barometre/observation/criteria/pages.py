"""Facts of the pages of a site, behind one gate: what was not read whole is no proof of an absence. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation.criteria.accessibility import (
    ACCESSIBILITY_FACTS,
    STATEMENT_FACTS,
    judge_accessibility,
)
from barometre.observation.criteria.accessibility_plan import PLAN_FACTS, judge_accessibility_plan
from barometre.observation.criteria.documents import DOCUMENT_FACTS, judge_documents
from barometre.observation.criteria.home import HOME_FACTS, NONE, judge_home
from barometre.observation.criteria.participation import PARTICIPATION_FACTS, judge_participation
from barometre.observation.criteria.services import SERVICE_FACTS, judge_services
from barometre.observation.html.page import Page
from barometre.observation.html.signs import Signs
from barometre.observation.net.unread import Unread

PAGE_FACTS = (
    *HOME_FACTS,
    *ACCESSIBILITY_FACTS,
    *SERVICE_FACTS,
    *PLAN_FACTS,
    *DOCUMENT_FACTS,
    *PARTICIPATION_FACTS,
)

# Purposes (`links.PURPOSES`) of the pages, beside the home page, where a fact could still be found: without an entry,
# every page chosen. So a new fact is behind the whole gate until it is said here that it rests on less.
_HOME_ALONE = (
    *("site.lang", "site.title", "site.viewport", "site.no-mixed-content", "site.dsfr", "site.cms", "site.contact"),
    *("accessibilite.mention", "accessibilite.etat", "services.reseaux-sociaux", "site.autres-langues"),
)
_LOOKED_FOR_ON: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_HOME_ALONE, ()),
    "site.mentions-legales": ("mentions-legales",),
    **dict.fromkeys((*STATEMENT_FACTS, *PLAN_FACTS), ("accessibilite", "mentions-legales")),
}
# Facts whose « yes » says that nothing was found.
_YES_IS_ABSENCE = frozenset({"site.no-mixed-content"})


@dataclass(frozen=True, slots=True)
class SitePages:
    """Pages of a site: the home page; by purpose of `links.PURPOSES`, the pages read, and why others were not.

    `upgrades`: the home page's Content-Security-Policy has `upgrade-insecure-requests`.
    """

    home: Page
    read: Mapping[str, Page] = field(default_factory=dict)
    unread: Mapping[str, Unread] = field(default_factory=dict)
    upgrades: bool = False


def judge_pages(pages: SitePages, signs: Signs, on: date) -> list[Statement]:
    """State every fact of `PAGE_FACTS`; `on` is the day on which the pages were read.

    Judges say what they see on what was read. The gate then leaves only what does not rest on an absence, unless the
    pages on which the fact is looked for were read whole: the rest becomes our failure, with what was missing.
    """
    home, read, unread = pages.home, pages.read, pages.unread
    statements = [
        *judge_home(home, signs, read, unread, upgrades=pages.upgrades),
        *judge_accessibility(home, read, unread),
        *judge_services([home, *read.values()], signs, on),
        *judge_accessibility_plan(home, read, unread, on),
        *judge_documents(home, read, unread, on),
        *judge_participation([home, *read.values()], signs),
    ]
    return [_through_gate(statement, pages) for statement in statements]


def _through_gate(statement: Statement, pages: SitePages) -> Statement:
    if statement.outcome is Outcome.WE_FAILED or _is_seen(statement):
        return statement
    missing = _missing(statement.fact, pages)
    return missing.statement(statement.fact) if missing else statement


def _is_seen(statement: Statement) -> bool:
    """Return True when a statement says that something was found."""
    if statement.outcome is not Outcome.SEEN:
        return False
    if statement.fact in _YES_IS_ABSENCE:
        return statement.number == 0
    return bool(statement.number) or (statement.text or NONE) != NONE


def _missing(fact: str, pages: SitePages) -> Unread | None:
    """Return what was not read, by our own limits, of the pages on which a fact is looked for; None when all was."""
    if pages.home.missing is not None:
        return pages.home.missing
    for purpose in _LOOKED_FOR_ON.get(fact, (*pages.read, *pages.unread)):
        page = pages.read.get(purpose)
        missing = page.missing if page is not None else pages.unread.get(purpose)
        if missing is not None and missing.ours:
            where = {"url": page.url} if page is not None else {}
            return Unread(reason(ReasonCode.PAGE_NOT_WHOLE, cause=missing.why, **where), ours=True)
    return None
