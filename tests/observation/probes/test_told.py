"""Probes that visit, with a visitor who is told what each address answers: no network."""

import asyncio
import socket
from datetime import UTC, datetime

import pytest

from barometre.addresses import parse_site
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import ReferenceLists
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.criteria.rcpnt_site import Variants
from barometre.observation.html.signs import Signs
from barometre.observation.net.answers import Answer, Fault, Hop, Secure
from barometre.observation.net.coding import CUT
from barometre.observation.net.countries import Countries
from barometre.observation.net.limits import Limits
from barometre.observation.net.networks import Networks
from barometre.observation.net.resolver import LookupStatus, Records
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.net.visitor import Visitor
from barometre.observation.probes.domain import _ipv6, _sts_policy
from barometre.observation.probes.pages import _old_tls, _security_txt, probe_pages
from barometre.observation.probes.session import ProbeSession
from barometre.observation.probes.site import judge_web, probe_site

HOME = "https://mairie.crest.fr/"
HTML = ("content-type", "text/html; charset=utf-8")
SIGNS = Signs.of(load_catalogue().signs)
LEGAL, RGAA = "<a href=/legal>Mentions légales</a>", "<a href=/rgaa>Accessibilité : non conforme</a>"
REFRESH = '<meta http-equiv="refresh" content="0;url={}">'
CONTACT = b"Contact: mailto:a@crest.fr\nExpires: 2030-01-01T00:00:00Z\n"


def answer(body="", *headers, status=200, **more):
    body = body.encode() if isinstance(body, str) else body
    return {"status": status, "headers": headers or (HTML,), "body": body, **more}


TIMED_OUT, NOT_FOUND = {"fault": Fault.TIMEOUT}, answer(status=404)


class Told(Visitor):
    """A visitor who asks nobody: what each path answers, « not found » for another."""

    def __init__(self, told):
        super().__init__(NetworkSettings(("127.0.0.1", 53)), None, Limits())
        self.told, self.asked = told, []

    async def request(self, url, cookies=""):
        path = url.removeprefix(HOME)
        self.asked.append(path)
        told = self.told.get(path, NOT_FOUND)
        return Answer(url, (Hop(url, told.get("status"), "127.0.0.1"),), **told)


def pages(**told):
    """Facts of the pages of a site that answers so."""
    visitor = Told(told)

    async def body():
        session = ProbeSession(visitor)
        return await probe_pages(session, await probe_site(session, HOME, "mairie.crest.fr"), SIGNS)

    return {one.fact: one for one in asyncio.run(body())}, visitor.asked


def home(*parts):
    return {"": answer("<p>Bienvenue</p>" + "".join(parts))}


@pytest.mark.parametrize("headers", [(("content-type", "application/pdf"),), (("x-a", "b"),)])
def test_a_linked_document_is_our_limit(headers):
    document = answer(b"%PDF-1.7", *headers)
    facts, _ = pages(**home(LEGAL, RGAA), legal=document, rgaa=document)
    for fact in ("site.mentions-legales", "accessibilite.declaration"):
        assert facts[fact].outcome is Outcome.WE_FAILED
        codes = {cause.code for cause in facts[fact].reason.nested()}
        assert codes & {ReasonCode.HTTP_NOT_HTML, ReasonCode.HTTP_NOT_HTML_UNTYPED}


def test_a_linked_page_that_is_not_there_is_theirs():
    assert pages(**home(LEGAL))[0]["site.mentions-legales"].number == 0


@pytest.mark.parametrize(("rule", "followed"), [("/prive", False), ("/autre", True)])
def test_where_a_linked_page_sends_on_is_asked_of_robots_txt(rule, followed):
    robots = answer(f"User-agent: *\nDisallow: {rule}\n", ("content-type", "text/plain"))
    told = {"robots.txt": robots, "legal": answer(REFRESH.format("/prive")), "prive": answer("<p>Éditeur : la mairie")}
    facts, asked = pages(**home(LEGAL), **told)
    assert ("prive" in asked) is followed
    assert (facts["site.mentions-legales"].outcome is Outcome.WE_FAILED) is not followed


@pytest.mark.parametrize(
    ("first", "second", "outcome", "number"),
    [
        (NOT_FOUND, NOT_FOUND, Outcome.SEEN, 0),
        (TIMED_OUT, NOT_FOUND, Outcome.WE_FAILED, None),
        (NOT_FOUND, TIMED_OUT, Outcome.WE_FAILED, None),
        (answer(status=403, wall="Anubis"), NOT_FOUND, Outcome.WE_FAILED, None),
        (answer(wall="Anubis"), answer(CONTACT, ("content-type", "text/plain")), Outcome.SEEN, 1),
        (TIMED_OUT, answer(CONTACT, ("content-type", "text/plain")), Outcome.SEEN, 1),
    ],
)
def test_security_txt_is_missing_only_where_both_places_said_so(first, second, outcome, number):
    told = {".well-known/security.txt": first, "security.txt": second}
    main = Answer(HOME, (Hop(HOME, 200),), 200)
    seen = asyncio.run(_security_txt(ProbeSession(Told(told)), main))
    assert (seen.outcome, seen.number) == (outcome, number)


