"""What every address of the API does: read only, open to every site, HEAD and OPTIONS, errors in the one form."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from barometre.web.api.deprecation import tell
from barometre.web.api.errors import BAD_PARAMETER, REFUSED_METHOD, problem_response

View = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)

METHODS = ("GET", "HEAD", "OPTIONS")

# Headers that a script of another site may read.
EXPOSED = "ETag, Link, X-Total-Count, Edition, Retry-After, Deprecation, Sunset"


def opened(view: View) -> View:
    """Return the view with what every address of the API does.

    No form is sent to it: a method that it refuses is a 405, and never a 403 for want of a token.
    """

    @csrf_exempt
    def open_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = _answer(view, request, *args, **kwargs)
        tell(request, response)
        return open_to_every_site(response)

    return open_view


def open_to_every_site(response: Response) -> Response:
    """Let scripts of other sites read a response and the headers that matter to them."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    return response


def _answer(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    if request.method in ("GET", "HEAD"):
        return _read(view, request, *args, **kwargs)
    allowed = ", ".join(METHODS)
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        del response["Content-Type"]
        response["Access-Control-Allow-Methods"] = allowed
        response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
    else:
        response = problem_response(
            REFUSED_METHOD, f"L’API ne fait que lire : « {request.method} » est refusé ; méthodes admises : {allowed}."
        )
    response["Allow"] = allowed
    return response


def _read(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    if "\0" in request.path:
        return problem_response(BAD_PARAMETER, "L’adresse contient un caractère nul, qui n’est pas admis.")
    if request.method == "GET":
        return view(request, *args, **kwargs)
    request.method = "GET"
    response = view(request, *args, **kwargs)
    request.method = "HEAD"
    return _without_body(response)


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """Return the headers of a GET (RFC 9110, 9.3.2); a stream is not made, and its length is not given."""
    if not isinstance(response, StreamingHttpResponse):
        return response
    bare = StreamingHttpResponse((), status=response.status_code, headers=dict(response.items()))
    response.close()
    return bare
