"""Measured collectivités that the fund did not reach: beneficiaries of no award."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from barometre.rounding import rounded_share
from barometre.territory import reference as territory
from barometre.territory.strates import STRATES

KINDS = {
    "commune": "communes",
    "epci": "intercommunalités",
    "ept": "établissements publics territoriaux",
    "departement": "départements",
    "region": "régions",
}


@dataclass(frozen=True, slots=True)
class Unreached:
    """Collectivités of one kind in a strate or a région: how many there are, and how many have an award.

    Those that a syndicat or an operator served are not known, so not counted among the beneficiaries.
    """

    id: str
    label: str
    kind: str
    collectivites: int
    beneficiaries: int

    @property
    def not_reached(self) -> int:
        """Number of those without award."""
        return self.collectivites - self.beneficiaries

    @property
    def share(self) -> float:
        """Share of those without award, from 0 to 1."""
        return self.not_reached / self.collectivites

    def to_json(self) -> dict[str, Any]:
        """Return the group as JSON values."""
        return {
            "id": self.id,
            "label": self.label,
            "kind": self.kind,
            "bodies": self.collectivites,
            "beneficiaries": self.beneficiaries,
            "not_reached": self.not_reached,
            "share": float(rounded_share(self.share, 4, whole=1)),
        }


def unreached(awards: pl.DataFrame, reference: pl.DataFrame, dimension: str) -> list[Unreached]:
    """Count the measured collectivités of `reference` without award (with the SIREN of today), by kind and dimension.

    The dimension is `strate` or `region`.
    """
    helped = pl.col("siren").is_in(awards["siren"].unique().implode())
    counts = reference.filter("measured").group_by("kind", dimension).agg(pl.len(), helped.sum().alias("helped"))
    labels = _labels(dimension)
    order, kinds = list(labels), list(KINDS)
    groups = [
        Unreached(key, labels[key], kind, total, helped)
        for kind, key, total, helped in counts.select("kind", dimension, "len", "helped").iter_rows()
    ]
    return sorted(groups, key=lambda group: (order.index(group.id), kinds.index(group.kind)))


def _labels(dimension: str) -> dict[str, str]:
    if dimension == "region":
        return dict(territory.regions().sort("code").select("code", "name").iter_rows())
    return {strate.id: strate.label for kind, strates in STRATES.items() if kind != "ept" for strate in strates}
