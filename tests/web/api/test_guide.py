"""The pages of the API: each call is read, tried and answered; nothing is said that the document does not."""

import html
import re
from types import SimpleNamespace
from urllib.parse import parse_qsl, unquote

import pytest

from barometre.web.api import guide
from barometre.web.api.described import calls, objects, says
from barometre.web.api.document import openapi_document
from barometre.web.api.guide import CALLS, LINES, ROOT, example, excerpt, values_of
from barometre.web.api.samples import one_call
from sober_pages import assert_sober, text_of

DAY = "2026-11-01"


def test_every_address_has_a_call():
    assert {ROOT + address for address in CALLS} == set(openapi_document()["paths"])


@pytest.mark.parametrize("address", CALLS.values())
def test_each_call_is_answered(call, address):
    answer = call(address.format(edition=DAY))
    assert answer.status == 200
    assert len(answer.body) > 20


def test_the_entrance_leads_to_each_call(client):
    page = client.get("/api/")
    assert_sober(page)
    led = set(re.findall(r'href="/api/appels/([a-z-]+)/"', page.content.decode()))
    assert led == set(calls())
    assert all(one.address in text_of(page) for one in calls().values())
    assert "Rien aujourd’hui" in text_of(page)


@pytest.mark.parametrize("name", calls())
def test_the_page_of_a_call_says_all_of_it(client, call, name):
    page, one = client.get(f"/api/appels/{name}/"), calls()[name]
    assert_sober(page)
    source, text = html.unescape(page.content.decode()), text_of(page)
    assert f"GET {one.address}" in text
    for parameter in one.parameters:
        assert re.search(rf'<(input|select)[^>]* id="p-{parameter.name}" name="{parameter.name}"', source)
        assert all(f">{value}</option>" in source for value in parameter.values)
    assert all(f"<dt><code>{key.name}</code></dt>" in source for key in objects()[one.answer][1])
    tried = re.search('Exemple\u00a0: <a href="(/api/v1/[^"]+)"', source)[1]
    assert tried == ROOT + CALLS[one.address.removeprefix(ROOT)].format(edition=DAY)
    assert excerpt(call(tried.removeprefix(ROOT)).body.decode()) in source
    for sample in one_call("http://localhost", tried, has_csv="text/csv" in one.formats):
        assert sample.text in source, sample.language


@pytest.mark.parametrize("name", calls())
def test_the_form_of_a_call_opens_its_example(client, name):
    one = calls()[name]
    tried = example(one, SimpleNamespace(date=DAY))
    filled = {parameter.name: "" for parameter in one.parameters} | values_of(one, tried)
    opened = client.get(f"/api/appels/{name}/reponse/", filled)
    assert opened.status_code == 302
    assert unquote(opened["Location"].replace("+", " ")).split("?")[0] == tried.split("?")[0]
    assert dict(parse_qsl(opened["Location"].partition("?")[2])) == dict(parse_qsl(tried.partition("?")[2]))
    assert client.get(opened["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("commune/reponse/?code=../x%3Fy%23z&fields=nom,score", "/api/v1/communes/..%2Fx%3Fy%23z?fields=nom%2Cscore"),
        ("commune/reponse/?code=+", "/api/appels/commune/"),
        ("communes/reponse/?inconnu=1&limit=+2+&nom=a%26b", "/api/v1/communes?nom=a%26b&limit=2"),
        ("communes/reponse/?limit=x", "/api/v1/communes?limit=x"),
    ],
)
def test_the_form_sends_what_is_declared_and_nothing_else(client, address, location):
    opened = client.get(f"/api/appels/{address}")
    assert (opened.status_code, sorted(re.split("[?&]", opened["Location"]))) == (
        302,
        sorted(re.split("[?&]", location)),
    )


@pytest.mark.parametrize("name", objects())
def test_the_page_of_an_object_says_its_keys(client, name):
    page = client.get(f"/api/objets/{name}/")
    assert_sober(page)
    assert all(f"<dt><code>{key.name}</code></dt>" in page.content.decode() for key in objects()[name][1])


@pytest.mark.parametrize("address", ["appels/nulle-part/", "appels/nulle-part/reponse/", "objets/Rien/"])
def test_what_the_api_does_not_have_has_no_page(client, address):
    assert client.get(f"/api/{address}").status_code == 404


def test_what_goes_is_told(client, monkeypatch):
    marks = {"deprecated": True, "x-sunset": "2028-01-01", "x-instead": "Lisez « siren »."}
    monkeypatch.setattr(guide, "deprecated_in", lambda _: [("Collectivite.code", marks)])
    assert "Collectivite.code Retiré le 2028-01-01. Lisez « siren »." in text_of(client.get("/api/"))


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"type": "null"}]}, "nombre de 0 à 100 ou null"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Fait"}}, "liste (objet Fait)"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "par identifiant, texte"),
        ({"enum": ["oui", "non"], "type": "string"}, "une valeur parmi oui, non"),
        ({"type": "array", "items": {"enum": ["oui"]}}, "liste parmi oui"),
        ({"const": "Point", "type": "string"}, "toujours Point"),
        ({"type": "string", "format": "date"}, "date AAAA-MM-JJ"),
        ({"type": "array", "items": {}}, "liste"),
        ({"type": "object"}, "objet"),
        ({}, "toute valeur"),
    ],
)
def test_a_type_is_said_in_french(schema, words):
    assert says(schema) == words


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
