"""The method, written from the catalogue and the manifest of the edition, so that it says what was done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.territory import reference
from barometre.territory.strates import STRATES
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.pages import sheet as sheets
from barometre.web.shared import catalogue
from barometre.web.shared.words import KINDS, STATUS, STATUS_HELP

# Brest: a well-known commune whose scores differ from one indicator to the next.
EXAMPLE = "29019"


def methodology(request: HttpRequest) -> HttpResponse:
    """Show levels, thresholds, the rule for missing values, strates, indicators and a worked example."""
    edition = request.edition
    page = {
        "levels": edition.catalogue["levels"],
        "method": edition.manifest["method"],
        "statuses": [(label, STATUS_HELP.get(status, "")) for status, label in STATUS.items()],
        "strates": [(KINDS[kind].capitalize(), strates) for kind, strates in STRATES.items() if kind != "ept"],
        "themes": _themes(edition),
        "sources": list(edition.catalogue["sources"].values()),
        "producers": reference.sources(),
        "example": example(edition, EXAMPLE),
        "trail": [("Méthode", None)],
    }
    return render(request, "pages/methodology.html", page)


def example(edition: Edition, code: str) -> dict[str, Any] | None:
    """Calculate the best known theme of a commune again, None when it has no scored theme in this edition."""
    authority = queries.by_code(edition, "commune", code)
    themes = sheets.make_sheet(edition, authority).themes if authority else []
    scored = [theme for theme in themes if theme.seen.score is not None]
    if authority is None or not scored:
        return None
    theme = max(scored, key=lambda one: len(one.known))
    of_reading = set(catalogue.seen_indicators(edition))
    known = [
        (one.title, one.weight, one.score) for one in theme.known if one.score is not None and one.id in of_reading
    ]
    steps = [
        {"title": title, "weight": weight, "score": score, "product": weight * score} for title, weight, score in known
    ]
    weights, total = sum(weight for _, weight, _ in known), sum(weight * score for _, weight, score in known)
    sums = {"weights": weights, "total": total, "result": total / weights, "published": theme.seen.score}
    return {"authority": authority, "theme": theme.title, "steps": steps} | sums


def _themes(edition: Edition) -> list[dict[str, Any]]:
    themes = edition.catalogue["themes"].items()
    return [
        {"id": identifier, "title": theme["name"], "indicators": catalogue.indicators(edition, identifier).items()}
        for identifier, theme in themes
    ]
