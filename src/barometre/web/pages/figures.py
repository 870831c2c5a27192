"""A map or a table of territories coloured or filled by one measure: the drawing and its table from the same values."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from barometre.web.editions.models import Aggregate, Edition
from barometre.web.maps.charts import Bar, Mark, Quartiles, bars, histogram
from barometre.web.maps.choropleth import map_figure
from barometre.web.maps.geometry import Drawing
from barometre.web.maps.legend import SCORES, SHARES, ColouredArea, ColourScale
from barometre.web.shared.areas import Area
from barometre.web.shared.catalogue import Measure, credit
from barometre.web.shared.french import percent
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table

# A map is drawn when this share of its territories has a figure.
MAP_FROM = 0.5


def map_of_areas(
    drawing: Drawing, areas: Mapping[str, Area], means: Mapping[str, Aggregate], measure: Measure, where: str
) -> SafeString | None:
    """Return the map of territories, each coloured by the mean of its communes and leading to its page.

    None when most have no figure: such a map says where something was looked at, not where it is done.
    """
    with_figure = sum(outline.code in means and means[outline.code].mean is not None for outline in drawing.outlines)
    if with_figure < MAP_FROM * len(drawing.outlines):
        return None
    coloured = {}
    for outline in drawing.outlines:
        area, mean = areas[outline.code], means.get(outline.code)
        coloured[outline.code] = ColouredArea(
            area.name,
            area.address + measure.query,
            mean.mean if mean else None,
            mean is None or mean.concerned > 0,
            f"sur {percent(100 * mean.coverage, 0)} du sujet" if mean and mean.coverage is not None else "",
        )
    return drawn(drawing, coloured, measure, where)


def drawn(
    drawing: Drawing,
    coloured: Mapping[str, ColouredArea],
    measure: Measure,
    where: str,
    current: str | None = None,
    scale: ColourScale | None = None,
) -> SafeString:
    """Return the figure; its words come from the catalogue and the reference, escaped where they are written.

    `scale` is that of means unless given.
    """
    return mark_safe(
        map_figure(
            drawing,
            coloured,
            key="carte",
            title=f"{measure.label} : carte, {where}",
            description="Chaque territoire est un lien vers sa page. Le tableau de la page dit la même chose.",
            scale=scale or (SHARES if measure.unit == "%" else SCORES),
            current=current,
        )
    )


def areas_table(
    edition: Edition, areas: Iterable[Area], means: Mapping[str, Aggregate], measure: Measure, heading: str, csv: str
) -> Table:
    """Return the table of territories: mean or share of the communes, number known, number concerned.

    Numbers are null, not zero, when no territory has any.
    """
    none = 0 if any(mean.known for mean in means.values()) else None
    absent = Aggregate(mean=None, known=none, concerned=none)
    shown = [(area, means.get(area.code, absent) if none == 0 else absent) for area in areas]
    columns: list[tuple[TableColumn, Callable[[tuple[Area, Aggregate]], Value | Cell]]] = [
        (TableColumn("code", "Code", "file"), lambda row: row[0].code),
        (TableColumn("nom", heading), lambda row: Cell(row[0].name, row[0].address + measure.query)),
        (TableColumn("moyenne", measure.column, measure.form), lambda row: row[1].mean),
        (TableColumn("connues", "Communes connues", "number"), lambda row: row[1].known),
        (TableColumn("concernees", "Communes concernées", "file"), lambda row: row[1].concerned),
        *bounds_columns(measure, lambda row: row[1]),
        *credit(edition, measure),
    ]
    return build_table(f"{measure.label}, par {heading.lower()}", columns, shown, csv)


def bounds_columns(
    measure: Measure, of: Callable[[Any], Aggregate]
) -> list[tuple[TableColumn, Callable[[Any], Value | Cell]]]:
    """Return the columns of what a figure can be whatever the unknown are, and of the subject that a score covers."""
    columns: list[tuple[TableColumn, Callable[[Any], Value | Cell]]] = [
        (TableColumn("plancher", "Au moins", measure.form), lambda row: of(row).low),
        (TableColumn("plafond", "Au plus", measure.form), lambda row: of(row).high),
    ]
    if measure.family == "indicator":
        return [*columns, (TableColumn("oui", "Score de 100", "file"), lambda row: of(row).met)]
    return [*columns, (TableColumn("couverture", "Part du sujet", "share"), lambda row: of(row).coverage)]


def strate_chart(table: Table, measure: Measure) -> SafeString:
    """Return the bars of a measure by size of commune, from the rows (name, mean, known, concerned) of a table."""
    rows = [
        Bar(str(name.value).capitalize(), mean.value, int(known.value or 0), int(concerned.value or 0))  # type: ignore[arg-type]
        for name, mean, known, concerned, *_ in table.rows
    ]
    return mark_safe(bars(rows, key="strates", title=table.caption, unit=measure.unit))


def distribution_chart(among: Aggregate, who: str, mark: Mark | None = None) -> SafeString:
    """Return the distribution of the scores of a group, with one of its members."""
    quartiles = None if among.q1 is None else Quartiles(among.q1, among.median or 0.0, among.q3 or 0.0)
    bins = among.histogram or []
    return mark_safe(histogram(bins, key="pairs", title=f"Scores : {who}", mark=mark, quartiles=quartiles))


def distribution_table(among: Aggregate, who: str) -> Table:
    """Return the same distribution as a table, without empty classes."""
    columns = [TableColumn("score", "Score"), TableColumn("nombre", "Nombre", "number")]
    bins = [f"de {10 * i} à {'100' if i == 9 else f'moins de {10 * i + 10}'}" for i in range(10)]
    rows = [[Cell(label), Cell(count)] for label, count in zip(bins, among.histogram or [], strict=True) if count]
    place = {"territoire": among.territory_kind, "code": among.territory}
    asked = urlencode(place | {"type": among.kind, "mesure": among.measure, "format": "csv"})
    caption = f"Répartition des scores : {who} (classes vides omises)"
    return Table(caption, columns, rows, f"/api/v1/aggregates?{asked}")
