"""The state of accessibility that a home page shows, and the statement of accessibility. Pure.

Law 2005-102, article 47; decree 2019-768, articles 4 (statement) and 7 (mention on the home page); RGAA 4.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.html.links import PURPOSES, Link
from barometre.observation.html.page import Page, unread_link
from barometre.observation.net.unread import Unread

STATEMENT_FACTS = ("accessibilite.declaration", "accessibilite.declaration-date", "accessibilite.taux")
ACCESSIBILITY_FACTS = ("accessibilite.mention", "accessibilite.etat", *STATEMENT_FACTS)

_STATE = r"\b(totalement|partiellement|non)[ -]*conformes?\b"
_BETWEEN = (
    r"numerique|web|du|de|des|ce|le|la|notre|votre|site|sites|internet|page|rgaa|est|etat|statut|niveau|declaration|"
    r"d'accessibilite|conformite|actuellement|au|a|taux|pour|cent|\d{1,3}(?:[.,]\d{1,2}){0,2}"
)
_MENTION = re.compile(rf"\baccessibilite\b[\W_]*+(?:(?:{_BETWEEN})\b[\W_]*+){{0,8}}?{_STATE}")
_MENTION_REVERSED = re.compile(
    rf"{_STATE}(?: (?:a|au|aux|avec|le|la|l'|du|des|regles|criteres|norme)){{0,4}}[ ']*(?:rgaa|accessibilite numerique|"
    r"referentiel general d'amelioration)"
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a page says of the accessibility of its site.

    `genuine` when it really is a statement; `date` as far as it is written, `2024-03-12` or `2024-03`; `rate` in %.
    """

    genuine: bool
    state: str | None = None
    date: str | None = None
    rate: float | None = None


def read_mention(page: Page) -> str | None:
    """Return the state of conformity shown beside the word « accessibilité », in French; None when there is none.

    The words « totalement », « partiellement » or « non conforme » are what the decree asks for (decree 2019-768,
    article 7): « accessible à tous » or « en cours de mise en conformité » are not the mention.
    """
    texts = [page.words, *(link.words for link in page.links if "conforme" in link.words)]
    for pattern in (_MENTION, _MENTION_REVERSED):
        for text in texts:
            if found := pattern.search(text):
                return f"{found[1]} conforme"
    return None


_NAMES_RULES = re.compile(r"\brgaa\b|referentiel general d'(?:amelioration de l')?accessibilite")
_NAMES_LAW = re.compile(r"article 47\b.{0,60}\bloi\b|2005-102|\bdecret n? ?2019-768")
_IS_STATEMENT = re.compile(
    r"declaration (?:de conformite|d'accessibilite)|etat de conformite|accessibilite\b.{0,80}conforme"
)
_ALTERNATIVES = re.compile(r"totalement\b\W{0,4}(?:ou )?\W{0,3}partiellement\b\W{0,4}(?:ou )?\W{0,3}non\b")


def read_statement(page: Page) -> Declaration:
    """Read a page as an accessibility statement (model of statement of the RGAA)."""
    words = page.words
    genuine = bool((_NAMES_RULES.search(words) or _NAMES_LAW.search(words)) and _IS_STATEMENT.search(words))
    if not genuine:
        return Declaration(genuine=False)
    return Declaration(True, _state(words), _date(words), _rate(words))


def _state(words: str) -> str | None:
    """Return the state, first searched under « État de conformité »; None in a model left with all alternatives."""
    start = max(words.find("etat de conformite"), 0)
    for text in (words[start:], words):
        found = re.search(_STATE, text)
        if found and not _ALTERNATIVES.search(text[max(found.start() - 80, 0) : found.end() + 20]):
            return f"{found[1]} conforme"
    return None


MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_MONTH = "|".join(MONTHS)
_DATE = (
    rf"(?:(?P<day>\d{{1,2}})(?:er)? )?(?P<month>{_MONTH}) (?P<year>\d{{4}})\b|"
    r"(?P<day2>\d{1,2})[/. -](?P<month2>\d{1,2})[/. -](?P<year2>\d{4})\b|"
    r"(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2})\b"
)
_DATED = re.compile(
    r"\b(?:etabli|redig|publi|realis|mis a jour|mise a jour|actualis|revis|date|modifi|cree)[a-z]*\b(?: (?:de|du|la|"
    rf"cette|presente|declaration|d'accessibilite|d'etablissement|etablie|publication)){{0,5}}\W{{0,3}}"
    rf"(?:(?:le|en|au|depuis|du) )?(?:{_DATE})"
)


def _date(words: str) -> str | None:
    """Return the latest date at which the statement says that it was written or updated."""
    found = [written for one in _DATED.finditer(words) if (written := _written(one)) is not None]
    return max(found, default=None)


def _written(found: re.Match[str]) -> str | None:
    named = found["month"]
    month = MONTHS.index(named) + 1 if named else int(found["month2"] or found["month3"])
    day = found["day"] or found["day2"] or found["day3"]
    year = int(found["year"] or found["year2"] or found["year3"])
    try:
        whole = date(year, month, int(day or 1))
    except ValueError:
        return None
    if year < 2009:  # no statement is older than the first RGAA (decree 2009-546)
        return None
    return whole.isoformat() if day else f"{year}-{month:02}"


