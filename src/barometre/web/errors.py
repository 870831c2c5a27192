"""Pages of errors: each says what happened and what to do. None reads the database."""

import logging
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.web.search.index import Hit, index
from barometre.web.shared.requests import ParameterError

logger = logging.getLogger(__name__)

_COLLECTIVITE = re.compile(r"/(?:communes|epci|departements|regions|collectivites)/([^/]{2,60})/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: the address is malformed, or a parameter of it has a value that means nothing."""
    reason = str(exception) if isinstance(exception, ParameterError) else ""
    return render(request, "errors/400.html", {"reason": reason}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: there is nothing at this address; the page offers the search, and what the address names."""
    page = {"reason": _reason(exception), "hits": _named(request.path)}
    return render(request, "errors/404.html", page, status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: a form was sent without its token, or with an old one."""
    logger.warning("A form was refused: %s", reason)
    return render(request, "errors/403.html", status=403)


def busy(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer 503: too many observations are running."""
    response = _unavailable(request, "errors/busy.html")
    response["Retry-After"] = str(seconds)
    return response


def full(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer 503: more is asked at once than can be served in time. Without any file, so that it costs no request."""
    response = _unavailable(request, "errors/full.html")
    response["Retry-After"] = str(seconds)
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429: this visitor sent as many forms as one may in a day."""
    response = render(request, "errors/429.html", status=429)
    response["Cache-Control"] = "no-store"
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413: what an account sent is longer than what is read."""
    response = render(request, "errors/413.html", status=413)
    response["Cache-Control"] = "no-store"
    return response


def too_slow(request: HttpRequest) -> HttpResponse:
    """Answer 408: a form did not arrive in time."""
    response = render(request, "errors/408.html", status=408)
    response["Cache-Control"] = "no-store"
    response["Connection"] = "close"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: the site has a bug."""
    return render(request, "errors/500.html", status=500)


def no_edition(request: HttpRequest) -> HttpResponse:
    """Answer 503: no edition has been published yet."""
    return _unavailable(request, "errors/no_edition.html")


def no_database(request: HttpRequest, failure: Exception) -> HttpResponse:
    """Answer 503: PostgreSQL does not answer."""
    logger.error("PostgreSQL does not answer: %s", str(failure).strip().splitlines()[0])
    return _unavailable(request, "errors/no_database.html")


def _unavailable(request: HttpRequest, template: str) -> HttpResponse:
    response = render(request, template, status=503)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


def _reason(exception: Exception) -> str:
    """Return the sentence that a view gave to Http404, empty when no address matched."""
    first = exception.args[0] if exception.args else ""
    return first if isinstance(first, str) else ""


def _named(path: str) -> list[Hit]:
    """Return the pages that the address of a collectivité may have meant: /communes/mareuil/."""
    found = _COLLECTIVITE.match(path)
    return index().search(found[1].replace("-", " "), limit=5) if found else []
