"""An EPCI, a département or a région beside its peers: its answers, and what those of its kind and size answer."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.urls import reverse

from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Collectivite, Edition
from barometre.web.pages import presenters
from barometre.web.shared import catalogue
from barometre.web.shared.catalogue import is_yes_or_no
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table
from barometre.web.shared.words import peers_words


class Beside(NamedTuple):
    """One indicator: the answer here, and the figure of the peers; `yes` where their mean is a share."""

    id: str
    title: str
    answer: str
    peers: Aggregate
    yes: bool


def alike_table(edition: Edition, authority: Collectivite) -> Table:
    """Return what is known of an authority, beside its peers; a share or a mean only where enough of them are known."""
    peers = of_peers(edition, authority.kind, authority.strate)
    rows = beside(authority, catalogue.indicators(edition), peers)
    columns: list[tuple[TableColumn, Callable[[Beside], Value | Cell]]] = [
        (TableColumn("indicateur", "Indicateur"), lambda one: Cell(one.title, reverse("indicator", args=[one.id]))),
        (TableColumn("ici", "Ici"), lambda one: one.answer),
        (
            TableColumn("pairs", "Ses pairs, oui ou score moyen", "mean"),
            lambda one: Cell(one.peers.mean, unit="%" if one.yes else ""),
        ),
        (TableColumn("connus", "Pairs connus", "number"), lambda one: one.peers.known),
        (TableColumn("concernes", "Pairs concernés", "number"), lambda one: one.peers.concerned),
    ]
    return build_table(f"{authority.name} et les {peers_words(authority.kind, authority.strate)}", columns, rows)


@per_edition
def of_peers(edition: Edition, kind: str, strate: str) -> dict[str, Aggregate]:
    """Return the figures of each measure among the authorities of one kind and strate."""
    rows = queries.aggregates(edition, territory_kind="strate", territory=strate, kind=kind)
    return {row.measure: row for row in rows}


def beside(
    authority: Collectivite, indicators: Mapping[str, Mapping[str, object]], peers: Mapping[str, Aggregate]
) -> list[Beside]:
    """Return the indicators known of an authority that have a figure among its peers."""
    found = []
    for name, entry in indicators.items():
        seen = authority.indicators.get(name)
        if seen and seen["status"] == "known" and name in peers and not entry.get("record"):
            answer = presenters.answer(entry, seen)
            found.append(Beside(name, str(entry["title"]), answer, peers[name], is_yes_or_no(dict(entry))))
    return found
