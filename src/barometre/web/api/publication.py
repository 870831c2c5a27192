"""For which edition an answer is made, and for how long it may be kept."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from barometre.web.api.errors import NO_EDITION, UNKNOWN_EDITION, ProblemError
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.replies.shown import with_replies
from barometre.web.shared import caching


def edition_for(day: date | None) -> Edition:
    """Return the edition of a date, the current one for None.

    Raises:
        ProblemError: none is published, or none of that date.
    """
    current = caching.published_edition()
    if current is None:
        raise ProblemError(NO_EDITION, f"Aucune édition n’est encore publiée. {NO_EDITION.remedy}")
    if day is None or day == current.date:
        return current
    edition = queries.edition_of(day)
    if edition is None:
        known = ", ".join(str(date) for date in queries.editions().values_list("date", flat=True))
        raise ProblemError(UNKNOWN_EDITION, f"Il n’y a pas d’édition du {day} ; éditions publiées : {known}.")
    return edition


def answer(request: HttpRequest, day: date | None, make: Callable[[Edition], HttpResponseBase]) -> HttpResponseBase:
    """Answer from one edition: 304 when the caller has it already, else what `make` makes of it.

    Raises:
        ProblemError: the edition does not exist, or `make` refuses.
    """
    edition = edition_for(day)
    response = kept(request, caching.data_etag(edition, with_replies()), lambda: make(edition))
    response["Edition"] = str(edition.date)
    return response


def kept(request: HttpRequest, tag: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer with an ETag; 304 when the caller has that one, and the answer would be good (RFC 9110, 13.2.1)."""
    response = make()
    if response.status_code == 200:
        response["ETag"] = tag
        unchanged = get_conditional_response(request, etag=tag, response=response)
        if unchanged is not None and unchanged.status_code == 304:
            response.close()
            response = unchanged
    patch_cache_control(response, public=True, max_age=caching.MAX_AGE)
    return response


def tag_of(editions: Iterable[Edition]) -> str:
    """Return the ETag of what depends on several editions, and on which of them is the current one."""
    told = "".join(f"{edition.build_id}{edition.current}" for edition in editions)
    digest = hashlib.sha256(told.encode()).hexdigest()
    return f'W/"{digest[:20]}-{caching.code_digest()}"'


def moved(request: HttpRequest, asked: str, today: str) -> HttpResponsePermanentRedirect:
    """Answer 301 to the same address with the code of today, parameters kept."""
    path, _, query = request.get_full_path().partition("?")
    place = path.rsplit(asked, 1)
    return HttpResponsePermanentRedirect(today.join(place) + (f"?{query}" if query else ""))
