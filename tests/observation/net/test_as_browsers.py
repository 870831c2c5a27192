"""What our client makes of answers that no grammar allows: what a browser makes of them (see `hostile_answers`)."""

import asyncio
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from barometre.observation.html.page import is_html, read_page
from barometre.observation.net.answers import Secure
from barometre.observation.net.exchange import exchange
from barometre.observation.net.limits import Limits
from barometre.observation.net.resolver import Resolver
from barometre.observation.net.settings import NetworkSettings, tls_context
from barometre.observation.net.visitor import Visitor
from hostile_answers import CASES, ENCODED, serving
from tls_suites import SERVERS
from tls_suites import serving as serving_tls

REQUEST = b"GET / HTTP/1.1\r\n\r\n"


def outcome(answer) -> str:
    """Say in a word what came of a visit, as `hostile_answers` has it."""
    if answer.fault is not None:
        return "we could not" if answer.ours else "no"
    if answer.status != 200:
        return str(answer.status)
    if answer.partial:
        return "cut"
    if not answer.body:
        return "empty"
    page = read_page(answer.final, answer.text)
    if not is_html(answer) or page.title != "Mairie":
        return "text"
    where = urlsplit(answer.final)._replace(scheme="", netloc="").geturl()
    return "opens" if where == "/" else f"opens at {where}"


@pytest.fixture(scope="module")
def visits():
    async def body():
        async with serving() as (http, names), Resolver("127.0.0.1", names, Limits()) as resolver:
            settings = NetworkSettings(("127.0.0.1", names), http, allow_private=True)
            visitor = Visitor(settings, resolver, Limits())
            return await asyncio.gather(*(visitor.visit(f"http://{name}.test/") for name in (*CASES, *ENCODED)))

    return dict(zip((*CASES, *ENCODED), asyncio.run(body()), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_taken_as_the_table_says(visits, name):
    assert outcome(visits[name]) == CASES[name].expected, visits[name]


@pytest.mark.parametrize("name", ENCODED)
def test_bytes_are_read_in_the_encoding_of_the_table(visits, name):
    decoded = visits[name].decode()
    assert (decoded.encoding, read_page("", decoded.text).title) == (ENCODED[name].encoding, ENCODED[name].read)


def test_every_kind_is_in_the_table_of_the_documentation():
    told = Path("docs/observation.md").read_text("utf-8").splitlines()
    rows = [f"| {case.what} | {case.chromium} | {case.expected} |" for case in CASES.values()]
    rows += [f"| {case.what} | {case.encoding} | {case.encoding} |" for case in ENCODED.values()]
    assert [row for row in rows if row not in told] == []
    assert len(set(rows)) == len(rows)


@pytest.fixture(scope="module")
def handshakes(tmp_path_factory):
    """What each server of `tls_suites` gave: the response, or the error."""

    async def body():
        async with serving_tls(tmp_path_factory.mktemp("tls")) as (ports, authority):
            context = tls_context(authority, verify=True)
            visits = (
                exchange(("127.0.0.1",), port, f"{name}.test", REQUEST, context, 5) for name, port in ports.items()
            )
            return await asyncio.gather(*visits, return_exceptions=True)

    return dict(zip(SERVERS, asyncio.run(body()), strict=True))


@pytest.mark.parametrize("name", SERVERS)
def test_what_browsers_encrypt_with_is_what_we_encrypt_with(handshakes, name):
    seen, server = handshakes[name], SERVERS[name]
    if not server.opens:
        assert isinstance(seen, ssl.SSLError | ConnectionError)
        return
    response, _ = seen
    assert response.status == 200
    secure = Secure(response.tls.version, None, response.tls.suite)
    assert secure.old_suite is server.old
