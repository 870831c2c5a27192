"""The group of collectivités of a page, and what an edition offers it: tools and actions, with what they serve."""

from dataclasses import replace

from django.http import HttpRequest

from barometre.catalogue.guidance import Obligation
from barometre.guidance import sharing
from barometre.guidance.obligations import law_in_force
from barometre.guidance.sharing import Served
from barometre.web.editions.models import Edition
from barometre.web.explore.listing import query
from barometre.web.explore.scope import Scope, of_list, of_territory
from barometre.web.shared.catalogue import indicators, seen_indicators
from barometre.web.shared.guidance import actions, obligations, tools
from barometre.web.shared.memory import per_edition

# What follows the address of a group: its boards, what it may share.
_BOARD, _SHARING = "tableau/", "mutualiser/"


def group_of(request: HttpRequest, kind: str, code: str) -> Scope:
    """Return the collectivités of a territory, or without one those of the list that the address holds.

    Raises:
        Http404: there is no such territory.
        ParameterError: the list is damaged, or `type` is none of its kinds.
    """
    if not code:
        return of_list(request.edition, request.GET)
    return of_territory(request.edition, kind, code, request.GET)


def under(scope: Scope, end: str) -> Scope:
    """Return the same group, for a page at this end of its address."""
    title, board = scope.trail[-1][0], scope.address + query(scope.fixed)
    trail = scope.trail[:-1] if scope.territory and not end.startswith(_BOARD) else [*scope.trail[:-1], (title, board)]
    return replace(scope, address=address(scope, end), trail=trail)


def address(scope: Scope, end: str) -> str:
    """Return the address of a page of a group, without parameters."""
    return root(scope) + end


def root(scope: Scope) -> str:
    """Return what the addresses of the pages of a group begin with."""
    return scope.address.partition(_BOARD)[0].partition(_SHARING)[0]


@per_edition
def law(edition: Edition) -> dict[str, Obligation]:
    """Return the obligations of law in force at the date of an edition, by their id."""
    found = law_in_force(obligations(edition).values(), edition.date)
    return {one.id: one for one in found}


@per_edition
def offers(edition: Edition) -> dict[str, Served]:
    """Return what each tool serves, by its id."""
    duties, known = list(law(edition).values()), list(actions(edition).values())
    return {name: sharing.of_tool(tool, known, duties) for name, tool in tools(edition).items()}


@per_edition
def moves(edition: Edition) -> dict[str, Served]:
    """Return what each action serves, by its id."""
    duties = list(law(edition).values())
    return {name: sharing.of_action(action, duties) for name, action in actions(edition).items()}


@per_edition
def weights(edition: Edition) -> dict[str, float]:
    """Return the weight of each indicator that counts in the score of what is seen."""
    seen = seen_indicators(edition)
    return {
        name: float(entry["weight"])
        for name, entry in indicators(edition).items()
        if name in seen and not entry.get("record")
    }
