"""One page of paper on one body, for its council: what is known, what is good, what to do, what the law asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from barometre.catalogue.guidance import Obligation
from barometre.web.pages.bodies import address, body_at, sheet_address, trail_to
from barometre.web.pages.presenters import FULL, Evidence
from barometre.web.pages.sheet import make_sheet

# Lines of each list: with nine themes and these, an A4 page is never full.
STRONG, STEPS, DUTIES, TO_CHECK = 6, 3, 6, 4


@dataclass(frozen=True)
class Shortened:
    """The first lines of a list, and how many more the sheet has."""

    shown: Sequence[Evidence | Obligation]
    more: int


def council(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the page to print; old codes lead to the page of today."""
    body = body_at(request.edition, kind, code, "imprimer/")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    sheet = make_sheet(request.edition, body)
    known = [evidence for theme in sheet.themes for evidence in theme.known]
    page: dict[str, Any] = {
        "body": body,
        "sheet": sheet,
        "strong": strong(known),
        "steps": [step for step in sheet.steps if step.known][:STEPS],
        "duties": Shortened(sheet.missed[:DUTIES], len(sheet.missed[DUTIES:])),
        "to_check": Shortened(sheet.unknown[:TO_CHECK], len(sheet.unknown[TO_CHECK:])),
        "address": request.build_absolute_uri(sheet_address(body)),
        "sheet_address": sheet_address(body),
        "observation": address(body),
        "trail": [*trail_to(body)[:-1], (body.name, sheet_address(body)), ("Page à imprimer", None)],
    }
    return render(request, "pages/council.html", page)


def strong(known: list[Evidence]) -> Shortened:
    """Return what is as it should be, what weighs most first."""
    full = sorted((one for one in known if one.score == FULL), key=lambda one: -one.weight)
    return Shortened(full[:STRONG], len(full[STRONG:]))
