"""Reads of the fund, by pages and commands: computed once for each state of the programme, then kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import polars as pl
from django.db.models import Max, Prefetch, QuerySet

from barometre.programme import models as content
from barometre.programme.fund.reconcile import ReconciledTotal, reconcile
from barometre.programme.fund.report import AwardGroup, Report, awarded, groups, located, report, totals
from barometre.programme.fund.schema import ACCEPTED, AWARDED, PILOTS
from barometre.programme.fund.unreached import Unreached, unreached
from barometre.territory import reference
from barometre.web.programme import models
from barometre.web.programme.version import per_programme
from barometre.web.shared.areas import address
from barometre.web.shared.words import french_order

# TableColumn of `schema.ACCEPTED`, and `file` -> where it is in the database, when it has not the same name there.
_STORED = {
    "call": "project__call_id",
    "axis": "project__axis_id",
    "pilot": "project__pilot",
    "project": "project__ref",
    "title": "project__title",
    "category": "project__category",
    "file": "source_import__file_name",
}
# Texts that are empty in the database and null in tables.
MAY_BE_EMPTY = ("category", "outside", "result")
# Dimensions shown of a territory.
_DIMENSIONS = ("axis", "year", "category", "kind", "departement")


@dataclass(frozen=True, slots=True)
class Fund:
    """The fund, as its pages show it.

    Attributes:
        axes: each with `published`, its calls that the content describes (others are known by a file only).
        calls: title of each call, by id.
        names: dimension -> identifier -> its name in the programme; what is not there is shown as it is.
        files: name of each file whose awards are stored, and the day of its import.
        report: totals of the awards stored.
        totals: published totals beside the computed ones: the whole fund first, then each axis.
    """

    axes: list[models.FundAxis]
    calls: dict[str, str]
    names: dict[str, dict[str, str]]
    files: list[tuple[str, date]]
    report: Report
    totals: list[ReconciledTotal]

    @property
    def demonstration(self) -> bool:
        """Whether the awards are fictitious."""
        return self.report.demonstration

    @property
    def empty(self) -> bool:
        """Whether there is no award to show."""
        return not self.report.states

    @property
    def whole(self) -> list[ReconciledTotal]:
        """Published totals of the whole fund."""
        return [total for total in self.totals if not total.counter.axis and not total.counter.call]

    @property
    def newest(self) -> date | None:
        """Day of the newest file."""
        return max((day for _, day in self.files), default=None)

    @property
    def source(self) -> str:
        """Names of the files, as a source."""
        return " ; ".join(name for name, _ in self.files)

    @property
    def per_inhabitant(self) -> Decimal | None:
        """Euros awarded for one inhabitant of France; None without population."""
        people = sum(region.population or 0 for region in self.report.groups["region"])
        return self.report.total.amount / people if people else None


@dataclass(frozen=True, slots=True)
class ListedAward:
    """One award to a collectivité of a territory, as its list shows it; `lead` is None when its amount is its own."""

    name: str
    href: str
    siren: str
    project: str
    axis: str
    category: str | None
    amount: Decimal
    decided_on: date
    lead: str | None


@dataclass(frozen=True, slots=True)
class TerritoryAwards:
    """What the collectivités of a territory received.

    Attributes:
        unreached: collectivités without award, by strate.
        mergers: awards carried over to a successor.
    """

    total: AwardGroup
    groups: dict[str, list[AwardGroup]]
    awards: list[ListedAward]
    unreached: list[Unreached]
    mergers: int


def counters() -> list[content.Counter]:
    """Return the published totals, newest first."""
    return [
        content.Counter(
            **{name: getattr(row, name) for name in ("id", "on", "measure", "value", "at_least")},
            axis=row.axis_id,
            call=row.call_id,
            source=content.Reference(title=row.source_title, url=row.source_url or None),
            doubt=row.doubt or None,
        )
        for row in models.FundCounter.objects.all()
    ]


def stored_awards() -> pl.DataFrame:
    """Return every award stored: columns of `schema.ACCEPTED`, and `file`, the name of the file each came from."""
    names = [*ACCEPTED, "file"]
    rows = models.Award.objects.order_by("project__call", "project__ref", "id")
    values = list(rows.values_list(*(_STORED.get(name, name) for name in names)))
    frame = pl.DataFrame(values, schema={**ACCEPTED, "file": pl.String()}, orient="row")
    return frame.with_columns(pl.col(name).replace("", None) for name in MAY_BE_EMPTY)


def demonstration_held() -> bool | None:
    """Return whether the awards stored are fictitious; None when there is none."""
    return models.Award.objects.values_list("source_import__demonstration", flat=True).order_by().first()


def last_import() -> datetime | None:
    """Return when awards were last imported; None when there is no import."""
    last: datetime | None = models.FundImport.objects.aggregate(last=Max("at"))["last"]
    return last


def awards_of(sirens: Sequence[str]) -> QuerySet[models.Award]:
    """Return the awards granted to some collectivités, newest first; `demonstration` says if one is fictitious."""
    found = models.Award.objects.filter(siren__in=sirens, state=AWARDED).order_by("-decided_on", "id")
    return found.select_related("project__call", "project__axis", "source_import")


_awards = per_programme(stored_awards)


@per_programme
def leads() -> dict[tuple[str, str], str]:
    """Return who receives the amount of each project that has members without one, by call and reference.

    A project where several receive one, or nobody, has no lead that is known.
    """
    shared = models.Project.objects.filter(awards__amount=0).values("id")
    paid = models.Award.objects.filter(project__in=shared, amount__gt=0, state=AWARDED)
    of_project: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for call, ref, siren, outside in paid.values_list("project__call", "project__ref", "siren", "outside"):
        of_project.setdefault((call, ref), set()).add((siren, outside))
    names = dict(reference.collectivites().select("siren", "name").iter_rows()) if of_project else {}
    alone = ((project, *found) for project, found in of_project.items() if len(found) == 1)
    return {project: outside or names.get(siren, f"SIREN {siren}") for project, (siren, outside) in alone}


@per_programme
def fund_report() -> tuple[Report, list[ReconciledTotal]]:
    """Report on all the awards stored, and compare published totals with computed ones."""
    awards = _awards()
    return report(awards), reconcile(awards, counters())


@per_programme
def read_fund() -> Fund:
    """Return all that pages show of the fund in the whole country."""
    fund, reconciled = fund_report()
    described = Prefetch("calls", models.FundCall.objects.filter(imported=False), to_attr="published")
    files = models.FundImport.objects.filter(awards__isnull=False).distinct().values_list("file_name", "at")
    return Fund(
        axes=list(models.FundAxis.objects.select_related("pilot").prefetch_related(described)),
        calls=dict(models.FundCall.objects.values_list("id", "title")),
        names=_names(),
        files=[(name, at.date()) for name, at in files],
        report=fund,
        totals=sorted(reconciled, key=lambda total: (total.counter.axis or "", total.counter.call or "")),
    )


def _names() -> dict[str, dict[str, str]]:
    pilots = models.Organisation.objects.filter(pk__in=PILOTS)
    return {
        "axis": {axis.pk: str(axis) for axis in models.FundAxis.objects.all()},
        "category": dict(models.FundCategory.objects.values_list("id", "name")),
        "pilot": dict(pilots.values_list("id", "name")),
    }


@per_programme
def _granted() -> pl.DataFrame:
    """Return the awards granted, each with the collectivité of today and its territory."""
    return located(awarded(_awards()))


@per_programme
def territory_awards(kind: str, code: str) -> TerritoryAwards:
    """Return what the collectivités of a territory received, `kind` being `region` or `departement`."""
    awards = _granted().filter(pl.col(kind) == code)
    authorities = reference.collectivites().filter(pl.col(kind) == code)
    split = {name: groups(awards, name) for name in _DIMENSIONS}
    inside = set(authorities["departement"].drop_nulls())
    split["departement"] = [group for group in split["departement"] if group.id in inside]
    inhabitants = authorities.filter("measured", kind="commune")["population"].sum()
    return TerritoryAwards(
        total=replace(totals(awards), id=code, label="", population=int(inhabitants)),
        groups=split,
        awards=_listed(awards, authorities),
        unreached=unreached(awards, authorities, "strate"),
        mergers=awards.filter(pl.col("siren") != pl.col("siren_announced")).height,
    )


def _listed(awards: pl.DataFrame, authorities: pl.DataFrame) -> list[ListedAward]:
    """List the awards in the order of names of collectivités, then of dates."""
    named = awards.join(authorities.select("siren", "name", "code"), on="siren", how="left", maintain_order="left")
    listed = [
        ListedAward(
            name=row["name"],
            href=_sheet(row["kind"], row["code"], row["siren"]),
            project=row["title"],
            lead=None if row["amount"] else leads().get((row["call"], row["project"])),
            **{column: row[column] for column in ("siren", "axis", "category", "amount", "decided_on")},
        )
        for row in named.iter_rows(named=True)
    ]
    return sorted(listed, key=lambda one: (french_order(one.name), one.siren, one.decided_on, one.project))


def _sheet(kind: str, code: str, siren: str) -> str:
    """Return the address of the page of a collectivité."""
    if kind in ("commune", "epci", "ept"):
        return address("epci" if kind == "ept" else kind, code)
    return address("collectivite", siren)


@per_programme
def commune_amounts(departement: str) -> dict[str, tuple[str, int, float]]:
    """Return the communes of a département by code: name, inhabitants, euros granted to the commune itself."""
    amounts = _granted().group_by("siren").agg(pl.col("amount").sum().cast(pl.Float64))
    communes = reference.collectivites().filter(kind="commune", departement=departement)
    rows = communes.join(amounts, on="siren", how="left").with_columns(pl.col("amount").fill_null(0.0))
    return {
        code: (name, inhabitants, euros)
        for code, name, inhabitants, euros in rows.select("code", "name", "population", "amount").iter_rows()
    }
