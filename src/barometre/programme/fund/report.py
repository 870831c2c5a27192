"""What the fund gave, to whom and where: totals of the awards stored, and groups by axis, year, territory or class."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from barometre.programme.fund.schema import AWARDED, is_demonstration
from barometre.programme.fund.unreached import KINDS, Unreached, unreached
from barometre.territory import history, reference
from barometre.territory.strates import STRATES

# Dimensions of the report, in its order.
GROUPED = ("axis", "year", "region", "departement", "strate", "kind", "category", "pilot")
_NOWHERE = {
    "region": "hors référentiel",
    "departement": "sans département (régions, hors référentiel)",
    "strate": "hors référentiel",
    "kind": "hors référentiel",
    "category": "sans catégorie",
}


@dataclass(frozen=True, slots=True)
class AwardGroup:
    """Some awards added up: amounts in euros, distinct projects and beneficiaries.

    Attributes:
        awards: lines that have an amount.
        members: lines that have none of their own: beneficiaries of a project whose amount another one receives.
        beneficiaries: measured collectivités, each once, members too.
        outside: other beneficiaries (syndicats, operators, EPT).
        population: inhabitants of the territory, or of the collectivités of the strate; None for other dimensions.
    """

    id: str | None
    label: str
    amount: Decimal
    paid: Decimal
    projects: int
    awards: int
    members: int
    beneficiaries: int
    outside: int
    population: int | None = None

    @property
    def lines(self) -> int:
        """Number of lines, with or without an amount of their own."""
        return self.awards + self.members

    @property
    def per_inhabitant(self) -> Decimal | None:
        """Euros awarded for one inhabitant, to the cent."""
        return (self.amount / self.population).quantize(Decimal("0.01"), ROUND_HALF_UP) if self.population else None

    def to_json(self) -> dict[str, Any]:
        """Return the group as JSON values; a number of euros keeps its two decimals."""
        values = asdict(self) | {"per_inhabitant": self.per_inhabitant}
        return {name: float(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def awarded(awards: pl.DataFrame) -> pl.DataFrame:
    """Return the awards that count: those granted, not those asked for, refused or withdrawn."""
    return awards.filter(pl.col("state") == AWARDED)


def located(awards: pl.DataFrame) -> pl.DataFrame:
    """Add the SIREN of today and what the reference says of each beneficiary (null when it is outside)."""
    heirs = history.successors().select(siren="old_siren", heir="siren")
    beneficiaries = reference.collectivites().select("siren", "kind", "strate", "departement", "region", "measured")
    return (
        awards.join(heirs, on="siren", how="left", maintain_order="left")
        .with_columns(siren=pl.coalesce("heir", "siren"), year=pl.col("decided_on").dt.year().cast(pl.String))
        .drop("heir")
        .join(beneficiaries, on="siren", how="left", maintain_order="left")
        .with_columns(measured=pl.col("measured").fill_null(False))
    )


_SUMS = (
    pl.col("amount").sum(),
    pl.col("paid").fill_null(0).sum(),
    pl.struct("call", "project").n_unique().alias("projects"),
    (pl.col("amount") > 0).sum().alias("awards"),
    (pl.col("amount") == 0).sum().alias("members"),
    pl.col("siren").filter("measured").n_unique().alias("beneficiaries"),
    pl.col("siren").filter(~pl.col("measured")).n_unique().alias("outside"),
)


def totals(awards: pl.DataFrame) -> AwardGroup:
    """Add up all the awards (from `located`)."""
    return AwardGroup("FR", "France", *awards.select(_SUMS).row(0))


def groups(awards: pl.DataFrame, dimension: str) -> list[AwardGroup]:
    """Group the awards (from `located`) by one of `GROUPED`, in the order of identifiers, those without a place last.

    Every région, département, strate and kind is there, even without award.
    """
    sums = {key: values for key, *values in awards.group_by(dimension).agg(_SUMS).iter_rows()}
    labels = _labels(dimension)
    inhabitants = _inhabitants(dimension)
    keys: list[str | None] = [*labels, *sorted(key for key in sums if key is not None and key not in labels)]
    if None in sums:
        keys.append(None)
    nothing = [Decimal("0.00"), Decimal("0.00"), 0, 0, 0, 0, 0]
    nowhere = _NOWHERE.get(dimension, "non renseigné")
    return [
        AwardGroup(
            *(key, nowhere if key is None else labels.get(key, key), *sums.get(key, nothing), inhabitants.get(key))
        )
        for key in keys
    ]


def _labels(dimension: str) -> dict[str, str]:
    """Return the name of every group that exists whatever the awards are, by identifier, in order."""
    match dimension:
        case "region":
            return dict(reference.regions().sort("code").select("code", "name").iter_rows())
        case "departement":
            return dict(reference.departements().sort("code").select("code", "name").iter_rows())
        case "strate":
            kinds = [kind for kind in STRATES if kind != "ept"]
            return {strate.id: f"{KINDS[kind]} : {strate.label}" for kind in kinds for strate in STRATES[kind]}
        case "kind":
            return dict(KINDS)
        case _:
            return {}


def _inhabitants(dimension: str) -> dict[str | None, int]:
    """Return inhabitants by identifier: those of its communes for a territory, of its collectivités for a strate."""
    if dimension not in ("region", "departement", "strate"):
        return {}
    counted = reference.collectivites().filter("measured")
    if dimension != "strate":
        counted = counted.filter(pl.col("kind") == "commune")
    return dict(counted.group_by(dimension).agg(pl.col("population").sum()).iter_rows())


@dataclass(frozen=True, slots=True)
class Report:
    """The report of the fund.

    Attributes:
        total: all the awards granted.
        groups: dimension (one of `GROUPED`) -> its groups.
        states: state -> lines and amount asked, granted or not.
        unreached: `strate` and `region` -> collectivités without award.
        demonstration: the awards are fictitious.
    """

    total: AwardGroup
    groups: Mapping[str, list[AwardGroup]]
    states: Mapping[str, tuple[int, Decimal]]
    unreached: Mapping[str, list[Unreached]]
    demonstration: bool

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values: amounts are numbers of euros with two decimals at most."""
        total = self.total.to_json()
        counts = ("amount", "paid", "projects", "awards", "members", "beneficiaries", "outside")
        return {
            **{name: total[name] for name in counts},
            "demonstration": self.demonstration,
            **{f"by_{name}": [group.to_json() for group in groups] for name, groups in self.groups.items()},
            "by_state": [
                {"id": state, "awards": lines, "amount": float(amount)}
                for state, (lines, amount) in self.states.items()
            ],
            "not_reached": {
                f"by_{name}": [group.to_json() for group in groups] for name, groups in self.unreached.items()
            },
        }


def report(awards: pl.DataFrame) -> Report:
    """Report on the awards.

    Only lines whose state is « attribué » count in amounts, projects, awards and beneficiaries. A beneficiary is a
    measured collectivité, counted once through its mergers; the others (syndicats, operators, EPT) are counted apart,
    in `outside`. A project is known by its call and its reference: one that serves collectivités of several régions
    counts in each of them and once in the total, so projects of groups do not add up to those of the total; amounts
    and awards do. What has no place in a grouping is in a group whose `id` is null. Awards have the columns of
    `schema.ACCEPTED` (`row` is not used); mergers since they were stored are followed.
    """
    states = awards.group_by("state").agg(pl.len(), pl.col("amount").sum()).sort("state")
    counted = located(awarded(awards))
    return Report(
        total=totals(counted),
        groups={name: groups(counted, name) for name in GROUPED},
        states={state: (lines, amount) for state, lines, amount in states.iter_rows()},
        unreached={name: unreached(counted, reference.collectivites(), name) for name in ("strate", "region")},
        demonstration=is_demonstration(awards),
    )
