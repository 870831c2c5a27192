"""The drawings of documents on paper: those of the site, each with its words for who does not see it, and its table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from barometre.web.editions.models import Edition
from barometre.web.maps.charts import Bar, bars
from barometre.web.maps.legend import legend_lines
from barometre.web.maps.slide import printed
from barometre.web.pages.figures import AreaMap
from barometre.web.paper.tables import Columns
from barometre.web.shared.catalogue import Measure
from barometre.web.shared.french import NO_BREAK, counted, number, percent, score
from barometre.web.shared.tables import Table, TableColumn, build_table
from barometre.web.shared.words import day_words


@dataclass(frozen=True)
class Chart:
    """One drawing on paper.

    Attributes:
        title: what it is about.
        svg: it stands alone.
        alt: what it shows, with its figures and their date.
        table: its figures.
        wide: whether it takes the width of the page: a map does, with its legend.
    """

    title: str
    svg: str
    alt: str
    table: Table
    wide: bool = False


def of_bars(
    edition: Edition, title: str, heading: str, rows: Sequence[Bar], unit: str = "%", known: str = "Connues"
) -> Chart | None:
    """Draw bars from 0 to 100; None without any.

    Args:
        edition: that of the figures.
        title: what they are about.
        heading: what each bar is.
        rows: label, value, on how many of how many it rests.
        unit: « % » for shares, empty for scores.
        known: heading of those on which it rests.
    """
    if not rows:
        return None
    form = "percent" if unit else "score"
    columns: Columns[Bar] = [
        (TableColumn("nom", heading), lambda row: row.label),
        (TableColumn("valeur", "Part" if unit else "Moyenne sur 100", form), lambda row: row.value),
        (TableColumn("connues", known, "number"), lambda row: row.known),
        (TableColumn("ensemble", "Sur", "number"), lambda row: row.concerned),
    ]
    drawn = bars(rows, key="barres", title=title, unit=unit)
    return _chart(edition, title, drawn, build_table(title, columns, rows))


def of_drawing(edition: Edition, title: str, drawn: str, table: Table) -> Chart:
    """Return a chart of the site with its table."""
    return _chart(edition, title, drawn, table)


def of_map(edition: Edition, shown: AreaMap, heading: str, table: Table) -> Chart | None:
    """Return a map with its legend and what it shows; None when it would say nothing.

    Args:
        edition: that of the figures.
        shown: the map.
        heading: what its territories are: « départements ».
        table: the value of each.
    """
    if shown.scale is None:
        return None
    title = f"{shown.measure.label}, {shown.where}"
    areas = [shown.coloured[outline.code] for outline in shown.drawing.outlines]
    lines = legend_lines(shown.scale, areas)
    legend = [("", shown.mean_words)] if shown.mean_words else []
    legend += [(css, f"{words} ({number(count, 0)})") for css, words, count in lines]
    told = "; ".join(f"{words}{NO_BREAK}: {number(count, 0)}" for _, words, count in lines if count)
    values = sorted(area.value for area in areas if area.value is not None)
    span = ""
    if values and shown.of_means:
        low, high = (_value(value, shown.measure) for value in (values[0], values[-1]))
        span = f" De {low} à {high}."
    mean = f" {shown.mean_words}." if shown.mean_words else ""
    alt = f"Carte{NO_BREAK}: {title}, {_on(edition)}. {shown.what}, {heading}{NO_BREAK}: {told}.{span}{mean}"
    return Chart(title, printed(shown.svg, legend), alt.replace("; ", f"{NO_BREAK}; "), table, wide=True)


def _chart(edition: Edition, title: str, drawn: str, table: Table) -> Chart:
    found = re.search(r"<desc[^>]*>(.*?)</desc>", drawn, re.DOTALL)
    told = unescape(found[1]) if found else counted(len(table.rows), "ligne", "lignes")
    return Chart(title, printed(drawn), f"{title}, {_on(edition)}. {told}", table)


def _on(edition: Edition) -> str:
    return f"édition du {day_words(edition.date)}"


def _value(value: float, measure: Measure) -> str:
    return percent(value) if measure.unit else f"{score(value, 1)} sur 100"
