"""What an edition says of obligations, actions, tools and helpers: from its own catalogue, as objects."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from barometre.catalogue.guidance import Action, Helper, Obligation, Text, Tool
from barometre.guidance.obligations import State, Why, why_absent
from barometre.rounding import rounded
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.shared.addresses import address_of
from barometre.web.shared.memory import per_edition


@dataclass(frozen=True)
class Step:
    """One action chosen for a collectivité (columns of the table `steps`)."""

    action: Action
    gain: float | None
    known: bool
    indicators: tuple[str, ...]
    missed: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def points(self) -> int:
        """Points that the score of what is seen would win; 0 without such a score."""
        return int(rounded(self.gain or 0.0, 0))


@dataclass(frozen=True)
class Judged:
    """One obligation of a collectivité: its state, why, what shows it and its day (ISO)."""

    obligation: Obligation
    state: State
    why: Why
    proof: str | None
    observed_on: str | None


def links(route: str, key: str) -> dict[str, str]:
    """Return the addresses of the pages that guide a collectivité; `route` begins the names of its routes."""
    names = {"plan": "plan", "agenda": "obligations", "responsible": "responsible", "open_data": "open-data"}
    return {name: address_of(f"{route}-{end}", key) for name, end in names.items()}


@per_edition
def obligations(edition: Edition) -> dict[str, Obligation]:
    """Return the obligations of an edition, none when it was made before they were told."""
    return {name: Obligation.model_validate(one) for name, one in _entries(edition, "obligations")}


@per_edition
def texts(edition: Edition) -> dict[str, Text]:
    """Return the texts on which its obligations rest."""
    return {name: Text.model_validate(one) for name, one in _entries(edition, "references")}


@per_edition
def actions(edition: Edition) -> dict[str, Action]:
    """Return the actions of an edition."""
    return {name: Action.model_validate(one) for name, one in _entries(edition, "actions")}


@per_edition
def tools(edition: Edition) -> dict[str, Tool]:
    """Return the shared tools of an edition."""
    return {name: Tool.model_validate(one) for name, one in _entries(edition, "tools")}


@per_edition
def helpers(edition: Edition) -> dict[str, Helper]:
    """Return those who help, in an edition."""
    return {name: Helper.model_validate(one) for name, one in _entries(edition, "helpers")}


def _entries(edition: Edition, kind: str) -> list[tuple[str, Any]]:
    return list(edition.catalogue.get(kind, {}).items())


def steps(edition: Edition, authority: Collectivite) -> list[Step]:
    """Return the next steps of a collectivité, in order: none in an edition that has none."""
    known = actions(edition)
    return [
        Step(
            known[one["action"]],
            one.get("gain"),
            one["known"],
            *(tuple(one.get(key, ())) for key in ("indicators", "missed", "unknown")),
        )
        for _, one in sorted(authority.guidance.get("steps", {}).items())
    ]


def states(edition: Edition, authority: Collectivite) -> list[Judged]:
    """Return every obligation of the edition with its state for a collectivité, in the order of the catalogue.

    One that has no row does not bind it: it binds others, or is no longer in force.
    """
    found = authority.guidance.get("states", {})
    return [_judged(edition, one, found.get(name)) for name, one in obligations(edition).items()]


def group_of(judged: Judged, on: date) -> str:
    """Return the group of an obligation, in a word: each is in one alone. Pure.

    What nobody verified is never among the law, and what is not in force yet is to come, whatever its state.

    Returns:
        elsewhere (does not bind), unread (not verified), coming, advised (recommended, or a commitment), uncertain (may
        bind), met, missed or unknown.
    """
    obligation = judged.obligation
    if judged.state is State.NOT_CONCERNED:
        return "elsewhere"
    if obligation.read == "unread":
        return "unread"
    if obligation.kind in ("recommandation", "engagement"):
        return "advised"
    if judged.why is Why.IF:
        return "uncertain"
    if obligation.kind == "projet" or (obligation.starts and obligation.starts > on):
        return "coming"
    return {State.MET: "met", State.NOT_MET: "missed", State.UNKNOWN: "unknown"}[judged.state]


def duties(edition: Edition, authority: Collectivite) -> dict[str, list[Obligation]]:
    """Return the obligations of a collectivité by group (`group_of`), in each those in force for longest first."""
    found: defaultdict[str, list[Obligation]] = defaultdict(list)
    for one in sorted(states(edition, authority), key=lambda one: one.obligation.starts or date.min):
        found[group_of(one, edition.date)].append(one.obligation)
    return found


def _judged(edition: Edition, obligation: Obligation, row: dict[str, Any] | None) -> Judged:
    if row is None:
        return Judged(obligation, State.NOT_CONCERNED, why_absent(obligation, edition.date), None, None)
    return Judged(obligation, State(row["state"]), Why(row["why"]), row.get("proof"), row.get("observed_on"))
