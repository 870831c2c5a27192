"""What goes with a statement of accessibility: the scheme of several years, the plan of the year, a contact. Pure.

Law 2005-102, article 47; decree 2019-768; RGAA 4, « Page accessibilité et liens obligatoires », model of statement.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, yes_no
from barometre.observation.criteria.accessibility import find_statement, statement_link
from barometre.observation.criteria.read_site import link_evidence, years_in, years_of
from barometre.observation.html.links import Link
from barometre.observation.html.page import Page, headings, unread_link
from barometre.observation.net.unread import Unread

# Facts of `judge_accessibility_plan`, in this order.
PLAN_FACTS = ("accessibilite.schema", "accessibilite.plan", "accessibilite.contact")
_ACCESSIBILITY = r"(?:d'|de l'|de mise en )accessibilite(?: numerique)?"
_SCHEME = re.compile(rf"\bschemas? (?:(?:pluri[ -]?)?annuels?(?: {_ACCESSIBILITY})?|{_ACCESSIBILITY})\b")
_PLAN = re.compile(r"\bplans? (?:annuels?|d'actions?)\b")
_ABOUT = re.compile(r"accessibilit|\brgaa\b")
# Accessibility of the rest of the world.
_ELSEWHERE = re.compile(r"voirie|batiment|transport|programmee|\berp\b|\bpave\b")
# Years that a scheme may last (law 2005-102, article 47); months within which the plan of the year is awaited.
_LASTS, _AWAITED = 3, 3
# Characters after the name of a document within which stands the link that leads to it, before another is named.
_BESIDE = 40
_NEXT = re.compile(r"[;.] |\bplans?\b|\bactions\b")
_Shown = tuple[Reason, Page, frozenset[int], Link | None]


def judge_accessibility_plan(
    home: Page, read: Mapping[str, Page], unread: Mapping[str, Unread], on: date
) -> list[Statement]:
    """Return the facts of `PLAN_FACTS`, seen on the page of the statement and on the others (see `judge_home`)."""
    found, link = find_statement(home, read), statement_link(home)
    own = found[1] if found else None
    pages = list({page.url: page for page in (*([own] if own else []), home, *read.values())}.values())
    schemes = list(_shown(_SCHEME, pages, own))
    current = next((one for one in schemes if _in_force(one[2], on)), None)
    if current is None and own is None and link is not None and "accessibilite" not in read:
        missing = unread_link(link, unread.get("accessibilite"))
        if missing.ours:
            return missing.statements(PLAN_FACTS)
    scheme = _stated(PLAN_FACTS[0], _SCHEME, schemes, current, own, len(pages))
    return [scheme, _plan(pages, own, current, on), _contact(own)]


def _shown(document: re.Pattern[str], pages: Sequence[Page], own: Page | None) -> Iterator[_Shown]:
    """Yield what shows a document: links that name it; on the page of the statement, headings and links beside it."""
    for page in pages:
        for link in page.links:
            words = link.words
            if document.search(words) and (page is own or _ABOUT.search(words)) and not _ELSEWHERE.search(words):
                yield link_evidence(link), page, years_of(link), link
    if own is None:
        return
    for heading in headings(own)[1:]:
        if document.search(heading):
            yield reason(ReasonCode.SERVICE_WORDS, text=heading), own, years_in(heading), None
    for named in islice(document.finditer(own.words), 20):
        beside = _NEXT.split(own.words[named.end() : named.end() + _BESIDE])[0]
        for link in own.links:
            if len(link.words) > 2 and link.words in beside:
                yield link_evidence(link), own, years_in(beside) or years_of(link), link


def _in_force(years: frozenset[int], on: date) -> bool:
    """Return whether a scheme of these years runs; one that says only its first year may last three."""
    return not years or max(years) + (_LASTS if len(years) == 1 else 0) >= on.year


def _is_of_year(years: frozenset[int], on: date) -> bool:
    """Return whether a plan is that of the year, or in its first months that of the year before."""
    return not years or min(years) <= on.year <= max(years) or (on.month <= _AWAITED and max(years) == on.year - 1)


def _stated(
    fact: str, document: re.Pattern[str], shown: Sequence[_Shown], current: _Shown | None, own: Page | None, pages: int
) -> Statement:
    if current is not None:
        return yes_no(fact, True, reason(ReasonCode.SERVICE_SEEN, evidence=current[0], page=current[1].url))
    if shown:
        return yes_no(fact, False, reason(ReasonCode.DOCUMENT_OLD, evidence=shown[0][0], page=shown[0][1].url))
    if own is not None and (named := document.search(own.words)):
        return yes_no(fact, False, reason(ReasonCode.DOCUMENT_NO_LINK, text=named[0], page=own.url))
    return yes_no(fact, False, reason(ReasonCode.SERVICE_ABSENT, pages=pages))


def _plan(pages: Sequence[Page], own: Page | None, scheme: _Shown | None, on: date) -> Statement:
    """Judge whether the plan of the year is shown; it may be inside the scheme, which is most often a file."""
    fact = PLAN_FACTS[1]
    plans = list(_shown(_PLAN, pages, own))
    current = next((one for one in plans if _is_of_year(one[2], on)), None)
    if current is None and scheme is not None and scheme[3] is not None:
        return unread_link(scheme[3], None).statement(fact)
    if current is None and scheme is None and own is None:
        return not_concerned(fact, reason(ReasonCode.ACCESSIBILITY_NO_STATEMENT))
    return _stated(fact, _PLAN, plans, current, own, len(pages))


_HELP = re.compile(
    r"\bretours? d'informations? et contact|\bameliorer l'accessibilite|\bpour tout(?:e difficulte| signalement)|"
    r"\bsi vous (?:n'arrivez|ne parvenez|rencontrez|constatez)\b|\bsignale[rz] (?:une?|toute?|des|vos|les|nous)\b"
)
_MEANS = re.compile(
    r"@|\bcourriels?\b|\be-?mails?\b|\bmails?\b|\bformulaire\b|\btel(?:ephone)?\b|\bcontact(?:er|ez)\b|"
    r"\becri(?:re|vez)\b|\bmessage\b|\badresse\b"
)
# What the model of statement leaves to be filled; a protected address is shown between such brackets too.
_TO_FILL = re.compile(r"\[(?!email)[^\[\]]{0,30}(?:url|nom de|courriel|formulaire|adresse|a completer)\b")


def _contact(own: Page | None) -> Statement:
    """Judge whether the statement says how to tell of a difficulty; an appeal to the Défenseur des droits does not."""
    fact = PLAN_FACTS[2]
    if own is None:
        return not_concerned(fact, reason(ReasonCode.ACCESSIBILITY_NO_STATEMENT))
    for named in islice(_HELP.finditer(own.words), 20):
        offer = own.words[named.start() : named.start() + 500].partition("defenseur des droits")[0]
        if _MEANS.search(offer) and not _TO_FILL.search(offer):
            text = own.words[named.start() : named.end()]
            evidence = reason(ReasonCode.SERVICE_WORDS, text=text)
            return yes_no(fact, True, reason(ReasonCode.SERVICE_SEEN, evidence=evidence, page=own.url))
    return yes_no(fact, False, reason(ReasonCode.ACCESSIBILITY_NO_CONTACT, url=own.url))
