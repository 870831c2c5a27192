"""« Numérique responsable » of one body: what is seen, answers to the RGESN, plan, gains, declaration, strategy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.catalogue.conditions import parse
from barometre.catalogue.paths import Criterion, Paths, StrategyPart, load_paths
from barometre.guidance.assessment import WEIGHTS, CriterionAnswer, plan, progress, speaks
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.guidance.answers import FIRST, AssessmentAddress, query, read
from barometre.web.guidance.estimate import estimate
from barometre.web.guidance.evidence import Seen, numbers, seen
from barometre.web.pages.bodies import body_at, key, route, sheet_address, trail_to
from barometre.web.pages.duty import properties

PART = "numerique-responsable/"
TITLE = "Numérique responsable"
PRIORITIES = {"prioritaire": "prioritaire", "recommande": "recommandé", "modere": "modéré"}
DIFFICULTIES = {"faible": "faible", "moyen": "moyenne", "fort": "forte"}
# What a page shows of a plan; the rest is counted.
STEPS = 5
# Facts shown at the top, as the page « Observation » names them.
SEEN = (
    "site.ecoindex-grade",
    "site.page-weight",
    "site.requests",
    "site.dom-elements",
    "site.images-modern",
    "site.cached-resources",
    "site.compressed-resources",
    "site.third-parties",
    "site.trackers",
    "site.hosting-country",
)
GROUPS = {
    "programme": "Le programme de travail",
    "strategie": "La stratégie",
    "bilan": "Le bilan",
    "sujet": "Sujets possibles",
}


@dataclass(frozen=True)
class CriterionQuestion:
    """A criterion as a page asks it.

    Attributes:
        answer: what the address answers.
        seen: what is known of its clues.
        sees: whether what is seen speaks for it or against it; None when nothing decides.
    """

    criterion: Criterion
    answer: CriterionAnswer
    seen: list[Seen]
    sees: bool | None

    @property
    def differs(self) -> bool:
        """Whether what is answered and what is seen say the contrary."""
        return (self.answer, self.sees) in ((CriterionAnswer.MET, False), (CriterionAnswer.MISSED, True))


def responsible(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the page; what a form sends is made a compact address, and old codes lead to the page of today."""
    body = body_at(request.edition, kind, code, PART)
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    paths = load_paths()
    asked = read(request, paths)
    if asked.sent:
        return HttpResponseRedirect(f"{request.path}{query(asked, paths)}#resultat")
    page = _common(request.edition, body, asked, paths)
    return render(request, "guidance/responsible.html", page | {"trail": _trail(body, None)})


def declaration(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the eco-design declaration to print: what was answered, and blanks for the rest."""
    body = body_at(request.edition, kind, code, f"{PART}declaration/")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    paths = load_paths()
    asked = read(request, paths)
    page = _common(request.edition, body, asked, paths) | {"trail": _trail(body, "Déclaration d’écoconception")}
    return render(request, "guidance/declaration.html", page)


def _trail(body: Collectivite, last: str | None) -> list[tuple[str, str | None]]:
    here = (TITLE, reverse(f"{route(body)}-responsible", args=[key(body)]) if last else None)
    return [*trail_to(body)[:-1], (body.name, sheet_address(body)), here, *([(last, None)] if last else [])]


def _common(edition: Edition, body: Collectivite, asked: AssessmentAddress, paths: Paths) -> dict[str, Any]:
    """Return what the page and the declaration both show."""
    counted = numbers(body.facts)
    questions = {one.id: _question(edition.catalogue, body.facts, counted, one, asked) for one in paths.rgesn}
    against = {name for name, one in questions.items() if one.sees is False}
    steps = plan(paths.rgesn, asked.criteria, against)
    shown = seen(edition.catalogue, body.facts, SEEN)
    found = progress(paths.rgesn, asked.criteria)
    return {
        "body": body,
        "asked": asked,
        "end": query(asked, paths),
        "kept": _kept(asked, paths),
        "sheet_address": sheet_address(body),
        "here": reverse(f"{route(body)}-responsible", args=[key(body)]),
        "declaration": reverse(f"{route(body)}-declaration", args=[key(body)]),
        "seen": shown,
        "looked": any(one.day for one in shown),
        "own_site": body.facts.get("site.host", {}).get("text") or "",
        "themes": [(theme, query(asked.opening(theme.id), paths)) for theme in paths.rgesn_themes],
        "first": query(asked.opening(FIRST), paths),
        "questions": [one for one in questions.values() if _is_open(one.criterion, asked.opened)],
        "every": questions.values(),
        "progress": found,
        "by_answer": {answer.name.lower(): criteria for answer, criteria in found.by_answer.items()},
        "steps": [questions[one.id] for one in steps[:STEPS]],
        "more_steps": max(0, len(steps) - STEPS),
        "differing": [one for one in questions.values() if one.differs],
        "estimate": estimate(edition, (body.kind, body.strate), counted, asked),
        "strategy": _strategy(edition.catalogue, body, asked, paths.reen),
        "priorities": PRIORITIES,
        "difficulties": DIFFICULTIES,
        "weights": WEIGHTS,
    }


def _kept(asked: AssessmentAddress, paths: Paths) -> list[tuple[str, str]]:
    """Return the parameters that a form of the page has to keep, as hidden fields."""
    pairs = (pair.partition("=")[::2] for pair in query(asked, paths)[1:].split("&"))
    return [(name, value) for name, value in pairs if name]


def _is_open(criterion: Criterion, opened: str) -> bool:
    return criterion.first if opened == FIRST else criterion.theme == opened


def _question(
    catalogue: Mapping[str, Any],
    facts: Mapping[str, Any],
    counted: Mapping[str, float | None],
    criterion: Criterion,
    asked: AssessmentAddress,
) -> CriterionQuestion:
    known = [one for one in seen(catalogue, facts, (clue.fact for clue in criterion.clues)) if one.known]
    return CriterionQuestion(
        criterion, asked.criteria.get(criterion.id, CriterionAnswer.NONE), known, speaks(criterion, counted)
    )


def _strategy(
    catalogue: Mapping[str, Any], body: Collectivite, asked: AssessmentAddress, parts: tuple[StrategyPart, ...]
) -> list[tuple[str, list[tuple[StrategyPart, CriterionAnswer, list[Seen]]]]]:
    """Return what the strategy must hold, by group; nothing for a body that the law does not ask for one."""
    known = properties(body.profile, body.population, body.facts)
    groups: dict[str, list[tuple[StrategyPart, CriterionAnswer, list[Seen]]]] = {}
    for part in parts:
        if parse(part.concerns).holds(known):
            found = [one for one in seen(catalogue, body.facts, part.facts) if one.known]
            groups.setdefault(part.part, []).append((part, asked.parts.get(part.id, CriterionAnswer.NONE), found))
    return [(GROUPS[name], lines) for name, lines in groups.items()]
