"""What moved since the edition before, on the page of a collectivité or of a territory."""

from typing import Any

from django.urls import reverse

from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages import moved
from barometre.web.pages.moved import Moved
from barometre.web.shared.areas import Area
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.tables import Table


def of_body(edition: Edition, body: Collectivite, area: Area | None = None) -> dict[str, Any]:
    """Return what a page shows of what moved of a collectivité, and of the territory that it has, if any."""
    entries = edition.catalogue["indicators"]
    answers = queries.changes_in(edition, body.siren) if edition.before else {}
    told = moved.of_body(edition.before, answers, entries)
    feed = reverse(f"{page_name(body)}-feed", args=[body.siren if page_name(body) == "collectivite" else body.code])
    table = _table(edition, area) if area else None
    return {"moved": told._replace(table=table), "moved_feed": feed}


def of_area(edition: Edition, area: Area) -> dict[str, Any]:
    """Return what a page shows of what moved in a territory."""
    told = Moved(edition.before, table=_table(edition, area))
    arguments = [] if area.kind == "france" else [area.code]
    return {"moved": told, "moved_feed": reverse(f"{area.kind}-feed", args=arguments)}


def _table(edition: Edition, area: Area) -> Table | None:
    if edition.before is None:
        return None
    caption = f"Ce qui a changé{NO_BREAK}: {area.name}"
    rows = queries.tallies(area.aggregated, edition.date, since=edition.date)
    return moved.tallies_table(caption, rows, edition.catalogue["indicators"])


def page_name(body: Collectivite) -> str:
    """Return the name of the address of the page of a collectivité."""
    return body.kind if body.kind in ("commune", "epci") else "collectivite"
