"""Probe of a site: visits of its four forms, and the facts of presence, certificate and headers."""

import asyncio
import re
from collections.abc import Set
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from barometre.addresses import Site, platform_of
from barometre.catalogue.reference_lists import ReferenceLists
from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, they_failed, we_failed, yes_no
from barometre.observation.criteria.rcpnt_site import Variants, judge_site, twin_host
from barometre.observation.html.page import Page, read_answer
from barometre.observation.html.policies import meta_policies
from barometre.observation.html.refresh import MOST_REFRESHES, SHORT_DELAY
from barometre.observation.net.answers import Answer, Certificate, why
from barometre.observation.net.countries import Countries, in_union
from barometre.observation.net.networks import Network, Networks
from barometre.observation.net.unread import NOT_VISITED, unread, why_unread
from barometre.observation.net.urls import domain_of, host_of, plain_url
from barometre.observation.probes.session import ProbeSession
from barometre.observation.standards import cookies, http_headers

ANSWER_FACTS = ("site.http-status", "site.final-address", "site.domain", "site.platform")
HOSTING_FACTS = ("site.hosting-country", "site.hosting-network", "site.hosting-union")
CERTIFICATE_FACTS = ("site.certificate-expiry", "site.certificate-days", "site.certificate-issuer", "site.tls-key")
WEB_FACTS = (
    "site.answers",
    *ANSWER_FACTS,
    "site.certificate-valid",
    "site.https-redirect",
    "site.tls-version",
    *CERTIFICATE_FACTS,
    *http_headers.FACTS,
    *cookies.FACTS,
    *HOSTING_FACTS,
)
# Most pages stay where they are: they are not read for it.
_SEEMS_TO_SEND_ON = re.compile(rb"""http-equiv\s{0,9}=\s{0,9}["']?\s{0,9}refresh""", re.IGNORECASE)


async def probe_site(session: ProbeSession, raw: str, host: str) -> Variants:
    """Visit the forms of a declared address: http and https, with and without www; `host` is its host, in ASCII."""
    parts = urlsplit(raw.strip())
    written = plain_url("", raw.strip()) or f"http://{host}/"
    tail = written.split("/", 3)[3]
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    twin = twin_host(host) if not port else None
    urls = [
        f"{scheme}://{name}{port}/{tail}" for name in (host, *([twin] if twin else [])) for scheme in ("http", "https")
    ]
    answers = await asyncio.gather(*(session.visit(url) for url in urls))
    declared = answers[1] if parts.scheme == "https" else answers[0]
    variants = Variants(declared, *answers)
    return replace(variants, shown=await _shown(session, best_answer(variants)))


async def _shown(session: ProbeSession, answer: Answer) -> Answer:
    """Return the answer that visitors see: the one to which the page of another sends on at once, or that one."""
    seen = {answer.final}
    while answer.header("refresh") or _SEEMS_TO_SEND_ON.search(answer.body):
        page = read_answer(answer)
        url = sends_on_to(page, seen) if isinstance(page, Page) else None
        if url is None:
            break
        seen.add(url)
        answer = await session.visit(url)
    return answer


def sends_on_to(page: Page, seen: Set[str]) -> str | None:
    """Return the address to which a page sends on at once, unless it was `seen` or there were too many."""
    delay, url = page.refresh or (SHORT_DELAY, "")
    return url if url and delay <= SHORT_DELAY and url not in seen and len(seen) <= MOST_REFRESHES else None


def judge_web(
    site: Site | None,
    variants: Variants | None,
    lists: ReferenceLists,
    countries: Countries,
    networks: Networks,
    now: datetime,
) -> list[Statement]:
    """State every fact that the visits give: criteria 1.1 to 1.8, certificate, connection, headers, cookies, place."""
    verdicts = judge_site(site, variants, lists.extensions)
    criteria = [verdict.statement(f"rcpnt.{number}") for number, verdict in verdicts.items()]
    if site is None or variants is None:
        missing = reason(ReasonCode.SITE_NOT_DECLARED)
        if site and site.note:
            missing = reason(ReasonCode.SITE_MALFORMED, cause=site.note)
        return [*criteria, *(not_concerned(fact, missing) for fact in WEB_FACTS)]
    main = best_answer(variants)
    shown = variants.shown or main
    metas = meta_policies(shown)
    return [
        *criteria,
        _answers(main),
        verdicts["1.5"].statement("site.certificate-valid"),
        verdicts["1.4"].statement("site.https-redirect"),
        *_where(main, lists),
        *_certificate(variants.https, now),
        *http_headers.judge_headers(shown, metas.csp, metas.referrer),
        *cookies.judge_cookies(shown, https=shown.final.startswith("https://"), now=now),
        *_hosting(main, lists, countries, networks),
    ]


