"""/robots.txt: everything here is public and may be indexed."""

from django.http import HttpRequest, HttpResponse

ROBOTS = "User-agent: *\nAllow: /\n"


def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What robots may visit (RFC 9309)."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
