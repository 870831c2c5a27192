"""Who the fund did not reach: measured collectivités that are the beneficiary of no award."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from barometre.programme.fund.groups import KINDS
from barometre.territory import reference as territory
from barometre.territory.strates import STRATES


@dataclass(frozen=True, slots=True)
class Unreached:
    """Collectivités of one kind in a strate or a région: how many there are, and how many were helped.

    Helped means named as beneficiary: those that a syndicat or an operator served are not known, so not counted.
    """

    id: str
    label: str
    kind: str
    bodies: int
    beneficiaries: int

    @property
    def not_reached(self) -> int:
        """How many got nothing."""
        return self.bodies - self.beneficiaries

    @property
    def share(self) -> float:
        """Share of those that got nothing, from 0 to 1."""
        return self.not_reached / self.bodies

    def to_json(self) -> dict[str, Any]:
        """The group as JSON values."""
        return {
            "id": self.id,
            "label": self.label,
            "kind": self.kind,
            "bodies": self.bodies,
            "beneficiaries": self.beneficiaries,
            "not_reached": self.not_reached,
            "share": round(self.share, 4),
        }


def unreached(awards: pl.DataFrame, reference: pl.DataFrame, dimension: str) -> list[Unreached]:
    """Measured collectivités without award, by kind and by `strate` or `region`.

    Args:
        awards: awards that count, with the SIREN of today.
        reference: bodies of today.
        dimension: `strate` or `region`.
    """
    bodies = reference.filter("measured").with_columns(helped=pl.col("siren").is_in(awards["siren"].unique().implode()))
    counts = bodies.group_by("kind", dimension).agg(bodies=pl.len(), beneficiaries=pl.col("helped").sum())
    labels = _labels(dimension)
    kinds, places = list(KINDS), list(labels)
    found = [
        Unreached(key, labels[key], kind, total, helped)
        for kind, key, total, helped in counts.select("kind", dimension, "bodies", "beneficiaries").iter_rows()
    ]
    return sorted(found, key=lambda one: (places.index(one.id), kinds.index(one.kind)))


def _labels(dimension: str) -> dict[str, str]:
    if dimension == "region":
        return dict(territory.regions().sort("code").select("code", "name").iter_rows())
    return {one.id: one.label for kind, strates in STRATES.items() if kind != "ept" for one in strates}
