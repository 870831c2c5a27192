"""Security headers of every answer; edition, cache and its two failures for the pages."""

import re
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control

from barometre.web import caching, errors

Answer = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere, no script at all (https://www.w3.org/TR/CSP3/)."""

READING = ["GET", "HEAD"]
"""Methods of the pages: nothing can be sent to them."""
SENDING = re.compile(r"/(communes|collectivites)/[^/]+/observation/(regarder|contester)/")
"""The only addresses to which something can be sent."""
LIVING = re.compile(r"/(communes|collectivites)/[^/]+/observation/")
"""Pages that show more than the edition: what was asked and contested since. They are never kept."""

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeaders:
    """The same strict headers on pages, files, API answers and errors."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then add the headers."""
        response = self.get_response(request)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response


class PublishedEdition:
    """Give pages the published edition as `request.edition`; answer 304, or 503 when there is nothing to show.

    The API looks after its own answers: its errors are JSON.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from the edition."""
        if request.path.startswith("/api/"):
            return self.get_response(request)
        allowed = ["POST"] if SENDING.fullmatch(request.path) else READING
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        try:
            edition = caching.published_edition()
        except OperationalError as failure:
            return errors.no_database(request, failure)
        if edition is None:
            return errors.no_edition(request)
        request.edition = edition
        if request.method == "POST" or LIVING.fullmatch(request.path):
            response = self.get_response(request)
            add_never_cache_headers(response)
            return response
        tag = caching.etag(edition)
        seen = request.headers.get("If-None-Match")
        if seen and seen != "*" and (unchanged := get_conditional_response(request, etag=tag)):
            return self._dated(unchanged, tag)
        response = self.get_response(request)
        return self._dated(response, tag) if response.status_code in (200, 301) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say that the database went away while the page was being made; other errors are bugs."""
        return errors.no_database(request, exception) if isinstance(exception, OperationalError) else None

    @staticmethod
    def _dated(response: HttpResponseBase, tag: str) -> HttpResponseBase:
        response["ETag"] = tag
        patch_cache_control(response, public=True, max_age=caching.MAX_AGE)
        return response
