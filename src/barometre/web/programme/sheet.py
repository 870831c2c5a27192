"""What the programme says on the sheet of a collectivité: objectives that count it, aid it received."""

from decimal import Decimal
from typing import Any

from barometre.indicators.properties import properties_of
from barometre.programme import models as content
from barometre.programme.population import standing_of
from barometre.programme.values import counted_of
from barometre.web.editions.models import Collectivite
from barometre.web.programme.fund.queries import awards_of, demonstration_held, leads
from barometre.web.programme.fund.words import euros
from barometre.web.programme.models import Award
from barometre.web.programme.objectives.queries import as_content, objectives
from barometre.web.programme.objectives.words import STANDINGS
from barometre.web.programme.version import recent_version
from barometre.web.programme.words import StateLabel
from barometre.web.shared.memory import per_state


def programme_of(collectivite: Collectivite) -> dict[str, Any]:
    """Return what the part « programme_of_body » shows of a collectivité."""
    followed, held = _programme()
    awards = list(awards_of([collectivite.siren])) if held is not None else []
    return {
        "shown": collectivite.measured or bool(awards),
        "objectives": _objectives(followed, collectivite) if collectivite.measured else [],
        "awards": [_shown(award) for award in awards],
        "own": sum(award.amount > 0 for award in awards),
        "members": sum(award.amount == 0 for award in awards),
        "total": euros(sum((award.amount for award in awards), Decimal())),
        "imported": held is not None,
        "demonstration": bool(held),
    }


def _shown(award: Award) -> tuple[Award, str, str | None]:
    """Return an award, its amount in words, and who receives that of its project when it is not its own."""
    if award.amount:
        return award, euros(award.amount), None
    return award, "sans montant propre", leads().get((award.project.call_id, award.project.ref))


def _objectives(
    followed: tuple[content.Objective, ...], collectivite: Collectivite
) -> list[tuple[content.Objective, StateLabel]]:
    """Return the objectives that count a collectivité, each with where it stands."""
    about = {"powers": collectivite.profile["powers"], "population": collectivite.population}
    about |= properties_of(collectivite.facts)
    standings = []
    for objective in followed:
        indicator = collectivite.indicators.get(objective.indicator, {})
        standing = standing_of(objective, about, *counted_of(indicator))
        if standing is not None:
            standings.append((objective, STANDINGS[standing]))
    return standings


@per_state(recent_version)
def _programme() -> tuple[tuple[content.Objective, ...], bool | None]:
    """Return the objectives to show, and whether awards are fictitious (None without any), for all sheets."""
    stopped = ("stopped", "proposed")
    rows = [as_content(row) for row in objectives()]
    return tuple(row for row in rows if row.steps[-1].state not in stopped), demonstration_held()
