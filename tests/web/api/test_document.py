import json
from pathlib import Path

import pytest

from barometre.web.api.document import openapi_document
from barometre.web.api.records import Record
from barometre.web.api.shapes import Contour, Point

DOCS = Path(__file__).parents[3] / "docs"
SCHEMAS = openapi_document()["components"]["schemas"]
# GeoJSON says what its own keys are.
ANSWERS = {one.__name__: one for one in Record.__subclasses__() if one not in (Point, Contour)}
ANSWERS = {name: one for name, one in ANSWERS.items() if name in SCHEMAS}


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
            assert parameter.get("description"), f"{path}: {parameter['name']}"
    for name in ANSWERS:
        for key, described in SCHEMAS[name]["properties"].items():
            assert described["description"] and described["examples"], f"{name}.{key}"


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=list(ANSWERS))
def test_examples_are_values_of_their_type(answer):
    answer.model_validate({field.alias or name: field.examples[0] for name, field in answer.model_fields.items()})


def test_the_document_has_what_answers_refer_to_and_nothing_else():
    assert set(SCHEMAS) == {*ANSWERS, "Point", "Contour"}


def test_keys_may_be_added_to_answers():
    assert "additionalProperties" not in {key for schema in SCHEMAS.values() for key in schema}
