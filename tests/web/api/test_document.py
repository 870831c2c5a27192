import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from barometre.web.api.document import openapi_document
from barometre.web.api.records import Record
from barometre.web.api.shapes import Contour, Point
from effort import NIGHTLY

DOCS = Path(__file__).parents[3] / "docs"
# GeoJSON says what its own keys are.
ANSWERS = {one.__name__: one for one in Record.__subclasses__() if one not in (Point, Contour)}
BOUNDED = settings(
    max_examples=20 if NIGHTLY else 3,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def document():
    """The document as its readers get it."""
    return json.loads(json.dumps(openapi_document()))


def test_the_snapshot_is_the_document():
    kept = json.loads((DOCS / "openapi.json").read_text(encoding="utf-8"))
    assert kept == document(), "the API has changed: run `make docs`, review docs/openapi.json, and commit it"


def test_the_document_is_served(call):
    assert call("openapi.json").json == document()


def test_every_endpoint_has_its_section_with_an_example():
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    sections = dict(section.split("\n", 1) for section in text.split("\n## ")[1:])
    paths = document()["paths"]
    assert paths
    for path in paths:
        assert "```json" in sections.get(f"`{path}`", ""), f"docs/api.md: give {path} its section with one example"


def test_every_parameter_and_key_is_described():
    for path, operations in document()["paths"].items():
        get = operations["get"]
        assert get["summary"] and get["description"], path
        for parameter in get["parameters"]:
            assert parameter["in"] == "path" or parameter.get("description"), f"{path}: {parameter['name']}"
    records = document()["components"]["schemas"]
    for name in ANSWERS:
        for key, described in records[name]["properties"].items():
            assert described["description"] and described["examples"], f"{name}.{key}"


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=list(ANSWERS))
def test_examples_are_values_of_their_type(answer):
    answer.model_validate({field.alias or name: field.examples[0] for name, field in answer.model_fields.items()})


@pytest.fixture(scope="module")
def described(published):
    """The API in process, as schemathesis reads it."""
    import schemathesis  # slow to import: by the worker that runs these tests

    from barometre.web.wsgi import application

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def calls():
    """Each address with calls as described, and with calls not as described where its parameters allow any."""
    for path, operations in document()["paths"].items():
        yield "positive", path
        if any(parameter["in"] == "query" for parameter in operations["get"]["parameters"]):
            yield "negative", path


@pytest.mark.parametrize(("mode", "path"), list(calls()), ids=str)
def test_answers_are_those_of_the_document(described, mode, path):
    """What the document allows is answered as it says; what it does not allow is refused."""

    from schemathesis.generation import GenerationMode

    @given(case=described[path]["GET"].as_strategy(generation_mode=GenerationMode(mode)))
    @BOUNDED
    def answers_as_described(case):
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    answers_as_described()
