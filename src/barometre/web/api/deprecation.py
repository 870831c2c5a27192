"""What v1 will no longer have: said once where it is defined, then by the document and by each answer concerned."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback
from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# Days, at the least, between the day when something is deprecated and the day when it goes.
NOTICE = timedelta(days=365)
# Where what goes is listed for people.
EXPLAINED = "/api/#retraits"
# Keys of the document.
DEPRECATED, SINCE, UNTIL, INSTEAD = "deprecated", "x-deprecated-since", "x-sunset", "x-instead"


@dataclass(frozen=True)
class Deprecation:
    """Why and when something goes: a parameter (in its `Annotated`), a key (`Field.deprecation`), an address (`goes`).

    Attributes:
        since: the day from which it is deprecated.
        until: the day when it goes, a year later at the least.
        instead: what replaces it, a sentence in French.
    """

    since: date
    until: date
    instead: str

    def __post_init__(self) -> None:
        if self.until - self.since < NOTICE:
            raise ValueError(f"{self.since} to {self.until}: v1 promises {NOTICE.days} days")

    @property
    def document(self) -> dict[str, Any]:
        """Its keys in the OpenAPI document."""
        return {
            DEPRECATED: True,
            SINCE: self.since.isoformat(),
            UNTIL: self.until.isoformat(),
            INSTEAD: self.instead,
        }

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the JSON Schema of a type that it annotates."""
        return {**handler(schema), **self.document}


def goes(deprecation: Deprecation) -> Callable[[View], View]:
    """Make a decorator for the view of an address that goes; it stands under that of the router."""

    def mark(operation: Operation) -> None:
        operation.deprecated = True
        operation.openapi_extra = {**(operation.openapi_extra or {}), **deprecation.document}

    def decorator(view: View) -> View:
        @wraps(view)
        def noted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            note(request, deprecation)
            return view(request, *args, **kwargs)

        contribute_operation_callback(noted, mark)
        return noted  # type: ignore[return-value]

    return decorator


def note(request: HttpRequest, *deprecations: Deprecation) -> None:
    """Remember that a request uses what goes: its answer will say so."""
    noted = request.__dict__.setdefault("deprecations", [])
    noted.extend(deprecations)


def tell(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say in an answer that what was asked for goes: Deprecation (RFC 9745), Sunset (RFC 8594), and where to read why.

    Of several things, the first that goes is said.
    """
    noted = request.__dict__.get("deprecations")
    if not noted:
        return
    since, until = min(one.since for one in noted), min(one.until for one in noted)
    response["Deprecation"] = f"@{_midnight(since)}"
    response["Sunset"] = http_date(_midnight(until))
    link = f'<{EXPLAINED}>; rel="deprecation"; type="text/html"'
    response["Link"] = f"{response['Link']}, {link}" if response.has_header("Link") else link


def deprecated_in(document: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return what goes by an OpenAPI document: its name for a person, and where it is described."""
    found = []
    for address, operations in document["paths"].items():
        for operation in operations.values():
            found.append((address, operation))
            found += [(f"{address} : {one['name']}", one) for one in operation["parameters"]]
    for name, described in document["components"]["schemas"].items():
        found += [(f"{name}.{key}", one) for key, one in described.get("properties", {}).items()]
    return [(name, one) for name, one in found if one.get(DEPRECATED)]


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