def best_answer(variants: Variants) -> Answer:
    """Return the answer whose page is read: that of the declared form if it opens, else the first that does."""
    return next((answer for answer in variants.all() if answer.opens), variants.declared)


def _answers(main: Answer) -> Statement:
    if main.ours:
        return we_failed("site.answers", why(main))
    return yes_no("site.answers", main.status == 200, why(main))


def _where(main: Answer, lists: ReferenceLists) -> list[Statement]:
    """State where the address leads, if a page answers."""
    if main.status is None or main.wall is not None:
        return unread(main, ANSWER_FACTS)
    status = Statement("site.http-status", float(main.status), reason=why(main))
    if main.status != 200:
        return [status, *unread(main, ANSWER_FACTS[1:])]
    host = host_of(main.final)
    platform = platform_of(host, lists.platforms)
    return [
        status,
        Statement("site.final-address", text=main.final),
        Statement("site.domain", text=domain_of(host)),
        Statement("site.platform", float(platform is not None), platform),
    ]


def _certificate(https: Answer, now: datetime) -> list[Statement]:
    secure = https.secure
    if secure is None:
        return unread(https, ("site.tls-version", *CERTIFICATE_FACTS))
    old = reason(ReasonCode.TLS_OLD_SUITE, suite=secure.suite) if secure.old_suite else None
    version = Statement("site.tls-version", text=secure.version, reason=old)
    if secure.certificate is None:
        unreadable = reason(ReasonCode.CERTIFICATE_UNREADABLE)
        return [version, *(they_failed(fact, unreadable) for fact in CERTIFICATE_FACTS)]
    return [version, *_certificate_facts(secure.certificate, now)]


def _certificate_facts(certificate: Certificate, now: datetime) -> list[Statement]:
    left = (certificate.not_after - now).days  # negative after its end
    expiry = certificate.not_after.astimezone(UTC).date().isoformat()
    return [
        Statement("site.certificate-expiry", text=expiry),
        Statement("site.certificate-days", float(left), reason=reason(ReasonCode.CERTIFICATE_UNTIL, until=expiry)),
        Statement("site.certificate-issuer", text=certificate.issuer or "sans nom"),
        Statement("site.tls-key", text=certificate.key),
    ]


def _hosting(main: Answer, lists: ReferenceLists, countries: Countries, networks: Networks) -> list[Statement]:
    """State the country and the network of the address that answered, from the operator's databases.

    Whether the site is kept in the Union takes both: at a delivery network, the address is not where the site is kept.
    """
    address = main.hops[-1].address if main.hops else None
    failure = why_unread(main) if main.status is None else None
    if failure is not None or address is None:
        return (failure or NOT_VISITED).statements(HOSTING_FACTS)
    country, network = countries.of(address), networks.of(address)
    shown = reason(ReasonCode.EVIDENCE_ADDRESS, address=address)
    delivery = lists.delivery_networks.get(network.number) if network else None
    if delivery:
        shown = reason(ReasonCode.SITE_DELIVERY_NETWORK, address=address, name=delivery)
    where, whose, union = HOSTING_FACTS
    no_country = we_failed(where, reason(ReasonCode.SITE_COUNTRY_UNKNOWN))
    no_network = we_failed(whose, reason(ReasonCode.SITE_NETWORK_UNKNOWN))
    return [
        no_country if country is None else Statement(where, text=country, reason=shown),
        no_network if network is None else Statement(whose, text=str(network), reason=shown),
        _in_union(union, country, network, delivery, shown),
    ]


def _in_union(
    fact: str, country: str | None, network: Network | None, delivery: str | None, shown: Reason
) -> Statement:
    if country is None:
        return we_failed(fact, reason(ReasonCode.SITE_COUNTRY_UNKNOWN))
    if network is None:
        return we_failed(fact, reason(ReasonCode.SITE_NETWORK_UNKNOWN))
    return we_failed(fact, shown) if delivery else yes_no(fact, in_union(country), shown)