_PERCENT = r"(?<![\d.,])(100|\d{1,2}(?:[.,]\d{1,2})?) ?(?:%|pour cent\b)"
_RATES = (
    re.compile(_PERCENT + r"(?: (?:de|des|du|l'ensemble|les|ces)){0,3} criteres"),
    re.compile(r"\btaux (?:moyen |global )?(?:de conformite|d'accessibilite)[^.%]{0,60}?" + _PERCENT),
    re.compile(r"\bconforme (?:a|a hauteur de) " + _PERCENT),
    re.compile(r"\bcriteres (?:du rgaa |applicables )?(?:sont )?respectes ?:? ?" + _PERCENT),
    re.compile(r"\bconforme ?\(? ?" + _PERCENT),
)


def _rate(words: str) -> float | None:
    """Return the share of the criteria met, in %."""
    for pattern in _RATES:
        if found := pattern.search(words):
            return float(found[1].replace(",", "."))
    return None


def judge_accessibility(
    home: Page,
    read: Mapping[str, Page] | None = None,
    unread: Mapping[str, Unread] | None = None,
) -> list[Statement]:
    """Return the facts of accessibility seen on a home page and the pages read behind it (see `judge_home`)."""
    state = read_mention(home)
    if state is None:
        mention = [
            yes_no("accessibilite.mention", False, reason(ReasonCode.ACCESSIBILITY_NO_MENTION)),
            not_concerned("accessibilite.etat", reason(ReasonCode.ACCESSIBILITY_NO_STATE)),
        ]
    else:
        evidence = reason(ReasonCode.ACCESSIBILITY_MENTION, state=state)
        mention = [
            yes_no("accessibilite.mention", True, evidence),
            Statement("accessibilite.etat", text=state, reason=evidence),
        ]
    return [*mention, *_declaration(home, read or {}, unread or {})]


def find_statement(home: Page, read: Mapping[str, Page]) -> tuple[Declaration, Page] | None:
    """Return the statement of a site and the page where it is, None when no page read is one."""
    for page in (read.get("accessibilite"), *read.values(), home):
        if page is not None and (declaration := read_statement(page)).genuine:
            return declaration, page
    return None


def statement_link(home: Page) -> Link | None:
    """Return the link of a home page that surely leads to the statement."""
    return next((link for link in home.links if _leads_to_statement(link)), None)


def _declaration(home: Page, read: Mapping[str, Page], unread: Mapping[str, Unread]) -> list[Statement]:
    if found := find_statement(home, read):
        return _found(*found)
    linked, link = read.get("accessibilite"), statement_link(home)
    if link is not None and link.host == "ara.numerique.gouv.fr":  # statements published by Ara, the tool of DINUM
        return [
            yes_no(STATEMENT_FACTS[0], True, reason(ReasonCode.EVIDENCE_SHOWN, text=link.url)),
            *(we_failed(fact, reason(ReasonCode.ACCESSIBILITY_ARA_UNREAD)) for fact in STATEMENT_FACTS[1:]),
        ]
    absent = why = reason(ReasonCode.ACCESSIBILITY_NO_STATEMENT)
    if linked is not None:
        why = reason(ReasonCode.ACCESSIBILITY_NO_RULES_CITED, url=linked.url)
    elif link is not None:
        missing = unread_link(link, unread.get("accessibilite"))
        if missing.ours:
            return missing.statements(STATEMENT_FACTS)
        why = missing.why
    return [yes_no(STATEMENT_FACTS[0], False, why), *(not_concerned(fact, absent) for fact in STATEMENT_FACTS[1:])]


def _leads_to_statement(link: Link) -> bool:
    sure = PURPOSES["accessibilite"][:3]
    return len(link.words) <= 120 and any(pattern.search(link.words) for pattern in sure)


def _found(declaration: Declaration, page: Page) -> list[Statement]:
    state = {"state": declaration.state} if declaration.state else {}
    where = reason(ReasonCode.EVIDENCE_SHOWN, text=page.url)
    stated, dated, rated = STATEMENT_FACTS
    return [
        yes_no(stated, True, reason(ReasonCode.ACCESSIBILITY_STATEMENT, url=page.url, **state)),
        Statement(dated, text=declaration.date, reason=where)
        if declaration.date
        else _not_shown(page, dated, ReasonCode.ACCESSIBILITY_NO_DATE),
        Statement(rated, declaration.rate, reason=where)
        if declaration.rate is not None
        else _not_shown(page, rated, ReasonCode.ACCESSIBILITY_NO_RATE),
    ]


def _not_shown(page: Page, fact: str, code: ReasonCode) -> Statement:
    """Return what is said of what a statement does not show, unless its page was not read whole."""
    return page.missing.statement(fact) if page.missing else not_concerned(fact, reason(code))
