"""Probe of the pages of a site: home page and a few linked pages, security.txt, obsolete TLS, browser audit."""

import asyncio
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed
from barometre.observation.criteria import browser as browser_judge
from barometre.observation.criteria.browser import Trackers
from barometre.observation.criteria.pages import PAGE_FACTS, SitePages, judge_pages
from barometre.observation.criteria.rcpnt_site import Variants
from barometre.observation.html.links import choose_pages, inner_links
from barometre.observation.html.page import Page, read_answer
from barometre.observation.html.signs import Signs
from barometre.observation.net.answers import Answer, why
from barometre.observation.net.settings import tls_context
from barometre.observation.net.unread import Unread, unread
from barometre.observation.net.urls import host_of
from barometre.observation.net.visitor import CONNECT_SECONDS
from barometre.observation.probes.session import ProbeSession
from barometre.observation.probes.site import best_answer, sends_on_to
from barometre.observation.standards.robots import Rules, rules
from barometre.observation.standards.security_txt import PATHS, judge_security_txt

if TYPE_CHECKING:
    from barometre.observation.browser.browser import Browser

OLD_TLS = "site.tls-obsolete"
SECURITY_TXT = "site.security-txt"
# Our name in a robots.txt (RFC 9309, 2.2.1).
PRODUCT = "Barometre"
# Seconds between two pages of the same site.
_PAUSE = 0.3
FACTS = (OLD_TLS, SECURITY_TXT, *PAGE_FACTS)


async def probe_pages(session: ProbeSession, variants: Variants | None, signs: Signs) -> list[Statement]:
    """State every fact of the pages of a site; `variants` are the answers of `probe_site`."""
    if variants is None:
        return _no_site(FACTS)
    main = best_answer(variants)
    for answer in (main, variants.https):
        session.rest_on(answer)
    beside = await asyncio.gather(_security_txt(session, main), _old_tls(session, variants.https))
    home, answer = await _read(session, main)
    if isinstance(home, Unread):
        return [*beside, *home.statements(PAGE_FACTS)]
    read, not_read = await _read_linked_pages(session, home)
    upgrades = "upgrade-insecure-requests" in (answer.header("content-security-policy") or "")
    return [*beside, *judge_pages(SitePages(home, read, not_read, upgrades), signs, datetime.now(UTC).date())]


async def _read(session: ProbeSession, answer: Answer, permitted: Rules | None = None) -> tuple[Page | Unread, Answer]:
    """Read the page of an answer, or the one to which it sends on at once; return it with the answer that gave it.

    `permitted`: rules of the robots.txt of the site, for a page that must be asked for.
    """
    seen = {answer.final}
    page = read_answer(answer)
    while isinstance(page, Page) and (url := sends_on_to(page, seen)):
        if permitted is not None and _refusal(permitted, url):
            break
        seen.add(url)
        following = await session.visit(url)
        if isinstance(next_page := read_answer(following), Unread) and not next_page.ours:
            return next_page, following
        if isinstance(next_page, Unread):
            break
        page, answer = next_page, following
    return page, answer


def _refusal(permitted: Rules, url: str) -> Unread | None:
    """Return why robots.txt lets us not read an address, None when it does."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return permitted.refusal(PRODUCT, path)


def _no_site(facts: Iterable[str]) -> list[Statement]:
    return [not_concerned(fact, reason(ReasonCode.SITE_NONE_TO_VISIT)) for fact in facts]


async def _read_linked_pages(session: ProbeSession, home: Page) -> tuple[dict[str, Page], dict[str, Unread]]:
    """Read a few pages linked from the home page, one after the other, as robots.txt permits (RFC 9309).

    Returns:
        By purpose of `links.choose_pages`: the pages read, and why the others were not.
    """
    read: dict[str, Page] = {}
    not_read: dict[str, Unread] = {}
    to_visit = choose_pages(inner_links(home.links, host_of(home.url)))
    permitted = rules(await session.visit(urljoin(home.url, "/robots.txt"))) if to_visit else None
    for page in to_visit:
        if permitted is not None and (refusal := _refusal(permitted, page.link.url)):
            not_read |= dict.fromkeys(page.purposes, refusal)
            continue
        await asyncio.sleep(_PAUSE)
        answer = await session.visit(page.link.url)
        found, answer = await _read(session, answer, permitted)
        if isinstance(found, Page):
            read |= dict.fromkeys(page.purposes, found)
        elif answer.opens:  # a document: that we read none is our limit
            not_read |= dict.fromkeys(page.purposes, Unread(found.why, ours=True))
        else:
            not_read |= dict.fromkeys(page.purposes, Unread(why(answer), found.ours))
    return read, not_read


async def probe_browser(
    browser: "Browser", variants: Variants | None, trackers: Trackers
) -> tuple[list[Statement], bool]:
    """State every fact that a browser measures on the home page; return them, and True when our look failed."""
    if variants is None:
        return _no_site(browser_judge.FACTS), False
    main = best_answer(variants)
    if not_read := unread(main, browser_judge.FACTS):
        return not_read, main.ours
    audit = await browser.audit(main.final)
    return browser_judge.judge_audit(audit, trackers), audit.fault is not None


async def _security_txt(session: ProbeSession, main: Answer) -> Statement:
    if main.status is None:
        return Unread(why(main), main.ours).statement(SECURITY_TXT)
    host = urlsplit(main.final).netloc
    answers = []
    for path in PATHS:
        answers.append(await session.visit(f"https://{host}{path}"))
        if answers[-1].opens:
            return judge_security_txt(answers[-1], datetime.now(UTC))
    unseen = next((answer for answer in answers if answer.ours), answers[-1])
    return judge_security_txt(unseen, datetime.now(UTC))


async def _old_tls(session: ProbeSession, https: Answer) -> Statement:
    """State whether the server uses an old cipher suite with us, or accepts TLS 1.0 or 1.1 (deprecated by RFC 8996)."""
    if https.secure is None and https.ours:
        return we_failed(OLD_TLS, why(https))
    if https.secure is None:
        return not_concerned(OLD_TLS, reason(ReasonCode.TLS_NO_HTTPS))
    if https.secure.old_suite:
        return Statement(OLD_TLS, 1.0, reason=reason(ReasonCode.TLS_OLD_SUITE, suite=https.secure.suite))
    last = https.hops[-1]
    if last.address is None:
        return we_failed(OLD_TLS, why(https))
    parts = urlsplit(last.url)
    address, port = last.address, session.visitor.settings.port("https", parts.port)
    context = tls_context(None, verify=False, oldest=ssl.TLSVersion.TLSv1)
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    try:
        async with session.visitor.limits.hold("address", address), asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=parts.hostname)
            version = writer.get_extra_info("ssl_object").version()
            writer.close()
    except (ssl.SSLError, ConnectionResetError, ConnectionAbortedError):
        return Statement(OLD_TLS, 0.0, reason=reason(ReasonCode.TLS_OLD_REFUSED))
    except OSError as error:  # a connection refused too: the same address has just accepted one
        session.failed = True
        return we_failed(OLD_TLS, reason(ReasonCode.TLS_TRIAL_FAILED, error=type(error).__name__))
    return Statement(OLD_TLS, 1.0, reason=reason(ReasonCode.TLS_OLD_ACCEPTED, version=str(version)))
