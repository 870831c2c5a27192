"""What one body does next: at most five actions, each with why, how, who helps here, and how it will be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from barometre.catalogue.guidance import NEAR, Action, Helper, Tool
from barometre.guidance import words
from barometre.guidance.nearby import Nearby, Place, helpers_for
from barometre.scoring.readings import OVERALL, Reading, measure_id
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.guidance.nearest import Near, nearest
from barometre.web.guidance.qr import qr_code
from barometre.web.pages.bodies import address, body_at, key, route, sheet_address, trail_to
from barometre.web.pages.presenters import Standing, standing
from barometre.web.pages.verdict import origin
from barometre.web.shared import guidance
from barometre.web.shared.addresses import address_of
from barometre.web.shared.french import number, of
from barometre.web.shared.guidance import Step
from barometre.web.townhall.declared import declared_actions
from barometre.web.townhall.states import Choice

# How names of bodies that are « la » begin.
_FEMININE = ("Communauté", "Métropole", "Région", "Collectivité", "Ville")
# Steps added up in the simulation.
SIMULATED = 3
_NOTHING: Mapping[str, tuple[Choice, date]] = {}


@dataclass(frozen=True)
class Advice:
    """One step as the page shows it."""

    step: Step
    message: str
    record: str
    tools: list[Tool]
    duties: list[str]
    doubts: list[str]
    national: list[Helper]
    near: Nearby
    places: list[Near]
    declared: tuple[Choice, date] | None

    @property
    def action(self) -> Action:
        """The action."""
        return self.step.action

    @property
    def points(self) -> int:
        """Points that the score of what is seen would win, rounded; 0 without such a score."""
        return self.step.points


@dataclass(frozen=True)
class Simulation:
    """What the first steps would change in the score of what is seen, if nothing else moved."""

    steps: int
    before: float
    after: float
    level_before: str
    level_after: str


def plan(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the next steps of a body; old codes lead to the page of today."""
    body = body_at(request.edition, kind, code, "que-faire/")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    page = _page(request.edition, body) | {
        "printed": address(body, "plan-print"),
        "trail": [*trail_to(body)[:-1], (body.name, sheet_address(body)), ("Que faire", None)],
    }
    return render(request, "guidance/plan.html", page)