@pytest.mark.parametrize(
    ("more", "ours"),
    [
        ({"partial": CUT}, True),
        ({"wall": "Anubis"}, True),
        ({"status": 404}, False),
        ({"certificate_fault": CUT}, False),
    ],
)
def test_a_policy_of_mta_sts_that_is_not_read(more, ours):
    url = "https://mta-sts.crest.fr/.well-known/mta-sts.txt"
    unread = asyncio.run(_sts_policy(ProbeSession(Told({url: answer("version: STSv1", **more)})), "crest.fr"))
    assert unread.ours is ours


class Reached(Told):
    """A visitor who is told what each address does with a connection."""

    async def connects(self, address, port):
        return self.told[address]


@pytest.mark.parametrize(
    ("faults", "outcome", "number", "again"),
    [
        ([None], Outcome.SEEN, 1, False),
        ([Fault.REFUSED], Outcome.SEEN, 0, False),
        ([Fault.REFUSED, None], Outcome.SEEN, 1, False),  # browsers try the next one
        ([Fault.TIMEOUT, None], Outcome.SEEN, 1, False),
        ([Fault.TIMEOUT, Fault.REFUSED], Outcome.WE_FAILED, None, True),
        ([Fault.UNREACHABLE], Outcome.WE_FAILED, None, False),  # our network has no IPv6: nor will it the next time
        ([Fault.REFUSED] * 3, Outcome.SEEN, 0, False),
        ([Fault.REFUSED] * 4, Outcome.WE_FAILED, None, False),  # the fourth was not tried
    ],
)
def test_a_site_has_ipv6_when_one_of_its_addresses_accepts(faults, outcome, number, again):
    told = {f"2001:db8::{rank}": fault for rank, fault in enumerate(faults)}
    six = Records(LookupStatus.RECORDS, tuple(told))
    session = ProbeSession(Reached(told))
    seen = asyncio.run(_ipv6(session, "www.crest.fr", six))
    assert (seen.outcome, seen.number, session.failed) == (outcome, number, again)


CSP, NOSNIFF = ("content-security-policy", "default-src 'self'"), ("x-content-type-options", "nosniff")
COOKIE = ("set-cookie", "a=1; Secure; HttpOnly; SameSite=Lax")


@pytest.mark.parametrize(
    ("arrival", "delay", "expected"),
    [
        (answer("<p>Bienvenue", HTML, CSP, NOSNIFF, COOKIE), 0, (1, 1, 1)),
        (answer("<p>Bienvenue", HTML, CSP, NOSNIFF, COOKIE), 60, (0, 0, 0)),  # visitors see the first page
        (TIMED_OUT, 0, (None, None, None)),
    ],
)
def test_headers_are_those_of_the_page_that_visitors_see(arrival, delay, expected):
    told = {"": answer(f'<META HTTP-EQUIV="Refresh" content="{delay};url=/fr">'), "fr": arrival}

    async def body():
        variants = await probe_site(ProbeSession(Told(told)), HOME, "mairie.crest.fr")
        return judge_web(
            parse_site(HOME), variants, ReferenceLists(), Countries(None), Networks(None), datetime.now(UTC)
        )

    facts = {one.fact: one.number for one in asyncio.run(body())}
    assert (facts["site.csp"], facts["site.nosniff"], facts["site.cookies"]) == expected
    assert facts["site.answers"] == 1


def test_old_tls_is_tried_where_the_site_answered_and_a_refusal_of_the_trial_proves_nothing():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings = NetworkSettings(("127.0.0.1", 53), https_port=closed.getsockname()[1])
        hops = Hop("https://crest.fr/", 301, "192.0.2.1"), Hop(HOME, 200, "127.0.0.1")
        https = Answer(hops[0].url, hops, 200, secure=Secure("TLSv1.3", None))
        session = ProbeSession(Visitor(settings, None, Limits()))
        seen = asyncio.run(_old_tls(session, https))
    assert (seen.outcome, seen.reason.code) == (Outcome.WE_FAILED, ReasonCode.TLS_TRIAL_FAILED)
    assert session.failed


@pytest.mark.parametrize(
    ("https", "again"), [({"fault": Fault.TIMEOUT}, True), ({"status": 503}, True), ({"fault": Fault.REFUSED}, False)]
)
def test_pages_are_looked_at_again_when_an_answer_they_rest_on_was_not_had(https, again):
    http = Answer("http://mairie.crest.fr/", (Hop("http://mairie.crest.fr/", 200, "127.0.0.1"),), 200, (HTML,), b"<p>")
    session = ProbeSession(Told({}))
    variants = Variants(http, http, Answer(HOME, (Hop(HOME, https.get("status")),), **https))
    asyncio.run(probe_pages(session, variants, SIGNS))
    assert session.failed is again
