"""Every address answers as the document says: status, headers, media type, keys; what it does not allow is refused."""

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barometre.web.api.document import openapi_document
from barometre.web.api.shapes import Contour, Point
from effort import NIGHTLY

# Rows of a list at the most: whole ones are compared with the edition by other tests.
ROWS = 20
# Calls drawn at the most until each parameter was sent, and times that this is done.
CALLS, TIMES = (60, 10) if NIGHTLY else (30, 1)
BOUNDED = settings(
    max_examples=TIMES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
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


def document():
    """The document, closed: our answers have no key but those described."""
    closed = json.loads(json.dumps(openapi_document()))
    for name, schema in closed["components"]["schemas"].items():
        if name not in (Point.__name__, Contour.__name__):
            schema["additionalProperties"] = False
    return closed


DOCUMENT = document()


def sent(path):
    return {one["name"] for one in DOCUMENT["paths"][path]["get"]["parameters"] if one["in"] == "query"}


@pytest.fixture(scope="module")
def described(published):
    """The API in process, as schemathesis reads it."""
    import schemathesis  # slow to import: by the worker that runs these tests

    from barometre.web.wsgi import application

    api = schemathesis.openapi.from_dict(DOCUMENT)
    api.app = application
    return api


def drawn(data, operation, mode, names):
    """Calls drawn until each parameter was sent by one of them."""
    from schemathesis.generation import GenerationMode

    strategy, waiting = operation.as_strategy(generation_mode=GenerationMode(mode)), set(names)
    for _ in range(CALLS):
        case = data.draw(strategy)
        waiting -= set(case.query)
        yield case
        if not waiting:
            return
    assert not waiting, f"never sent: {waiting}"


def existing(case, path):
    """The same call about what exists."""
    real = REAL | OF_ADDRESS.get(path.split("/")[3], {})
    kept = {name: real.get(name, value) for name, value in case.query.items()}
    places = {name: real.get(name, value) for name, value in case.path_parameters.items()}
    return case.operation.Case(query=kept, path_parameters=places)


@pytest.mark.parametrize("path", list(DOCUMENT["paths"]))
def test_what_the_document_allows_is_answered_as_it_says(described, path):
    operation, names = described[path]["GET"], sent(path)

    @given(st.data())
    @BOUNDED
    def answered(data):
        for case in drawn(data, operation, "positive", names):
            case.query.pop("cursor", None)  # one that no answer gave is refused
            if "limit" in names:
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


@pytest.mark.parametrize("path", [path for path in DOCUMENT["paths"] if sent(path)])
def test_what_the_document_does_not_allow_is_refused(described, path):
    operation = described[path]["GET"]

    @given(st.data())
    @BOUNDED
    def refused(data):
        for case in drawn(data, operation, "negative", sent(path)):
            case.call_and_validate(headers=PLAIN)

    refused()
