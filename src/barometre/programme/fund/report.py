"""What the fund gave, to whom and where, and who was not reached: totals and groups of the awards stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from barometre.programme.fund.groups import GROUPED, Group, groups, located, totals
from barometre.programme.fund.schema import AWARDED, is_demonstration
from barometre.programme.fund.unreached import Unreached, unreached
from barometre.territory import history


@dataclass(frozen=True, slots=True)
class Report:
    """The account of the fund.

    `total`: all awards; `groups`: dimension (`axis`, `year`, `region`, `departement`, `strate`, `kind`, `category`,
    `pilot`) -> its groups; `states`: state -> lines and amount asked, awarded or not; `unreached`: `strate` and
    `region` -> who got nothing; `demonstration`: fictitious awards.
    """

    total: Group
    groups: Mapping[str, list[Group]]
    states: Mapping[str, tuple[int, Decimal]]
    unreached: Mapping[str, list[Unreached]]
    demonstration: bool

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values: amounts are numbers of euros with two decimals at most."""
        total = self.total.to_json()
        kept = ("amount", "paid", "projects", "awards", "beneficiaries", "outside")
        return {
            **{name: total[name] for name in kept},
            "demonstration": self.demonstration,
            **{f"by_{name}": [group.to_json() for group in found] for name, found in self.groups.items()},
            "by_state": [
                {"id": state, "awards": lines, "amount": float(amount)}
                for state, (lines, amount) in self.states.items()
            ],
            "not_reached": {
                f"by_{name}": [group.to_json() for group in found] for name, found in self.unreached.items()
            },
        }


def report(awards: pl.DataFrame, reference: pl.DataFrame, successors: pl.DataFrame | None = None) -> Report:
    """Account for the awards.

    Only lines whose state is « attribué » count in amounts, projects, awards and beneficiaries. A beneficiary is a
    measured collectivité, counted once whatever it was called when helped; the others (syndicats, operators, EPT) are
    counted apart, in `outside`. A project is known by its call and its reference: one that serves bodies of several
    régions counts in each of them and once in the total, so projects of groups do not add up to those of the total;
    amounts and awards do. What has no place in a grouping is in a group whose `id` is null.

    Args:
        awards: columns of `schema.ACCEPTED`; `row` is not used.
        reference: bodies of today (`territory.reference.collectivites`).
        successors: `old_siren`, `siren`: mergers since the awards were stored; those known to the territory when None.
    """
    heirs = history.successors() if successors is None else successors
    states = awards.group_by("state").agg(pl.len(), pl.col("amount").sum()).sort("state")
    counted = located(awards.filter(pl.col("state") == AWARDED), reference, heirs)
    return Report(
        total=totals(counted),
        groups={name: groups(counted, reference, name) for name in GROUPED},
        states={state: (lines, amount) for state, lines, amount in states.iter_rows()},
        unreached={name: unreached(counted, reference, name) for name in ("strate", "region")},
        demonstration=is_demonstration(awards),
    )
