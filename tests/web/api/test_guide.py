"""The page of the API: each address of the document has its example, which the API answers."""

import html
import re

import pytest

from barometre.web.api.document import openapi_document
from barometre.web.api.guide import CALLS, LINES, ROOT, excerpt

DAY = "2026-11-01"


def test_every_address_has_a_call():
    assert {ROOT + address for address in CALLS} == set(openapi_document()["paths"])


@pytest.mark.parametrize("address", CALLS.values())
def test_each_call_is_answered(call, address):
    answer = call(address.format(edition=DAY))
    assert answer.status == 200
    assert len(answer.body) > 20


def test_the_page_shows_each_call_and_what_the_edition_answers(client, call):
    answer = client.get("/api/")
    assert answer.status_code == 200
    text = html.unescape(answer.content.decode())
    calls = re.findall(r'Exemple\u00a0: <a href="/api/v1/([^"]+)"', text)
    assert sorted(calls) == sorted(address.format(edition=DAY) for address in CALLS.values())
    assert excerpt(call("regions?nom=bretagne&fields=population").body.decode()) in text


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ('[{"a":[1,2,3]}]', '[\n  {\n    "a": [\n      1,\n      2,\n      "…"\n    ]\n  }\n]'),
        ("nom,code\r\nBrest,29019\r\n", "nom,code\nBrest,29019"),
    ],
)
def test_an_excerpt_says_what_it_leaves_out(answer, shown):
    assert excerpt(answer) == shown


def test_a_long_answer_is_cut():
    assert len(excerpt("\n".join("abc" * 50)).splitlines()) == LINES + 1
