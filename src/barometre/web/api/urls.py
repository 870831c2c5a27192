"""Addresses under /api/v1/: the resources, the entrance, the document; every other one is an error in JSON."""

from django.urls import URLPattern, path, re_path

from barometre.web.api.access import opened
from barometre.web.api.api import api
from barometre.web.api.entrance import entrance, openapi
from barometre.web.api.errors import unknown_address


def _opened(pattern: URLPattern) -> URLPattern:
    pattern.callback = opened(pattern.callback)
    return pattern


urlpatterns = [
    path("", opened(entrance), name="entrance"),
    path("openapi.json", opened(openapi), name="openapi"),
    *(_opened(pattern) for pattern in api.urls[0]),
    re_path("", opened(unknown_address)),
]
