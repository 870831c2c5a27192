"""What would break a caller of the API is named, and nothing else (tools/api_breaks.py)."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest

import api_breaks
import generate_docs
from api_breaks import breaks
from barometre.web.api.document import openapi_document

TODAY = date(2026, 11, 30)
LISTED = "GET /communes"


def parameter(name, schema, **more):
    return {"in": "query", "name": name, "schema": schema, **more}


def document():
    """A small contract, with one of each thing that can change."""
    commune = {
        "type": "object",
        "required": ["nom", "etat"],
        "properties": {
            "nom": {"type": "string"},
            "etat": {"type": "string", "enum": ["oui", "non", "non concerné", "pas regardé", "nous n’avons pas pu"]},
            "theme": {"type": "string"},
            "score": {"anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"type": "null"}]},
            "faits": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Fait"}},
            "voisines": {"type": "array", "items": {"$ref": "#/components/schemas/Commune"}},
            "centre": {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}]},
        },
    }
    fact = {"type": "object", "required": ["source"], "properties": {"source": {"type": "string"}}}
    parameters = [
        parameter("code", {"type": "string", "pattern": "^[0-9]{5}$"}),
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}),
        parameter("fields", {"type": "array", "items": {"enum": ["nom", "etat"]}}, style="form", explode=False),
    ]
    listed = {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Commune"}}}
    answer = {"headers": {"Link": {}}, "content": {"application/json": listed, "text/csv": {"schema": {}}}}
    operation = {"operationId": "communes", "parameters": parameters, "responses": {"200": answer, "404": {}}}
    return {
        "paths": {"/communes": {"get": operation}},
        "components": {"schemas": {"Commune": commune, "Fait": fact}},
    }


def changed(place, value=None):
    """The contract with one thing changed (`None`: taken away), found by its path in the document."""
    new = copy.deepcopy(document())
    *inside, last = place.split("|")
    node = new
    for part in inside:
        node = node[int(part) if isinstance(node, list) else part]
    last = int(last) if isinstance(node, list) else last
    if value is None:
        del node[last]
    elif isinstance(node, list) and last == len(node):
        node.append(value)
    else:
        node[last] = value
    return new


GET = "paths|/communes|get"
ANSWER = f"{GET}|responses|200"
SENT = f"{GET}|parameters"
KEYS = "components|schemas|Commune|properties"
STATES = document()["components"]["schemas"]["Commune"]["properties"]["etat"]["enum"]

BREAKS = {
    "an address is gone": ("paths|/communes", None, "the address is gone"),
    "a client calls it by another name": (f"{GET}|operationId", "towns", "operationId"),
    "a parameter is gone": (f"{SENT}|0", None, "parameter code: it is gone"),
    "a parameter has become required": (f"{SENT}|0|required", True, "required"),
    "a new parameter is required": (f"{SENT}|3", parameter("cle", {}, required=True), "new and required"),
    "a default says something else": (f"{SENT}|1|schema|default", 10, "default"),
    "a list is written another way": (f"{SENT}|2|explode", True, "another way"),
    "less is allowed": (f"{SENT}|1|schema|maximum", 500, "maximum 1000 for 500"),
    "more is the least": (f"{SENT}|1|schema|minimum", 2, "minimum 1 for 2"),
    "another type is expected": (f"{SENT}|1|schema|type", "string", "type integer"),
    "another form is expected": (f"{SENT}|0|schema|pattern", "^[0-9]{4}$", "pattern"),
    "a value is no longer allowed": (f"{SENT}|2|schema|items|enum", ["nom"], "etat no longer allowed"),
    "any value was allowed": (f"{SENT}|0|schema|enum", ["29232"], "any value no longer allowed"),
    "a status is gone": (f"{GET}|responses|404", None, "404: the answer is gone"),
    "a header is gone": (f"{ANSWER}|headers|Link", None, "header Link is gone"),
    "a format is gone": (f"{ANSWER}|content|text/csv", None, "text/csv is gone"),
    "a key is gone": (f"{KEYS}|theme", None, "theme: the key is gone"),
    "a key may be absent": ("components|schemas|Commune|required", ["etat"], "nom: the key may be absent"),
    "a sixth state": (f"{KEYS}|etat|enum", [*STATES, "en cours"], "en cours not of the closed list"),
    "a closed list is open": (f"{KEYS}|etat|enum", None, "any value not of the closed list"),
    "a text becomes a number": (f"{KEYS}|nom|type", "number", "type number"),
    "a key may be null": (f"{KEYS}|nom|type", ["string", "null"], "null"),
    "another kind of value": (f"{KEYS}|score|anyOf|2", {"type": "string"}, "string is not allowed"),
    "a greater most": (f"{KEYS}|score|anyOf|0|maximum", 1000, "score"),
    "a key is gone inside": ("components|schemas|Fait|properties|source", None, "source: the key is gone"),
    "any item": (f"{KEYS}|voisines|items", None, "voisines[]"),
    "other places": (f"{KEYS}|centre|prefixItems|0|type", "string", "centre[0]"),
}


@pytest.mark.parametrize(("place", "value", "said"), BREAKS.values(), ids=list(BREAKS))
def test_what_breaks_a_caller_is_named(place, value, said):
    found = breaks(document(), changed(place, value), TODAY)
    assert found and any(said in line for line in found), found
    assert all(line.startswith(LISTED) for line in found)


KEPT = {
    "a new address": ("paths|/epcis", {"get": {"operationId": "epcis", "responses": {}}}),
    "a new parameter": (f"{SENT}|3", parameter("nom", {"type": "string"})),
    "a new value to ask for": (f"{SENT}|2|schema|items|enum", ["nom", "etat", "score"]),
    "more is allowed": (f"{SENT}|1|schema|maximum", 5000),
    "any form is allowed": (f"{SENT}|0|schema|pattern", None),
    "a new key": (f"{KEYS}|population", {"type": "integer"}),
    "a key always there": ("components|schemas|Commune|required", ["nom", "etat", "theme"]),
    "a state less": (f"{KEYS}|etat|enum", STATES[:4]),
    "a number that is whole": (f"{KEYS}|score|anyOf|0|type", "integer"),
    "never null": (f"{KEYS}|score|anyOf|1", None),
    "a closed list": (f"{KEYS}|theme|enum", ["inclusion"]),
    "a new status": (f"{GET}|responses|410", {}),
    "a new header": (f"{ANSWER}|headers|Sunset", {}),
    "a new format": (f"{ANSWER}|content|application/geo+json", {"schema": {}}),
    "other words": (f"{GET}|description", "Les communes."),
    "deprecated": (f"{GET}|deprecated", True),
}


@pytest.mark.parametrize(("place", "value"), KEPT.values(), ids=list(KEPT))
def test_what_breaks_nobody_passes(place, value):
    assert breaks(document(), changed(place, value), TODAY) == []


@pytest.mark.parametrize("place", ["paths|/communes", f"{SENT}|0", f"{KEYS}|theme"])
@pytest.mark.parametrize(("until", "passes"), [("2026-11-30", True), ("2026-12-01", False)])
def test_what_was_deprecated_goes_when_its_day_has_come(place, until, passes):
    marks = {"deprecated": True, "x-sunset": until}
    node = old = document()
    for part in (f"{place}|get" if place == "paths|/communes" else place).split("|"):
        node = node[int(part) if isinstance(node, list) else part]
    node |= marks
    assert (breaks(old, changed(place), TODAY) == []) is passes


def test_a_deprecation_without_a_day_lets_nothing_go():
    old = document()
    old["paths"]["/communes"]["get"]["parameters"][0]["deprecated"] = True
    assert breaks(old, changed(f"{SENT}|0"), TODAY)


def test_the_api_breaks_nothing_of_its_reviewed_document():
    reviewed = (Path(__file__).parents[3] / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert breaks(json.loads(reviewed), json.loads(json.dumps(openapi_document())), date.today()) == []


def test_a_sixth_state_in_the_api_is_a_break():
    old, new = (json.loads(json.dumps(openapi_document())) for _ in range(2))
    states = new["components"]["schemas"]["Indicateur"]["properties"]["etat"]["enum"]
    assert states == ["known", "not-concerned", "not-looked", "we-failed", "they-failed"]
    states.append("refused")
    found = breaks(old, new, TODAY)
    assert found and all("refused not of the closed list" in line for line in found)


def test_no_document_that_breaks_a_caller_is_written(monkeypatch):
    monkeypatch.setattr(generate_docs, "breaks", lambda *_: ["GET /communes: the address is gone"])
    with pytest.raises(SystemExit, match="the address is gone"):
        generate_docs.openapi()


@pytest.mark.parametrize(("place", "status"), [("paths|/communes", 1), (f"{GET}|description", 0)])
def test_the_command_says_what_breaks(tmp_path, capsys, place, status):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(document()), encoding="utf-8")
    new.write_text(json.dumps(changed(place, None if status else "Les communes.")), encoding="utf-8")
    assert api_breaks.main(str(old), str(new)) == status
    assert capsys.readouterr().err == ("GET /communes: the address is gone\n" if status else "")