def printed(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the next steps of a body on one page of paper."""
    body = body_at(request.edition, kind, code, "que-faire/imprimer/")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    living = request.build_absolute_uri(address(body, "plan"))
    page = _page(request.edition, body) | {
        "living": living,
        "qr": qr_code(living, "Code à scanner\u00a0: la page à jour"),
        "trail": [*trail_to(body)[:-1], (body.name, sheet_address(body)), ("Que faire, à imprimer", None)],
    }
    return render(request, "guidance/plan_print.html", page)


def action(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show one action, for whoever wants to read it without a body.

    Raises:
        Http404: this edition has none of this name.
    """
    edition: Edition = request.edition
    found = guidance.actions(edition).get(identifier)
    if found is None:
        raise Http404(f"Cette édition n’a pas d’action nommée «\u00a0{identifier}\u00a0».")
    titles = edition.catalogue["indicators"]
    duties = guidance.obligations(edition)
    helpers, tools = guidance.helpers(edition), guidance.tools(edition)
    page: dict[str, Any] = {
        "one": found,
        "indicators": [(name, titles[name]["title"]) for name in found.indicators if name in titles],
        "obligations": [duties[name] for name in found.obligations if name in duties],
        "tools": [tools[name] for name in found.tools if name in tools],
        "helpers": [helpers[name] for name in found.help if name in helpers],
        "near": [words.NEAR[name] for name in found.help if name in words.NEAR],
        "message": message(found, "", ""),
        "trail": [("Obligations", address_of("obligations")), (found.title, None)],
    }
    return render(request, "guidance/action.html", page)


def _page(edition: Edition, body: Collectivite) -> dict[str, Any]:
    steps = guidance.steps(edition, body)
    seen = standing(body.scores, measure_id(OVERALL, Reading.SEEN), edition.catalogue["levels"])
    return {
        "body": body,
        "sheet_address": sheet_address(body),
        "agenda": address(body, "obligations"),
        "room": address(body, "townhall"),
        "links": guidance.links(route(body), key(body)),
        "advices": advices(edition, body, declared_actions(body.siren)),
        "simulation": simulation(steps, seen, edition.catalogue["levels"]),
        "told": bool(edition.catalogue.get("actions")),
    }


def advices(
    edition: Edition, body: Collectivite, declared: Mapping[str, tuple[Choice, date]] = _NOTHING
) -> list[Advice]:
    """Return the next steps of a body as pages show them; `declared`: action -> what the body says of it."""
    return [_advice(edition, body, step, declared.get(step.action.id)) for step in guidance.steps(edition, body)]


def _advice(edition: Edition, body: Collectivite, step: Step, declared: tuple[Choice, date] | None) -> Advice:
    one = step.action
    helpers, tools, duties = guidance.helpers(edition), guidance.tools(edition), guidance.obligations(edition)
    themes = {edition.catalogue["indicators"][name]["theme"] for name in one.indicators}
    themes |= {duties[name].theme for name in one.obligations if name in duties}
    kinds = [kind for kind in one.help if kind in NEAR]
    place = Place(
        body.kind, tuple(body.profile["departements"]), tuple(body.profile["regions"]), population=body.population
    )
    source = edition.catalogue["sources"].get(one.record) if one.record else None
    site = body.facts.get("site.host", {}).get("text") or ""
    linked, near = {link.url for link in one.links}, Nearby((), ())
    if kinds:
        near = helpers_for(helpers.values(), place, themes, kinds, geodata=one.geodata)
    named = {help_.helper.id for help_ in near.further}
    return Advice(
        step=step,
        message=message(one, named_with_article(body.kind, body.name), site),
        record=origin(source, body).own_page if source else "",
        tools=[tools[name] for name in one.tools if name in tools and tools[name].url not in linked],
        duties=[duties[name].title for name in step.missed if name in duties],
        doubts=[duties[name].title for name in step.unknown if name in duties],
        national=[helpers[name] for name in one.help if name in helpers and name not in named],
        near=near,
        places=nearest(edition, body, tuple(kinds)),
        declared=declared,
    )


def named_with_article(kind: str, name: str) -> str:
    """Return the name of a body as the subject of a sentence: « la commune de Mende », « le Département du Lot »."""
    if kind == "commune":
        return f"la commune {of(name)}"
    if kind == "epci" and not name.startswith(_FEMININE):
        return f"l’intercommunalité {name}"
    return f"le {name}" if name.startswith("Département") else f"la {name}"


def message(one: Action, name: str, site: str) -> str:
    """Return the message of an action with the name of the body and its site filled in, blanks where not known."""
    written = {"collectivite": name or "…", "site": site or "…"}
    return (one.message or "").format(**written)


def simulation(steps: Sequence[Step], seen: Standing, levels: list[dict[str, Any]]) -> Simulation | None:
    """Add up the first steps that win points; None when there is no score, or when they win none.

    The score is a weighted mean, so that gains add up while what is known stays the same. A provisional score has no
    level, before or after.
    """
    winning = [step.gain for step in steps if step.known and step.gain][:SIMULATED]
    if seen.score is None or not winning:
        return None
    after = min(seen.score + sum(winning), 100.0)
    names = [_level(score, levels) if seen.level else "" for score in (seen.score, after)]
    return Simulation(len(winning), seen.score, after, *names)


def _level(score: float, levels: list[dict[str, Any]]) -> str:
    """Return « 2, Engagé » for a score."""
    reached = [level for level in levels if score >= level["minimum"]][-1]
    return f"{number(reached['number'], 0)} ({reached['name']})"
