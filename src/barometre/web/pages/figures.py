"""A map or a table of territories coloured or filled by one measure: the drawing and its table from the same values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from barometre.web.editions.models import Aggregate, Edition
from barometre.web.maps.charts import Bar, Mark, Quartiles, bars, histogram
from barometre.web.maps.choropleth import choropleth, map_figure
from barometre.web.maps.classes import KNOWN_FROM, classes
from barometre.web.maps.geometry import Drawing
from barometre.web.maps.geometry import national as france_drawing
from barometre.web.maps.legend import Answers, ColouredArea, ColourScale
from barometre.web.pages.territorial import of_known_words
from barometre.web.shared.areas import Area, departements
from barometre.web.shared.catalogue import Measure, aggregates_of, credit, national
from barometre.web.shared.french import number, percent, score
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table

# Links of a map that may stop the tab key.
MOST_STOPS = 60
FEW = "Pas de carte\u00a0: trop peu de communes sont connues pour que ce soit comparable d’un territoire à l’autre."


@dataclass(frozen=True)
class AreaMap:
    """A map of territories, for a page (`{{ map }}`) and for a picture; false when it would say nothing.

    Attributes:
        drawing: contours.
        coloured: code -> name, page and value of each.
        scale: classes of the values, None when a map would say nothing.
        measure: what is shown.
        where: of which territory it is, in words.
        current: code of the territory whose page it is.
        reference: figure of France, when the values are those of territories.
        of_means: whether the values are means of communes.
    """

    drawing: Drawing
    coloured: Mapping[str, ColouredArea]
    scale: ColourScale | None
    measure: Measure
    where: str
    current: str | None = None
    reference: float | None = None
    of_means: bool = False

    def __bool__(self) -> bool:
        return self.scale is not None

    def __html__(self) -> str:
        """Return the figure; its words come from the catalogue and the reference, escaped where they are written.

        With many territories, no link of the map stops the tab key: a keyboard would need 887 of them to cross a
        département. The table of the page has the same links.
        """
        made = map_figure(self.drawing, self.coloured, note=self.mean_words, **self._drawn)
        return made if len(self.coloured) <= MOST_STOPS else made.replace("<a href=", '<a tabindex="-1" href=')

    @property
    def svg(self) -> str:
        """The drawing alone."""
        return choropleth(self.drawing, self.coloured, **self._drawn)

    @property
    def _drawn(self) -> dict[str, Any]:
        return {
            "key": "carte",
            "title": f"{self.measure.label} : carte, {self.where}",
            "description": "Chaque territoire est un lien vers sa page. Le tableau de la page dit la même chose.",
            "scale": self.scale,
            "current": self.current,
        }

    @property
    def what(self) -> str:
        """What the values are."""
        if isinstance(self.scale, Answers):
            return "Oui ou non, par commune"
        return self.measure.column if self.of_means else "Score de chaque commune"

    @property
    def mean_words(self) -> str:
        """The figure of France, in words; empty when it is not known."""
        if self.reference is None:
            return ""
        return (
            f"France\u00a0: {percent(self.reference) if self.measure.unit else f'{score(self.reference, 1)} sur 100'}"
        )

    @property
    def instead(self) -> str:
        """Why there is no map, in a sentence."""
        known = sorted(area.value for area in self.coloured.values() if area.value is not None)
        if len(known) < KNOWN_FROM * len(self.coloured) or not known:
            return FEW
        if set(known) <= {0, 100} and not self.of_means:
            yes, no = (number(known.count(value), 0) for value in (100, 0))
            return (
                "Pas de carte\u00a0: elle serait d’une seule couleur, presque toutes ont la même réponse "
                f"({yes} «\u00a0oui\u00a0», {no} «\u00a0non\u00a0»)."
            )
        low, high = (percent(value) if self.measure.unit else score(value, 1) for value in (known[0], known[-1]))
        if low == high:
            return f"Pas de carte\u00a0: elle serait d’une seule couleur, les territoires connus sont tous à {low}."
        return (
            "Pas de carte\u00a0: elle serait presque d’une seule couleur, les territoires se ressemblent "
            f"(de {low} à {high}). Le tableau donne la valeur de chacun."
        )


def map_of_areas(
    drawing: Drawing,
    areas: Mapping[str, Area],
    means: Mapping[str, Aggregate],
    measure: Measure,
    where: str,
    reference: float | None = None,
) -> AreaMap:
    """Return the map of territories, each coloured by the mean of its communes and leading to its page."""
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
    scale = classes([area.value for area in coloured.values() if area.concerned], measure.unit)
    return AreaMap(drawing, coloured, scale, measure, where, reference=reference, of_means=True)


def map_of_france(edition: Edition, measure: Measure) -> AreaMap:
    """Return the map of the départements."""
    places = departements()
    means = aggregates_of(edition, "departement", list(places), measure.id)
    whole = national(edition).get(measure.id)
    where = "France par département"
    return map_of_areas(france_drawing("departement"), places, means, measure, where, whole and whole.mean)


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
        (TableColumn("moyenne", measure.column, measure.form), lambda row: mean_cell(row[1], measure)),
        (TableColumn("connues", "Communes connues", "number"), lambda row: row[1].known),
        (TableColumn("concernees", "Communes concernées", "file"), lambda row: row[1].concerned),
        *bounds_columns(measure, lambda row: row[1]),
        *credit(edition, measure),
    ]
    return build_table(f"{measure.label}, par {heading.lower()}", columns, shown, csv)


def mean_cell(row: Aggregate, measure: Measure) -> Cell:
    """Return a mean or a share; of those known alone, a share of all or of none says so in words."""
    if row.mean not in (0, 100) or not measure.unit:
        return Cell(row.mean)
    return Cell(row.mean, words=of_known_words(row.mean, row.known, row.concerned, measure.unit))


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
    rows = []
    for name, mean, known, concerned, *_ in table.rows:
        value: float | None = mean.value  # type: ignore[assignment]
        counts = int(known.value or 0), int(concerned.value or 0)  # type: ignore[arg-type]
        words = "" if value is None else of_known_words(value, *counts, measure.unit)
        rows.append(Bar(str(name.value).capitalize(), value, *counts, words))
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
