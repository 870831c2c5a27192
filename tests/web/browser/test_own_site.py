"""Our own site is looked at as those of collectivités are: it keeps every criterion that applies to it."""

import asyncio
import ssl
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import reference_lists
from barometre.facts.schema import Outcome
from barometre.observation.criteria.target import Target
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.run.on_demand import look_once
from internet.certificates import Authority, pem

# What `localhost` cannot have: an extension, a zone of its own, an address of the internet.
NEEDS_A_NAME = {"rcpnt.1.2", "site.dnssec", "site.caa", "site.ipv6"}
# Facts that are true of it; the last line is what a site says of itself.
KEPT = """site.answers site.certificate-valid site.https-redirect site.hsts site.csp site.frame-protection
    site.referrer-policy site.nosniff site.version-hidden site.compression site.security-txt site.no-mixed-content
    site.lang site.title site.viewport site.contact site.mobile
    accessibilite.declaration accessibilite.mention site.mentions-legales site.confidentialite"""
# Facts that count what a page should have none of.
NONE = """site.cookies site.third-parties site.trackers site.cookies-before-consent site.axe-violations
    site.tls-obsolete"""


@contextmanager
def running_loop():
    """An event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, loop).result(300)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def reverse_proxy(port):
    """What stands before the site in production: ends TLS, says so, and closes."""

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        first, _, rest = head.partition(b"\r\n")
        fields = b"\r\n".join(line for line in rest.split(b"\r\n") if not line.lower().startswith(b"connection:"))
        inner_writer.write(first + b"\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n" + fields)
        while chunk := await inner_reader.read(65536):
            writer.write(chunk)
        inner_writer.close()
        writer.close()

    return serve


async def to_https(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    path = head.split(b" ", 2)[1]
    writer.write(b"HTTP/1.1 301 Moved\r\nLocation: https://localhost" + path + b"\r\nContent-Length: 0\r\n\r\n")
    writer.close()


@pytest.fixture
def network(site, tmp_path):
    """The site behind TLS, and the network settings that lead to it."""
    authority = Authority(tmp_path)
    ca = tmp_path / "ca.pem"
    ca.write_bytes(pem(authority.root))
    context: ssl.SSLContext = authority.context("good", ("localhost",))
    with running_loop() as run:
        secure = run(asyncio.start_server(reverse_proxy(urlsplit(site).port), "127.0.0.1", 0, ssl=context))
        plain = run(asyncio.start_server(to_https, "127.0.0.1", 0))
        http, https = (server.sockets[0].getsockname()[1] for server in (plain, secure))
        yield NetworkSettings(("127.0.0.1", 9), http, https, ca=ca, allow_private=True, remember=0)


def test_our_own_site_passes_what_we_ask_of_others(network):
    target = Target("000000000", "https://localhost/", local=True)
    look = look_once(target, {"web", "page", "browser"}, network, reference_lists(load_catalogue()))
    with running_loop() as run:
        result = run(look)
    assert result.crashes == []
    facts = {statement.fact: statement for made in result.looks for statement in made.statements}
    asked = {fact for fact in facts if fact.startswith("rcpnt.")} | set(KEPT.split())
    missed = {fact: facts[fact].reason for fact in asked - NEEDS_A_NAME if facts[fact].number != 1}
    assert missed == {}
    assert facts["site.ecoindex-grade"].text == "A", facts["site.ecoindex"].reason
    assert {fact: facts[fact].reason for fact in NONE.split() if facts[fact].number != 0} == {}
    assert [fact for fact in asked if facts[fact].outcome is Outcome.WE_FAILED] == []
