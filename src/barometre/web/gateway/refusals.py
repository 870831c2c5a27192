"""Answers of the gateway to what is not served: written once when a worker starts, so that a refusal costs nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory

from barometre.web import errors
from barometre.web.api.access import open_to_every_site
from barometre.web.api.errors import SITE_FULL, TOO_MANY, problem_response
from barometre.web.gateway.kept import KeptAnswer
from barometre.web.middleware import SecurityHeaders

# When to come back to a site that is full: it works its queue off in less than a second.
FULL_SECONDS = 2


@dataclass(frozen=True)
class Refusal:
    """A refusal, as a page for people and as a problem for programs."""

    page: KeptAnswer
    problem: KeptAnswer

    def for_path(self, path: str, seconds: int | None = None) -> KeptAnswer:
        """Return the form that an address speaks; `seconds` is when to come back, when it varies."""
        answer = self.problem if path.startswith("/api/v1/") else self.page
        if seconds is None:
            return answer
        headers = [(name, value) for name, value in answer.headers if name != b"retry-after"]
        return KeptAnswer(answer.status, [*headers, (b"retry-after", str(seconds).encode())], answer.body)


@cache
def full() -> Refusal:
    """Refuse what cannot be served in time."""
    problem = problem_response(SITE_FULL, f"Trop de requêtes en même temps. {SITE_FULL.remedy}")
    problem["Retry-After"] = str(FULL_SECONDS)
    return _refusal(lambda request: errors.full(request, FULL_SECONDS), problem)


@cache
def too_many() -> Refusal:
    """Refuse a visitor who asked for too much."""
    return _refusal(
        errors.too_many, problem_response(TOO_MANY, f"Trop de requêtes de cette adresse. {TOO_MANY.remedy}")
    )


@cache
def too_slow() -> KeptAnswer:
    """Refuse a form that does not arrive."""
    return _whole(errors.too_slow)


@cache
def too_large() -> KeptAnswer:
    """Refuse what an account sends when it is too long to be read whole."""
    return _whole(errors.too_large)


def _refusal(page: Callable[[HttpRequest], HttpResponse], problem: HttpResponse) -> Refusal:
    return Refusal(_whole(page), _whole(lambda _request: open_to_every_site(problem)))


def _whole(make: Callable[[HttpRequest], HttpResponse]) -> KeptAnswer:
    """Return a response of Django with the headers that every answer has."""
    request: HttpRequest = RequestFactory().get("/", secure=settings.SECURE_HSTS_SECONDS > 0)
    response = SecurityHeaders(SecurityMiddleware(make))(request)
    response["Content-Length"] = str(len(response.content))
    headers = [(name.lower().encode(), str(value).encode("latin-1")) for name, value in response.items()]
    return KeptAnswer(response.status_code, headers, bytes(response.content))
