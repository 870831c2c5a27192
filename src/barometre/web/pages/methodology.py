"""The method, written from the catalogue and the manifest of the edition, so that it says what was done."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.territory import reference
from barometre.territory.strates import STRATES
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages import sheet as sheets
from barometre.web.shared import catalogue
from barometre.web.shared.words import KINDS, STATUS, STATUS_HELP

# Brest: a well-known commune whose scores differ from one indicator to the next.
EXAMPLE = "29019"


@dataclass(frozen=True)
class ExampleStep:
    """One line of the worked example: an indicator, its weight, its score."""

    title: str
    weight: float
    score: float

    @property
    def product(self) -> float:
        """Weight × score."""
        return self.weight * self.score


@dataclass(frozen=True)
class Example:
    """A theme of a real commune, calculated again step by step."""

    authority: Collectivite
    theme: str
    steps: list[ExampleStep]
    published: float

    @property
    def weights(self) -> float:
        """Sum of the weights."""
        return sum(step.weight for step in self.steps)

    @property
    def total(self) -> float:
        """Sum of the products."""
        return sum(step.product for step in self.steps)

    @property
    def result(self) -> float:
        """The score calculated again."""
        return self.total / self.weights


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


def example(edition: Edition, code: str) -> Example | None:
    """Calculate the best known theme of a commune again, None when it has no scored theme in this edition."""
    authority = queries.by_code(edition, "commune", code)
    scored = sheets.make_sheet(edition, authority).scored if authority else []
    if authority is None or not scored:
        return None
    theme = max(scored, key=lambda indicator: len(indicator.known))
    steps = [
        ExampleStep(indicator.title, indicator.weight, indicator.score)
        for indicator in theme.known
        if indicator.score is not None
    ]
    return Example(authority, theme.title, steps, theme.standing.score or 0.0)


def _themes(edition: Edition) -> list[dict[str, Any]]:
    themes = edition.catalogue["themes"].items()
    return [
        {"id": identifier, "title": theme["name"], "indicators": catalogue.indicators(edition, identifier).items()}
        for identifier, theme in themes
    ]
