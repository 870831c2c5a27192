"""Visits to servers of every kind: each ends, within bounds, with what was seen."""

import asyncio
import csv
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.observation.criteria.target import Target
from barometre.observation.net.answers import Answer, Fault
from barometre.observation.net.coding import BODY_BYTES, CUT, TOO_LONG
from barometre.observation.net.guard import ForbiddenAddressError, is_public
from barometre.observation.net.limits import Limits
from barometre.observation.net.resolver import Resolver
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.net.visitor import ServerAddress, Visitor
from barometre.observation.run.look import look


def visit(network, settings, *urls):
    """Answers of visits made together."""

    async def body():
        async with network(settings) as opened:
            return await asyncio.gather(*(opened.visitor.visit(url) for url in urls))

    return asyncio.run(body())


@pytest.mark.parametrize(
    ("domain", "status", "fault", "detail"),
    [
        ("conforme-1", 200, None, None),
        ("statut-404", 404, None, None),
        ("hostile-close", None, Fault.CLOSED, None),
        ("hostile-reset", None, Fault.CLOSED, None),
        ("hostile-garbage", None, Fault.GARBAGE, None),
        ("hostile-old-http", 200, None, None),
        ("hostile-bad-status", 200, None, None),
        ("hostile-header-flood", None, Fault.TOO_LARGE, None),
        ("hostile-long-header", None, Fault.TOO_LARGE, None),
        ("hostile-slow", 200, None, None),
        ("connexion-refuse", None, Fault.REFUSED, None),
        ("connexion-coupe", None, Fault.CLOSED, None),
        ("connexion-bruit", None, Fault.TLS, None),
        ("connexion-clair", None, Fault.TLS, None),
        ("connexion-alerte", None, Fault.TLS, None),
        ("statut-429", None, Fault.RATE_LIMITED, None),
        ("nom-nxdomain", None, Fault.NO_NAME, Code.NETWORK_HOST_WITHOUT_ADDRESS),
        ("nom-alias-boucle", None, Fault.NO_NAME, None),
        ("nom-bogus", None, Fault.NO_NAME, Code.DNS_BOGUS),
        ("nom-servfail", None, Fault.NAME_FAILED, Code.DNS_RCODE),
        ("nom-deux-adresses", 200, None, None),
        ("nom-six", 200, None, None),
        ("cercle-1", None, Fault.REDIRECTS, Code.NETWORK_REDIRECT_COUNT),
        ("cercle-http", None, Fault.REDIRECTS, Code.NETWORK_REDIRECT_COUNT),
        ("chaine-40", None, Fault.REDIRECTS, Code.NETWORK_REDIRECT_COUNT),
        ("redirige-file", None, Fault.BAD_REDIRECT, Code.NETWORK_REDIRECTED_TO),
        ("redirige-javascript", None, Fault.BAD_REDIRECT, Code.NETWORK_REDIRECTED_TO),
        ("sans-location-301", 301, None, None),
    ],
)
def test_outcomes(network, settings, domain, status, fault, detail):
    (answer,) = visit(network, settings, f"https://www.{domain}.fr/")
    assert (answer.status, answer.fault) == (status, fault), answer.fault_detail
    assert detail is None or answer.fault_detail.code is detail
    assert answer.hops


@pytest.mark.parametrize(
    ("domain", "partial", "size"),
    [
        ("hostile-endless-body", TOO_LONG, BODY_BYTES),
        ("hostile-gzip-bomb", TOO_LONG, BODY_BYTES),
        ("hostile-false-gzip", CUT, 0),
        ("hostile-short-body", CUT, None),
        ("hostile-nuls", None, 200_000),
    ],
)
def test_bodies_are_bounded(network, settings, domain, partial, size):
    (answer,) = visit(network, settings, f"https://www.{domain}.fr/")
    assert (answer.status, answer.partial) == (200, partial)
    assert size is None or len(answer.body) == size


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("expired", Code.CERTIFICATE_EXPIRED),
        ("early", Code.CERTIFICATE_NOT_YET_VALID),
        ("other", Code.CERTIFICATE_WRONG_HOST),
        ("self", Code.CERTIFICATE_SELF_SIGNED),
        ("unknown-ca", Code.CERTIFICATE_UNKNOWN_ISSUER),
        ("incomplete", Code.CERTIFICATE_UNKNOWN_ISSUER),
        ("rsa1024", Code.CERTIFICATE_WEAK_KEY),
        ("sha1", Code.CERTIFICATE_WEAK_SIGNATURE),
    ],
)
def test_what_is_behind_a_refused_certificate_is_seen_all_the_same(network, settings, kind, code):
    (answer,) = visit(network, settings, f"https://www.certificat-{kind}.fr/")
    assert answer.status == 200
    assert answer.certificate_fault == answer.secure.certificate.fault == reason(code)


