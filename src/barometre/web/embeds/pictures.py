"""The pictures themselves: served to the visitors of other sites, so light, kept a day, and with nothing that runs."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect

from barometre.web.editions.models import Collectivite
from barometre.web.maps import badge as drawing
from barometre.web.pages.bodies import body_at
from barometre.web.pages.told import chart_of_themes, told
from barometre.web.shared import caching
from barometre.web.shared.tags import is_known

# A day, by browsers and by caches between: what is shown is never older, and its date is in it.
KEPT = "public, max-age=86400"
HEADERS = {
    "Content-Security-Policy": drawing.POLICY,
    # A page that isolates itself (Cross-Origin-Embedder-Policy: require-corp) may show it.
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def badge(request: HttpRequest, kind: str, code: str, subject: str = "") -> HttpResponse:
    """Answer with one figure of a body: what is seen of it, one theme, or one answer.

    Raises:
        Http404: there is no such body or subject.
    """
    body = _body(request, kind, code, f"badge/{subject}.svg" if subject else "badge.svg")
    if isinstance(body, HttpResponse):
        return body
    label = told(request.edition, body, subject)
    if label is None:
        raise Http404(f"Cette édition n’a ni thème ni indicateur nommé « {subject} ».")
    return _answer(request, drawing.badge(label))


def themes(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Answer with the themes of a body as bars.

    Raises:
        Http404: there is no such body.
    """
    body = _body(request, kind, code, "themes.svg")
    if isinstance(body, HttpResponse):
        return body
    return _answer(request, chart_of_themes(request.edition, body))


def _body(request: HttpRequest, kind: str, code: str, part: str) -> Collectivite | HttpResponse:
    """Return the body of an address, or the way to the picture: of the one that took it in, or without parameters.

    Some sites add a parameter to the addresses of their pictures: it leads to the one answer that is kept.
    """
    if request.GET:
        return HttpResponsePermanentRedirect(request.path, headers=HEADERS)
    found = body_at(request.edition, kind, code, part)
    if not isinstance(found, str):
        return found
    if not found.endswith(part):
        raise Http404(f"La collectivité de code « {code} » n’est pas mesurée.")
    return HttpResponsePermanentRedirect(found, headers=HEADERS)


def _answer(request: HttpRequest, picture: drawing.Picture) -> HttpResponse:
    content = picture.svg.encode()
    headers = HEADERS | {"ETag": caching.content_etag(content), "Cache-Control": KEPT}
    if is_known(request.headers.get("If-None-Match"), headers["ETag"]):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, content_type="image/svg+xml", headers=headers)
