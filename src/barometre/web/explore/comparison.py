"""Two to five collectivités or territories side by side, indicator by indicator, states kept apart.

A collectivité is named by its INSEE code or its SIREN, a territory, told by the means of its communes, by its kind and
its code: `epci-242900314`, `departement-29`, `region-53`, `france-FR`. To territories, others of them are offered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barometre.errors import BarometreError
from barometre.territory import history
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.explore.columns import Column, Shown, cell, indicator_column, score_column
from barometre.web.explore.criteria import refused
from barometre.web.explore.grid import grid
from barometre.web.explore.listing import address_of_row, query
from barometre.web.pages.territorial import known_words, mean_words
from barometre.web.search.index import index
from barometre.web.shared.areas import FRANCE, Area, departements, regions
from barometre.web.shared.catalogue import is_yes_or_no
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.requests import ParameterError

MOST, FEWEST = 5, 2
# Answers of the search that the page offers.
OFFERED = 8
NOTHING = Shown("trop peu connu", "unknown")


@dataclass(frozen=True)
class Compared:
    """One that is compared: `key` in the address; a row of the grid, or the figures of the communes of a territory."""

    key: str
    name: str
    address: str
    kind: str
    row: Mapping[str, Any] = field(default_factory=dict)
    means: Mapping[str, Aggregate] = field(default_factory=dict)

    def cell(self, column: Column) -> Shown:
        """Return its cell of a measure."""
        if self.row:
            return cell(column, self.row) if column.id in self.row else NOTHING
        figure = self.means.get(column.id)
        return mean_cell(figure, column) if figure is not None and figure.known else NOTHING


def mean_cell(figure: Aggregate, column: Column) -> Shown:
    """Return the mean or the share of the communes known; their number alone when they are too few for one."""
    known = known_words(figure.known, figure.concerned, "commune", "communes")
    if figure.mean is None:
        return Shown(known, "unknown")
    unit = "%" if column.entry is not None and is_yes_or_no(dict(column.entry)) else ""
    return Shown(f"{mean_words(figure.mean, unit)} ({known})", "score")


def compare(request: HttpRequest) -> HttpResponse:
    """Show those of `?avec=`; `?ajouter=` is looked for, and what is found is offered."""
    edition: Edition = request.edition
    found = chosen(request.GET.get("avec", ""), edition)
    wanted = " ".join(request.GET.get("ajouter", "").split())[:100]
    compared = themes(edition.catalogue, found) if len(found) >= FEWEST else []
    page = {
        "chosen": [{"one": one, "without": _address([other for other in found if other is not one])} for one in found],
        "wanted": wanted,
        "offered": _offered(wanted, found, grid(edition)) if wanted else [],
        "avec": ",".join(one.key for one in found),
        "full": len(found) >= MOST,
        "most": MOST,
        "ready": len(found) >= FEWEST,
        "themes": compared,
        "silent": [one["name"] for one in compared if not one["told"]],
        "mixed": len({one.kind for one in found}) > 1,
        "territories": any(one.means for one in found),
        "trail": [("Comparer", None)],
    }
    return render(request, "pages/compare.html", page)


def chosen(text: str, edition: Edition) -> list[Compared]:
    """Return those that codes name, separated by commas.

    Raises:
        ParameterError: a code names nobody, is there twice, or there are too many.
    """
    codes = [code.strip() for code in text.split(",") if code.strip()]
    if len(codes) > MOST:
        raise ParameterError(f"Paramètre « avec » : {len(codes)} codes reçus ; on en compare {MOST} au plus.")
    found: list[Compared] = []
    for code in codes:
        area = _area(code, grid(edition))
        one = _territory(edition, area) if area else _collectivite(grid(edition), _today(code))
        if one is None:
            raise refused(
                "avec", code[:40], "il faut des codes INSEE de communes ou des SIREN, séparés par des virgules"
            )
        if one.key in {other.key for other in found}:
            raise refused("avec", code[:40], "elle y est déjà")
        found.append(one)
    return found


def _collectivite(rows: pl.DataFrame, siren: str) -> Compared | None:
    row = next(rows.filter(pl.col("siren") == siren).iter_rows(named=True), None)
    return None if row is None else Compared(siren, row["name"], address_of_row(row), row["kind"], row=row)


def _area(code: str, rows: pl.DataFrame) -> Area | None:
    kind, _, rest = code.partition("-")
    if kind == "epci":
        row = next(rows.filter(kind="epci", siren=rest).iter_rows(named=True), None)
        return Area("epci", rest, row["name"], rest) if row else None
    known = {"france": {FRANCE.code: FRANCE}, "region": regions(), "departement": departements()}
    return known.get(kind, {}).get(rest)


def _territory(edition: Edition, area: Area) -> Compared:
    rows = queries.aggregates(edition, territory_kind=area.kind, territory=area.code, kind="commune")
    name = f"Communes{NO_BREAK}: {area.name}"
    return Compared(
        f"{area.kind}-{area.code}", name, area.address, "territoire", means={row.measure: row for row in rows}
    )


def _today(code: str) -> str:
    """Return the SIREN of today for a code or a SIREN; itself when it is of no commune."""
    try:
        return history.resolve(code).siren
    except BarometreError:
        return history.heir(code) or code


def _address(found: Sequence[Compared]) -> str:
    return reverse("compare") + query({"avec": ",".join(one.key for one in found)})


def _offered(wanted: str, found: Sequence[Compared], known: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Return the answers of the search that can be added: name, context, address; territories beside territories."""
    keys = [one.key for one in found]
    of_siren = {siren: siren for siren in known["siren"]}
    if any(one.means for one in found):
        of_siren |= {siren: f"epci-{siren}" for siren in known.filter(kind="epci")["siren"]}
        of_siren |= {area.siren: f"{area.kind}-{area.code}" for area in (*departements().values(), *regions().values())}
    hits = {of_siren[hit.siren]: hit for hit in index().search(wanted, limit=3 * OFFERED) if hit.siren in of_siren}
    base = reverse("compare")
    offered = [(hit, base + query({"avec": ",".join([*keys, key])})) for key, hit in hits.items() if key not in keys]
    return [(hit.name, hit.context, address) for hit, address in offered[:OFFERED]]


def themes(catalogue: Mapping[str, Any], found: Sequence[Compared]) -> list[dict[str, Any]]:
    """Return each theme with its scores and, for each indicator, the answer of each; those of nobody are counted."""
    shown = []
    for theme, entry in catalogue["themes"].items():
        columns = [
            indicator_column(name, one) for name, one in catalogue["indicators"].items() if one["theme"] == theme
        ]
        rows = [(one, [each.cell(one) for each in found]) for one in columns]
        told = [(one, cells) for one, cells in rows if any(one_cell.state != "unknown" for one_cell in cells)]
        scores = [each.cell(score_column(theme, entry["name"])) for each in found]
        is_told = bool(told) or any(one.state == "score" for one in scores)
        counts = {"lines": told, "untold": len(rows) - len(told), "told": is_told}
        shown.append({"id": theme, "name": entry["name"], "scores": scores, **counts})
    return shown
