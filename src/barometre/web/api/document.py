"""The OpenAPI document: that of django-ninja, completed with what all addresses share: formats, headers, errors."""

from functools import cache
from typing import Any

from ninja import NinjaAPI

from barometre.catalogue.typography import non_breaking
from barometre.web.api.api import api
from barometre.web.api.deprecation import DEPRECATED, INSTEAD, SINCE, UNTIL
from barometre.web.api.errors import MEDIA_TYPE, ProblemSheet

REF = "#/components/schemas/{model}"
OF_EDITION = {
    "ETag": ("string", "Change avec l’édition ; à renvoyer dans If-None-Match."),
    "Edition": ("string", "Date de l’édition."),
}
OF_LIST = {
    "X-Total-Count": ("integer", "Nombre de résultats en tout."),
    "Link": (
        "string",
        "Adresse de la suite (RFC 8288, next), et des fichiers qui ont tout (alternate), quand il y en a.",
    ),
}
ERRORS = {
    "400": "Paramètre inconnu ou invalide",
    "404": "Code, adresse ou édition inconnus, ou hors du champ mesuré",
    "410": "L’édition où la liste a commencé a été retirée ou remplacée",
    "429": "Trop de requêtes : l’en-tête Retry-After dit quand revenir",
    "503": "Aucune édition publiée, base de données indisponible, ou site occupé",
}


# Statuses of lists only.
OF_CURSORS = ("410",)
OF_WHAT_GOES = {
    "Deprecation": ("string", "Jour depuis lequel une part de cette réponse est dépréciée (RFC 9745)."),
    "Sunset": ("string", "Jour où elle sera retirée (RFC 8594)."),
}


@cache
def openapi_document(described: NinjaAPI = api) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of an API, the site's by default; docs/openapi.json is its reviewed copy.

    It is made once for each API: nobody changes what is returned.
    """
    document: dict[str, Any] = dict(described.get_openapi_schema(path_prefix="/api/v1/"))
    sheet = ProblemSheet.model_json_schema(ref_template=REF)
    document["components"]["schemas"][ProblemSheet.__name__] = sheet
    document["servers"] = [{"url": "/", "description": "Cette instance"}]
    for model in document["components"]["schemas"].values():
        model.pop("additionalProperties", None)  # keys may be added: ours are checked by their types
    for operations in document["paths"].values():
        _complete(operations["get"])
    schemas = document["components"]["schemas"]
    answered = _named(document["paths"], schemas)
    document["components"]["schemas"] = {name: schema for name, schema in schemas.items() if name in answered}
    typeset: dict[str, Any] = _typeset(document)
    return typeset


def _complete(operation: dict[str, Any]) -> None:
    formats: list[str] = []
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
        for said_already in ("title", "description"):
            parameter["schema"].pop(said_already, None)
        for key in (DEPRECATED, SINCE, UNTIL, INSTEAD):
            if key in parameter["schema"]:
                parameter[key] = parameter["schema"].pop(key)
        if parameter["schema"].get("type") == "array":
            parameter |= {"style": "form", "explode": False}
        if parameter["name"] == "format":
            formats = parameter["schema"]["enum"]
    answer = operation["responses"].pop(200)
    schema = answer["content"]["application/json"]["schema"]
    answer["description"] = "La réponse"
    listed = schema.get("type") == "array"
    answer["headers"] = _headers(OF_EDITION | (OF_LIST if listed else {}) | OF_WHAT_GOES)
    if "csv" in formats:
        answer["content"]["text/csv"] = {"schema": {"type": "string"}}
    if "geojson" in formats:
        answer["content"]["application/geo+json"] = {"schema": {"type": "object"}}
    problem = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model=ProblemSheet.__name__)}}}
    operation["responses"] = {
        "200": answer,
        "301": {"description": "Code abandonné : l’adresse d’aujourd’hui est dans Location"},
        "304": {"description": "Rien n’a changé depuis l’ETag envoyé"},
        **{
            status: {"description": words, "content": problem}
            for status, words in ERRORS.items()
            if listed or status not in OF_CURSORS
        },
    }


def _named(value: Any, schemas: dict[str, Any]) -> set[str]:  # noqa: ANN401  (any JSON value)
    """Return the schemas that a part of the document refers to, and those that these refer to."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        match waiting.pop():
            case {"$ref": str(address)} if (name := address.rpartition("/")[2]) not in found:
                found.add(name)
                waiting.append(schemas[name])
            case dict() as part:
                waiting += part.values()
            case list() as part:
                waiting += part
    return found


def _headers(described: dict[str, tuple[str, str]]) -> dict[str, Any]:
    return {name: {"schema": {"type": kind}, "description": words} for name, (kind, words) in described.items()}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter that may be absent: in an address, nothing is null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) != 1:
        return schema
    return {**{key: value for key, value in schema.items() if key not in ("anyOf", "default")}, **choices[0]}


def _typeset(value: Any, key: str = "") -> Any:  # noqa: ANN401  (any JSON value)
    """Return the document with the spaces of French typography in what a person reads."""
    match value:
        case dict():
            return {name: _typeset(part, name) for name, part in value.items()}
        case list():
            return [_typeset(part) for part in value]
        case str() if key in ("description", "summary"):
            return non_breaking(value)
        case _:
            return value
