"""Who has not met an objective: names that only accounts of the programme see."""

from dataclasses import dataclass

import polars as pl
from django.core.paginator import Page
from django.http import Http404, HttpRequest
from django.urls import reverse

from barometre.web.programme.objectives.followed import Followed
from barometre.web.programme.objectives.progress import missing_of
from barometre.web.programme.permissions import visible_sirens
from barometre.web.shared.areas import departements
from barometre.web.shared.paging import page_of
from barometre.web.shared.tables import Cell, Column, Table
from barometre.web.shared.words import STATUS, french_order

PER_PAGE = 50
MISSING = "Ne remplit pas la condition"


@dataclass(frozen=True)
class Missing:
    """Those who have not met an objective, as one account sees them; the table is one page of them."""

    everybody: bool
    missing: int
    unknown: int
    table: Table
    shown: Page
    departements: list[tuple[str, str]]
    departement: str
    query: str


def missing_page(request: HttpRequest, one: Followed) -> Missing | None:
    """What the account that asks may see; None for the public and for readers.

    Raises:
        Http404: no such département, or no such page.
    """
    if not request.user.is_authenticated or not one.progress.points:
        return None
    sirens = visible_sirens(request.user)
    if sirens is not None and not sirens:
        return None
    found = _in_order(missing_of(one.row, sirens))
    chosen = request.GET.get("departement", "")
    if chosen and chosen not in departements():
        raise Http404(f"Aucun département n’a le code « {chosen} ».")
    rows = found.filter(departement=chosen) if chosen else found
    shown = page_of(request, range(len(rows)), PER_PAGE)
    csv = reverse("programme-objective-missing", args=[one.row.pk])
    return Missing(
        everybody=sirens is None,
        missing=int((rows["status"] == "missing").sum()),
        unknown=int((rows["status"] == "unknown").sum()),
        table=_table(rows[(shown.number - 1) * PER_PAGE : shown.number * PER_PAGE], csv),
        shown=shown,
        departements=[(code, area.name) for code, area in departements().items()],
        departement=chosen,
        query=f"departement={chosen}&" if chosen else "",
    )


def missing_table(one: Followed, sirens: set[str] | None) -> Table:
    """All of them, for a file."""
    return _table(_in_order(missing_of(one.row, sirens)), None)


def _in_order(found: pl.DataFrame) -> pl.DataFrame:
    """The known apart from the unknown, then by name as French sorts it."""
    return found.with_columns(key=pl.Series([french_order(name) for name in found["name"]], dtype=pl.String)).sort(
        "status", "key", "siren"
    )


def _table(rows: pl.DataFrame, csv: str | None) -> Table:
    columns = [
        Column("siren", "SIREN", "file"),
        Column("collectivite", "Collectivité"),
        Column("departement", "Département"),
        Column("region", "Région", "file"),
        Column("etat", "Où elle en est"),
    ]
    places = departements()
    cells = []
    for row in rows.iter_rows(named=True):
        place = places.get(row["departement"] or "")
        cells.append(
            [
                Cell(row["siren"]),
                Cell(row["name"], reverse("collectivite", args=[row["siren"]])),
                Cell(place.name if place else None),
                Cell(row["region"]),
                Cell(MISSING if row["status"] == "missing" else STATUS[row["evidence"]]),
            ]
        )
    return Table("Collectivités qui n’ont pas rempli l’objectif", columns, cells, csv)
