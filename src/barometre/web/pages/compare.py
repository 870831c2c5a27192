"""Figures of a territory compared with those of the territories above it."""

from dataclasses import dataclass
from typing import Any

from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.pages.presenters import difference, known_words, mean_words
from barometre.web.shared import catalogue
from barometre.web.shared.areas import Area
from barometre.web.shared.catalogue import OVERALL, Measure
from barometre.web.shared.tables import Cell, Table, TableColumn
from barometre.web.shared.words import KINDS


@dataclass(frozen=True)
class KeyFigure:
    """One measure here, and in France."""

    measure: Measure
    here: Aggregate
    france: Aggregate | None

    @property
    def value(self) -> float | None:
        """Mean here."""
        return self.here.mean

    @property
    def words(self) -> str:
        """The mean as it is read."""
        return mean_words(self.value, self.measure.unit)

    @property
    def base(self) -> str:
        """How many it rests on."""
        return known_words(self.here.known, self.here.concerned, "commune", "communes")

    @property
    def gap(self) -> str:
        """How it compares with France; empty on national pages."""
        if self.france is None:
            return ""
        words = difference(self.value, self.france.mean, self.measure.unit)
        return f"France : {mean_words(self.france.mean, self.measure.unit)} ({words})" if words else ""


# Greatest number of key figures. The comparison has them all.
MOST_FIGURES = 8


def key_figures(edition: Edition, area: Area) -> list[KeyFigure]:
    """Return the figures of the first indicators of each theme of which something is known for communes."""
    kind, code = area.aggregated
    rows = queries.aggregates(edition, territory_kind=kind, territory=code, kind="commune")
    here = {row.measure: row for row in rows}
    france = catalogue.national(edition)
    live = [
        measure for family, measures in catalogue.offered(edition) for measure in measures if family == "Indicateurs"
    ]
    chosen = sorted(live, key=lambda measure: _rank_in_theme(edition, live, measure))[:MOST_FIGURES]
    return [
        KeyFigure(measure, here[measure.id], None if kind == "france" else france[measure.id])
        for measure in chosen
        if measure.id in here and here[measure.id].known
    ]


def _rank_in_theme(edition: Edition, live: list[Measure], measure: Measure) -> int:
    """Return the rank of an indicator in its theme, so that a theme with many sources does not hide the others."""
    entries = edition.catalogue["indicators"]
    theme = entries[measure.id]["theme"]
    return [other.id for other in live if entries[other.id]["theme"] == theme].index(measure.id)


def comparison(edition: Edition, area: Area, chain: list[Area]) -> Table:
    """Return each measure here and in the territories above, nearest first: means of the communes, number known."""
    places = [area, *reversed(chain)]
    codes = list({place.code for place in places})
    rows = queries.aggregates(edition, territory__in=codes, kind="commune")
    figures = {(row.territory_kind, row.territory, row.measure): row for row in rows}
    columns = [TableColumn("mesure", "Mesure"), *(TableColumn(place.code, place.name, "mean") for place in places)]
    columns.append(TableColumn("connues", "Communes connues", "number"))
    lines = []
    for _, measures in catalogue.offered(edition):
        for measure in measures:
            here = [figures.get((*place.aggregated, measure.id)) for place in places]
            known = here[0].known if here[0] else 0
            lines.append([Cell(measure.label, measure.address), *(_mean(row, measure) for row in here), Cell(known)])
    return Table(f"{area.name} : moyennes des communes, comparées", columns, lines)


def _mean(row: Aggregate | None, measure: Measure) -> Cell:
    return Cell(row.mean if row else None, unit=measure.unit)


def kinds_table(edition: Edition) -> Table:
    """Return how much is known of each kind of collectivité in France."""
    columns = [
        TableColumn("genre", "Collectivités"),
        TableColumn("mesurees", "Dans le champ", "number"),
        TableColumn("connues", "Avec un score", "number"),
        TableColumn("moyenne", "Score moyen sur 100", "score"),
    ]
    rows: list[list[Any]] = []
    for kind in ("commune", "epci", "departement", "region"):
        overall = catalogue.national(edition, kind).get(OVERALL)
        rows.append(
            [
                Cell(KINDS[kind].capitalize()),
                Cell(catalogue.counts(edition).get(kind, 0)),
                Cell(overall.known if overall else 0),
                Cell(overall.mean if overall else None),
            ]
        )
    return Table("Collectivités mesurées, par genre", columns, rows)
