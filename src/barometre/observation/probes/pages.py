"""A look at the pages of a site: security.txt, old TLS, the home page and the few pages it leads to."""

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from barometre.facts.statement import Statement, not_concerned, they_failed, we_failed
from barometre.observation.criteria import browser as browser_judge
from barometre.observation.criteria.accessibility import ACCESSIBILITY_FACTS, judge_accessibility
from barometre.observation.criteria.browser import Trackers
from barometre.observation.criteria.home import HOME_FACTS, judge_home
from barometre.observation.criteria.rcpnt_site import Variants
from barometre.observation.criteria.services import SERVICE_FACTS, judge_services
from barometre.observation.html.links import choose_pages, inner_links
from barometre.observation.html.page import Page, is_html, no_page, read_page
from barometre.observation.html.signs import Signs
from barometre.observation.net.answers import FAULT_WORDS, Answer, Fault, why
from barometre.observation.net.settings import tls_context
from barometre.observation.net.unread import unread
from barometre.observation.net.urls import host_of
from barometre.observation.net.visitor import CONNECT_SECONDS, Place
from barometre.observation.probes.session import ProbeSession
from barometre.observation.probes.site import best_answer
from barometre.observation.standards.robots import rules
from barometre.observation.standards.security_txt import PATHS, judge_security_txt

if TYPE_CHECKING:
    from barometre.observation.browser.browser import Browser

OLD_TLS = "site.tls-obsolete"
SECURITY_TXT = "site.security-txt"
PRODUCT = "Barometre"
"""Our name in a robots.txt (RFC 9309, 2.2.1)."""
_PAUSE = 0.3
"""Seconds between two pages of the same site."""


PAGE_FACTS = (*HOME_FACTS, *ACCESSIBILITY_FACTS, *SERVICE_FACTS)


@dataclass(slots=True)
class LinkedPages:
    """Pages read behind a home page, by what each was visited for; and why one was not: missed, by our
    failure or by their robots.txt, or broken, by their fault."""

    read: dict[str, Page] = field(default_factory=dict)
    missed: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


async def look_pages(session: ProbeSession, seen: Variants | None, signs: Signs) -> list[Statement]:
    """Every fact of the pages of a site: its home page, those it leads to, and what stands beside them."""
    if seen is None:
        return [not_concerned(fact, "pas de site à visiter") for fact in (OLD_TLS, SECURITY_TXT, *PAGE_FACTS)]
    main = best_answer(seen)
    beside = await asyncio.gather(_security_txt(session, main), _old_tls(session, seen.https))
    if unseen := no_page(main, PAGE_FACTS):
        return [*beside, *unseen]
    home = read_page(main.final, main.text)
    behind = await _read_behind(session, home)
    upgrades = "upgrade-insecure-requests" in (main.header("content-security-policy") or "")
    return [
        *beside,
        *judge_home(home, signs, behind.read, missed=behind.missed, broken=behind.broken, upgrades=upgrades),
        *judge_accessibility(home, behind.read, behind.missed, behind.broken),
        *judge_services([home, *behind.read.values()], signs, datetime.now(UTC).date()),
    ]


async def _read_behind(session: ProbeSession, home: Page) -> LinkedPages:
    """The few pages that the home page leads to, one after the other, as robots.txt permits (RFC 9309)."""
    behind = LinkedPages()
    choices = choose_pages(inner_links(home.links, host_of(home.url)))
    permitted = rules(await session.visit(urljoin(home.url, "/robots.txt"))) if choices else None
    for choice in choices:
        parts = urlsplit(choice.link.url)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        if permitted is not None and not permitted.allows(PRODUCT, path):
            behind.missed |= dict.fromkeys(choice.purposes, FAULT_WORDS[Fault.ROBOTS])
            continue
        await asyncio.sleep(_PAUSE)
        answer = await session.visit(choice.link.url)
        if answer.status == 200 and is_html(answer):
            behind.read |= dict.fromkeys(choice.purposes, read_page(answer.final, answer.text))
        elif answer.ours:
            behind.missed |= dict.fromkeys(choice.purposes, why(answer))
        else:
            behind.broken |= dict.fromkeys(choice.purposes, why(answer))
    return behind


async def look_in_browser(
    browser: "Browser", seen: Variants | None, trackers: Trackers
) -> tuple[list[Statement], bool]:
    """Every fact that a browser measures on the home page; and whether our look failed."""
    if seen is None:
        return [not_concerned(fact, "pas de site à visiter") for fact in browser_judge.FACTS], False
    main = best_answer(seen)
    if unseen := unread(main, browser_judge.FACTS):
        return unseen, main.ours
    audit = await browser.audit(main.final)
    return browser_judge.judge_audit(audit, trackers), audit.fault is not None


async def _security_txt(session: ProbeSession, main: Answer) -> Statement:
    if main.status is None:
        fail = we_failed if main.ours else they_failed
        return fail(SECURITY_TXT, why(main))
    host = urlsplit(main.final).netloc
    for path in PATHS:
        answer = await session.visit(f"https://{host}{path}")
        if answer.status == 200:
            break
    return judge_security_txt(answer, datetime.now(UTC))


async def _old_tls(session: ProbeSession, https: Answer) -> Statement:
    """Offer nothing newer than TLS 1.1 (deprecated by RFC 8996) and see whether the server takes it."""
    if https.secure is None:
        return not_concerned(OLD_TLS, "le site ne répond pas en https")
    host = urlsplit(https.url).hostname or ""
    place = await session.visitor.locate(host)
    if not isinstance(place, Place):
        return we_failed(OLD_TLS, why(place))
    context = tls_context(None, verify=False, oldest=ssl.TLSVersion.TLSv1)
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    try:
        async with session.visitor.limits.hold("address", place.address), asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(
                place.address, session.visitor.settings.https_port, ssl=context, server_hostname=host
            )
            spoken = writer.get_extra_info("ssl_object").version()
            writer.close()
    except (ssl.SSLError, ConnectionError):
        return Statement(OLD_TLS, 0.0, reason="TLS 1.0 et 1.1 refusés")
    except OSError as error:
        return we_failed(OLD_TLS, f"connexion d’essai impossible ({type(error).__name__})")
    return Statement(OLD_TLS, 1.0, reason=f"{spoken} encore accepté", negative=True)
