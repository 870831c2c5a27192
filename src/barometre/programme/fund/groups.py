"""Awards put together by axis, year, territory or class."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from barometre.territory import reference as territory
from barometre.territory.strates import STRATES

GROUPED = ("axis", "year", "region", "departement", "strate", "kind", "category", "pilot")
"""Dimensions of the report, in its order."""

KINDS = {
    "commune": "communes",
    "epci": "intercommunalités",
    "ept": "établissements publics territoriaux",
    "departement": "départements",
    "region": "régions",
}
_NOWHERE = {
    "region": "hors référentiel",
    "departement": "sans département (régions, hors référentiel)",
    "strate": "hors référentiel",
    "kind": "hors référentiel",
    "category": "sans catégorie",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Some awards: amounts in euros, distinct projects and bodies.

    `population`: inhabitants of the territory or of the bodies of the strate, None where it means nothing.
    """

    id: str | None
    label: str
    amount: Decimal
    paid: Decimal
    projects: int
    awards: int
    beneficiaries: int
    outside: int
    population: int | None = None

    @property
    def per_inhabitant(self) -> Decimal | None:
        """Euros awarded for one inhabitant, to the cent."""
        return (self.amount / self.population).quantize(Decimal("0.01"), ROUND_HALF_UP) if self.population else None

    def to_json(self) -> dict[str, Any]:
        """The group as JSON values; a number of euros keeps its two decimals."""
        euros = self.per_inhabitant
        return {
            "id": self.id,
            "label": self.label,
            "amount": float(self.amount),
            "paid": float(self.paid),
            "projects": self.projects,
            "awards": self.awards,
            "beneficiaries": self.beneficiaries,
            "outside": self.outside,
            "population": self.population,
            "per_inhabitant": None if euros is None else float(euros),
        }


def located(awards: pl.DataFrame, reference: pl.DataFrame, successors: pl.DataFrame) -> pl.DataFrame:
    """Awards with the SIREN of today and what the reference says of each beneficiary (null when it is outside)."""
    heirs = successors.select(siren="old_siren", heir="siren")
    bodies = reference.select("siren", "kind", "strate", "departement", "region", "measured")
    return (
        awards.join(heirs, on="siren", how="left", maintain_order="left")
        .with_columns(siren=pl.coalesce("heir", "siren"), year=pl.col("decided_on").dt.year().cast(pl.String))
        .drop("heir")
        .join(bodies, on="siren", how="left", maintain_order="left")
        .with_columns(measured=pl.col("measured").fill_null(False))
    )


_SUMS = (
    pl.col("amount").sum(),
    pl.col("paid").fill_null(0).sum(),
    pl.struct("call", "project").n_unique().alias("projects"),
    pl.len().alias("awards"),
    pl.col("siren").filter("measured").n_unique().alias("beneficiaries"),
    pl.col("siren").filter(~pl.col("measured")).n_unique().alias("outside"),
)


def totals(awards: pl.DataFrame) -> Group:
    """All the awards (from `located`) as one group."""
    return Group("FR", "France", *awards.select(_SUMS).row(0))


def groups(awards: pl.DataFrame, reference: pl.DataFrame, dimension: str) -> list[Group]:
    """Groups of the awards (from `located`) by one of `GROUPED`, in the order of identifiers, the unplaced last.

    Every région, département, strate and kind is there, without award as well.
    """
    found = {key: values for key, *values in awards.group_by(dimension).agg(_SUMS).iter_rows()}
    labels = _labels(dimension)
    inhabitants = _inhabitants(reference, dimension)
    wanted: list[str | None] = [*labels, *sorted(key for key in found if key is not None and key not in labels)]
    if None in found:
        wanted.append(None)
    nothing = [Decimal("0.00"), Decimal("0.00"), 0, 0, 0, 0]
    nowhere = _NOWHERE.get(dimension, "non renseigné")
    return [
        Group(*(key, nowhere if key is None else labels.get(key, key), *found.get(key, nothing), inhabitants.get(key)))
        for key in wanted
    ]


def _labels(dimension: str) -> dict[str, str]:
    """Identifier -> name of every group that exists whatever the awards are, in order."""
    match dimension:
        case "region":
            return dict(territory.regions().sort("code").select("code", "name").iter_rows())
        case "departement":
            return dict(territory.departements().sort("code").select("code", "name").iter_rows())
        case "strate":
            kinds = [kind for kind in STRATES if kind != "ept"]
            return {one.id: f"{KINDS[kind]} : {one.label}" for kind in kinds for one in STRATES[kind]}
        case "kind":
            return dict(KINDS)
        case _:
            return {}


def _inhabitants(reference: pl.DataFrame, dimension: str) -> dict[str | None, int]:
    """Identifier -> inhabitants: those of its communes for a territory, of its bodies for a strate."""
    if dimension not in ("region", "departement", "strate"):
        return {}
    bodies = reference.filter("measured")
    if dimension != "strate":
        bodies = bodies.filter(pl.col("kind") == "commune")
    return dict(bodies.group_by(dimension).agg(pl.col("population").sum()).iter_rows())
