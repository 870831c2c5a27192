"""Whose board: the collectivités of a territory, or those of a list that the address holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl
from django.http import Http404
from django.urls import reverse

from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.explore.addresses import unpacked
from barometre.web.explore.criteria import Asked, refused
from barometre.web.explore.grid import grid
from barometre.web.shared.areas import Area, above, departements, epci_area, regions, trail
from barometre.web.shared.french import counted
from barometre.web.shared.words import KINDS

# One and several collectivités of a kind; none: of any kind.
NOUNS = {
    "commune": ("commune", "communes"),
    "epci": ("intercommunalité", "intercommunalités"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    "": ("collectivité", "collectivités"),
}


@dataclass(frozen=True)
class Scope:
    """The collectivités of a board, before any filter.

    Attributes:
        name: of the territory, or of the list.
        rows: their rows in the grid.
        kind: their kind; empty when they are of several.
        kinds: kinds among which one may choose.
        address: of the board, without parameters.
        fixed: parameters that every address of this board keeps.
        file: name of its files, without extension.
        territory: its page, none for a list.
        missing: SIREN of the list that the edition does not have.
    """

    name: str
    rows: pl.DataFrame
    kind: str
    kinds: Sequence[str]
    address: str
    fixed: dict[str, str]
    file: str
    trail: list[tuple[str, str | None]]
    territory: str | None = None
    missing: list[str] = field(default_factory=list)

    def counted(self, count: int) -> str:
        """Return a number of its collectivités."""
        return counted(count, *NOUNS[self.kind])


def of_territory(edition: Edition, kind: str, code: str, asked: Asked) -> Scope:
    """Return the communes of an EPCI, a département or a région; for the last two, or their EPCI as `type` asks.

    Raises:
        Http404: there is no such territory.
        ParameterError: `type` is none of its kinds.
    """
    area, chain = _area(edition, kind, code)
    kinds = ("commune",) if area.kind in ("epci", "ept") else ("commune", "epci")
    chosen = asked.get("type", "") or "commune"
    if chosen not in kinds:
        raise refused("type", chosen[:40], f"il faut {' ou '.join(kinds)}")
    rows = grid(edition).filter(pl.col("kind") == chosen, pl.col(area.kind) == code)
    return Scope(
        name=area.name,
        rows=rows,
        kind=chosen,
        kinds=kinds,
        address=reverse(f"{kind}-board", args=[code]),
        fixed={} if chosen == "commune" else {"type": chosen},
        file=f"{kind}-{code}-{KINDS[chosen]}",
        trail=[*trail(chain, area.name)[:-1], (area.name, area.address), ("Tableau", None)],
        territory=area.address,
    )


def _area(edition: Edition, kind: str, code: str) -> tuple[Area, list[Area]]:
    """Return a territory and those above it.

    Raises:
        Http404: there is none.
    """
    if kind == "region" and code in regions():
        return regions()[code], above(None)
    if kind == "departement" and code in departements():
        area = departements()[code]
        return area, above(area.region)
    authority = queries.by_siren(edition, code) if kind == "epci" else None
    if authority is None or authority.kind not in ("epci", "ept"):
        raise Http404(f"Aucun territoire n’a le code « {code} ».")
    return epci_area(authority), above(authority.region, authority.departement)


def of_list(edition: Edition, asked: Asked) -> Scope:
    """Return the collectivités of the list that `liste` holds.

    Raises:
        ParameterError: the list is damaged.
    """
    text = asked["liste"]
    sirens = unpacked(text)
    rows = grid(edition).filter(pl.col("siren").is_in(sirens))
    kinds = rows["kind"].unique().to_list()
    return Scope(
        name="Votre liste",
        rows=rows,
        kind=kinds[0] if len(kinds) == 1 else "",
        kinds=kinds,
        address=reverse("board"),
        fixed={"liste": text},
        file="liste",
        trail=[("Tableau d’une liste", reverse("list")), ("Votre liste", None)],
        missing=sorted(set(sirens) - set(rows["siren"])),
    )
