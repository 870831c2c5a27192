"""The brief of a meeting, as PDF, made on demand for the team: one at a time in each process."""

import logging
import threading

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from barometre.errors import BarometreError
from barometre.web.programme.brief import brief_pdf
from barometre.web.programme.models import Meeting
from barometre.web.programme.objectives.progress import followed_objectives
from barometre.web.programme.permissions import is_team
from barometre.web.shared.caching import published_edition

logger = logging.getLogger(__name__)

BUSY = "Une autre note est en train d’être faite\u00a0: réessayez dans une minute."
NO_EDITION = "Aucune édition n’est publiée\u00a0: la note n’aurait pas de chiffres."
FAILED = "La note n’a pas pu être faite. Rien n’est perdu\u00a0: la cause est dans le journal du serveur."
_running = threading.BoundedSemaphore(1)


def note(request: HttpRequest, meeting: str) -> HttpResponse:
    """Answer with the brief of a meeting, or lead back to the meeting with the reason why there is none.

    Raises:
        PermissionDenied: the account is not of the team.
        Http404: there is no such meeting.
    """
    if not is_team(request.user):
        raise PermissionDenied
    if not Meeting.objects.filter(pk=meeting).exists():
        raise Http404(f"Aucune réunion n’a l’identifiant «\u00a0{meeting}\u00a0».")
    edition = published_edition()
    if edition is None:
        return _refused(request, meeting, NO_EDITION)
    if not _running.acquire(blocking=False):
        return _refused(request, meeting, BUSY)
    try:
        pdf = brief_pdf(meeting, followed_objectives(edition), edition.date)
    except BarometreError as error:
        logger.warning("The brief of %s was not made: %s", meeting, error)
        return _refused(request, meeting, FAILED)
    finally:
        _running.release()
    name = f"note-{meeting}-{edition.date}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _refused(request: HttpRequest, meeting: str, why: str) -> HttpResponse:
    messages.error(request, why)
    return HttpResponseRedirect(reverse("admin:programme_meeting_change", args=[meeting]))
