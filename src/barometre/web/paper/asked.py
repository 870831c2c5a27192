"""Documents on paper asked for on the site: set one at a time, kept until the edition changes."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from barometre.settings import settings
from barometre.tables import replace_file
from barometre.web import errors
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.pages.bodies import body_at
from barometre.web.pages.editions import day_asked
from barometre.web.paper.brief import area_of, brief_pdf
from barometre.web.paper.sheet import sheet_pdf
from barometre.web.paper.synthesis import synthesis_pdf
from barometre.web.shared.caching import code_version
from barometre.web.shared.catalogue import in_order
from barometre.web.shared.marks import FILE

# Ends of addresses: after that of an edition, of a territory, of a collectivité.
SYNTHESIS, BRIEF, SHEET = "synthese.pdf", "note.pdf", "fiche.pdf"
# To set a document takes a processor, which pages need. Who waits longer comes back later.
WAIT_SECONDS = 5.0
BUSY_SECONDS = 10
_setting = threading.BoundedSemaphore(1)


def synthesis(request: HttpRequest, day: str) -> HttpResponse:
    """Answer with the synthesis of an edition published whole, made the first time that it is asked for.

    Raises:
        Http404: no such edition is published whole.
    """
    asked = day_asked(day)
    edition = queries.edition_of(asked) if asked else None
    if edition is None:
        raise Http404("Il n’y a pas ici de synthèse de cette édition.")
    kept = kept_synthesis(edition)
    if kept.is_file():
        return _answer(kept.read_bytes(), f"synthese-{edition.date}.pdf")
    return _set(request, lambda: _make_synthesis(edition, kept), f"synthese-{edition.date}.pdf")


def brief(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Answer with the brief of a département or a région.

    Raises:
        Http404: there is no such territory.
    """
    area = area_of(kind, code)
    if area is None:
        raise Http404(f"Aucun territoire n’a le code « {code} ».")
    return _set(request, lambda: brief_pdf(request.edition, area), f"note-{kind}-{code}-{request.edition.date}.pdf")


def sheet(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Answer with the sheet of a collectivité; old codes lead to that of today."""
    body = body_at(request.edition, kind, code, SHEET)
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    site = request.build_absolute_uri("/").rstrip("/")
    return _set(
        request, lambda: sheet_pdf(request.edition, body, site), f"fiche-{body.siren}-{request.edition.date}.pdf"
    )


def kept_synthesis(edition: Edition) -> Path:
    """Return where the synthesis of a build is kept, by the version of the site that wrote it."""
    name = f"{edition.date}-{edition.build_id[:12]}-{edition.before_build[:8]}-{code_version()}.pdf"
    return settings().var / "synthesis" / name


def _make_synthesis(edition: Edition, kept: Path) -> bytes:
    """Set a synthesis, and keep it where this process may write; another may have done so while this one waited."""
    if kept.is_file():
        return kept.read_bytes()
    edition.catalogue = in_order(edition.catalogue)
    made = synthesis_pdf(edition)
    if os.access(settings().var, os.W_OK):
        kept.parent.mkdir(exist_ok=True)
        for former in kept.parent.glob(f"{edition.date}-*.pdf"):
            former.unlink(missing_ok=True)
        replace_file(made, kept)
    return made


def _set(request: HttpRequest, make: Callable[[], bytes], name: str) -> HttpResponse:
    """Answer with a document once it is set; the gateway keeps it like a page (`gateway.kept`)."""
    if not _setting.acquire(timeout=WAIT_SECONDS):
        return errors.full(request, BUSY_SECONDS)
    try:
        made = make()
    finally:
        _setting.release()
    return _answer(made, name)


def _answer(made: bytes, name: str) -> HttpResponse:
    name = f"{FILE if settings().demonstration else ''}{name}"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
