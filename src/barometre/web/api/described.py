"""The OpenAPI document as a person reads it: each call with its parameters, each object with its keys, in French."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from barometre.web.api.deprecation import INSTEAD, UNTIL
from barometre.web.api.document import openapi_document

_PLAIN = {"string": "texte", "integer": "nombre entier", "number": "nombre", "boolean": "vrai ou faux", "null": "null"}


class Parameter(NamedTuple):
    """One parameter of a call.

    Attributes:
        place: path or query.
        form: how a form asks for it: select, date, number or text.
        says: what it may be, in French.
        values: those of a closed list.
    """

    name: str
    place: str
    required: bool
    form: str
    about: str
    says: str
    values: tuple[str, ...]
    default: str
    goes: str


class Key(NamedTuple):
    """One key of an object: what it may be, and the name of the object that it holds, if any."""

    name: str
    says: str
    about: str
    holds: str
    goes: str


class Call(NamedTuple):
    """One address of the API."""

    name: str
    address: str
    title: str
    about: str
    group: str
    parameters: tuple[Parameter, ...]
    answer: str
    listed: bool
    formats: tuple[str, ...]
    goes: str


@cache
def calls() -> dict[str, Call]:
    """Return every call by the name of its page."""
    found = {}
    for address, operations in openapi_document()["paths"].items():
        one = operations["get"]
        content = one["responses"]["200"]["content"]
        schema = content["application/json"]["schema"]
        listed = schema.get("type") == "array"
        name = one["operationId"].replace("_", "-")
        found[name] = Call(
            name,
            address,
            one["summary"],
            one["description"],
            one["tags"][0],
            tuple(_parameter(parameter) for parameter in one["parameters"]),
            _object_of(schema["items"] if listed else schema),
            listed,
            tuple(content),
            _goes(one),
        )
    return found


@cache
def objects() -> dict[str, tuple[str, tuple[Key, ...]]]:
    """Return what each object is, and its keys, by its name in the document."""
    schemas = openapi_document()["components"]["schemas"]
    return {name: (schema["description"], tuple(_keys(schema))) for name, schema in schemas.items()}


def _parameter(described: dict[str, Any]) -> Parameter:
    schema = described["schema"]
    values = tuple(schema.get("enum", ()))
    words = says(schema)
    if values:
        form, words = "select", ""
    elif schema.get("type") == "array":
        form, words = "text", "noms parmi les clés de la réponse, séparés par des virgules"
    elif schema.get("format") == "date":
        form = "date"
    else:
        form = "number" if schema.get("type") == "integer" else "text"
    return Parameter(
        described["name"],
        described["in"],
        described.get("required", False),
        form,
        described.get("description", ""),
        words,
        values,
        str(schema.get("default", "")),
        _goes(described),
    )


def _keys(schema: dict[str, Any]) -> Iterator[Key]:
    for name, one in schema["properties"].items():
        yield Key(name, says(one), one.get("description", ""), _object_of(one), _goes(one))


def says(schema: dict[str, Any]) -> str:
    """Return in French what a value may be."""
    match schema:
        case {"anyOf": choices}:
            return " ou ".join(dict.fromkeys(says(choice) for choice in choices))
        case {"enum": values}:
            return f"une valeur parmi {', '.join(map(str, values))}"
        case {"const": value}:
            return f"toujours {value}"
        case {"$ref": address}:
            return f"objet {address.rpartition('/')[2]}"
        case {"type": "array", "items": {"enum": values}}:
            return f"liste parmi {', '.join(values)}"
        case {"type": "array"}:
            return f"liste ({says(schema['items'])})" if schema.get("items") else "liste"
        case {"type": "object", "additionalProperties": dict(inside)}:
            return f"par identifiant, {says(inside)}"
        case {"type": "object"}:
            return "objet"
        case {"format": "date"}:
            return "date AAAA-MM-JJ"
        case {"type": kind}:
            return f"{_PLAIN[kind]}{_bounds(schema)}"
    return "toute valeur"


def _bounds(schema: dict[str, Any]) -> str:
    if "minimum" not in schema or "maximum" not in schema:
        return ""
    return f" de {schema['minimum']:g} à {schema['maximum']:.0f}"


def _object_of(schema: dict[str, Any]) -> str:
    """Return the name of the object that a value is or holds, empty when it holds none."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    inside = [*schema.get("anyOf", []), schema.get("items"), schema.get("additionalProperties")]
    return next((name for one in inside if isinstance(one, dict) and (name := _object_of(one))), "")


def _goes(described: dict[str, Any]) -> str:
    """Return the sentence of what goes, empty for what stays."""
    if not described.get("deprecated"):
        return ""
    return f"Retiré le {described[UNTIL]}. {described[INSTEAD]}"
