"""The account of the fund in one région or département: computed once for each state of the programme, then kept."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

import polars as pl

from barometre.programme.fund.groups import Group, groups, located, totals
from barometre.programme.fund.schema import AWARDED, is_demonstration
from barometre.programme.fund.unreached import Unreached, unreached
from barometre.territory import history, reference
from barometre.web.programme.fund.queries import awards_at
from barometre.web.programme.version import programme_version
from barometre.web.shared.areas import address
from barometre.web.shared.words import french_order

SPLITS = ("axis", "year", "category", "kind", "departement")
"""Dimensions shown of a territory."""


@dataclass(frozen=True, slots=True)
class Help:
    """One award to a collectivité of the territory, as its list shows it."""

    name: str
    href: str
    siren: str
    project: str
    axis: str
    category: str | None
    amount: Decimal
    decided_on: date


@dataclass(frozen=True, slots=True)
class PlaceAccount:
    """What a territory's collectivités received; `unreached`: by strate; `mergers`: awards that followed one."""

    total: Group
    groups: dict[str, list[Group]]
    helped: list[Help]
    unreached: list[Unreached]
    demonstration: bool
    mergers: int


def place_account(kind: str, code: str) -> PlaceAccount:
    """The account of a territory, `kind` being `region` or `departement`."""
    return _account(programme_version(), kind, code)


def commune_amounts(departement: str) -> dict[str, tuple[str, int, float]]:
    """Communes of a département by code: name, inhabitants, euros granted to the commune itself."""
    return _communes(programme_version(), departement)


@lru_cache(maxsize=2)
def _granted(version: str) -> pl.DataFrame:
    """Awards granted, each with today's body and its place."""
    awards = awards_at(version).filter(pl.col("state") == AWARDED)
    return located(awards, reference.collectivites(), history.successors())


@lru_cache(maxsize=256)
def _account(version: str, kind: str, code: str) -> PlaceAccount:
    everywhere = _granted(version)
    awards = everywhere.filter(pl.col(kind) == code)
    bodies = reference.collectivites().filter(pl.col(kind) == code)
    inhabitants = bodies.filter("measured", kind="commune")["population"].sum()
    found = {name: groups(awards, reference.collectivites(), name) for name in SPLITS}
    inside = set(bodies["departement"].drop_nulls())
    found["departement"] = [one for one in found["departement"] if one.id in inside]
    whole = totals(awards)
    return PlaceAccount(
        total=Group(code, "", **{name: getattr(whole, name) for name in _COUNTS}, population=int(inhabitants)),
        groups=found,
        helped=_helped(awards, bodies),
        unreached=unreached(awards, bodies, "strate"),
        demonstration=is_demonstration(everywhere),
        mergers=awards.filter(pl.col("siren") != pl.col("siren_announced")).height,
    )


_COUNTS = ("amount", "paid", "projects", "awards", "beneficiaries", "outside")


def _helped(awards: pl.DataFrame, bodies: pl.DataFrame) -> list[Help]:
    """The awards in the order of names of collectivités, then of dates."""
    named = awards.join(bodies.select("siren", "name", "code"), on="siren", how="left", maintain_order="left")
    columns = ("name", "kind", "code", "siren", "title", "axis", "category", "amount", "decided_on")
    found = [
        Help(name, sheet(kind, code, siren), siren, *rest)
        for name, kind, code, siren, *rest in named.select(columns).iter_rows()
    ]
    return sorted(found, key=lambda one: (french_order(one.name), one.siren, one.decided_on, one.project))


def sheet(kind: str, code: str, siren: str) -> str:
    """Address of the page of a collectivité."""
    if kind in ("commune", "epci", "ept"):
        return address("epci" if kind == "ept" else kind, code)
    return address("collectivite", siren)


@lru_cache(maxsize=128)
def _communes(version: str, departement: str) -> dict[str, tuple[str, int, float]]:
    amounts = _granted(version).group_by("siren").agg(pl.col("amount").sum().cast(pl.Float64))
    communes = reference.collectivites().filter(kind="commune", departement=departement)
    rows = communes.join(amounts, on="siren", how="left").with_columns(pl.col("amount").fill_null(0.0))
    return {
        code: (name, inhabitants, euros)
        for code, name, inhabitants, euros in rows.select("code", "name", "population", "amount").iter_rows()
    }
