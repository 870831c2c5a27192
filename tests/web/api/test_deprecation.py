"""What goes is marked once: the document, each answer concerned and the page say it, until its day."""

import sys
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Annotated

import pytest
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path
from ninja import Query, Router
from pydantic import Field as Described

from barometre.web.api import formats, listing
from barometre.web.api.access import opened
from barometre.web.api.api import Api
from barometre.web.api.deprecation import Deprecation, deprecated_in, goes
from barometre.web.api.document import openapi_document
from barometre.web.api.errors import add_handlers
from barometre.web.api.fields import NAME, SIREN
from barometre.web.api.parameters import Part
from barometre.web.api.records import Selection, column, example_of, schema, selected

PARAMETER = Deprecation(date(2027, 1, 1), date(2028, 7, 1), "Utilisez « code ».")
KEY = Deprecation(date(2027, 2, 1), date(2028, 6, 1), "Lisez « siren ».")
INSIDE = Deprecation(date(2027, 3, 1), date(2028, 5, 1), "Lisez « nom ».")
ADDRESS = Deprecation(date(2027, 4, 1), date(2028, 4, 1), "Appelez /lieux.")
SAID = {
    PARAMETER: ("@1798761600", "Sat, 01 Jul 2028 00:00:00 GMT"),
    KEY: ("@1801440000", "Thu, 01 Jun 2028 00:00:00 GMT"),
    INSIDE: ("@1803859200", "Mon, 01 May 2028 00:00:00 GMT"),
    ADDRESS: ("@1806537600", "Sat, 01 Apr 2028 00:00:00 GMT"),
}
LINK = '</api/#retraits>; rel="deprecation"; type="text/html"'

OWN = (replace(column("surnom", "surnom", str, "Kemper", "Autre nom."), deprecation=INSIDE),)
OWN_TYPE = schema("Noms", "Autres noms.", OWN, chosen=False)
FIELDS = (
    NAME,
    replace(SIREN, usual=False, deprecation=KEY),
    column("noms", "noms", OWN_TYPE, example_of(OWN), "Ses autres noms.", usual=False),
)
PLACE = schema("Lieu", "Un lieu.", FIELDS)
ROWS = [{"name": name, "siren": name, "noms": {"surnom": name}} for name in ("Brest", "Quimper", "Rennes")]


class Asked(Part):
    lieu: Annotated[str | None, PARAMETER] = Described(None, description="Le lieu.")
    fields: str | None = Described(None, description="Clés.")


router = Router()


@router.get("/lieux", response=list[PLACE], summary="Lieux", by_alias=True)
def places(request: HttpRequest, asked: Query[Asked]):
    """Les lieux."""
    selection = selected(FIELDS, asked.fields and asked.fields.split(","), "json")
    page = listing.of_rows(request, ROWS, "name", selection, asked, None)
    return listing.present(request, page, selection, asked, "lieux", None)


@router.get("/ancien", response=PLACE, summary="Un lieu", by_alias=True)
@goes(ADDRESS)
def former(request: HttpRequest):
    """Un lieu."""
    return formats.one(request, Selection(FIELDS[:1]), ROWS[0], "lieu")


@pytest.fixture(scope="module")
def marked():
    """An API like ours, in which something goes."""
    api = Api(title="Lieux", version="1", docs_url=None, openapi_url=None, urls_namespace="marked")
    add_handlers(api)
    api.add_router("", router)
    return api


@pytest.fixture
def ask(marked):
    module = ModuleType("addresses_of_marked")
    patterns = marked.urls[0]
    for pattern in patterns:
        pattern.callback = opened(pattern.callback)
    module.urlpatterns = [path("api/v1/", (patterns, "marked", "marked"))]
    sys.modules[module.__name__] = module
    with override_settings(ROOT_URLCONF=module.__name__):
        yield lambda address: Client(SERVER_NAME="localhost").get(f"/api/v1/{address}")


def test_the_document_says_what_goes_and_when(marked):
    document = openapi_document(marked)
    by_name = dict(deprecated_in(document))
    assert list(by_name) == ["/api/v1/lieux : lieu", "/api/v1/ancien", "Lieu.siren", "Noms.surnom"]
    for one, deprecation in zip(by_name.values(), (PARAMETER, ADDRESS, KEY, INSIDE), strict=True):
        assert (one["deprecated"], one["x-sunset"]) == (True, deprecation.until.isoformat())
        assert (one["x-deprecated-since"], one["x-instead"]) == (deprecation.since.isoformat(), deprecation.instead)
    assert "Deprecation" in document["paths"]["/api/v1/lieux"]["get"]["responses"]["200"]["headers"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("lieux", None),
        ("lieux?fields=nom", None),
        ("lieux?lieu=29", PARAMETER),
        ("lieux?fields=siren", KEY),
        ("lieux?fields=noms", INSIDE),
        ("ancien", ADDRESS),
    ],
)
def test_an_answer_says_what_goes_of_what_it_was_asked(ask, address, said):
    answer = ask(address)
    assert answer.status_code == 200
    if said is None:
        assert not {"Deprecation", "Sunset", "Link"} & set(answer.headers)
        return
    assert (answer["Deprecation"], answer["Sunset"], answer["Link"]) == (*SAID[said], LINK)
    assert "Deprecation, Sunset" in answer["Access-Control-Expose-Headers"]


def test_of_several_things_the_first_that_goes_is_said(ask):
    answer = ask("lieux?lieu=29&fields=siren,noms")
    assert (answer["Deprecation"], answer["Sunset"]) == (SAID[PARAMETER][0], SAID[INSIDE][1])


def test_a_refusal_says_it_too_and_what_follows_stays(ask):
    assert ask("lieux?lieu=29&limit=0")["Sunset"] == SAID[PARAMETER][1]
    following, why = ask("lieux?lieu=29&limit=1")["Link"].split(", ")
    assert 'rel="next"' in following and why == LINK


def test_a_year_is_promised():
    with pytest.raises(ValueError, match="promises 365 days"):
        Deprecation(date(2027, 1, 1), date(2027, 12, 31), "Trop tôt.")


def test_nothing_that_goes_is_forgotten_by_its_day():
    """The day of what goes is not past: take it away, or give it more time."""
    late = [name for name, one in deprecated_in(openapi_document()) if one["x-sunset"] < date.today().isoformat()]
    assert late == []
