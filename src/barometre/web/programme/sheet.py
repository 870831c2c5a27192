"""What the programme says on the sheet of a collectivité: objectives that count it, aid it received."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from barometre.programme import models as content
from barometre.programme.population import standing_of
from barometre.web.editions.models import Collectivite
from barometre.web.programme import queries
from barometre.web.programme.fund.store import demonstration_held
from barometre.web.programme.fund.words import euros
from barometre.web.programme.objectives.progress import as_content
from barometre.web.programme.objectives.words import STANDINGS
from barometre.web.programme.version import recent_version


def programme_of(body: Collectivite) -> dict[str, Any]:
    """What the part « programme_of_body » shows of a measured body."""
    objectives, held = _known(recent_version())
    awards = list(queries.awards_of([body.siren])) if held is not None else []
    return {
        "shown": body.measured or bool(awards),
        "objectives": _objectives(objectives, body) if body.measured else [],
        "awards": [(one, euros(one.amount)) for one in awards],
        "total": euros(sum((one.amount for one in awards), Decimal())),
        "imported": held is not None,
        "demonstration": bool(held),
    }


def _objectives(objectives: tuple[content.Objective, ...], body: Collectivite) -> list[tuple[content.Objective, Any]]:
    """Objectives that count a body, each with where it stands."""
    about = {"powers": body.profile["powers"], "population": body.population}
    found = []
    for one in objectives:
        seen = body.indicators.get(one.indicator, {})
        where = standing_of(one, about, seen.get("status"), seen.get("score"))
        if where is not None:
            found.append((one, STANDINGS[where]))
    return found


@lru_cache(maxsize=2)
def _known(version: str) -> tuple[tuple[content.Objective, ...], bool | None]:  # noqa: ARG001  (read again when it changes)
    """Objectives of the programme, and whether awards are fictitious, None without any: the same for every sheet."""
    stopped = ("stopped", "proposed")
    rows = [as_content(row) for row in queries.objectives()]
    return tuple(one for one in rows if one.steps[-1].state not in stopped), demonstration_held()
