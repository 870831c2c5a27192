"""The entrance of the API and its OpenAPI document."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from barometre.web.api import formats
from barometre.web.api.api import DESCRIPTION, api
from barometre.web.api.document import openapi_document
from barometre.web.api.errors import ProblemError, problem_response, refuse_unknown
from barometre.web.api.publication import kept
from barometre.web.shared.caching import code_digest


def entrance(request: HttpRequest) -> HttpResponseBase:
    """Answer with what the API is, and every address it has."""
    value = {
        "titre": api.title,
        "version": api.version,
        "description": DESCRIPTION,
        "openapi": "/api/v1/openapi.json",
        "adresses": list(openapi_document()["paths"]),
    }
    return _constant(request, formats.json_text(value))


def openapi(request: HttpRequest) -> HttpResponseBase:
    """Answer with the OpenAPI document."""
    return _constant(request, _document())


@cache
def _document() -> str:
    return formats.json_text(openapi_document())


def _constant(request: HttpRequest, text: str) -> HttpResponseBase:
    """Answer with JSON that depends on the code only."""
    try:
        refuse_unknown(request, [])
    except ProblemError as error:
        return problem_response(error.kind, error.detail)
    return kept(request, f'W/"{code_digest()}"', lambda: HttpResponse(text, content_type=formats.JSON))
