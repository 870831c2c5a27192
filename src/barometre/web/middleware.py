"""Security headers of every answer; edition, cache and its two failures for the pages; who is in the audit log."""

import re
from collections.abc import Callable

from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import cache

from barometre.web import errors
from barometre.web.programme.version import programme_version, recent_version
from barometre.web.replies.shown import with_replies
from barometre.web.shared import caching
from barometre.web.shared.requests import ParameterError, has_null_character
from barometre.web.shared.tags import plain_tags

Answer = Callable[[HttpRequest], HttpResponseBase]

# No inline style, nothing from another site, no script (https://www.w3.org/TR/CSP3/).
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

# Django's admin, where accounts edit: it has scripts, from its own files only.
GESTION = "/gestion/"
GESTION_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# Pages that show more to accounts, and change when the programme does.
PROGRAMME = "/programme/"

# Rooms of town halls. The address that enters one has the token of its link: nothing is told more of it than the
# origin. Under « no-referrer », browsers would send forms with « Origin: null » (Fetch, 3.2), which Django refuses.
# The address that unsubscribes is such a one too.
ROOM = ("/mairie/", "/enquete/desinscription/")
ROOM_REFERRER = "strict-origin"

# Methods of the pages: nothing can be sent to them.
READING = ["GET", "HEAD"]
# Addresses to which a form is sent; a GET there leads to the page of the form.
SENDING = re.compile(r"/(communes|collectivites)/[^/]+/observation/regarder/")
# Pages whose form is sent to their own address.
FORM = re.compile(
    r"/programme/projets/[^/]+/inscription/|/(communes|collectivites)/[^/]+/(contester/[^/]+|mairie)/|/tableau/liste/"
    r"|/mairie/.*"
    r"|/donnees-et-archives/verifier/|/enquete/desinscription/"
)
# Pages that tell of packages, which are made once an edition is published.
PACKAGES = re.compile(r"/donnees/(catalogue\.jsonld)?|/editions/([^/]+/)?")
# Pages that show more than the edition (requests of visitors since, what a body declares): no cache keeps them.
LIVING = re.compile(
    rf"/(communes|collectivites)/[^/]+/(observation|que-faire)/|/contestations/.*|/droit-de-reponse/.*|{FORM.pattern}"
    rf"|{SENDING.pattern}"
)

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeaders:
    """The same strict headers on pages, files, API answers and errors."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then add the headers."""
        response = self.get_response(request)
        if response.cookies:
            cache.add_never_cache_headers(response)  # a cookie is for one person: no cache keeps it
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        gestion = request.path.startswith(GESTION)
        # What is shown on the sites of others, which has nothing of ours, has a policy of its own (`web.embeds`).
        response.headers.setdefault("Content-Security-Policy", GESTION_POLICY if gestion else CONTENT_SECURITY_POLICY)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        if request.path.startswith(ROOM):
            response["Referrer-Policy"] = ROOM_REFERRER
            response["X-Robots-Tag"] = "noindex"
        return response


def plain_conditions(get_response: Answer) -> Answer:
    """Know again what was sent before, from tags to which a proxy that compresses added its mark."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "HTTP_IF_NONE_MATCH" in request.META:
            request.META["HTTP_IF_NONE_MATCH"] = plain_tags(request.META["HTTP_IF_NONE_MATCH"])
        return get_response(request)

    return answer


class CompressedPages(GZipMiddleware):
    """Compress answers, but not files: they are sent as their checksums say, and gone on with when cut."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress an answer that is not a file."""
        return response if response.has_header("Accept-Ranges") else super().process_response(request, response)


def audited(get_response: Answer) -> Answer:
    """Tell the audit log which account makes the changes of a request that sends something; nothing else asks who."""
    logged = AuditlogMiddleware(get_response)
    return lambda request: logged(request) if request.method == "POST" else get_response(request)


class PublishedEdition:
    """Give pages the published edition as `request.edition`; answer 304, or 503 when there is nothing to show.

    The API makes its own answers: its errors are JSON. The admin needs no edition, and no cache keeps it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from the edition."""
        if request.path.startswith("/api/v1/"):
            return self.get_response(request)
        gestion = request.path.startswith(GESTION)
        sent = gestion or FORM.fullmatch(request.path) or SENDING.fullmatch(request.path)
        allowed = [*READING, "POST"] if sent else READING
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        if has_null_character(request, form=gestion):
            return errors.bad_request(request, BadRequest("null character"))
        try:
            known = (gestion or request.path.startswith(PROGRAMME)) and self._is_known(request)
            if gestion:
                return self._unkept(self.get_response(request))
            edition = caching.published_edition()
            if edition is None:
                return errors.no_edition(request)
            version = with_replies(programme_version() if request.path.startswith(PROGRAMME) else recent_version())
        except OperationalError as failure:
            return errors.no_database(request, failure)
        request.edition = edition
        if known or request.method == "POST" or LIVING.fullmatch(request.path):
            return self._unkept(self.get_response(request))
        if PACKAGES.fullmatch(request.path):
            version += caching.packages_state()
        if request.path.startswith("/editions/"):
            version += caching.editions_state(request.path.split("/")[2])
        tag = caching.etag(edition, version)
        known_tag = request.headers.get("If-None-Match")
        if known_tag and known_tag != "*" and (unchanged := cache.get_conditional_response(request, etag=tag)):
            return self._dated(request, unchanged, tag)
        response = self.get_response(request)
        if response.status_code not in (200, 301):
            return response
        dated = self._dated(request, response, tag)
        if known_tag == "*" and response.status_code == 200:  # any page that there is (RFC 9110, 13.1.2)
            return cache.get_conditional_response(request, etag=response["ETag"], response=dated) or dated
        return dated

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say what a parameter should be, or that the database went away meanwhile; other errors are bugs."""
        if isinstance(exception, ParameterError):
            return errors.bad_request(request, exception)
        return errors.no_database(request, exception) if isinstance(exception, OperationalError) else None

    @staticmethod
    def _is_known(request: HttpRequest) -> bool:
        """Return whether an account asks. The session is read only when the request has its cookie."""
        return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated

    @staticmethod
    def _unkept(response: HttpResponseBase) -> HttpResponseBase:
        """Forbid every cache to keep the response: it is for one person, or changes by itself."""
        cache.add_never_cache_headers(response)
        return response

    @staticmethod
    def _dated(request: HttpRequest, response: HttpResponseBase, tag: str) -> HttpResponseBase:
        """Let caches keep the response: pages of the programme are checked at each visit, others after a delay.

        An answer that has the ETag of its content, or its own delay, keeps it.
        """
        if response.has_header("ETag"):
            response[caching.STATE] = tag
        else:
            response["ETag"] = tag
        if response.has_header("Cache-Control"):
            return response
        if request.path.startswith(PROGRAMME):
            cache.patch_cache_control(response, public=True, no_cache=True)
            cache.patch_vary_headers(response, ["Cookie"])
        else:
            cache.patch_cache_control(response, public=True, max_age=caching.MAX_AGE)
        return response
