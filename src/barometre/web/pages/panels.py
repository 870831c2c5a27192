"""How a yes or a no of a register went along its files, on the page of the indicator beside which it is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from barometre.web.editions.models import Edition
from barometre.web.maps.timeline import Moment, curve
from barometre.web.pages.course import CURVE_FROM
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table


@dataclass(frozen=True)
class Panel:
    """A curve of communes, the same as a table, the fact and its source as the catalogue names them."""

    fact: str
    source: dict[str, Any]
    chart: SafeString
    table: Table


def panels_of(edition: Edition, entry: dict[str, Any]) -> list[Panel]:
    """Return the panels of the facts of an indicator, those of three files at least."""
    found = [_panel(edition, fact) for fact in entry["facts"]]
    return [panel for panel in found if panel]


def _panel(edition: Edition, fact: str) -> Panel | None:
    rows = [row for row in edition.method.get("panels", ()) if (row["fact"], row["kind"]) == (fact, "commune")]
    if len(rows) < CURVE_FROM:
        return None
    definition = edition.catalogue["facts"][fact]
    title = f"{definition['title']}, de relevé en relevé"
    moments = [Moment(date.fromisoformat(row["day"]), _share(row, "met", "known"), None, None) for row in rows]
    columns: list[tuple[TableColumn, Callable[[dict[str, Any]], Value | Cell]]] = [
        (TableColumn("releve", "Relevé"), lambda row: date.fromisoformat(row["day"])),
        (TableColumn("part", "Oui", "percent"), lambda row: _share(row, "met", "known")),
        (TableColumn("connues", "Communes connues", "number"), lambda row: row["known"]),
        (TableColumn("connues_deux_fois", "Connues alors et au dernier relevé", "number"), lambda row: row["both"]),
        (TableColumn("alors", "Parmi elles, alors", "percent"), lambda row: _share(row, "met_then", "both")),
        (TableColumn("dernier", "Parmi elles, au dernier", "percent"), lambda row: _share(row, "met_now", "both")),
    ]
    return Panel(
        fact=definition["title"],
        source=edition.catalogue["sources"][definition["source"]],
        chart=mark_safe(curve(moments, key=f"panel-{fact.replace('.', '-')}", title=title, unit="%")),
        table=build_table(title, columns, rows),
    )


def _share(row: dict[str, Any], part: str, whole: str) -> float | None:
    return 100 * row[part] / row[whole] if row[whole] else None
