"""« Données et archives » of one body, and the check of a file."""

import threading
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from barometre.catalogue.conditions import parse
from barometre.catalogue.paths import ArchiveStep, Dataset, Law, load_paths
from barometre.guidance.checking import check_apart
from barometre.guidance.csv_file import MOST_BYTES
from barometre.guidance.datasets import Form, Report, forms
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.guidance.evidence import Seen, seen
from barometre.web.pages.bodies import body_at, sheet_address, trail_to
from barometre.web.pages.duty import Duty, properties

PART = "donnees-et-archives/"
TITLE = "Données et archives"
# A file and the rest of its form.
MOST_SENT = MOST_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# Files that are checked together in one process: each takes a processor for some seconds, and one of the few threads.
_running = threading.BoundedSemaphore(1)

_TOO_LARGE = f"Le fichier est trop gros : {MOST_BYTES // 1_000_000} Mo au plus. Envoyez une partie des lignes."
_BUSY = "Un autre fichier est en cours de vérification. Réessayez dans une minute."


@dataclass(frozen=True)
class Line:
    """A data set, or a thing to do about archives, as it stands for one body.

    Attributes:
        duty: what the law asks of it.
        condition: what decides when that is not known.
        unsure: whether the text was not read: shown as to be checked.
        seen: what is known of it.
    """

    entry: Dataset | ArchiveStep
    duty: Duty
    condition: str
    unsure: bool
    seen: list[Seen]


def data_and_archives(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the page; old codes lead to the page of today."""
    body = body_at(request.edition, kind, code, PART)
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    page: dict[str, Any] = {
        "body": body,
        "datasets": datasets_of(request.edition, body),
        "archives": archives_of(request.edition, body),
        "sheet_address": sheet_address(body),
        "trail": [*trail_to(body)[:-1], (body.name, sheet_address(body)), (TITLE, None)],
    }
    return render(request, "guidance/open_data.html", page)


def datasets_of(edition: Edition, body: Collectivite) -> list[Line]:
    """Return the data sets that concern a body: asked for by law first, then on a condition, then advised."""
    known = properties(body.profile, body.population, body.facts)
    found = []
    for entry in load_paths().datasets:
        duty = _duty(entry.law, known)
        if parse(entry.concerns).holds(known) is False or (duty is Duty.NONE and not entry.advised):
            continue
        found.append(_line(edition, body, entry, entry.law, duty))
    return sorted(found, key=lambda one: list(Duty).index(one.duty))


def archives_of(edition: Edition, body: Collectivite) -> list[Line]:
    """Return what concerns a body about archives."""
    known = properties(body.profile, body.population, body.facts)
    found = [
        (entry, _duty(entry.law, known) if entry.obligation else Duty.NONE)
        for entry in load_paths().archives
        if parse(entry.law.concerns).holds(known) is not False
    ]
    return [_line(edition, body, entry, entry.law, duty) for entry, duty in found]


def _duty(law: Law | None, known: dict[str, object]) -> Duty:
    if law is None:
        return Duty.NONE
    return {True: Duty.LAW, False: Duty.NONE, None: Duty.IF}[parse(law.concerns).holds(known)]


def _line(edition: Edition, body: Collectivite, entry: Dataset | ArchiveStep, law: Law | None, duty: Duty) -> Line:
    found = seen(edition.catalogue, body.facts, entry.facts)
    shown = [found[0], *(one for one in found[1:] if one.known)] if found else []
    condition = (law.condition or "") if law and duty is Duty.IF else ""
    return Line(entry, duty, condition, bool(law and law.read == "unread"), shown)


@csrf_exempt
def check(request: HttpRequest) -> HttpResponse:
    """Show the form of the check, and what a file that it sends is found to be; nothing of it is kept."""
    if request.method != "POST":
        return _check_page(request, forms().get(request.GET.get("format", "")))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_SENT:
        return _check_page(request, None, Report(refused=_TOO_LARGE), status=413)
    return csrf_protect(_checked)(request)


def _checked(request: HttpRequest) -> HttpResponse:
    form, file = forms().get(request.POST.get("format", "")), request.FILES.get("fichier")
    if form is None:
        return _check_page(
            request, None, Report(refused="Choisissez le format auquel comparer le fichier."), status=400
        )
    if file is None:
        return _check_page(request, form, Report(refused="Choisissez un fichier."), status=400)
    if file.size > MOST_BYTES:
        return _check_page(request, form, Report(refused=_TOO_LARGE), status=413)
    if not _running.acquire(blocking=False):
        return _check_page(request, form, Report(refused=_BUSY), status=503)
    try:
        report = check_apart(file.read(), form)
    finally:
        _running.release()
    return _check_page(request, form, report, status=400 if report.refused else 200)


def _check_page(
    request: HttpRequest, form: Form | None, report: Report | None = None, status: int = 200
) -> HttpResponse:
    page = {
        "forms": forms().values(),
        "form": form,
        "report": report,
        "most": MOST_BYTES,
        "trail": [("Vérifier un fichier de données", None)],
    }
    return render(request, "guidance/check.html", page, status=status)