def test_details_of_faults_hold_what_was_seen(network, settings):
    """A redirection that is not followed is named; an alert of TLS is in the words of OpenSSL."""
    strange, alert, far = visit(
        network,
        settings,
        *(f"https://www.{domain}.fr/" for domain in ("redirige-file", "connexion-alerte", "nom-nxdomain")),
    )
    assert strange.fault_detail == reason(Code.NETWORK_REDIRECTED_TO, location="file:///etc/passwd")
    assert "handshake failure" in alert.fault_detail
    assert far.fault_detail == reason(Code.NETWORK_HOST_WITHOUT_ADDRESS, host="www.nom-nxdomain.fr")


def test_the_memory_of_a_look_sends_no_request_twice(network, settings, net):
    net.reset()

    async def body():
        memory = {}
        async with network(settings) as opened:
            urls = [f"{scheme}://{name}conforme-7.fr/" for scheme in ("http", "https") for name in ("", "www.")]
            return await asyncio.gather(*(opened.visitor.visit(url, memory) for url in urls))

    answers = asyncio.run(body())
    assert {answer.final for answer in answers} == {"https://www.conforme-7.fr/"}
    asked = {host: count for host, count in net.counts()["requests"].items() if "conforme-7" in host}
    assert len(asked) == 4 and set(asked.values()) == {1}


STRANGE = (
    "127.0.0.1 localhost 10.0.0.1 169.254.169.254 0x7f.1 2130706433 127.1 0.0.0.0 ::1 ::ffff:10.0.0.1 fd00::1 "
    "100.64.0.1 www.conforme-1.fr prive.adresses-privees.fr"
).split()


@pytest.mark.parametrize("host", STRANGE)
def test_no_host_leads_to_a_private_address(network, settings, host):
    closed = NetworkSettings(settings.resolver, settings.http_port, settings.https_port, ca=settings.ca)

    async def body():
        async with network(closed) as opened:
            found = await opened.visitor.locate(host)
            with pytest.raises(ForbiddenAddressError):
                await opened.visitor.connect(host, 443)
            return found

    found = asyncio.run(body())
    assert isinstance(found, Answer) and found.fault is Fault.PRIVATE_ADDRESS


def test_a_connection_is_refused_even_when_the_address_was_let_through(network, settings, net):
    """The address is judged again at the moment of connecting."""
    closed = NetworkSettings(settings.resolver, settings.http_port, settings.https_port, ca=settings.ca)
    net.reset()

    async def body():
        async with network(closed) as opened:
            visitor = opened.visitor
            url = "https://www.conforme-1.fr/"
            return await visitor._send(
                url, urlsplit(url), ServerAddress(("127.10.0.1",)), net.https_port, visitor._strict
            )

    assert asyncio.run(body()).fault is Fault.PRIVATE_ADDRESS
    assert net.counts()["connections"] == {}


class Town(Visitor):
    """A visitor for whom the test internet is public, and nothing else of what is private."""

    def allowed(self, address: str) -> bool:
        return is_public(address) or address.startswith("127.10.")


def test_sites_that_lead_to_private_addresses_are_not_followed(net, settings, network):
    """Redirections, names and odd writings of addresses that nobody may visit: the truth says what is then seen."""
    with (net.targets.parent / "targets-private.csv").open(encoding="utf-8", newline="") as file:
        targets = [Target(row["siren"], row["site"], row["mail"]) for row in csv.DictReader(file)]

    async def body():
        async with network(settings) as opened:
            resolver: Resolver = opened.visitor.resolver
            public = NetworkSettings(settings.resolver, settings.http_port, settings.https_port, ca=settings.ca)
            ours = replace(opened, visitor=Town(public, resolver, Limits()))
            return await asyncio.gather(*(look(ours, target, {"web"}) for target in targets))

    assert len(targets) > 15
    for target, seen in zip(targets, asyncio.run(body()), strict=True):
        assert seen.crashes == []
        said = {one.fact.removeprefix("rcpnt."): one for made in seen.looks for one in made.statements}
        truth = {name: met for name, met in net.truth["private"][target.siren].items() if name.startswith("1.")}
        why = net.truth["why"][target.siren]
        assert {name: None if said[name].number is None else bool(said[name].number) for name in truth} == truth, why
        assert Code.NETWORK_PRIVATE_ADDRESS in {cause.code for cause in said["1.3"].reason.nested()}, why
