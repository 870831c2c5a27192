"""Every address answers as the document says: status, headers, media type, keys; what it does not allow is refused."""

import json
from functools import cache
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from barometre.web.api.document import openapi_document
from barometre.web.api.shapes import Contour, Point
from effort import NIGHTLY

# Rows of a list at the most: whole ones are compared with the edition by other tests.
ROWS = 20
# Not shrunk: a call that fails is told as it is, and the time stays bounded.
BOUNDED = settings(
    max_examples=40 if NIGHTLY else 2,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
PLAIN = {"Accept-Encoding": "identity"}

# What exists in the edition, for parameters of which most values that the document allows do not.
REAL = {
    "edition": "2026-11-01",
    "code": "29019",
    "siren": "212900195",
    "codePostal": "29200",
    "codeDepartement": "29",
    "codeRegion": "53",
    "codeEpci": "242900314",
    "mesure": "site-https",
    "theme": "cybersecurite",
    "nom": "brest",
    "territoire": "commune",
    "date": "2026-11-01",
    "identifier": "site-https",
}
# The same, at addresses where it is another.
OF_ADDRESS = {
    "epcis": {"code": "242900314"},
    "departements": {"code": "29"},
    "regions": {"code": "53"},
    "aggregates": {"code": "53", "territoire": "region"},
    "problems": {"identifier": "hors-champ"},
}


def document(every=False):
    """The document, closed: our answers have no other key. With `every`, all parameters are to be sent."""
    closed = json.loads(json.dumps(openapi_document()))
    for name, schema in closed["components"]["schemas"].items():
        if name not in (Point.__name__, Contour.__name__):
            schema["additionalProperties"] = False
    for operations in closed["paths"].values() if every else ():
        for parameter in operations["get"]["parameters"]:
            parameter["required"] = True
    return closed


PATHS = openapi_document()["paths"]
SENT = {
    path: {one["name"] for one in operations["get"]["parameters"] if one["in"] == "query"}
    for path, operations in PATHS.items()
}
ASKED = [path for path in PATHS if SENT[path]]


@pytest.fixture(scope="module")
def read(published):
    """The API in process, as schemathesis reads it."""
    import schemathesis  # slow to import: by the worker that runs these tests

    from barometre.web.wsgi import application

    def read_document(every):
        api = schemathesis.openapi.from_dict(document(every))
        api.app = application
        return api

    return cache(read_document)


def calls(api, path, mode):
    """Calls of an address as described, or not as described."""
    from schemathesis.generation import GenerationMode

    return api[path]["GET"].as_strategy(generation_mode=GenerationMode(mode))


def existing(case, path):
    """The same call about what exists."""
    real = REAL | OF_ADDRESS.get(path.split("/")[3], {})
    kept = {name: real.get(name, value) for name, value in case.query.items()}
    places = {name: real.get(name, value) for name, value in case.path_parameters.items()}
    return case.operation.Case(query=kept, path_parameters=places)


@pytest.mark.parametrize("every", [False, True], ids=["some parameters", "every parameter"])
@pytest.mark.parametrize("path", PATHS)
def test_what_the_document_allows_is_answered_as_it_says(read, path, every):
    @given(calls(read(every), path, "positive"))
    @BOUNDED
    def answered(case):
        case.query.pop("cursor", None)  # one that no answer gave is refused
        if "limit" in SENT[path]:
            case.query["limit"] = min(int(case.query.get("limit", ROWS)), ROWS)
        case.call_and_validate(headers=PLAIN)
        real = existing(case, path)
        answer = real.call_and_validate(headers=PLAIN)
        assert answer.status_code == 200, answer.text
        link = "".join(answer.headers.get("link", []))
        if 'rel="next"' in link:
            query = dict(parse_qsl(link.partition("?")[2].partition(">")[0]))
            real.operation.Case(query=query, path_parameters=real.path_parameters).call_and_validate(headers=PLAIN)

    answered()


@pytest.mark.parametrize("path", ASKED)
def test_what_the_document_does_not_allow_is_refused(read, path):
    @given(calls(read(False), path, "negative"))
    @settings(BOUNDED, max_examples=2 * BOUNDED.max_examples)
    def refused(case):
        case.call_and_validate(headers=PLAIN)

    refused()
